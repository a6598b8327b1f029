"""Taking stock, once: rows that stood before rows were entered are entered as they are found.

What was changed before that moment nobody can tell; from then on it shows. Whatever is found without an entry later
was never entered, so stock is taken only until an entry says that it was.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from youzhang.ledger.comparing import rows_of
from youzhang.ledger.entering import TABLES, Said, append
from youzhang.ledger.models import Matter, RowEntry

BATCH = 500
TAKEN = "stock"


def take_stock() -> int:
    """Enter what was never entered, if that was not done yet; of how many matters."""
    if RowEntry.objects.filter(centre=None).exists():
        return 0
    count = take_stock_of_matters()
    with transaction.atomic():
        others = [
            Said(None, None, [name, list(key), values])
            for name, table in TABLES.items()
            if not table.matter
            for (_name, _matter, key), values in rows_of(table, Q())
        ]
        append([Said(None, None, [TAKEN, [], {"matters": count}]), *others])
    return count


def take_stock_of_matters() -> int:
    """Enter the rows of every matter that has no entry, in short transactions; of how many."""
    count, last = 0, UUID(int=0)
    while ids := _without_entry(last):
        with transaction.atomic():
            append(_standing(ids))
        count, last = count + len(ids), ids[-1]
    return count


def _without_entry(last: UUID) -> Sequence[UUID]:
    entered = RowEntry.objects.filter(matter=OuterRef("pk"))
    rows = Matter.unscoped.filter(~Exists(entered), pk__gt=last).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:BATCH])


def _standing(ids: Sequence[UUID]) -> list[Said]:
    """What stands in the tables, matter by matter."""
    centres = dict(Matter.unscoped.filter(pk__in=ids).values_list("pk", "centre"))
    found: dict[UUID, list[Said]] = defaultdict(list)
    for name, table in TABLES.items():
        if table.matter:
            for (_name, matter, key), values in rows_of(table, Q(**{f"{table.matter}__in": ids})):
                assert matter is not None
                found[matter].append(Said(centres[matter], matter, [name, list(key), values]))
    return [said for pk in ids for said in found[pk]]
