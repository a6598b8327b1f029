"""All that is derived from facts, or was entered beside them, compared with what it comes from, and put right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.db.models import Exists, OuterRef

from youzhang.kit.written import put
from youzhang.ledger import counting
from youzhang.ledger.comparing import Wrong, compare, compare_others, manager_of
from youzhang.ledger.entering import TABLES, chain_of
from youzhang.ledger.models import Duty, DutyHolder, Matter, RowEntry
from youzhang.ledger.rebuilding import Change, rebuild
from youzhang.ledger.refresh import holder_rows
from youzhang.ledger.verification import UNREADABLE, broken_entries
from youzhang.vault.models import ChainHead

BATCH = 200
RULES = {"edition", "ownvalue", "calendaryear", "calendarday"}
Work = Callable[[Sequence[UUID]], list[Wrong]]


@dataclass
class Found:
    """What was not as it should be. `changed`: how many duties; `changes`: which; `wrong`: rows of other tables;
    `stopped`: nothing was derived anew, as the rules themselves are not what they were."""

    keep: bool
    stopped: bool = False
    duties: int = 0
    changed: int = 0
    changes: list[Change] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)

    @property
    def counts(self) -> int:
        """How many numbers of the board were wrong."""
        return sum(one.table == "dutycount" for one in self.wrong)

    @property
    def left(self) -> bool:
        """Whether anything is still wrong."""
        return any(not one.mended for one in self.wrong) or bool(self.changed and not self.keep)


def put_right(*, keep: bool) -> Found:
    """Compare everything; `keep`: put right what can be, else nothing is written."""
    found = Found(keep)
    # What was entered counts only as far as its chain is whole, and by forged rules nothing is judged anew.
    found.wrong += _entered(mend=keep and not broken_entries())
    if keep and any(one.table in RULES and not one.mended for one in found.wrong):
        found.keep, found.stopped, keep = False, True, False
    ids = list(Matter.unscoped.order_by("opened_at", "pk").values_list("pk", flat=True))
    found.wrong += _each(ids, lambda part: _derived(found, part), keep)
    found.wrong += _orphans(keep)
    found.wrong += _each([*ids, *_strays([DutyHolder])], lambda part: _held(part, keep), keep)
    found.wrong += _counted(keep)
    found.duties = Duty.unscoped.count()
    return found


def _entered(mend: bool) -> Iterator[Wrong]:
    hanging = [table.model for table in TABLES.values() if table.matter and table.model is not Matter]
    ids = list(Matter.unscoped.order_by("pk").values_list("pk", flat=True))
    yield from _each(
        [*ids, *_strays([RowEntry, *hanging])], lambda part: compare(part, mend=mend), keep=False
    )
    try:
        with transaction.atomic():
            # Whoever enters something meanwhile waits: what was put in and not entered yet is not seen.
            ChainHead.objects.select_for_update().filter(name=chain_of(None)).first()
            found = compare_others(mend=mend)
    except UNREADABLE as fault:
        found = [Wrong("installation", str(fault), "unreadable")]
    yield from found


def _strays(tables: Sequence[type[models.Model]]) -> list[UUID]:
    """Matters that rows name though they are not there."""
    found = set[UUID]()
    for model in tables:
        rows = manager_of(model).filter(~Exists(Matter.unscoped.filter(pk=OuterRef("matter_id"))))
        found |= {*rows.exclude(matter=None).order_by().values_list("matter_id", flat=True).distinct()}
    return sorted(found)


def _each(ids: Sequence[UUID], work: Work, keep: bool) -> Iterator[Wrong]:
    """What is wrong, in batches; where a row cannot be read, matter by matter. `keep`: those are derived anew."""
    for start in range(0, len(ids), BATCH):
        part = ids[start : start + BATCH]
        try:
            yield from _locked(part, work)
        except UNREADABLE:
            for pk in part:
                yield from _alone(pk, work, keep)


def _locked(part: Sequence[UUID], work: Work) -> list[Wrong]:
    with transaction.atomic():
        rows = Matter.unscoped.select_for_update().filter(pk__in=part).order_by("pk")
        list(rows.values_list("pk", flat=True))
        return work(part)


def _alone(pk: UUID, work: Work, keep: bool) -> list[Wrong]:
    try:
        return _locked([pk], work)
    except UNREADABLE:
        return [Wrong("matter", str(pk), "unreadable", mended=keep and _afresh(pk))]


def _afresh(pk: UUID) -> bool:
    """Derive the duties of a matter without a look at those that are there; whether its facts can be read."""
    try:
        with transaction.atomic():
            for rows in (DutyHolder.objects.filter(duty__matter=pk), Duty.unscoped.filter(matter=pk)):
                rows._raw_delete(rows.db)
            list(rebuild([pk]))
    except UNREADABLE:
        return False
    return True


def _derived(found: Found, part: Sequence[UUID]) -> list[Wrong]:
    done = list(rebuild(part, keep=found.keep))
    found.changed += sum(rows for rows, _changes in done)
    found.changes += [change for _rows, changes in done for change in changes]
    return []


def _orphans(keep: bool) -> list[Wrong]:
    """Duties of matters that are not there."""
    with transaction.atomic():
        duties = Duty.unscoped.filter(~Exists(Matter.unscoped.filter(pk=OuterRef("matter_id"))))
        ids = list(duties.values_list("pk", flat=True))
        if keep and ids:
            for rows in (DutyHolder.objects.filter(duty__in=ids), Duty.unscoped.filter(pk__in=ids)):
                rows._raw_delete(rows.db)
    return [Wrong("duty", str(pk), "unknown", mended=keep) for pk in ids]


def _held(part: Sequence[UUID], keep: bool) -> list[Wrong]:
    """Holders beside the open duties that they hold."""
    open_ones = Duty.unscoped.filter(matter__in=part, outcome="open").select_related("matter")
    lacking = [holder for duty in open_ones for holder in holder_rows(duty.matter, duty)]
    wanted, surplus = Counter(map(_columns, lacking)), []
    for row in DutyHolder.objects.filter(matter__in=part).order_by("pk"):
        wanted[_columns(row)] -= 1
        if wanted[_columns(row)] < 0:
            surplus.append(row)
    lacking = [row for row in lacking if _taken(wanted, _columns(row))]
    if keep:
        DutyHolder.objects.filter(pk__in=[row.pk for row in surplus]).delete()
        put(lacking)
    return [*_wrong(surplus, "unknown", keep), *_wrong(lacking, "missing", keep)]


def _taken(wanted: Counter[tuple[Any, ...]], columns: tuple[Any, ...]) -> bool:
    """Whether one like this is still wanted; it is then not any more."""
    wanted[columns] -= 1
    return wanted[columns] >= 0


def _columns(row: DutyHolder) -> tuple[Any, ...]:
    fields = DutyHolder._meta.concrete_fields
    return tuple(getattr(row, one.attname) for one in fields if not isinstance(one, models.AutoField))


def _wrong(rows: Sequence[DutyHolder], what: str, keep: bool) -> list[Wrong]:
    return [
        Wrong("dutyholder", f"{row.duty_id} {row.role or row.user_id or ''}".strip(), what, mended=keep)
        for row in rows
    ]


def _counted(keep: bool) -> list[Wrong]:
    """The numbers behind the board beside the duties."""
    try:
        keys = counting.differing()
        found = [Wrong("dutycount", " ".join(map(str, key)), "changed", mended=keep) for key in keys]
    except UNREADABLE as fault:
        found = [Wrong("dutycount", str(fault), "unreadable", mended=keep)]
    if keep and found:
        counting.recount()
    return found
