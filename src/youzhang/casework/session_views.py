"""Staff pages: sessions and their notes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from youzhang.accounts.access import StaffRequest, staff
from youzhang.accounts.accesses import log_access
from youzhang.accounts.centres import current_centre
from youzhang.casework import actions, pages, session_queries
from youzhang.casework.actions.locking import check_carries
from youzhang.casework.danger_pages import danger_options, to_the_crisis
from youzhang.casework.forms import sessions as forms
from youzhang.casework.models import Note, Session
from youzhang.casework.owner_views import answer
from youzhang.casework.rules import (
    check_begun,
    check_booked,
    check_may_change,
    check_movable,
    check_notable,
    check_running,
    check_to_tell,
)
from youzhang.casework.views import both, case_page, found_file, who
from youzhang.kit import clock
from youzhang.ledger.writing import LATE_ENTRY
from youzhang.web.opening import on_opening
from youzhang.web.submit import open_form
from youzhang.web.weeks import Week


@staff
@both
def book(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Book a session, with a room (psych:13)."""
    row = found_file(request, matter_id)
    check_carries(request.viewer, row)
    on_opening(request, lambda: check_running(row), back=case_page(row))
    form = open_form(request, forms.BookForm, about=row.pk, centre=row.matter.centre)
    act = lambda sent: actions.book_session(row, sent.given(), **who(request))  # noqa: E731
    words: dict[str, Any] = {"title": _("Book a session"), "article": "psych:13", "said": _("Booked.")}
    return answer(request, row, form, act, **words)


@staff
@require_safe
def sessions(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """All sessions of a case."""
    row = found_file(request, matter_id)
    page = session_queries.sessions_of(request.viewer, row, after=request.GET.get("after", ""))
    return render(request, "casework/sessions.html", {"case": row, "page": page} | pages.words())


@staff
@require_safe
def week(request: StaffRequest) -> HttpResponse:
    """My sessions, week by week."""
    shown = Week.read(request.GET.get("week", ""))
    days = session_queries.sessions_of_week(request.viewer, current_centre(request), shown)
    return render(request, "casework/week.html", {"week": shown, "days": days} | pages.words())


@staff
@require_safe
def session(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """One session with its note."""
    row = found_session(request, matter_id)
    return render(request, "casework/session.html", pages.session_context(request.viewer, row))


@staff
@both
def note(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Say that it was held and what was said; mend that for a day (psych:13, welfare:G3b)."""
    row = found_session(request, matter_id)
    check_carries(request.viewer, row.case)
    written = session_queries.note_of(request.viewer, row)
    _opening(request, row, lambda: _check_writes(request, row, written))
    initial = forms.as_written(written) if written else {"minutes": row.planned_minutes}
    options: dict[str, Any] = {"booked": row.state == "booked", "late": is_late(row), "initial": initial}
    options |= danger_options(row.case, written.level if written else 0)
    form = open_form(request, forms.NoteForm, about=row.pk, **options)

    def act(sent: forms.NoteForm) -> Note:
        if written:
            return actions.change_note(written, sent.given(), **who(request))
        return actions.write_note(row, sent.given(), late_reason=sent.why_late(), **who(request))

    back = _page(row)
    words: dict[str, Any] = {"title": _("Write the note"), "article": "psych:13", "also": "welfare:G3b"}
    done = to_the_crisis(request.viewer, row.case, back)
    return answer(request, row.case, form, act, done=done, back=back, session=row, **words)


@staff
@both
def add(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Add to a note that stands."""
    row = found_session(request, matter_id)
    written = session_queries.note_of(request.viewer, row)
    if written is None:
        raise Http404
    form = open_form(request, forms.AddForm, about=row.pk)
    act = lambda sent: actions.add_to_note(written, sent.cleaned_data["text"], **who(request))  # noqa: E731
    return _answer(request, row, form, act, title=_("Add to the note"), article="")


@staff
@both
def process(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """One's private note on a session."""
    row = found_session(request, matter_id)
    check_carries(request.viewer, row.case)
    mine = session_queries.process_note_of(request.viewer, row)
    form = open_form(request, forms.ProcessForm, about=row.pk, initial={"text": mine.text if mine else ""})
    act = lambda sent: actions.keep_process_note(row, sent.cleaned_data["text"], **who(request))  # noqa: E731
    return _answer(request, row, form, act, title=_("My own note"), article="psych:7")


@staff
@both
def move(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Another time or room, in one step."""
    row = found_session(request, matter_id)
    check_carries(request.viewer, row.case)
    _opening(request, row, lambda: check_movable(row, clock.now()))
    options: dict[str, Any] = {"centre": row.matter.centre, "initial": forms.as_booked(row), "case": row.case}
    form = open_form(request, forms.MoveForm, about=row.pk, **options)
    act = lambda sent: actions.move_session(row, sent.given(), sent.cleaned_data["told"], **who(request))  # noqa: E731
    words: dict[str, Any] = {"title": _("Move the session"), "article": "psych:13", "said": _("Moved.")}
    return _answer(request, row, form, act, **words)


@staff
@both
def cancel(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Call a session off."""
    row = found_session(request, matter_id)
    check_carries(request.viewer, row.case)
    _opening(request, row, lambda: check_booked(row))
    form = open_form(request, forms.CancelForm, case=row.case)
    act = lambda sent: actions.cancel_session(row, **sent.given(), **who(request))  # noqa: E731
    # Beside "Cancel the session" a second "Cancel" would say the opposite.
    words = {"title": _("Cancel the session"), "send_words": _("Cancel the session"), "back_words": _("Back")}
    return _answer(request, row, form, act, article="psych:13", **words)


@staff
@both
def tell_off(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Whoever counted on a session that is off is told (psych:13)."""
    row = found_session(request, matter_id)
    check_carries(request.viewer, row.case)
    _opening(request, row, lambda: check_to_tell(row))
    form = open_form(request, forms.ToldForm, case=row.case)
    act = lambda sent: actions.tell_cancelled(row, sent.cleaned_data["told"], **who(request))  # noqa: E731
    return _answer(
        request, row, form, act, title=_("Tell the client that the session is off"), article="psych:13"
    )


@staff
@both
def missed(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """The client did not come."""
    row = found_session(request, matter_id)
    check_carries(request.viewer, row.case)
    _opening(request, row, lambda: check_booked(row), lambda: check_begun(row, clock.now()))
    form = open_form(request, forms.LateReasonForm, late=is_late(row))

    def act(sent: forms.LateReasonForm) -> Session:
        return actions.miss_session(row, late_reason=sent.why_late(), **who(request))

    return _answer(request, row, form, act, title=_("The client did not come"), article="")


def is_late(row: Session) -> bool:
    """Whether the ledger asks why it is entered only now."""
    return clock.now() - row.starts_at > LATE_ENTRY


def found_session(request: StaffRequest, matter_id: UUID) -> Session:
    """The session, or 404 where it is not visible; its opening is written down before any page of it."""
    found = session_queries.session_for(request.viewer, matter_id)
    if found is None:
        raise Http404
    log_access(request.viewer, "casework.session", found.matter_id, found.matter.centre_id)
    return found


def _answer(
    request: StaffRequest, row: Session, form: Any, act: Callable[[Any], Any], **words: Any
) -> HttpResponse:
    return answer(request, row.case, form, act, done=_page(row), back=_page(row), session=row, **words)


def _opening(request: StaffRequest, row: Session, *checks: Callable[[], object]) -> None:
    on_opening(request, *checks, back=_page(row))


def _check_writes(request: StaffRequest, row: Session, written: Note | None) -> None:
    """A session gets one note, which its author mends for a day."""
    if written:
        check_may_change(written, request.user.pk, clock.now())
    else:
        check_notable(row, clock.now())


def _page(row: Session) -> str:
    return reverse("casework:session", args=[row.matter_id])
