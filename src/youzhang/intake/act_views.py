"""Staff pages that take one step with an application: each discharges a duty."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from youzhang.accounts.access import StaffRequest, staff
from youzhang.accounts.actions import workers
from youzhang.clients.told import contact as contact_with
from youzhang.crisis.queries import crisis_for
from youzhang.intake import actions, forms, queries, readiness, rules
from youzhang.intake.actions.locking import places_taken
from youzhang.intake.actions.thoughts import crisis_of
from youzhang.intake.contact import contact_of
from youzhang.intake.models import Application
from youzhang.intake.views import acting, both, found_application, receipt_context, show_code
from youzhang.intake.wording import reminder_for
from youzhang.kit import clock
from youzhang.ledger.policy import check_may
from youzhang.web.submit import open_form, submit


@acting("intake.assess", readiness.to_assess)
def assess(request: StaffRequest, row: Application) -> HttpResponse:
    """Assess the need (psych:34.1d)."""
    taken = places_taken(row.service_id)
    grounds = rules.grounds_for(row.service, row.applicant, taken, clock.today())
    form = open_form(
        request, forms.AssessForm, about=row.pk, grounds=grounds, initial={"version": row.version}
    )
    act = lambda sent: actions.assess(row, sent.given(), by=request.viewer, **sent.when())  # noqa: E731
    words: dict[str, Any] = {
        "title": _("Assess the need"),
        "article": "psych:34.1d",
        "taken": taken,
        "also": "psych:32",
        "note": _where_they_live(row),
    }
    return answer(request, row, form, act, said=_("The assessment is noted."), **words)


def _where_they_live(row: Application) -> str:
    if not rules.area_unknown(row.service, row.applicant):
        return ""
    return _("The notice is for people of the area; nobody asked whether this person lives or studies here.")


@acting("intake.assess", readiness.to_tell_refusal)
def tell_refusal(request: StaffRequest, row: Application) -> HttpResponse:
    """Note how the refusal was explained (psych:34.4a)."""
    form = open_form(request, forms.TellForm, about=row.pk)
    act = lambda sent: actions.tell_refusal(row, sent.given(), by=request.viewer, **sent.when())  # noqa: E731
    return answer(request, row, form, act, title=_("Tell the applicant why"), article="psych:34.4a")


@acting("intake.sign", readiness.to_phone)
def phone_consent(request: StaffRequest, row: Application) -> HttpResponse:
    """Note a guardian's consent by telephone (psych:41)."""
    people = [one for one in workers(row.matter.centre_id, clock.today()) if one != request.user]
    phone = contact_with(row.applicant, row.guardian).phone if row.guardian else ""
    form = open_form(request, forms.PhoneConsentForm, people=people, initial={"phone": phone})
    act = lambda sent: actions.record_phone_consent(row, sent.given(), by=request.viewer, **sent.when())  # noqa: E731
    note = _(
        "Only in special circumstances. It is provisional: the guardian's signature on paper is owed from now on."
    )
    return answer(request, row, form, act, title=_("Consent by telephone"), article="psych:41", note=note)


@acting("intake.receive")
def guardian(request: StaffRequest, row: Application) -> HttpResponse:
    """Name the guardian (psych:41)."""
    form = open_form(request, forms.GuardianForm)

    def act(sent: forms.GuardianForm) -> Application:
        return actions.name_guardian(row, sent.person(), sent.cleaned_data["relation"], by=request.viewer)

    return answer(request, row, form, act, title=_("Name the guardian"), article="psych:41")


@acting("intake.receive", readiness.after_success)
def remind(request: StaffRequest, row: Application) -> HttpResponse:
    """The script of the call, and that it was made (psych:34.3b)."""
    form = open_form(request, forms.RemindForm)

    def act(sent: forms.RemindForm) -> None:
        actions.remind(row, way=sent.cleaned_data["way"], by=request.viewer, **sent.when())

    contact = contact_of(row)
    words: dict[str, Any] = {
        "reminder": reminder_for(row),
        "contact": contact,
        "instead": contact.instead,
        "article": "psych:34.3b",
        "not_yet": readiness.not_yet_reminded(row),
    }
    return answer(request, row, form, act, page="intake/remind.html", title=_("Remind the client"), **words)


@acting("intake.receive", readiness.after_success)
def attendance(request: StaffRequest, row: Application) -> HttpResponse:
    """Note who took part (psych:34.3c, psych:40)."""
    form = open_form(request, forms.AttendanceForm)
    act = lambda sent: actions.note_attendance(row, sent.given(), by=request.viewer, **sent.when())  # noqa: E731
    words: dict[str, Any] = {
        "title": _("Note attendance"),
        "article": "psych:34.3c",
        "also": "psych:40",
        "not_yet": readiness.not_yet_attended(row),
    }
    return answer(request, row, form, act, **words)


@acting("intake.withdraw", readiness.to_note_withdrawal)
def note_withdrawal(request: StaffRequest, row: Application) -> HttpResponse:
    """Talk over a withdrawal and note it; also one that was only spoken of (psych:34.4b)."""
    asked = queries.file_of(request.viewer, row).withdrawal
    form = open_form(request, forms.TalkedOverForm if asked else forms.WithdrawalForm)

    def act(sent: Any) -> None:
        if asked is None:
            actions.ask_withdrawal(row, sent.given(), by=request.viewer, **sent.when())
        told = sent.cleaned_data["thoughts"]
        actions.note_withdrawal(row, thoughts=told, by=request.viewer, **sent.when())

    title = _("Note the withdrawal")
    words: dict[str, Any] = {"title": title, "send_words": title, "article": "psych:34.4b", "asked": asked}
    return answer(request, row, form, act, page="intake/withdrawal.html", **words)


@acting("intake.receive")
def receipt(request: StaffRequest, row: Application) -> HttpResponse:
    """The receipt to print, and that it was given (psych:34.3a)."""
    form = open_form(request, forms.ReceiptForm)

    def act(sent: forms.ReceiptForm) -> None:
        actions.give_receipt(row, paper=sent.cleaned_data["paper"] == "yes", by=request.viewer, **sent.when())

    owed = _owes(request, row, "receipt")
    words = receipt_context(request, row) | {"owed": owed, "title": _("Receipt"), "article": "psych:34.3a"}
    return answer(request, row, form, act, page="intake/receipt.html", **words)


@staff
@both
def reissue_code(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """A new query code at the desk."""
    row = found_application(request, matter_id)
    check_may(request.viewer, "intake.reissue_code", row.matter.centre_id)
    form = open_form(request, forms.CodeForm)

    def act(sent: forms.CodeForm) -> str:
        return actions.reissue_code(
            row, identity_checked=sent.cleaned_data["identity_checked"], by=request.viewer
        )

    done = lambda code: show_code(request, row, code)  # noqa: E731
    title = _("New query code")
    note = _("The old code opens nothing any more. The new one is shown once, on the page that you print.")
    words = {"title": title, "send_words": title, "note": note, "instead": contact_of(row).instead}
    return answer(request, row, form, act, done=done, article="", **words)


def _owes(request: StaffRequest, row: Application, name: str) -> bool:
    duties = queries.file_of(request.viewer, row).duties
    return any(duty.name == name and duty.stands == "open" for duty in duties)


def answer(
    request: StaffRequest,
    row: Application,
    form: Any,
    act: Callable[[Any], Any],
    *,
    page: str = "intake/form.html",
    said: str = "",
    done: Callable[[Any], str] | str = "",
    **words: Any,
) -> HttpResponse:
    """The form page of an application: what it is about beside it, back to the application when done."""
    context = {"application": row, "back": reverse("intake:application", args=[row.matter_id])} | words
    return submit(
        request,
        form,
        act,
        done=done or _way_on(request, row, form, str(context["back"])),
        page=lambda shown: render(request, page, context | {"form": shown}),
        said=said or _("Noted."),
    )


def _way_on(request: StaffRequest, row: Application, form: Any, back: str) -> Callable[[Any], str] | str:
    """Where thoughts of suicide were told, a crisis runs: to its page."""

    def done(_made: Any) -> str:
        running = crisis_of(row) if form.cleaned_data["thoughts"] == "yes" else None
        crisis = crisis_for(request.viewer, running.matter_id) if running else None
        return reverse("crisis:crisis", args=[crisis.matter_id]) if crisis else back

    return done if "thoughts" in form.fields else back


def found_remark(request: StaffRequest, row: Application, remark_id: UUID) -> Any:
    """A remark of this application, or 404."""
    found = next((one for one in queries.remarks_of(request.viewer, row) if one.pk == remark_id), None)
    if found is None:
        raise Http404
    return found
