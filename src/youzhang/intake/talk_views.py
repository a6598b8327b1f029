"""Staff pages on signing, special needs, consents, remarks and the agreement's text."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from youzhang.accounts.access import StaffRequest, holds
from youzhang.accounts.centres import current_centre
from youzhang.clients.rules import needs_guardian
from youzhang.documents.papers import qr_svg
from youzhang.intake import actions, forms, pages, queries, readiness, rules, talk_forms
from youzhang.intake.act_views import answer, found_remark
from youzhang.intake.actions.consents import lacks_of_guardian
from youzhang.intake.actions.signing_link import check_can_be_sent
from youzhang.intake.actions.template import ITEMS
from youzhang.intake.facts import CONSENT_BY, CONSENTS, NEEDS
from youzhang.intake.models import Application
from youzhang.intake.telling import how_agreed, how_signed
from youzhang.intake.texts import consent_text
from youzhang.intake.views import acting, both
from youzhang.kit import clock
from youzhang.kit.refused import why_not
from youzhang.ledger.policy import roles_for
from youzhang.web.once import show_once, shown_once
from youzhang.web.submit import open_form, submit


@acting("intake.sign")
def sign(request: StaffRequest, row: Application) -> HttpResponse:
    """The agreement to read, to explain and to sign; on a tablet that is handed over (psych:34.2a)."""
    if row.state not in ("received", "passed"):
        rules.check_may_sign(row, "centre", clock.today())
    agreement = actions.start_agreement(row, by=request.viewer)
    signatures = pages.signing(queries.file_of(request.viewer, row))
    part = _part(request, signatures)
    if agreement.explained_at is None:
        form, act = _explaining(request, row)
    else:
        form, act = _signing(request, row, agreement, part)
    words: dict[str, Any] = {
        "title": _("Explain and sign"),
        "article": "psych:34.2a",
        "agreement": agreement,
        "signing": signatures,
        "part": part,
        "send_words": _("Sign") if part and agreement.explained_at else _("Save"),
        "how_signed": how_signed,
        "asks_guardian": needs_guardian(row.applicant, clock.today()),
    }
    return answer(request, row, form, act, page="intake/sign.html", done=_next_signature, **words)


@acting("intake.sign", readiness.to_send_link)
def send_link(request: StaffRequest, row: Application) -> HttpResponse:
    """A link with which somebody signs on their own telephone: sent, or handed over (psych:41)."""
    part = link_part(request)
    cannot = why_not(lambda: check_can_be_sent(row, part, clock.today()))
    form = open_form(request, talk_forms.LinkForm, cannot=f"{cannot.why} {cannot.way_on}" if cannot else "")

    def act(sent: talk_forms.LinkForm) -> str:
        if sent.cleaned_data["how"] == "send":
            actions.send_signing_link(row, part, by=request.viewer)
            return reverse("intake:sign", args=[row.matter_id])
        show_once(
            request, f"link:{row.pk}", {"link": actions.hand_signing_link(row, part, by=request.viewer)}
        )
        return reverse("intake:hand_link", args=[row.matter_id])

    note = _(
        "A link for this one signature: it opens in one browser only, names neither service nor person, "
        "and holds for 3 days."
    )
    words: dict[str, Any] = {"title": _("Link for signing"), "article": "psych:41", "note": note}
    return answer(request, row, form, act, done=lambda page: page, send_words=_("Make the link"), **words)


@acting("intake.sign")
def hand_link(request: StaffRequest, row: Application) -> HttpResponse:
    """The link that staff hand over, shown once: as a code for the other's telephone (psych:41)."""
    link = shown_once(request, f"link:{row.pk}").get("link", "")
    context = {"application": row, "link": link, "qr": qr_svg(link) if link else ""}
    return render(request, "intake/hand_link.html", context)


def link_part(request: StaffRequest) -> str:
    """For whose signature the link is, as the address says."""
    return "client" if request.GET.get("part") == "client" else "guardian"


def _explaining(request: StaffRequest, row: Application) -> tuple[Any, Any]:
    def act(sent: forms.ExplainForm) -> Application:
        actions.explain(row, sent.given(), by=request.viewer, **sent.when())
        return row

    return open_form(request, forms.ExplainForm), act


def _signing(request: StaffRequest, row: Application, agreement: Any, part: str) -> tuple[Any, Any]:
    today, is_guardian = clock.today(), part == "guardian"
    lacking = lacks_of_guardian(row, today) if is_guardian else ()
    form = open_form(
        request,
        forms.SignForm,
        asks_child=is_guardian and rules.needs_assent(row, today),
        lacking={code: consent_text(code, row.matter.centre) for code in sorted(lacking)},
        by_centre=part == "centre",
        initial={"part": part, "text_hash": agreement.text_hash},
    )

    def act(sent: forms.SignForm) -> Application:
        actions.sign(row, sent.given(), by=request.viewer, **sent.when())
        return row

    return form, act


def _part(request: StaffRequest, signatures: list[tuple[str, str, Any]]) -> str:
    """The part that signs now: as sent or asked for, else the first that is missing."""
    missing = [part for part, _name, signature in signatures if signature is None]
    asked = request.POST.get("part") or request.GET.get("part", "")
    return asked if asked in missing else next(iter(missing), "")


def _next_signature(row: Application) -> str:
    row.refresh_from_db(fields=["state"])
    page = "intake:application" if row.state == "success" else "intake:sign"
    return reverse(page, args=[row.matter_id])


@acting("intake.receive")
def need(request: StaffRequest, row: Application) -> HttpResponse:
    """What is done about each special need (psych:49)."""
    form = open_form(request, talk_forms.NeedForm)

    def act(sent: talk_forms.NeedForm) -> None:
        arranged = sent.cleaned_data["arranged"] == "yes"
        actions.settle_need(row, sent.cleaned_data["need"], arranged=arranged, by=request.viewer)

    words: dict[str, Any] = {
        "title": _("Special needs"),
        "article": "psych:49",
        "needs": list(row.needs.order_by("need")),
        "words": NEEDS,
    }
    return answer(request, row, form, act, page="intake/needs.html", done=request.path, **words)


@acting("intake.receive")
def answer_remark(request: StaffRequest, row: Application) -> HttpResponse:
    """What the applicant said, and the answers (psych:45)."""
    remarks = queries.remarks_of(request.viewer, row)
    first = next((one.pk for one in remarks if one.answered_at is None), None)
    form = open_form(request, talk_forms.AnswerForm, about=first, initial={"remark": first})

    def act(sent: talk_forms.AnswerForm) -> None:
        actions.answer_remark(
            found_remark(request, row, sent.remark_id()), sent.cleaned_data["text"], by=request.viewer
        )

    words: dict[str, Any] = {
        "title": _("Answer what the client said"),
        "article": "psych:45",
        "remarks": remarks,
        "first": first,
    }
    return answer(request, row, form, act, page="intake/remarks.html", done=request.path, **words)


@acting("intake.receive")
def consents(request: StaffRequest, row: Application) -> HttpResponse:
    """Each purpose by itself: agreed, refused, taken back."""
    form = open_form(request, talk_forms.ConsentForm)

    def act(sent: talk_forms.ConsentForm) -> None:
        code, decision = sent.cleaned_data["consent"], sent.cleaned_data["decision"]
        if decision == "back":
            actions.withdraw_consent(row, code, by=request.viewer)
        else:
            whose = sent.cleaned_data["who"] or "applicant"
            actions.decide_consent(row, code, given=decision == "yes", who=whose, by=request.viewer)

    file = queries.file_of(request.viewer, row)
    texts = [
        (
            code,
            title,
            consent_text(code, row.matter.centre),
            [one for one in file.consents if one.consent == code],
        )
        for code, title in CONSENTS.items()
    ]
    guarded = row.guardian is not None and needs_guardian(row.applicant, clock.today())
    askable = [(who, CONSENT_BY[who]) for who in (("applicant", "guardian") if guarded else ("applicant",))]
    words: dict[str, Any] = {"title": _("Consents"), "article": "", "texts": texts, "askable": askable}
    words["how"] = how_agreed
    return answer(request, row, form, act, page="intake/consents.html", done=request.path, **words)


@holds(*sorted(roles_for("intake.template")))
@both
def template(request: StaffRequest) -> HttpResponse:
    """The agreement's text, edition by edition (psych:42)."""
    centre = current_centre(request)
    newest = actions.current_template(centre.organisation)
    initial = {name: getattr(newest, name) for name in ("title", *ITEMS, "further")} | {
        "after_edition": newest.edition
    }
    form = open_form(request, talk_forms.TemplateForm, about=newest.edition, initial=initial)

    def act(sent: talk_forms.TemplateForm) -> Any:
        return actions.publish_template(
            centre, sent.given(), after_edition=sent.cleaned_data["after_edition"], by=request.viewer
        )

    def page(shown: talk_forms.TemplateForm) -> HttpResponse:
        context = {
            "form": shown,
            "editions": queries.editions(centre.organisation_id),
            "newest": newest,
            "items": ITEMS,
        }
        return render(request, "intake/template.html", context)

    return submit(
        request, form, act, done=request.path, page=page, said=_("The new edition is in force from now on.")
    )
