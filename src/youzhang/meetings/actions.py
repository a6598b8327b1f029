"""Call a meeting, hold it, file its minutes and decisions, see to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from youzhang.accounts.models import Centre, RoleHolding, User
from youzhang.accounts.viewer import Viewer
from youzhang.kit import clock
from youzhang.kit.refused import Refused, Stale
from youzhang.kit.text import clean_line, clean_text
from youzhang.ledger.matters import close_matter, let_in, opening
from youzhang.ledger.models import Matter
from youzhang.ledger.writing import Record, writing
from youzhang.ledger.years import centre_year
from youzhang.meetings import rules
from youzhang.meetings.facts import CONFERENCES
from youzhang.meetings.models import Decision, Invited, Meeting


@dataclass(frozen=True)
class Call:
    """A meeting to be called: `invited` colleagues, `guests` by name, `about` the matter it is about."""

    kind: str
    starts_at: datetime
    topic: str
    place: str = ""
    invited: Sequence[User] = ()
    guests: Sequence[str] = ()
    about: Matter | None = None


@dataclass(frozen=True)
class Resolution:
    """What was decided, who sees to it, until when."""

    text: str
    owner: User
    due_on: date


@dataclass(frozen=True)
class Minutes:
    """What was said and decided."""

    text: str
    decisions: Sequence[Resolution] = field(default=())


def call(centre: Centre, given: Call, *, by: Viewer, at: datetime | None = None) -> Meeting:
    """Call a meeting; whoever is invited may see it. A conference about a matter one sees anybody may call."""
    if given.kind not in CONFERENCES:
        rules.check_may_call(given.kind, by, centre.pk)
    elif given.about is None:
        raise Refused(
            "rule:conference", _("A conference is about somebody."), _("Call it from the file."), "kind"
        )
    matter_kind = "conference" if given.kind in CONFERENCES else "meeting"
    with opening(matter_kind, centre=centre, by=by.user, at=at) as (matter, record):
        meeting: Meeting = Meeting.unscoped.create(
            matter=matter, about=given.about, kind=given.kind, starts_at=given.starts_at, called_by=by.user,
            topic=clean_line(given.topic), place=clean_line(given.place),
        )  # fmt: skip
        invite(meeting, [by.user, *given.invited], given.guests)
        record("meetings.called", kind=given.kind, starts_at=given.starts_at)
    return meeting


def invite(meeting: Meeting, people: Iterable[User], guests: Iterable[str] = ()) -> None:
    """Ask colleagues, who may see the meeting from now on, and guests."""
    for person in people:
        Invited.unscoped.get_or_create(meeting=meeting, user=person, defaults={"matter": meeting.matter})
        let_in(meeting.matter, person, "invited")
    for guest in filter(None, map(clean_line, guests)):
        Invited.unscoped.create(meeting=meeting, matter=meeting.matter, guest=guest)


def hold(
    meeting: Meeting,
    present: Iterable[UUID],
    *,
    by: Viewer,
    at: datetime | None = None,
    late_reason: str = "",
) -> Meeting:
    """The meeting took place: `present` are the invited who signed in. It counts in the centre's year."""
    held_at = at or clock.now()
    year = centre_year(meeting.matter.centre, clock.day_of(held_at).year)
    with writing(meeting.matter, year, by=by.user, at=at, late_reason=late_reason) as record:
        row = _locked(meeting)
        rules.check_still_called(row)
        came = Invited.unscoped.filter(meeting=row, pk__in=set(present))
        number = came.update(signed_in_at=held_at)
        rules.check_quorum(number)
        row.state, row.held_at = "held", held_at
        row.save(update_fields=["state", "held_at"])
        record("meetings.held", kind=row.kind, present=number, counts_in=year)
    return row


def call_off(meeting: Meeting, *, by: Viewer) -> Meeting:
    """The meeting will not take place: whoever called it says so, or who may call one."""
    with writing(meeting.matter, by=by.user) as record:
        row = _locked(meeting)
        rules.check_may_call_off(row, by)
        row.state = "called_off"
        row.save(update_fields=["state"])
        record("meetings.called_off")
        close_matter(row.matter, record.at)
    return row


def file_minutes(meeting: Meeting, given: Minutes, *, by: Viewer, at: datetime | None = None) -> Meeting:
    """The minutes, and each decision with its owner; minutes are filed once, decisions may follow."""
    with writing(meeting.matter, by=by.user, at=at) as record:
        row = _locked(meeting)
        rules.check_held(row)
        if text := clean_text(given.text):
            if row.minutes:
                raise Stale(
                    "rule:minutes_filed",
                    _("The minutes are filed already."),
                    _("Add what is missing as a decision."),
                )
            row.minutes, row.minutes_by, row.minutes_at = text, by.user, record.at
            row.save(update_fields=["minutes", "minutes_by", "minutes_at"])
            record("meetings.minutes_filed", kind=row.kind)
        for one in given.decisions:
            _decide(row, one, record)
    return row


def _decide(row: Meeting, given: Resolution, record: Record) -> Decision:
    decision: Decision = Decision.unscoped.create(
        meeting=row, matter=row.matter, text=clean_text(given.text), owner=given.owner, due_on=given.due_on
    )
    let_in(row.matter, given.owner, "owner")
    record("meetings.decided", kind=row.kind, decision=decision.pk, owner=given.owner.pk, due_on=given.due_on)
    return decision


def see_to(decision: Decision, *, by: Viewer, at: datetime | None = None) -> Decision:
    """The decision was carried out, as its owner says, or who may call a meeting; noted once."""
    with writing(decision.matter, by=by.user, at=at) as record:
        row: Decision = Decision.unscoped.select_related("matter").get(pk=decision.pk)
        rules.check_may_see_to(row, by)
        row.done_at, row.done_by = record.at, by.user
        row.save(update_fields=["done_at", "done_by"])
        record("meetings.decision_done", decision=row.pk)
    return row


def held_with_role(meeting: Meeting, role: str) -> bool:
    """Whether a holder of a role signed in: a gate of another room asks."""
    row = Meeting.unscoped.select_related("matter").get(pk=meeting.pk)
    if row.held_at is None:
        return False
    came = Invited.unscoped.filter(meeting=row, signed_in_at__isnull=False, user__isnull=False)
    day = RoleHolding.on(clock.day_of(row.held_at))
    holders = RoleHolding.objects.filter(day, centre=row.matter.centre_id, role=role)
    return bool(came.filter(user__in=holders.values("user")).exists())


def _locked(meeting: Meeting) -> Meeting:
    row: Meeting = Meeting.unscoped.select_related("matter__centre", "matter__key").get(pk=meeting.pk)
    return row
