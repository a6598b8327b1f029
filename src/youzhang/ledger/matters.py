"""Opening matters: their number, their key, the people in them and who is let in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from youzhang.accounts.models import Bar, Centre, User
from youzhang.kit import clock
from youzhang.kit.made import fresh
from youzhang.kit.written import NOT_TWICE, put, put_and_read
from youzhang.ledger import state
from youzhang.ledger.entering import enter, take_out
from youzhang.ledger.models import Grant, Matter, MatterBar, MatterParty, NumberSeries
from youzhang.ledger.refresh import written_on
from youzhang.ledger.registry import vocabulary
from youzhang.ledger.writing import Record, one_act, writing_anew
from youzhang.vault.actions import create_key
from youzhang.vault.models import DataKey, Subject

ENDS_ANEW = "ON CONFLICT (matter_id, user_id, reason) DO UPDATE SET ends_at = excluded.ends_at"
COUNTS_ON = (
    "ON CONFLICT (centre_id, kind, year) DO UPDATE SET last = ledger_numberseries.last + 1 RETURNING last"
)


@contextmanager
def opening(
    kind: str,
    *,
    centre: Centre,
    by: User | None,
    at: datetime | None = None,
    parent: Matter | None = None,
    parties: dict[str, Subject] | None = None,
    late_reason: str = "",
    key: DataKey | None = None,
) -> Iterator[tuple[Matter, Record]]:
    """Open a matter and record on it, in one transaction; yields both. `parties`: part → person."""
    with one_act():
        # What will be asked is asked first, so that what is written goes to the database together.
        state.state()
        parents = written_on(parent) if parent else []
        matter = open_matter(kind, centre=centre, at=at or clock.now(), parent=parent, key=key)
        for part, subject in (parties or {}).items():
            add_party(matter, subject, part)
        with writing_anew(matter, parents, by=by, at=at, late_reason=late_reason) as record:
            yield matter, record


def open_matter(
    kind: str,
    *,
    centre: Centre,
    at: datetime,
    parent: Matter | None = None,
    key: DataKey | None = None,
    number: str = "",
) -> Matter:
    """A new matter with the next number of its kind, centre and year, unless told; `key`: one that nobody has yet."""
    number = number or _next_number(kind, centre, clock.day_of(at).year)
    matter = fresh(
        Matter, kind=kind, centre=centre, number=number, parent=parent, opened_at=at, key=key or create_key()
    )
    put([matter])
    enter(matter, matter)
    return matter


def close_matter(matter: Matter, at: datetime) -> None:
    """Mark a matter as closed; its retention begins."""
    matter.closed_at = at
    change_matter(matter, "closed_at")


def change_matter(matter: Matter, *names: str) -> None:
    """Keep what was changed in a matter's own columns."""
    matter.save(update_fields=names)
    enter(matter, matter, *names)


def add_party(matter: Matter, subject: Subject, part: str) -> None:
    """Give a person a part in a matter; the kind must know the part."""
    if part not in vocabulary().matters[matter.kind].parts:
        raise ValueError(f"{matter.kind} has no part {part!r}")
    party = fresh(MatterParty, matter_id=matter.pk, subject_id=subject.pk, part=part)
    put([party], NOT_TWICE)
    enter(party, matter)


def let_in(matter: Matter, user: User | UUID, reason: str, until: datetime | None = None) -> None:
    """Let one person see one matter."""
    user_id = user.pk if isinstance(user, User) else user
    grant = fresh(
        Grant, matter_id=matter.pk, centre_id=matter.centre_id, kind=matter.kind, user_id=user_id, reason=reason,
        ends_at=until,
    )  # fmt: skip
    put([grant], ENDS_ANEW)
    enter(grant, matter)


def take_back(rows: QuerySet[Grant] | QuerySet[MatterParty]) -> int:
    """Take back what let people see matters, or parts that were given; how many."""
    found: list[Any] = list(rows.select_related("matter").distinct())
    for row in found:
        row.delete()
        take_out(row, row.matter)
    return len(found)


def shut_out(matter: Matter, user: User) -> None:
    """Bar one person from one matter, whatever they were granted."""
    shut = fresh(MatterBar, matter_id=matter.pk, user_id=user.pk)
    put([shut], NOT_TWICE)
    enter(shut, matter)


def shut_out_as(matter: Matter, other: Matter) -> set[UUID]:
    """Whoever is barred from another matter is barred from this one, which came of it; their accounts."""
    barred = MatterBar.objects.filter(matter=other).select_related("user")
    for one in barred:
        shut_out(matter, one.user)
    return {one.user_id for one in barred}


def bar(user: User, subject: Subject, *, reason: str, by: User, at: datetime) -> Bar:
    """A conflict of interest: from now on this member of staff sees nothing of this person."""
    found, is_new = Bar.objects.get_or_create(
        user=user, subject=subject, defaults={"reason": reason, "set_by": by, "set_at": at}
    )
    if is_new:
        enter(found)
    return found


def _next_number(kind: str, centre: Centre, year: int) -> str:
    pattern = vocabulary().matters[kind].number
    if not pattern:
        return ""
    first = fresh(NumberSeries, centre_id=centre.pk, kind=kind, year=year, last=1)
    [(last,)] = put_and_read([first], COUNTS_ON)
    return pattern.format(year=year, n=last, centre=centre.code)
