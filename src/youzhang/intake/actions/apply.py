"""Apply for a service: online by oneself, or at the desk with somebody's help (psych:34.1c)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet

from youzhang.accounts.models import User
from youzhang.accounts.viewer import Viewer, user_of
from youzhang.clients.actions import NewPerson, register_at_desk, register_person
from youzhang.clients.models import Person
from youzhang.clients.rules import age_on, check_birth, check_has_guardian, is_minor, needs_guardian
from youzhang.documents.actions import keep
from youzhang.intake import rules
from youzhang.intake.actions.consents import keep_consents
from youzhang.intake.actions.doubles import birth_of, check_not_running, marks
from youzhang.intake.models import Application, SpecialNeed
from youzhang.kit import clock
from youzhang.kit.ids import random_code
from youzhang.kit.kept import Given, kept
from youzhang.kit.made import fresh
from youzhang.kit.text import clean_line, clean_phone
from youzhang.kit.written import put
from youzhang.ledger.matters import add_party, let_in, opening
from youzhang.ledger.models import Matter
from youzhang.ledger.writing import Record, one_act
from youzhang.services.models import Service
from youzhang.services.rules import check_may_lead
from youzhang.vault.codes import hash_code

# What may have changed about a service since its page was opened, as far as taking in asks for it.
FRESH = (
    "published_at",
    "closes_on",
    "applications_closed_at",
    "called_off_at",
    "ended_on",
    "in_charge_id",
)

# In which way staff heard the consents that they take down.
TAKEN_DOWN = {"desk": "desk", "oral": "desk", "phone": "phone", "paper": "paper"}


@dataclass(frozen=True)
class ApplicationForm:
    """报名表: what somebody gives to apply. Online, people are always new; at the desk a known person may be chosen.

    `consents`: purpose → decision, of `CONSENTS`; those not asked about are left out. `is_new`: at the desk, staff
    have looked and say that no file of this person exists. `filled_by`: of `FILLED_BY`, as they say of themselves,
    in which browser. `agreed_by`: at the desk, whose consents these are.
    """

    service: Service
    applicant: NewPerson | Person
    channel: str = "online"
    guardian: NewPerson | Person | None = None
    relation: str = ""
    wish: str = ""
    emergency_name: str = ""
    emergency_phone: str = ""
    needs: tuple[str, ...] = ()
    consents: Mapping[str, bool] = field(default_factory=dict)
    paper: UploadedFile[Any] | bytes | None = None
    is_new: bool = False
    filled_by: str = "other"
    device: str = ""
    agreed_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Received:
    """The application, and the code that is shown once and kept as a hash only."""

    application: Application
    code: str


def apply_for(
    given: ApplicationForm,
    *,
    by: Viewer | None,
    at: datetime | None = None,
    late_reason: str = "",
) -> Received:
    """Take in an application. `by` and `viewer`: who helped; None when people apply online by themselves."""
    centre = given.service.matter.centre
    if by is not None:
        if by is None:
            raise TypeError("staff apply for somebody as a viewer")
        check_may_lead(by, given.service, "intake.receive")
    with one_act():
        service = _locked(given.service)
        _check(given, service, clock.day_of(at or clock.now()))
        if by is not None:  # online nobody is told who has applied: staff see the double
            check_not_running(given.applicant, given.guardian, service)
        with opening(
            "application",
            centre=centre,
            by=user_of(by),
            at=at,
            parent=service.matter,
            late_reason=late_reason,
        ) as (matter, record):
            return _take_in(given, service, matter, record, by=by)


def _take_in(
    given: ApplicationForm,
    service: Service,
    matter: Matter,
    record: Record,
    *,
    by: Viewer | None,
) -> Received:
    day = clock.day_of(record.at)
    applicant = _person(given.applicant, given, matter, by=by)
    guardian = _person(given.guardian, given, matter, by=by) if given.guardian else None
    code = random_code()
    application = fresh(
        Application, matter=matter, service=service, applicant=applicant, guardian=guardian,
        relation=given.relation if guardian else "", channel=given.channel, helped_by=user_of(by),
        received_at=record.at, wish=given.wish or None, emergency_name=clean_line(given.emergency_name) or None,
        emergency_phone=clean_phone(given.emergency_phone) or None, code_hash=hash_code(code, matter.number),
        paper=_paper(given, matter, user_of(by)), filled_by="staff" if by else given.filled_by, device=given.device,
    )  # fmt: skip
    put([application])
    add_party(matter, applicant.subject, "applicant")
    if guardian:
        add_party(matter, guardian.subject, "guardian")
    who = application.filled_by
    record("intake.form_filled", channel=given.channel, minor=is_minor(applicant, day), filled_by=who)
    record("intake.assigned", to=service.in_charge_id)
    let_in(matter, service.in_charge_id, "in_charge")
    put([fresh(SpecialNeed, application=application, need=need) for need in given.needs])
    for need in given.needs:
        record("intake.special_need", need=need)
    for who in _agreed_by(given, applicant, day, user_of(by)):
        way = TAKEN_DOWN.get(given.channel, "desk") if by else "form"
        keep_consents(application, given.consents, who=who, way=way, by=user_of(by), record=record)
    return Received(application, code)


def _agreed_by(given: ApplicationForm, applicant: Person, day: date, by: User | None) -> tuple[str, ...]:
    """Whose consents those on the form are: online nobody knows who typed for a child (psych:41)."""
    if by:
        return given.agreed_by or ("applicant",)
    return ("filler",) if needs_guardian(applicant, day) or given.filled_by != "self" else ("applicant",)


def _check(given: ApplicationForm, service: Service, day: date) -> None:
    rules.check_open(service, day)
    birth = birth_of(given.applicant)
    rules.check_birth_known(birth)
    assert birth is not None
    check_birth(birth, day)
    _check_guardian(given, birth, day)
    rules.check_needs(given.needs)
    rules.check_consents(given.consents, rules.needed_consents(birth, given.needs, day))


def _check_guardian(given: ApplicationForm, birth: date, day: date) -> None:
    guardian = given.guardian
    if age_on(birth, day) < 18 or given.applicant.capacity != "by_age" or guardian:
        name, phone = (guardian.name, guardian.phone or "") if guardian else ("", "")
        rules.check_guardian_given(name=clean_line(name), phone=clean_phone(phone), relation=given.relation)
    if guardian:
        check_has_guardian(birth, given.applicant.capacity, day)
        if isinstance(guardian, Person) and guardian == given.applicant:
            rules.check_guardian_is_another((guardian.name, "=", None), (guardian.name, "=", None))
        rules.check_guardian_is_another(marks(given.applicant), marks(guardian))
        rules.check_guardian_is_adult(birth_of(guardian), day)


def _person(
    given: NewPerson | Person,
    form: ApplicationForm,
    matter: Matter,
    *,
    by: Viewer | None,
) -> Person:
    if isinstance(given, Person):
        return given
    if by is None or by is None or given is form.guardian:
        return register_person(given, centre=matter.centre, by=user_of(by))
    return register_at_desk(given, is_new=form.is_new, centre=matter.centre, by=by)


def _paper(given: ApplicationForm, matter: Matter, by: User | None) -> Any:
    if given.paper is None:
        return None
    name = getattr(given.paper, "name", None) or "application.png"
    return keep(content=given.paper, name=name, key=matter.key, about=matter.pk, by=by)


def _locked(service: Service) -> Service:
    """The service under the lock of its matter: one application after the other, each sees the one before."""
    kept("intake.lock_service", _lock).ask(matter=service.matter_id)
    for name, value in kept("intake.service", _service).ask(service=service.pk)[0].items():
        setattr(service, name, value)
    return service


def _lock() -> QuerySet[Matter, Any]:
    return Matter.unscoped.select_for_update().filter(pk=Given("matter")).values_list("pk")


def _service() -> QuerySet[Service, dict[str, Any]]:
    return Service.unscoped.filter(pk=Given("service")).values(*FRESH)
