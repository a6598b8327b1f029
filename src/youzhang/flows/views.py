"""Pages of steps in two services."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from youzhang.accounts.access import StaffRequest, holds
from youzhang.casework.models import Case
from youzhang.casework.queries import case_for
from youzhang.casework.views import MAY_OPEN
from youzhang.flows.actions import check_goes_on, open_case_from_application
from youzhang.flows.forms import CarriersForm
from youzhang.intake.views import application_page, found_application
from youzhang.web.opening import on_opening
from youzhang.web.submit import open_form, submit


@holds(*MAY_OPEN)
@require_http_methods(["GET", "HEAD", "POST"])
def open_case(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """A successful application goes on as a case."""
    row = found_application(request, matter_id)
    on_opening(request, lambda: check_goes_on(row), back=application_page(row))
    options: dict[str, Any] = {"person": row.applicant, "centre": row.matter.centre}
    form = open_form(request, CarriersForm, about=row.pk, initial={"problem": row.wish or ""}, **options)

    def done(case: Case) -> str:
        seen = case_for(request.viewer, case.matter_id)
        return reverse(
            "casework:case" if seen else "intake:application", args=[case.matter_id if seen else matter_id]
        )

    def act(sent: CarriersForm) -> Case:
        return open_case_from_application(row, sent.carriers(), by=request.viewer, **sent.when())

    page = lambda shown: render(request, "flows/open_case.html", {"form": shown, "application": row})  # noqa: E731
    return submit(request, form, act, done=done, page=page, said=_("The case is open."))
