"""The values that a regulation leaves to the centre: to read, and for whoever leads it to change."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from youzhang.accounts.access import StaffRequest, staff
from youzhang.accounts.centres import current_centre
from youzhang.accounts.models import Centre
from youzhang.ledger.own_values import set_value
from youzhang.ledger.policy import check_may, may
from youzhang.web.submit import open_form, submit
from youzhang.workbench import settings
from youzhang.workbench.books import Books
from youzhang.workbench.setting_forms import SettingForm, as_it_stands
from youzhang.workbench.settings import Preview, Setting, Sheet


@staff
@require_safe
def rule_settings(request: StaffRequest, rulebook: str) -> HttpResponse:
    """Every value with its article, its default, its range and since when it holds."""
    found, centre = _sheet(request, rulebook)
    others = [book for book in Books(centre).in_force if book.id != rulebook]
    changes = may(request.viewer, "ledger.rules", centre.pk)
    context = {"sheet": found, "centre": centre, "others": others, "may_change": changes}
    return render(request, "workbench/settings.html", context)


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def change_setting(request: StaffRequest, rulebook: str, setting: str) -> HttpResponse:
    """Another value: first what it would move, then the act."""
    found, centre = _sheet(request, rulebook)
    check_may(request.viewer, "ledger.rules", centre.pk)
    chosen = next((one for one in found.settings if one.now.path == setting), None)
    if chosen is None:
        raise Http404
    initial = as_it_stands(chosen.now, found.seen)
    form = open_form(request, SettingForm, initial=initial, setting=chosen.base)
    if request.method == "POST" and "sure" not in request.POST and form.is_valid():
        asked = settings.preview(request.viewer, Books(centre), form.given())
        return _asked(request, form, found, chosen, asked)
    return submit(
        request,
        form,
        lambda sent: set_value(centre, sent.given(), by=request.viewer),
        done=lambda job: reverse("jobs:job", args=[job.pk]),
        page=lambda shown: _page(request, shown, found, chosen),
    )


def _asked(
    request: StaffRequest, form: SettingForm, found: Sheet, setting: Setting, asked: Preview
) -> HttpResponse:
    """What would move, to be confirmed; or why not, with what was typed."""
    if asked.refused is None:
        return _page(request, form, found, setting, asked)
    form.refuse(asked.refused)
    answer = _page(request, form, found, setting)
    answer.status_code = 409 if form.is_stale else 422
    return answer


def _page(
    request: StaffRequest, form: SettingForm, found: Sheet, setting: Setting, asked: Preview | None = None
) -> HttpResponse:
    context = {"form": form, "sheet": found, "setting": setting, "asked": asked}
    if asked:
        context["new"] = setting.in_words(form.given().value)
    return render(request, "workbench/setting.html", context)


def _sheet(request: StaffRequest, rulebook: str) -> tuple[Sheet, Centre]:
    """The settings of a rulebook that the centre runs by, for whoever reads its board; else there is no such page."""
    centre = current_centre(request)
    reads = settings.may_read(request.viewer, centre)
    found = settings.sheet(request.viewer, Books(centre), rulebook) if reads else None
    if found is None:
        raise Http404
    return found, centre
