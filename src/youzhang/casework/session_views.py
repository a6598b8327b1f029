"""Staff pages: sessions and their notes."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from youzhang.accounts.access import StaffRequest, staff
from youzhang.accounts.centres import current_centre
from youzhang.accounts.viewer import Viewer
from youzhang.casework import actions, pages, rules, session_queries
from youzhang.casework.actions.locking import check_carries
from youzhang.casework.danger_pages import danger_options, to_the_crisis
from youzhang.casework.forms import sessions as forms
from youzhang.casework.models import Note, ProcessNote, Session
from youzhang.casework.work import (
    CASE,
    NOTE,
    SESSION,
    CaseWork,
    SessionWork,
    carries,
    check_reads,
    reads_and_carries,
    session_page,
)
from youzhang.kit import clock
from youzhang.ledger.writing import LATE_ENTRY
from youzhang.web.weeks import Week

NOTED = _("Noted.")


@CASE.act(
    "casework:book",
    _("Book a session"),
    forms.BookForm,
    article="psych:13",
    lets=reads_and_carries,
    ready=lambda row, viewer: rules.check_running(row.case),
    options=lambda row, request: {"centre": row.matter.centre},
    said=_("Booked."),
    inline=True,
    icon="today",
    weight="primary",
)
def book(row: CaseWork, form: forms.BookForm, by: Viewer) -> Session:
    """Book a session, with a room (psych:13)."""
    return actions.book_session(row.case, form.given(), by=by)


@CASE.shown("casework/sessions.html")
def sessions(row: CaseWork, request: StaffRequest) -> dict[str, Any]:
    """All sessions of a case."""
    check_reads(row.case)
    page = session_queries.sessions_of(request.viewer, row.case, after=request.GET.get("after", ""))
    return {"case": row.case, "page": page} | pages.words()


@staff
@require_safe
def week(request: StaffRequest) -> HttpResponse:
    """My sessions, week by week."""
    shown = Week.read(request.GET.get("week", ""))
    days = session_queries.sessions_of_week(request.viewer, current_centre(request), shown)
    return render(request, "casework/week.html", {"week": shown, "days": days} | pages.words())


@SESSION.shown("casework/session.html")
def session(row: SessionWork, request: StaffRequest) -> dict[str, Any]:
    """One session with its note."""
    on_note = NOTE.offers(row.note, request.viewer, "casework:add") if row.note else []
    return pages.session_context(request.viewer, row.session, row.note) | {"on_note": on_note}


def is_late(row: Session) -> bool:
    """Whether the ledger asks why it is entered only now."""
    return clock.now() - row.starts_at > LATE_ENTRY


def _may_write(row: SessionWork, viewer: Viewer) -> None:
    """A session gets one note, which its author mends for a day."""
    if row.note:
        rules.check_may_change(row.note, viewer.user_id, clock.now())
    else:
        rules.check_notable(row.session, clock.now())


def _as_written(row: SessionWork, _request: StaffRequest) -> dict[str, Any]:
    written, held = row.note, row.session
    initial = forms.as_written(written) if written else {"minutes": held.planned_minutes}
    options = {"booked": held.state == "booked", "late": is_late(held), "initial": initial}
    return options | danger_options(row.case, written.level if written else 0)


@SESSION.act(
    "casework:note",
    _("Write the note"),
    forms.NoteForm,
    article="psych:13",
    also=("welfare:G3b", "psych:14b"),
    lets=carries,
    ready=_may_write,
    options=_as_written,
    done=str,
    said=NOTED,
    inline=True,
    button=lambda row: _("Change the note") if row.note else _("Held: write the note"),
    icon="pen",
    weight="primary",
)
def note(row: SessionWork, form: forms.NoteForm, by: Viewer) -> str:
    """Say that it was held and what was said; mend that for a day (psych:13, welfare:G3b)."""
    if row.note:
        written = actions.change_note(row.note, form.given(), by=by)
    else:
        written = actions.write_note(row.session, form.given(), late_reason=form.why_late(), by=by)
    return to_the_crisis(by, row.case, session_page(row))(written)


def _stands(row: Note, viewer: Viewer) -> None:
    check_carries(viewer, row.session.case)


@NOTE.act("casework:add", _("Add to the note"), forms.AddForm, lets=_stands, said=NOTED, icon="plus")
def add(row: Note, form: forms.AddForm, by: Viewer) -> Any:
    """Add to a note that stands."""
    return actions.add_to_note(row, form.cleaned_data["text"], by=by)


def _own(row: SessionWork, request: StaffRequest) -> dict[str, Any]:
    mine = session_queries.process_note_of(request.viewer, row.session)
    return {"initial": {"text": mine.text if mine else ""}}


@SESSION.act(
    "casework:process",
    _("My own note"),
    forms.ProcessForm,
    article="psych:7",
    lets=carries,
    options=_own,
    said=NOTED,
)
def process(row: SessionWork, form: forms.ProcessForm, by: Viewer) -> ProcessNote | None:
    """One's private note on a session."""
    return actions.keep_process_note(row.session, form.cleaned_data["text"], by=by)


def _as_booked(row: SessionWork, _request: StaffRequest) -> dict[str, Any]:
    return {"centre": row.matter.centre, "initial": forms.as_booked(row.session), "case": row.case}


@SESSION.act(
    "casework:move",
    _("Move the session"),
    forms.MoveForm,
    article="psych:13",
    lets=carries,
    ready=lambda row, viewer: rules.check_movable(row.session, clock.now()),
    options=_as_booked,
    said=_("Moved."),
    inline=True,
    button=_("Move"),
    icon="today",
    weight="primary",
    template="casework/ring.html",
    beside=lambda row, request: {"case": row.case},
)
def move(row: SessionWork, form: forms.MoveForm, by: Viewer) -> Session:
    """Another time or room, in one step."""
    return actions.move_session(row.session, form.given(), form.cleaned_data["told"], by=by)


@SESSION.act(
    "casework:cancel",
    _("Cancel the session"),
    forms.CancelForm,
    article="psych:13",
    lets=carries,
    ready=lambda row, viewer: rules.check_booked(row.session),
    options=lambda row, request: {"case": row.case},
    said=NOTED,
    inline=True,
    sends=_("Cancel the session"),
    # Beside "Cancel the session" a second "Cancel" would say the opposite.
    leaves=_("Back"),
    button=_("Cancel"),
    template="casework/ring.html",
    beside=lambda row, request: {"case": row.case},
)
def cancel(row: SessionWork, form: forms.CancelForm, by: Viewer) -> Session:
    """Call a session off."""
    return actions.cancel_session(row.session, **form.given(), by=by)


@SESSION.act(
    "casework:tell_off",
    _("Tell the client that the session is off"),
    forms.ToldForm,
    article="psych:13",
    lets=carries,
    ready=lambda row, viewer: rules.check_to_tell(row.session),
    options=lambda row, request: {"case": row.case},
    said=NOTED,
    inline=True,
    icon="phone",
    weight="primary",
    template="casework/ring.html",
    beside=lambda row, request: {"case": row.case},
)
def tell_off(row: SessionWork, form: forms.ToldForm, by: Viewer) -> Session:
    """Whoever counted on a session that is off is told (psych:13)."""
    return actions.tell_cancelled(row.session, form.cleaned_data["told"], by=by)


def _may_miss(row: SessionWork, _viewer: Viewer) -> None:
    rules.check_booked(row.session)
    rules.check_begun(row.session, clock.now())


@SESSION.act(
    "casework:missed",
    _("The client did not come"),
    forms.LateReasonForm,
    lets=carries,
    ready=_may_miss,
    options=lambda row, request: {"late": is_late(row.session)},
    said=NOTED,
    inline=True,
)
def missed(row: SessionWork, form: forms.LateReasonForm, by: Viewer) -> Session:
    """The client did not come."""
    return actions.miss_session(row.session, late_reason=form.why_late(), by=by)
