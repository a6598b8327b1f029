"""Reading in an emergency, and its review."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from youzhang.accounts.access import StaffRequest, holds, staff
from youzhang.accounts.accesses import in_words
from youzhang.accounts.viewer import Viewer
from youzhang.crisis import beside_queries as queries
from youzhang.crisis import glass
from youzhang.crisis.actions.glass import Emergency, break_glass, review_glass
from youzhang.crisis.codes import GLASS_REASONS
from youzhang.crisis.forms import area, one_of
from youzhang.crisis.later_forms import YesNoForm
from youzhang.crisis.models import EmergencyReading
from youzhang.ledger.policy import may, roles_for
from youzhang.ledger.registry import vocabulary
from youzhang.pages.acts import On
from youzhang.web.forms import Form
from youzhang.web.submit import open_form, submit


class GlassForm(Form):
    """Which file, why, what happens."""

    number = forms.CharField(label=gettext_lazy("Number of the file"), max_length=60)
    reason = one_of(gettext_lazy("Why now"), GLASS_REASONS)
    words = forms.CharField(label=gettext_lazy("What happens"), widget=area())


@holds(*sorted(roles_for("crisis.break_glass")))
@require_http_methods(["GET", "HEAD", "POST"])
def read_now(request: StaffRequest) -> HttpResponse:
    """Say why, then read for three hours."""
    form = open_form(request, GlassForm, initial={"number": request.GET.get("about", "")})

    def act(sent: GlassForm) -> EmergencyReading:
        given = Emergency(**{name: sent.cleaned_data[name] for name in ("number", "reason", "words")})
        return break_glass(given, by=request.viewer)

    def done(reading: EmergencyReading) -> str:
        page = _page(reading)
        number = reading.about.number or reading.matter.number
        glass.remember(request.session, number, page, reading.until)
        return page

    page = lambda shown: render(request, "crisis/read_now.html", {"form": shown})  # noqa: E731
    return submit(request, form, act, done=done, page=page)


def _page(reading: EmergencyReading) -> str:
    """The page of the file, else that of the reading."""
    name = vocabulary().matters[reading.about.kind].page
    try:
        return reverse(name, args=[reading.about_id])
    except NoReverseMatch:
        return reverse("crisis:glass", args=[reading.matter_id])


READING: On[EmergencyReading] = On(
    find=lambda request, matter_id: queries.reading_for(request.viewer, matter_id),
    page=lambda row: reverse("crisis:glass", args=[row.matter_id]),
    called=lambda row: row.matter.number,
    log="crisis.reading",
)


def _shown(row: EmergencyReading, request: StaffRequest) -> dict[str, Any]:
    may_review = may(request.viewer, "crisis.review", row.matter.centre_id)
    reviews = may_review and row.by_id != request.user.pk
    return {"reading": row, "opened": queries.opened_in(row), "in_words": in_words, "reviews": reviews}


@READING.act(
    "crisis:glass",
    gettext_lazy("Emergency reading"),
    YesNoForm,
    said=gettext_lazy("Noted."),
    template="crisis/reading.html",
    beside=_shown,
)
def review(row: EmergencyReading, form: YesNoForm, by: Viewer) -> EmergencyReading:
    """Who, why, what was opened; a second person says whether it was needed."""
    return review_glass(row, sound=form.cleaned_data["yes"] == "yes", words=form.cleaned_data["words"], by=by)


@staff
@require_safe
def readings(request: StaffRequest) -> HttpResponse:
    """The emergency readings that one may see, newest first."""
    rows, following = queries.readings(request.viewer, request.GET.get("after", ""))
    may_read = any(request.viewer.has(role) for role in roles_for("crisis.break_glass"))
    return render(request, "crisis/readings.html", {"rows": rows, "next": following, "may_read": may_read})
