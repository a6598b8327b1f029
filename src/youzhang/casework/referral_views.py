"""Staff pages: referral cards."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from youzhang.accounts.access import StaffRequest, staff
from youzhang.casework import actions, referral_queries
from youzhang.casework.actions.locking import carries, check_carries
from youzhang.casework.actions.referrals import check_may_be_shown
from youzhang.casework.forms import referrals as forms
from youzhang.casework.models import Case, Referral
from youzhang.casework.referral_acts import ACTS, acts_on
from youzhang.casework.second_look_queries import second_looks_at
from youzhang.casework.views import answer, both, found_file
from youzhang.web.submit import open_form


@staff
@require_safe
def referrals(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """The referral cards of a case."""
    row = found_file(request, matter_id)
    cards = referral_queries.referrals_of(request.viewer, row)
    stop = referral_queries.receivers_to_stop(request.viewer, row)
    context = {"case": row, "cards": cards}
    context["acts"] = {card.pk: acts_on(card, to_stop=card.pk in stop) for card in cards}
    context["writes"] = carries(request.viewer, row)
    context["looks"] = second_looks_at(request.viewer, cards)
    return render(request, "casework/referrals.html", context)


@staff
@both
def refer(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Prepare a card (psych:35.1, psych:35.4)."""
    row = found_file(request, matter_id)
    check_carries(request.viewer, row)
    partners = referral_queries.partners_of(request.viewer, row)
    form = open_form(request, forms.ReferralForm, about=row.pk, partners=partners)
    act = lambda sent: actions.make_referral(row, sent.given(), by=request.viewer)  # noqa: E731
    words: dict[str, Any] = {"title": _("Refer to another body"), "article": "psych:35.4", "also": "psych:7"}
    return answer(request, row, form, act, done=_back(row), **words)


@staff
@both
def act(request: StaffRequest, matter_id: UUID, referral_id: UUID, step: str) -> HttpResponse:
    """One act on a card."""
    row, card = _found(request, matter_id, referral_id)
    if step not in ACTS:
        raise Http404
    form = open_form(request, forms.ActForm, act=ACTS[step], case=row)
    run = lambda sent: actions.act_on_referral(card, step, sent.given(), by=request.viewer)  # noqa: E731
    words: dict[str, Any] = {"title": ACTS[step].title, "article": "psych:7"}
    words["note"] = "　".join(filter(None, (card.body, str(ACTS[step].note))))
    return answer(request, row, form, run, done=_back(row), **words)


@staff
@require_safe
def printed(request: StaffRequest, matter_id: UUID, referral_id: UUID) -> HttpResponse:
    """The card in two copies: one is kept, one goes along. Only with consent, or a reason why none is needed."""
    row, card = _found(request, matter_id, referral_id)
    check_may_be_shown(card)
    copies = (_("Copy for the receiver"), _("Copy for the file"))
    return render(request, "casework/referral_card.html", {"case": row, "card": card, "copies": copies})


def _found(request: StaffRequest, matter_id: UUID, referral_id: UUID) -> tuple[Case, Referral]:
    row = found_file(request, matter_id, "casework.referral")
    check_carries(request.viewer, row)
    card = referral_queries.referral_for(request.viewer, row, referral_id)
    if card is None:
        raise Http404
    return row, card


def _back(row: Case) -> str:
    return reverse("casework:referrals", args=[row.matter_id])
