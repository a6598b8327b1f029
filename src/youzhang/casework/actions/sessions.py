"""Book sessions, say that the client did not come (psych:13)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from youzhang.accounts.models import User
from youzhang.accounts.viewer import Viewer
from youzhang.casework import rules
from youzhang.casework.actions.locking import check_carries, let_in_like
from youzhang.casework.models import Case, Session
from youzhang.crisis.actions import note_lost
from youzhang.kit import clock
from youzhang.kit.kept import Given, kept
from youzhang.ledger.matters import close_matter, opening
from youzhang.ledger.models import Matter
from youzhang.ledger.writing import Record, writing
from youzhang.premises import actions as premises
from youzhang.premises.models import Room

PARTS = (
    "matter__key",
    "matter__centre__organisation",
    "matter__parent__centre",
    "case__matter__centre",
    "case__file__matter__key",
    "case__person__subject__key",
    "booking__room",
)


@dataclass(frozen=True)
class Appointment:
    """When a session is, how, and in which room."""

    starts_at: datetime
    minutes: int = 50
    way: str = "face"
    room: Room | None = None

    @property
    def ends_at(self) -> datetime:
        """When it ends."""
        return self.starts_at + timedelta(minutes=self.minutes)


def book_session(case: Case, given: Appointment, *, by: Viewer) -> Session:
    """Book a session, with a room where one is wanted; nobody sits in two sessions at once."""
    check_carries(by, case)
    rules.check_running(case)
    rules.check_not_before(clock.day_of(given.starts_at), clock.day_of(case.opened_at))
    with opening("session", centre=case.matter.centre, by=by.user, parent=case.matter) as (matter, record):
        check_caseworker_free(case, given)
        let_in_like(case, matter)
        booking = _room(given, matter, by) if given.room and given.ends_at > record.at else None
        session: Session = Session.unscoped.create(
            matter=matter, case=case, starts_at=given.starts_at, ends_at=given.ends_at, way=given.way,
            booking=booking,
        )  # fmt: skip
        record("casework.session_booked", starts_on=clock.day_of(given.starts_at))
    return session


def miss_session(session: Session, *, by: Viewer, late_reason: str = "") -> Session:
    """The client did not come."""
    at = session.starts_at
    with changing_session(session, by=by, at=at, late_reason=late_reason) as (row, record):
        rules.check_booked(row)
        rules.check_begun(row, clock.now())
        row.state = "missed"
        record("casework.session_missed")
        close_matter(row.matter, clock.now())
        note_lost(row.case.person.subject, "missed", by=by.user)
    return row


@contextmanager
def changing_session(
    session: Session, *, by: Viewer, at: datetime | None = None, late_reason: str = ""
) -> Iterator[tuple[Session, Record]]:
    """Lock, read anew, let the caller act, save."""
    check_carries(by, session.case)
    rules.check_not_ahead(at, clock.now())
    with writing(session.matter, by=by.user, at=at, late_reason=late_reason) as record:
        [row] = kept("casework.changing_session", _rows).ask(pk=session.pk)
        yield row, record
        row.save()


def _rows() -> QuerySet[Session]:
    rows: QuerySet[Session] = Session.unscoped.filter(pk=Given("pk")).select_related(*PARTS)
    return rows


def check_caseworker_free(case: Case, given: Appointment, besides: Session | None = None) -> None:
    """Nobody sits in two sessions at once; the caseworker's row is locked while it is looked up."""
    User.objects.select_for_update().get(pk=case.caseworker_id)
    rows = Session.unscoped.filter(case__caseworker=case.caseworker_id, state="booked")
    others = rows.exclude(pk=besides.pk if besides else None)
    rules.check_free(others.filter(starts_at__lt=given.ends_at, ends_at__gt=given.starts_at).exists())


def _room(given: Appointment, matter: Matter, by: Viewer) -> object:
    assert given.room is not None
    return premises.book(given.room, given.starts_at, given.ends_at, matter, by=by)


def give_room_back(row: Session) -> None:
    if row.booking and row.booking.cancelled_at is None and row.booking.ends_at > clock.now():
        premises.cancel(row.booking)
