"""My duties, and one duty with what can be decided about it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from youzhang.accounts.access import StaffRequest, signed_in, staff
from youzhang.accounts.centres import current_centre
from youzhang.accounts.models import Centre
from youzhang.accounts.queries import keeps_staff
from youzhang.accounts.roles import ADMINISTRATORS
from youzhang.accounts.viewer import Viewer
from youzhang.kit import clock
from youzhang.kit.kept import Given
from youzhang.ledger import queries as ledger
from youzhang.ledger.calendars import calendar
from youzhang.ledger.duties import check_open
from youzhang.ledger.models import Duty
from youzhang.ledger.policy import may
from youzhang.ledger.queries import Wanted
from youzhang.ledger.scope import seen
from youzhang.rulebook.terms import last_day_of
from youzhang.staff.queries import asked_of
from youzhang.web.forms import Form
from youzhang.web.opening import on_opening
from youzhang.web.submit import open_form, submit
from youzhang.web.wording import moment as moment_words
from youzhang.workbench import queries
from youzhang.workbench.books import Books
from youzhang.workbench.decisions import DECISIONS, Decision, offered, people_at
from youzhang.workbench.lines import lines, rows
from youzhang.workbench.month import month_of
from youzhang.workbench.words import Moment, outcome_words

FILTERS = ("scope", "article", "kind")
FIRST_DAYS = timedelta(days=30)


@signed_in
@require_safe
def my_duties(request: StaffRequest) -> HttpResponse:
    """What the viewer owes at the centre looked at, in groups by time; a new installation is set up first."""
    if not request.viewer.roles:
        return _without_role()
    centre = current_centre(request)
    if request.viewer.roles[centre.pk] <= ADMINISTRATORS:
        return render(request, "workbench/administrator.html", {"centre": centre})
    asked = {name: request.GET[name] for name in FILTERS if request.GET.get(name)}
    team = asked.get("scope") == "team"
    wanted = Wanted(request.viewer, centre, team, asked.get("article", ""), asked.get("kind", ""))
    books = Books(centre)
    found = queries.worklist(wanted, books, request.GET.get("after", ""))
    context = {
        "centre": centre, "wanted": wanted, "found": found, "month": _month(found),
        "articles": queries.article_choices(books), "kinds": queries.kind_choices(wanted),
        "query": urlencode(asked), "paged": "after" in request.GET,
        "leads": may(request.viewer, "ledger.decide", centre.pk),
        "board": may(request.viewer, "ledger.board", centre.pk),
        "first_days": _first_days(request.viewer, centre),
        "swaps": [] if asked or "after" in request.GET else asked_of(request.viewer, centre),
    }  # fmt: skip
    return render(request, "workbench/duties.html", context)


def _first_days(viewer: Viewer, centre: Centre) -> bool:
    """Whether who leads a centre is shown the first steps: while it is new."""
    return keeps_staff(viewer, centre) and clock.today() < centre.started_on + FIRST_DAYS


def _without_role() -> HttpResponse:
    if Centre.objects.exists():
        raise Http404
    return redirect("workbench:setup")


def _month(found: queries.Worklist) -> Any:
    dues = (row.line.due for group in found.groups for row in group.rows)
    days = frozenset(last_day_of(due) for due in dues if due)
    return month_of(found.moment.today, found.moment.calendar, days)


@staff
@require_safe
def duty_page(request: StaffRequest, duty_id: UUID) -> HttpResponse:
    """One duty: what, why, by when, who, and what was decided about it."""
    return _duty_page(request, _duty(request, duty_id))


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: StaffRequest, duty_id: UUID, act: str) -> HttpResponse:
    """Take, give back, pass on, remind, extend, waive."""
    duty, decision = _duty(request, duty_id), DECISIONS.get(act)
    if decision is None:
        raise Http404
    here = reverse("workbench:duty", args=[duty.pk])
    on_opening(request, lambda: check_open(duty), lambda: decision.check(duty, request.viewer), back=here)
    return submit(
        request,
        _form(request, decision, duty),
        lambda sent: decision.act(duty, sent.cleaned_data, request.viewer),
        done=here,
        page=lambda form: _duty_page(request, duty, act, form),
        said=str(decision.said),
    )


def _duty(request: StaffRequest, duty_id: UUID) -> Duty:

    def build() -> QuerySet[Duty]:
        found = Duty.objects.visible_to(request.viewer).filter(pk=Given("duty"))
        along = ("matter__centre", "opened_by__by__subject__key", "closed_by__by__subject__key")
        read: QuerySet[Duty] = found.select_related(*along)
        return read

    duty: Duty | None = next(iter(seen("workbench.duty", request.viewer, build, duty=duty_id)), None)
    if duty is None:
        raise Http404
    return duty


def _form(request: StaffRequest, decision: Decision, duty: Duty) -> Form:
    options = {"people": people_at(duty, request.viewer)} if decision.options else {}
    return open_form(request, decision.form, auto_id=f"id_{decision.name}_%s", **options)


def _duty_page(request: StaffRequest, duty: Duty, act: str = "", sent: Form | None = None) -> HttpResponse:
    books = Books(duty.matter.centre)
    line = lines(Duty.objects.visible_to(request.viewer).filter(pk=duty.pk))
    rule, moment = books.rule(duty), Moment(clock.now(), calendar())
    names = [*offered(request.viewer, duty, rule)]
    names += [act] if act and act not in names else []
    forms = {name: _blank(name, duty, request.viewer) for name in names if name != act}
    forms |= {act: sent} if sent else {}
    tone, words = outcome_words(duty, moment, in_working_days=books.face(duty).in_working_days)
    context = {
        "earlier": "; ".join(moment_words(datetime.fromisoformat(one)) for one in duty.former_dues),
        "duty": duty, "row": rows(line, request.viewer, books, moment)[0], "tone": tone, "words": words,
        "decisions": [(DECISIONS[name], forms[name]) for name in names], "open_act": act,
        "decided": queries.happened(ledger.decisions_on(request.viewer, duty)),
        "opened": queries.fact_title(duty.opened_by), "closed": queries.fact_title(duty.closed_by),
    }  # fmt: skip
    return render(request, "workbench/duty.html", context)


def _blank(name: str, duty: Duty, viewer: Viewer) -> Form:
    decision = DECISIONS[name]
    options = {"people": people_at(duty, viewer)} if decision.options else {}
    return decision.form(auto_id=f"id_{name}_%s", **options)
