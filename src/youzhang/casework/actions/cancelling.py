"""Call a session off, and see to it that whoever still counts on it is told (psych:13)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from youzhang.accounts.viewer import Viewer
from youzhang.casework import rules
from youzhang.casework.actions import moving
from youzhang.casework.actions.appointments import check_told, write_to_caseworker, write_to_client
from youzhang.casework.actions.sessions import changing_session, give_room_back
from youzhang.casework.codes import NOT_YET
from youzhang.casework.models import Session
from youzhang.crisis.actions import note_lost
from youzhang.ledger.matters import close_matter
from youzhang.notices.actions import cancel_about

KIND = "casework.session_cancelled"


def cancel_session(session: Session, cause: str, told: str = "", *, by: Viewer) -> Session:
    """Call a session off: its room is free again. `told`: how the client learns of it, or that they still must; who
    called it off themselves knows."""
    with changing_session(session, by=by) as (row, record):
        rules.check_booked(row)
        rules.check_cancel_told(cause, told)
        give_room_back(row)
        row.state, row.cause = "cancelled", cause
        record("casework.session_cancelled", cause=cause, told=told or None)
        cancel_about(row.matter_id, moving.KIND)
        _tell(row, told)
        close_matter(row.matter, record.at)
        note_lost(row.case.person.subject, "cancelled", by=by.user)
        if row.case.caseworker_id != by.user.pk:
            subject = _("An appointment of yours was called off")
            write_to_caseworker(row, KIND, subject, _("The appointment on %(when)s is off: %(page)s"))
    return row


def tell_cancelled(session: Session, told: str, *, by: Viewer) -> Session:
    """Whoever counted on the session has been told now, or a message goes out."""
    with changing_session(session, by=by) as (row, record):
        rules.check_to_tell(row)
        _tell(row, told)
        record("casework.cancellation_told", told=told)
    return row


def _tell(row: Session, told: str) -> None:
    if told and told != NOT_YET:
        check_told(row, told)
    row.told = told
    if told == "message":
        write_to_client(row, KIND, _to_client)


def _to_client() -> tuple[str, str]:
    said = _("The appointment on %(when)s does not take place. To agree on another time, call %(phone)s.")
    return _("Your appointment does not take place"), said
