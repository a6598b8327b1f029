"""Applying in three steps (psych:34.1c): what each step holds is kept as a draft until the form is sent."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from youzhang.clients.rules import age_on
from youzhang.intake import portal_proof, rules
from youzhang.intake.actions.apply import ApplicationForm, Received, apply_for
from youzhang.intake.actions.locking import places_taken
from youzhang.intake.portal_forms import MoreForm, SendForm, StepForm, WhoForm, filled_by, is_minor, people
from youzhang.intake.texts import consent_text
from youzhang.kit import clock
from youzhang.kit.refused import Refused
from youzhang.kit.text import ending
from youzhang.ledger.writing import one_act
from youzhang.services.models import Service
from youzhang.web import drafts
from youzhang.web.models import Draft
from youzhang.web.owner import owner_of, remember
from youzhang.web.wording import day as day_words

STEPS: tuple[type[StepForm], ...] = (WhoForm, MoreForm)
DRAFTS = [kind.draft for kind in STEPS]
SEND = len(STEPS) + 1
RECEIPT = drafts.not_typed("intake.receipt")


@dataclass(frozen=True)
class NewReceipt:
    """Number and code of an application that was just taken in, until they are saved."""

    application: str
    number: str
    code: str


def has_draft(request: HttpRequest, service: Service) -> bool:
    """Whether this browser began a form for this service."""
    return any(drafts.load_several(request, DRAFTS, service.pk).values())


def forget(request: HttpRequest, service: Service) -> None:
    """Throw the half-filled form away."""
    drafts.drop(request, *DRAFTS, about=service.pk)


def filled(request: HttpRequest, service: Service, upto: int) -> list[StepForm] | None:
    """The steps before a step, checked anew; None when one of them is not complete."""
    forms: list[StepForm] = []
    kept = drafts.load_several(request, DRAFTS[: upto - 1], service.pk)
    for kind in STEPS[: upto - 1]:
        content = kept.get(kind.draft, {})
        form = kind(_as_sent(kind, content), service=service, before=_merged(forms))
        if not content or not form.is_valid():
            return None
        forms.append(form)
    return forms


def keep_and_go(request: HttpRequest, form: StepForm, number: int) -> HttpResponse | None:
    """Keep a step and go to the next; None where there is no room for it, which the form then says."""
    about = str(form.service.pk)
    response = HttpResponseRedirect(reverse("intake:apply_step", args=[about, number + 1]))
    owner = remember(request, response)
    try:
        drafts.save_typed(request, owner=owner, form=form.draft, about=about, content=form.content())
    except Refused as refused:
        form.refuse(refused)
        return None
    return response


def before(forms: list[StepForm]) -> dict[str, Any]:
    """What the checked steps hold."""
    return _merged(forms)


def send_form_options(forms: list[StepForm]) -> dict[str, Any]:
    """Which consents are asked for: sensitive information below 14 and on health."""
    values = _merged(forms)
    return {"needed": rules.needed_consents(values["birth"], values["special"], clock.today())}


def send(request: HttpRequest, service: Service, forms: list[StepForm], form: SendForm) -> Received:
    """Take the application in; number and code wait, sealed, until they are saved."""
    with one_act(savepoint=False):
        portal_proof.check(request, service.pk)
        waiting = drafts.held(owner=owner_of(request), form=RECEIPT, about="")
        received = apply_for(_application(service, forms, form, owner_of(request)), by=None)
        _keep_receipt(waiting, received)
        forget(request, service)
    return received


def send_context(service: Service, forms: list[StepForm], form: SendForm, permit: str) -> dict[str, Any]:
    """The last step: everything once more, the texts to agree to, the proof."""
    centre, values = service.matter.centre, _merged(forms)
    texts = {
        name: consent_text(name.removeprefix("consent_"), centre)
        for name in form.fields
        if name != "form_token"
    }
    return {
        "summaries": [(number, summary(one)) for number, one in enumerate(forms, 1)],
        "texts": texts,
        "minor": is_minor(values["birth"]),
        "alone": values["who"] == "self",
        "guardian_phone": ending(values.get("guardian_phone") or ""),
        "guard": portal_proof.guard(service.pk, permit),
        "notes": notes(service, values),
    }


def summary(form: StepForm) -> list[tuple[str, str]]:
    """What was filled in, label by label."""
    shown = [(str(bound.label), _words(form, bound.name)) for bound in form.visible_fields()]
    return [(label, words) for label, words in shown if words]


def notes(service: Service, values: dict[str, Any]) -> list[str]:
    """Published conditions that may not be met: said, not held against anybody; staff decide (psych:32, psych:48)."""
    found = []
    age = age_on(values["birth"], service.starts_on or clock.today())
    if service.min_age is not None and age < service.min_age:
        found.append(_("The notice says: %(age)s years or older.") % {"age": service.min_age})
    if service.max_age is not None and age > service.max_age:
        found.append(_("The notice says: %(age)s years or younger.") % {"age": service.max_age})
    if service.area_only and not values.get("in_area"):
        found.append(_("The notice says: for those who live or study in the area we serve."))
    return found


def is_full(service: Service) -> bool:
    """Whether applicants now stand on the waiting list."""
    return service.capacity is not None and places_taken(service.pk) >= service.capacity


def conditions(service: Service) -> list[str]:
    """What the notice asks of applicants, in short."""
    found = []
    if service.min_age is not None:
        found.append(_("%(age)s years or older") % {"age": service.min_age})
    if service.max_age is not None:
        found.append(_("%(age)s years or younger") % {"age": service.max_age})
    if service.area_only:
        found.append(_("living or studying in the area we serve"))
    if service.closes_on:
        found.append(_("apply by %(day)s") % {"day": day_words(service.closes_on)})
    return found


def receipt_of(request: HttpRequest) -> NewReceipt | None:
    """The newest number and code that this browser has not saved yet."""
    waiting = drafts.load(request, RECEIPT).get("waiting", [])
    return NewReceipt(**waiting[-1]) if waiting else None


def receipt_saved(request: HttpRequest, receipt: NewReceipt) -> None:
    """Forget number and code here: whoever applied has them now."""
    waiting = [
        one for one in drafts.load(request, RECEIPT).get("waiting", []) if one["number"] != receipt.number
    ]
    if waiting:
        drafts.save(owner=owner_of(request), form=RECEIPT, about="", content={"waiting": waiting})
    else:
        drafts.drop(request, RECEIPT)


def _application(service: Service, forms: list[StepForm], form: SendForm, device: str) -> ApplicationForm:
    who, more = (one.cleaned_data for one in forms)
    applicant, guardian = people(who, more)
    return ApplicationForm(
        service=service,
        applicant=applicant,
        guardian=guardian,
        relation=more.get("relation") or "",
        wish=more["wish"],
        needs=tuple(more["special"]),
        consents=form.decisions(),
        filled_by=filled_by(who),
        device=device,
    )


def _keep_receipt(waiting: Draft, received: Received) -> None:
    application = received.application
    new = NewReceipt(str(application.pk), application.matter.number, received.code)
    drafts.keep(waiting, {"waiting": [*waiting.content.get("waiting", []), asdict(new)]})


def _as_sent(kind: type[StepForm], content: dict[str, Any]) -> dict[str, Any]:
    """A draft as a form takes it: the page keeps a single tick as text."""
    many = {
        name
        for name, field in kind.base_fields.items()
        if getattr(field.widget, "allow_multiple_selected", False)
    }
    return {
        name: [value] if name in many and isinstance(value, str) else value for name, value in content.items()
    }


def _merged(forms: list[StepForm]) -> dict[str, Any]:
    return {name: value for form in forms for name, value in form.cleaned_data.items()}


def _words(form: StepForm, name: str) -> str:
    field, value = form.fields[name], form.cleaned_data.get(name)
    choices = {str(code): str(title) for code, title in getattr(field, "choices", ())}
    if isinstance(value, list):
        return _(", ").join(choices[one] for one in value)
    if isinstance(value, bool):
        return _("yes") if value else ""
    if isinstance(value, date):
        age = age_on(value, clock.today())
        return _("%(day)s, age %(n)d") % {"day": day_words(value), "n": age}
    return choices.get(str(value), str(value)) if value else ""
