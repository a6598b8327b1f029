"""Staff pages: approved access, clients' requests, cards, coming of age."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from youzhang.accounts.access import StaffRequest, staff
from youzhang.accounts.accesses import in_words, log_access
from youzhang.accounts.centres import current_centre
from youzhang.casework import actions, rights_queries
from youzhang.casework.actions.locking import check_carries
from youzhang.casework.forms import rights as forms
from youzhang.casework.guardians import kept_out_here
from youzhang.casework.models import AccessCard, Case
from youzhang.casework.rules import check_kept_out, check_of_age
from youzhang.casework.second_look_queries import second_look_at
from youzhang.casework.views import answer, both, found_file
from youzhang.casework.work import case_page
from youzhang.documents.papers import qr_svg
from youzhang.kit import clock
from youzhang.ledger.policy import may
from youzhang.web.forms import Form
from youzhang.web.once import show_once, shown_once
from youzhang.web.opening import on_opening
from youzhang.web.submit import open_form, submit
from youzhang.web.wording import day


@staff
@both
def ask_access(request: StaffRequest) -> HttpResponse:
    """Ask to read a case that is not one's own."""
    centre = current_centre(request)
    form = open_form(request, forms.AccessForm)

    def act(sent: forms.AccessForm) -> object:
        values = sent.cleaned_data
        return actions.ask_access(
            centre, values["number"], values["reason"], values["words"], by=request.viewer
        )

    said = _("If there is such a case, those who may approve it have been asked.")

    def page(shown: forms.AccessForm) -> HttpResponse:
        every = rights_queries.accesses(request.viewer, centre)
        return render(request, "casework/ask_access.html", {"form": shown, "every": every})

    return submit(request, form, act, done=reverse("casework:list"), page=page, said=said)


@staff
@both
def access(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """One request: who asks to read which case, and why; the decision, and what was opened then."""
    asked = rights_queries.access_for(request.viewer, matter_id)
    if asked is None:
        raise Http404
    log_access(request.viewer, "casework.access", asked.matter_id, asked.matter.centre_id)
    form = open_form(request, forms.DecideAccessForm)
    decides = asked.state == "asked" and asked.asked_by_id != request.user.pk

    def act(sent: forms.DecideAccessForm) -> object:
        if sent.cleaned_data["answer"] == "no":
            return actions.refuse_access(asked, by=request.viewer)
        return actions.grant_access(asked, sent.cleaned_data["hours"], by=request.viewer)

    def page(shown: forms.DecideAccessForm) -> HttpResponse:
        context = {"asked": asked, "form": shown, "opened": rights_queries.opened_with(asked)}
        context["in_words"] = in_words
        context["decides"] = decides and may(request.viewer, "casework.approve", asked.matter.centre_id)
        return render(request, "casework/access.html", context)

    return submit(request, form, act, done=request.path, page=page, said=_("Noted."))


@staff
@both
def of_age(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """A client who came of age decides themselves (psych:41)."""
    row = found_file(request, matter_id)
    check_carries(request.viewer, row)
    on_opening(request, lambda: check_of_age(row, clock.today()), back=case_page(row))
    form = open_form(request, forms.AgreeAnewForm, case=row)

    def act(sent: forms.AgreeAnewForm) -> Case:
        known = sent.cleaned_data["guardian"] == "yes"
        return actions.agree_anew(row, guardian_may_know=known, by=request.viewer)

    note = _(
        "The client is of age. The agreement is now theirs; the guardian learns nothing without their word."
    )
    return answer(
        request, row, form, act, title=_("Agree anew with the client"), article="psych:41", note=note
    )


@staff
@both
def protect(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Keep a guardian out, and say whom to call instead (psych:4)."""
    row = found_file(request, matter_id)
    check_carries(request.viewer, row)
    file = row.file
    is_out = kept_out_here(row)
    names = {"kept_out": is_out, "why": file.kept_out_why, "safe_contact": file.safe_contact}
    form = open_form(request, forms.ProtectForm, initial=names, is_out=is_out)
    act = lambda sent: actions.protect(row, sent.given(), by=request.viewer)  # noqa: E731
    note = _(
        "A guardian who is kept out learns nothing, on no way: no card, no call, no notice of an exit. "
        "Somebody safe is called instead."
    )
    words: dict[str, Any] = {"title": _("Protective settings"), "article": "psych:4", "note": note}
    words["is_out"] = is_out
    words["look"] = second_look_at(request.viewer, file.matter, "let_in")
    return answer(request, row, form, act, page="casework/protect.html", **words)


@staff
@both
def let_in(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Let a guardian in again who was kept out (psych:4)."""
    row = found_file(request, matter_id)
    check_carries(request.viewer, row)
    back = reverse("casework:protect", args=[row.matter_id])
    on_opening(request, lambda: check_kept_out(kept_out=kept_out_here(row)), back=back)
    form = open_form(request, forms.LetInForm)

    def act(sent: forms.LetInForm) -> object:
        values = sent.cleaned_data
        return actions.lift_protection(row, values["reason"], values["words"], by=request.viewer)

    note = _(
        "From now on the guardian is told, asked and given cards again, as the law has it. "
        "A second person looks at it afterwards. A crisis keeps its own suspicion, and keeps them out, until a head "
        "lifts it there."
    )
    words: dict[str, Any] = {"title": _("Let the guardian in again"), "article": "psych:4", "note": note}
    return answer(request, row, form, act, said=_("The guardian is let in again."), back=back, **words)


@staff
@both
def rights(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """What the client asked about the file, and a new request (psych:43)."""
    row = found_file(request, matter_id)
    check_carries(request.viewer, row)
    form = open_form(request, forms.RightForm, case=row)
    act = lambda sent: actions.ask_right(row, sent.given(), by=request.viewer)  # noqa: E731
    words: dict[str, Any] = {
        "title": _("The client's rights"),
        "article": "psych:43",
        "rights": rights_queries.rights_of(request.viewer, row),
        "cards": rights_queries.cards_of(request.viewer, row),
    }
    here = reverse("casework:rights", args=[row.matter_id])
    return answer(request, row, form, act, page="casework/rights.html", done=here, **words)


@staff
@both
def answer_right(request: StaffRequest, matter_id: UUID, request_id: UUID) -> HttpResponse:
    """Answer what the client asked (psych:43)."""
    row = found_file(request, matter_id)
    asked = rights_queries.right_for(request.viewer, row, request_id)
    if asked is None:
        raise Http404
    form = open_form(request, forms.AnswerRightForm)

    def act(sent: forms.AnswerRightForm) -> object:
        values = sent.cleaned_data
        return actions.answer_right(asked, values["result"], values["answer"], by=request.viewer)

    words: dict[str, Any] = {"title": _("Answer the client"), "article": "psych:43", "asked": asked}
    done = reverse("casework:rights", args=[row.matter_id])
    return answer(request, row, form, act, page="casework/answer_right.html", done=done, **words)


@staff
@both
def card(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Give a card at the desk; the code is shown once."""
    row = found_file(request, matter_id)
    check_carries(request.viewer, row)
    form = open_form(request, forms.CardForm, case=row)

    def act(sent: forms.CardForm) -> tuple[AccessCard, str]:
        values = sent.cleaned_data
        return actions.issue_card(
            row, values["holder"], identity_checked=values["identity_checked"], by=request.viewer
        )

    def done(made: tuple[AccessCard, str]) -> str:
        show_once(request, f"card:{row.pk}", {"code": made[1], "until": day(made[0].ends_on)})
        return reverse("casework:card_shown", args=[row.matter_id])

    return answer(request, row, form, act, done=done, title=_("Give a card"), article="psych:43")


@staff
def card_shown(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """The card to print, once."""
    row = found_file(request, matter_id)
    once = shown_once(request, f"card:{row.pk}")
    link = request.build_absolute_uri(reverse("casework:portal_in"))
    return render(
        request, "casework/card.html", {"case": row, "once": once, "link": link, "qr": qr_svg(link)}
    )


@staff
@both
def revoke(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Take every card back."""
    row = found_file(request, matter_id)
    check_carries(request.viewer, row)
    form = open_form(request, Form)
    act = lambda sent: actions.revoke_cards(row, by=request.viewer)  # noqa: E731
    done = reverse("casework:rights", args=[row.matter_id])
    return answer(request, row, form, act, done=done, title=_("Take the cards back"), article="psych:43")
