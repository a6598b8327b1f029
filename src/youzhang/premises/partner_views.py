"""Partners: the register, how each is reached, what was agreed until when."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from youzhang.accounts.access import StaffRequest, staff
from youzhang.accounts.centres import current_centre
from youzhang.kit import clock
from youzhang.ledger.policy import check_may, may
from youzhang.premises import actions, forms, pages, queries
from youzhang.premises.facts import PARTNER_KINDS
from youzhang.premises.models import Agreement, Partner
from youzhang.premises.rules import agreement_state
from youzhang.premises.views import both
from youzhang.web.forms import Form
from youzhang.web.submit import open_form


@staff
@require_safe
def partners(request: StaffRequest) -> HttpResponse:
    """The register of partners."""
    centre = current_centre(request)
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    kind = kind if kind in PARTNER_KINDS else ""
    closed = state == "closed"
    context = {
        "lines": queries.partners(
            request.viewer, centre, kind=kind, state="" if closed else state, closed=closed
        ),
        "kind": kind,
        "state": state,
        "kinds": PARTNER_KINDS,
        "leads": may(request.viewer, "premises.partners", centre.pk),
    }
    return render(request, "premises/partners.html", context)


@staff
@require_safe
def partner(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """One partner: how it is reached, and its agreements."""
    row = _partner(request, matter_id)
    context = {
        "partner": row,
        "agreements": queries.agreements(request.viewer, row),
        "state": agreement_state(row.agreement_until, clock.today()),
        "state_of": lambda agreement: agreement_state(agreement.expires_on, clock.today()),
        "leads": may(request.viewer, "premises.partners", row.centre_id),
    }
    return render(request, "premises/partner.html", context)


@staff
@both
def add(request: StaffRequest) -> HttpResponse:
    """Enter a partner."""
    centre = current_centre(request)
    check_may(request.viewer, "premises.partners", centre.pk)
    return pages.form_page(
        request,
        open_form(request, forms.PartnerForm),
        lambda form: actions.add_partner(centre, form.partner(), by=request.user, viewer=request.viewer),
        _("Add a partner"),
        back=(reverse("premises:partners"), _("Partners")),
        done=pages.partner_page,
        article="psych:15.3e",
    )


@staff
@both
def edit(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Change what the register says."""
    row = _led(request, matter_id)
    form = open_form(request, forms.PartnerForm, initial=forms.as_it_stands(row))
    return pages.form_page(
        request,
        form,
        lambda form: actions.change_partner(
            row, form.partner(), version=form.cleaned_data["version"] or 0, by=request.user, viewer=request.viewer
        ),
        _("Change the partner"),
        back=(pages.partner_page(row), row.name),
    )  # fmt: skip


@staff
@both
def sign(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Enter an agreement that was signed."""
    row = _led(request, matter_id)
    return pages.form_page(
        request,
        open_form(request, forms.AgreementForm),
        lambda form: actions.sign_agreement(row, form.agreement(), by=request.user, viewer=request.viewer),
        _("Enter an agreement"),
        back=(pages.partner_page(row), row.name),
        article="psych:15.3e",
    )


@staff
@both
def renew(request: StaffRequest, matter_id: UUID, agreement_id: UUID) -> HttpResponse:
    """A new agreement takes the place of one that runs out."""
    agreement = _agreement(request, matter_id, agreement_id)
    form = open_form(request, forms.AgreementForm, initial={"about": agreement.about or ""})
    return pages.form_page(
        request,
        form,
        lambda form: actions.renew_agreement(
            agreement, form.agreement(), by=request.user, viewer=request.viewer
        ),
        _("Renew the agreement"),
        back=(pages.partner_page(agreement.partner), agreement.partner.name),
        article="psych:15.3e",
    )


@staff
@both
def end(request: StaffRequest, matter_id: UUID, agreement_id: UUID) -> HttpResponse:
    """An agreement is not renewed, or given up."""
    agreement = _agreement(request, matter_id, agreement_id)
    return pages.form_page(
        request,
        open_form(request, Form),
        lambda _form: actions.end_agreement(agreement, by=request.user, viewer=request.viewer),
        _("End the agreement"),
        back=(pages.partner_page(agreement.partner), agreement.partner.name),
        note=_("It holds no more from now on, and its renewal is not owed."),
        danger=True,
    )


def _partner(request: StaffRequest, matter_id: UUID) -> Partner:
    return pages.found(queries.partner_for(request.viewer, matter_id))


def _led(request: StaffRequest, matter_id: UUID) -> Partner:
    row = _partner(request, matter_id)
    check_may(request.viewer, "premises.partners", row.centre_id)
    return row


def _agreement(request: StaffRequest, matter_id: UUID, agreement_id: UUID) -> Agreement:
    return pages.found(queries.agreement_for(request.viewer, _led(request, matter_id), agreement_id))
