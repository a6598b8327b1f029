"""Open a crisis: recorded at once, told to whoever is on duty by every channel, and to more until it is taken."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from youzhang.accounts.models import Bar, Centre, RoleHolding, User
from youzhang.clients.kept_out import keep_out, suspects_of
from youzhang.clients.models import Person
from youzhang.clients.rules import needs_guardian
from youzhang.crisis.actions.guardians import suspects_in
from youzhang.crisis.actions.locking import changing, note_level
from youzhang.crisis.calling import steps_at
from youzhang.crisis.codes import SUICIDAL
from youzhang.crisis.guarding import is_young
from youzhang.crisis.models import Crisis
from youzhang.crisis.who_rules import LEADING
from youzhang.kit import clock
from youzhang.kit.text import clean_line, clean_text
from youzhang.ledger.matters import let_in, opening, shut_out_as
from youzhang.ledger.models import Matter
from youzhang.ledger.writing import Record
from youzhang.notices.actions import cancel_about
from youzhang.notices.colleagues import link, tell_colleague
from youzhang.notices.models import Notice
from youzhang.staff.queries import on_duty
from youzhang.vault.models import Subject

KIND = "crisis.alarm"
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Told:
    """What is known in the first minute; nothing of it is needed. `minor`: None when it is to be looked up;
    `nameless`: who only describes them."""

    who: str = ""
    phone: str = ""
    place: str = ""
    words: str = ""
    minor: bool | None = None
    nameless: bool = False
    born: date | None = None


def open_crisis(
    centre: Centre,
    subject: Subject | None = None,
    *,
    about: Matter | None = None,
    reason: str,
    source: str,
    route: str,
    by: User | None,
    at: datetime | None = None,
    late_reason: str = "",
    told: Told = Told(),
    before: Crisis | None = None,
) -> Crisis:
    """Whoever notices danger opens a crisis: no role, consent or approval is asked for (psych:14b, psych:3).

    `before`: the one that ended before it; who was suspected there is suspected here."""
    person = (
        Person.unscoped.select_related("subject__key").filter(subject=subject).first() if subject else None
    )
    parties = {"client": subject} if subject else None
    with opening("crisis", centre=centre, by=by, at=at, parties=parties, late_reason=late_reason) as (
        matter,
        record,
    ):
        minor = _is_minor(told, person)
        crisis: Crisis = Crisis.unscoped.create(
            matter=matter, subject=subject, about=about, reason=reason, source=source, route=route, minor=minor,
            opened_by=by, opened_at=record.at, suicide=reason in SUICIDAL, before=before,
            suspected=bool(before and before.suspected), **_known(told, person),
        )  # fmt: skip
        suspects = {*(suspects_of(person) if person else ()), *(suspects_in(before) if before else ())}
        for suspect in suspects:
            keep_out(matter, subject, suspect, ask=by, at=record.at, shut=[matter])
        barred = {one for came_of in _came_of(about, before) for one in shut_out_as(matter, came_of)}
        if by:
            let_in(matter, by, "opened")
        _record(crisis, told, record)
        _call_staff(crisis, besides=by, without={suspect.pk for suspect in suspects if suspect} | barred)
    return crisis


def _came_of(about: Matter | None, before: Crisis | None) -> list[Matter]:
    """What it was opened from: whoever is shut out there, because it is about them, neither sees nor leads it."""
    return [matter for matter in (about, before.matter if before else None) if matter]


def _record(crisis: Crisis, told: Told, record: Record) -> None:
    # Said by nobody: the file alone makes a minor of them, as long as it says so.
    by_file = (crisis.minor and told.minor is None and not is_young(told.born, clock.today())) or None
    record(
        "crisis.opened", reason=crisis.reason, source=crisis.source, route=crisis.route, minor=crisis.minor,
        by_file=by_file, before=crisis.before.matter_id if crisis.before else None,
    )  # fmt: skip
    if crisis.suicide:
        record("crisis.suicide_found")


def _is_minor(told: Told, person: Person | None) -> bool:
    """As somebody says; else by a birth date or the file."""
    if told.minor is not None:
        return told.minor
    today = clock.today()
    return is_young(told.born, today) or bool(person and needs_guardian(person, today))


def _known(told: Told, person: Person | None) -> dict[str, Any]:
    """What was said, and what the file says where nothing was."""
    return {
        "who": clean_line(told.who) or (person.name if person else None),
        "phone": clean_line(told.phone) or (person.phone if person else None),
        "place": clean_line(told.place) or None,
        "words": clean_text(told.words) or None,
        "nameless": told.nameless,
        "born": told.born.isoformat() if told.born else None,
        "age_known": told.minor is not None or told.born is not None or bool(person and person.born),
    }


def raise_level(crisis: Crisis, level: str, *, by: User | None = None) -> Crisis:
    """A tool found more danger than was known: it raises the level and never lowers it."""
    with changing(crisis, by=by) as (row, record):
        note_level(row, record, level, tool=True)
    return row


def note_suicidal(crisis: Crisis, *, by: User | None = None) -> Crisis:
    """A note, an interview or a call says thoughts of suicide: both tellings are owed, and it is a new sign."""
    with changing(crisis, by=by) as (row, record):
        row.suicide = True
        record("crisis.suicide_found")
    return row


def stop_calling(crisis: Crisis) -> None:
    """Somebody has it now: what still waits to be sent is taken back."""
    cancel_about(crisis.matter_id, KIND)


def _holders(centre: Centre, roles: Iterable[str]) -> list[User]:
    """The active staff of a centre in some roles today."""
    held = RoleHolding.objects.filter(RoleHolding.on(clock.today()), centre=centre, role__in=roles)
    people = User.objects.filter(pk__in=held.values("user"), is_active=True)
    return list(people.select_related("subject__key"))


def _call_staff(crisis: Crisis, besides: User | None, without: set[UUID]) -> None:
    """Whoever is on duty now; each step of the escalation is posted ahead and taken back when it is taken.

    `without`: the suspects, who may be staff, and who is shut out: they see nothing, so they are called to nothing."""
    centre, called = crisis.matter.centre, {besides.pk} if besides else set()
    barred = set(Bar.objects.filter(subject=crisis.subject_id).values_list("user_id", flat=True))
    first = [*on_duty(centre), *_holders(centre, LEADING)]
    steps = [
        (timedelta(0), first),
        *((step.waits, _holders(centre, step.roles)) for step in steps_at(centre)),
    ]
    for waits, people in steps:
        for person in people:
            if person.pk not in called | barred | without and person.subject_id not in without:
                _post(crisis, person, waits)
                called.add(person.pk)


def _post(crisis: Crisis, person: User, waits: timedelta) -> None:
    """To one person by every open channel; the words name neither person nor service."""
    page = link(reverse("crisis:crisis", args=[crisis.matter_id]))
    tell_colleague(
        person, about=crisis.matter_id, key=crisis.matter.key, centre=crisis.matter.centre, kind=KIND,
        subject=_("Urgent: you are needed at the centre now"),
        body=_("Something urgent waits for you. Open this page now: %(page)s") % {"page": page},
        due_at=crisis.opened_at + waits, lane=Notice.Lane.URGENT,
        dedupe=f"{KIND}:{crisis.pk}:{waits // MINUTE}",
    )  # fmt: skip
