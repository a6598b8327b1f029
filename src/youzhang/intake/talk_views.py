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
from youzhang.intake import actions, forms, pages, queries, readiness, rules, talk_forms
from youzhang.intake.act_views import answer, found_remark
from youzhang.intake.actions.template import ITEMS
from youzhang.intake.facts import CONSENTS, NEEDS
from youzhang.intake.models import Application
from youzhang.intake.texts import consent_text
from youzhang.intake.views import acting, both, who
from youzhang.kit import clock
from youzhang.ledger.policy import roles_for
from youzhang.web.submit import open_form, submit


@acting("intake.sign")
def sign(request: StaffRequest, row: Application) -> HttpResponse:
    """The agreement to read, to explain and to sign; on a tablet that is handed over (psych:34.2a)."""
    if row.state not in ("received", "passed"):
        rules.check_may_sign(row, "centre", clock.today())
    agreement = actions.start_agreement(row, **who(request))
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
        "asks_guardian": needs_guardian(row.applicant, clock.today()),
    }
    return answer(request, row, form, act, page="intake/sign.html", done=_next_signature, **words)


@acting("intake.sign", readiness.to_send_link)
def send_link(request: StaffRequest, row: Application) -> HttpResponse:
    """Send the guardian a link with which they sign on their own telephone (psych:41)."""
    form = open_form(request, talk_forms.LinkForm)
    words: dict[str, Any] = {
        "title": _("Send the signing link"),
        "article": "psych:41",
        "note": _(
            "It goes to the guardian's own channel, names neither service nor person, and holds for 3 days."
        ),
        "send_words": _("Send the link"),
        "said": _("The link is on its way. The notices show whether it arrived."),
    }
    act = lambda _sent: actions.send_signing_link(row, **who(request))  # noqa: E731
    return answer(request, row, form, act, done=reverse("intake:sign", args=[row.matter_id]), **words)


def _explaining(request: StaffRequest, row: Application) -> tuple[Any, Any]:
    def act(sent: forms.ExplainForm) -> Application:
        actions.explain(row, sent.given(), **who(request), **sent.when())
        return row

    return open_form(request, forms.ExplainForm), act


def _signing(request: StaffRequest, row: Application, agreement: Any, part: str) -> tuple[Any, Any]:
    asks_child = part == "guardian" and rules.needs_assent(row, clock.today())
    form = open_form(
        request,
        forms.SignForm,
        asks_child=asks_child,
        initial={"part": part, "text_hash": agreement.text_hash},
    )

    def act(sent: forms.SignForm) -> Application:
        actions.sign(row, sent.given(), **who(request), **sent.when())
        return row

    return form, act


def _part(request: StaffRequest, signatures: list[tuple[str, str, Any]]) -> str:
    """The part that signs now: as asked for, else the first that is missing."""
    missing = [part for part, _name, signature in signatures if signature is None]
    asked = request.GET.get("part", "")
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
        actions.settle_need(row, sent.cleaned_data["need"], arranged=arranged, **who(request))

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
            found_remark(request, row, sent.remark_id()), sent.cleaned_data["text"], **who(request)
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
            actions.withdraw_consent(row, code, **who(request))
        else:
            actions.decide_consent(row, code, given=decision == "yes", **who(request))

    live = {one.consent: one for one in queries.file_of(request.viewer, row).consents}
    texts = [
        (code, title, consent_text(code, row.matter.centre), live.get(code))
        for code, title in CONSENTS.items()
    ]
    words: dict[str, Any] = {"title": _("Consents"), "article": "", "texts": texts}
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
            centre, sent.given(), after_edition=sent.cleaned_data["after_edition"], **who(request)
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
