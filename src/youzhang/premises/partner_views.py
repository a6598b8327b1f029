"""Partners: the register, how each is reached, what was agreed until when."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from youzhang.accounts.access import StaffRequest, staff
from youzhang.accounts.centres import current_centre
from youzhang.accounts.models import Centre
from youzhang.accounts.viewer import Viewer
from youzhang.kit import clock
from youzhang.ledger.policy import may
from youzhang.pages.acts import On, at_centre
from youzhang.premises import actions, forms, queries
from youzhang.premises.facts import PARTNER_KINDS
from youzhang.premises.models import Agreement, Partner
from youzhang.premises.rules import agreement_state, check_standing


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


def partner_page(partner: Partner) -> str:
    """The page of a partner."""
    return reverse("premises:partner", args=[partner.matter_id])


def _register(_row: Any) -> list[tuple[str, Any]]:
    return [(reverse("premises:partners"), _("Partners"))]


REGISTER = at_centre("premises:partners", _("Partners"))
PARTNER: On[Partner] = On(
    find=lambda request, matter_id: queries.partner_for(request.viewer, matter_id),
    page=partner_page,
    called=lambda row: row.name,
    log="premises.partner",
    above=_register,
)
AGREEMENT: On[Agreement] = On(
    find=lambda request, matter_id, agreement_id: queries.agreement_for(
        request.viewer, matter_id, agreement_id
    ),
    page=lambda row: partner_page(row.partner),
    called=lambda row: row.partner.name,
    log="premises.partner",
    above=_register,
    centre=lambda row: row.partner.centre_id,
    ids=lambda row: {"matter_id": row.matter_id, "agreement_id": row.pk},
)


@PARTNER.shown("premises/partner.html")
def partner(row: Partner, request: StaffRequest) -> dict[str, Any]:
    """One partner: how it is reached, and its agreements."""
    return {
        "partner": row,
        "agreements": queries.agreements(request.viewer, row),
        "state": agreement_state(row.agreement_until, clock.today()),
        "state_of": lambda agreement: agreement_state(agreement.expires_on, clock.today()),
        "acts_of": lambda agreement, *names: AGREEMENT.offers(agreement, request.viewer, *names),
    }


@REGISTER.act(
    "premises:add_partner",
    _("Add a partner"),
    forms.PartnerForm,
    may="premises.partners",
    done=partner_page,
    article="psych:15.3e",
)
def add(centre: Centre, form: forms.PartnerForm, by: Viewer) -> Partner:
    """Enter a partner."""
    return actions.add_partner(centre, form.partner(), by=by)


@PARTNER.act(
    "premises:edit_partner",
    _("Change the partner"),
    forms.PartnerForm,
    may="premises.partners",
    options=lambda row, request: {"initial": forms.as_it_stands(row)},
    button=_("Change"),
    weight="quiet",
)
def edit(row: Partner, form: forms.PartnerForm, by: Viewer) -> Partner:
    """Change what the register says."""
    return actions.change_partner(row, form.partner(), version=form.cleaned_data["version"] or 0, by=by)


@PARTNER.act(
    "premises:sign",
    _("Enter an agreement"),
    forms.AgreementForm,
    may="premises.partners",
    article="psych:15.3e",
    icon="pen",
)
def sign(row: Partner, form: forms.AgreementForm, by: Viewer) -> Agreement:
    """Enter an agreement that was signed."""
    return actions.sign_agreement(row, form.agreement(), by=by)


@AGREEMENT.act(
    "premises:renew",
    _("Renew the agreement"),
    forms.AgreementForm,
    may="premises.partners",
    ready=lambda row, viewer: check_standing(row),
    options=lambda row, request: {"initial": {"about": row.about or ""}},
    article="psych:15.3e",
    button=_("Renew"),
)
def renew(row: Agreement, form: forms.AgreementForm, by: Viewer) -> Agreement:
    """A new agreement takes the place of one that runs out."""
    return actions.renew_agreement(row, form.agreement(), by=by)


@AGREEMENT.act(
    "premises:end",
    _("End the agreement"),
    may="premises.partners",
    ready=lambda row, viewer: check_standing(row),
    note=_("It holds no more from now on, and its renewal is not owed."),
    danger=True,
    button=_("End"),
    weight="quiet",
)
def end(row: Agreement, form: Any, by: Viewer) -> Agreement:
    """An agreement is not renewed, or given up."""
    return actions.end_agreement(row, by=by)
