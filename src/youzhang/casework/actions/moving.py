"""Move a session: another time or room, the old room free again, and those concerned told (psych:13)."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from youzhang.accounts.models import User
from youzhang.accounts.viewer import Viewer
from youzhang.casework import rules
from youzhang.casework.actions.sessions import Appointment, changing_session, check_caseworker_free
from youzhang.casework.models import Case, Session
from youzhang.clients.models import Person
from youzhang.clients.reach import WAYS, channel_to
from youzhang.clients.rules import needs_guardian
from youzhang.kit import clock
from youzhang.notices.actions import cancel_about, post
from youzhang.notices.colleagues import link, tell_colleague
from youzhang.notices.models import Notice
from youzhang.premises import actions as premises
from youzhang.web.wording import short_moment

KIND = "casework.session_moved"


def move_session(session: Session, given: Appointment, told: str, *, by: User, viewer: Viewer) -> Session:
    """Another time, way or room in one step, and how the client learns of it; nothing moves when it does not fit."""
    with changing_session(session, by=by, viewer=viewer) as (row, record):
        rules.check_booked(row)
        rules.check_may_move(row, given.starts_at, record.at)
        rules.check_told(
            told, row.case.file.guardian_kept_out, bool(reached_by_message(row.case, clock.today()))
        )
        check_caseworker_free(row.case, given, besides=row)
        moved = (row.starts_at, row.ends_at) != (given.starts_at, given.ends_at)
        _change_room(row, given, by, moved=moved)
        row.starts_at, row.ends_at, row.way = given.starts_at, given.ends_at, given.way
        record("casework.session_moved", starts_on=clock.day_of(given.starts_at), told=told)
        cancel_about(row.matter_id, KIND)
        if told == "message":
            _write_to_client(row)
        if row.case.caseworker_id != by.pk:
            _write_to_caseworker(row)
    return row


def reached_by_message(case: Case, day: date) -> Person | None:
    """Whom a message about an appointment reaches: the client, for a child the guardian; nobody kept out."""
    file = case.file
    guarded = needs_guardian(case.person, day)
    person: Person | None = (None if file.guardian_kept_out else file.guardian) if guarded else case.person
    return person if person and channel_to(person)[0] in WAYS else None


def _change_room(row: Session, given: Appointment, by: User, *, moved: bool) -> None:
    held = row.booking if row.booking and row.booking.cancelled_at is None else None
    if given.room is None:
        if held:
            premises.cancel(held)
        row.booking = None
    elif moved or held is None or held.room_id != given.room.pk:
        row.booking = premises.rebook(held, given.room, given.starts_at, given.ends_at, row.matter, by=by)


def _write_to_client(row: Session) -> None:
    """Neither service nor person: telephones are shared."""
    person = reached_by_message(row.case, clock.today())
    assert person is not None
    channel, address = channel_to(person)
    centre = row.matter.centre
    with override(settings.LANGUAGE_CODE):
        body = _("The time you agreed with us is now %(when)s. If it does not suit you, call %(phone)s.") % {
            "when": short_moment(row.starts_at), "phone": centre.phone
        }  # fmt: skip
        subject = _("Your appointment has another time")
    post(
        about=row.matter_id, key=row.matter.key, centre=centre, kind=KIND, channel=channel, address=address,
        subject=subject, body=body, due_at=clock.now(), to_subject=person.subject, lane=Notice.Lane.URGENT,
        dedupe=f"{KIND}:{row.pk}:{clock.now():%Y%m%d%H%M%S}",
    )  # fmt: skip


def _write_to_caseworker(row: Session) -> None:
    page = link(reverse("casework:session", args=[row.matter_id]))
    tell_colleague(
        row.case.caseworker, about=row.matter_id, key=row.matter.key, centre=row.matter.centre, kind=KIND,
        subject=_("An appointment of yours was moved"),
        body=_("An appointment of yours is now on %(when)s: %(page)s")
        % {"when": short_moment(row.starts_at), "page": page},
        due_at=clock.now(), dedupe=f"{KIND}:{row.pk}:{clock.now():%Y%m%d%H%M%S}",
    )  # fmt: skip
