"""Move a session: another time or room, the old room free again, and those concerned told (psych:13)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from youzhang.accounts.viewer import Viewer
from youzhang.casework import rules
from youzhang.casework.actions.appointments import check_told, write_to_caseworker, write_to_client
from youzhang.casework.actions.sessions import Appointment, changing_session, check_caseworker_free
from youzhang.casework.models import Session
from youzhang.kit import clock
from youzhang.notices.actions import cancel_about
from youzhang.premises import actions as premises

KIND = "casework.session_moved"


def move_session(session: Session, given: Appointment, told: str, *, by: Viewer) -> Session:
    """Another time, way or room in one step, and how the client learns of it; nothing moves when it does not fit."""
    with changing_session(session, by=by) as (row, record):
        rules.check_movable(row, record.at)
        rules.check_ahead(given.starts_at, record.at)
        check_told(row, told)
        check_caseworker_free(row.case, given, besides=row)
        moved = (row.starts_at, row.ends_at) != (given.starts_at, given.ends_at)
        _change_room(row, given, by, moved=moved)
        row.starts_at, row.ends_at, row.way = given.starts_at, given.ends_at, given.way
        record("casework.session_moved", starts_on=clock.day_of(given.starts_at), told=told)
        cancel_about(row.matter_id, KIND)
        if told == "message":
            write_to_client(row, KIND, _to_client)
        if row.case.caseworker_id != by.user.pk:
            subject = _("An appointment of yours was moved")
            write_to_caseworker(row, KIND, subject, _("An appointment of yours is now on %(when)s: %(page)s"))
    return row


def _change_room(row: Session, given: Appointment, by: Viewer, *, moved: bool) -> None:
    held = row.booking if row.booking and row.booking.cancelled_at is None else None
    if given.room is None:
        if held:
            premises.cancel(held)
        row.booking = None
    elif moved or held is None or held.room_id != given.room.pk:
        row.booking = premises.rebook(held, given.room, given.starts_at, given.ends_at, row.matter, by=by)


def _to_client() -> tuple[str, str]:
    said = _("The time you agreed with us is now %(when)s. If it does not suit you, call %(phone)s.")
    return _("Your appointment has another time"), said
