"""What residents do: hear of a service, apply, say something, change their mind."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from uuid import UUID

from django.db.models import QuerySet

from youzhang.clients.actions import NewPerson
from youzhang.intake.actions.apply import ApplicationForm, apply_for
from youzhang.intake.actions.remarks import leave_remark
from youzhang.intake.actions.withdraw import Leaving, ask_withdrawal
from youzhang.intake.models import Application
from youzhang.kit import clock
from youzhang.kit.kept import Given, kept
from youzhang.life.cast import a_mail, a_name, a_phone, cast
from youzhang.life.founding import Place, viewing
from youzhang.services.models import Service
from youzhang.services.queries import is_open

# How likely somebody with a running application asks something, or asks to withdraw, on one day.
ASKS, LEAVES = 0.006, 0.0015


def apply_today(place: Place, chance: Random, busy: float) -> None:
    """Somebody applies for each open service now and then; more as the closing day nears."""
    for service in _announced(place):
        if not is_open(service, clock.today()):
            continue
        left = (service.closes_on - clock.today()).days if service.closes_on else 30
        full = (service.capacity or 40) * 1.4 <= service.applications.model.unscoped.filter(
            service=service
        ).count()
        if not full and chance.random() < busy * (0.6 if left < 8 else 0.33):
            _apply(place, service, chance)


def _announced(place: Place) -> list[Service]:
    return kept("life.announced", _published).ask(centre=place.centre.pk)


def _published() -> QuerySet[Service]:
    rows = Service.unscoped.filter(matter__centre=Given("centre"), published_at__isnull=False)
    found: QuerySet[Service] = rows.select_related("matter__centre__organisation", "in_charge")
    return found.order_by("matter__number")


def _apply(place: Place, service: Service, chance: Random) -> None:
    low, high = service.min_age or 6, service.max_age or 80
    age = max(6, low - 2) if chance.random() < 0.1 else chance.randint(low, high)
    birth = clock.today() - timedelta(days=age * 365 + chance.randrange(1, 360))
    sex = chance.choice("fm")
    family = chance.choice(cast()["names"]["family"])
    minor = _is_minor(birth)
    online = chance.random() < 0.6
    desk = place.one("duty_staff", "specialist", "project_lead", "director")
    mail = "" if minor else a_mail(chance)
    consents = {"information": True, "sensitive": True, "portrait": chance.random() < 0.7}
    guardian = _guardian(chance, family) if minor else None
    form = ApplicationForm(
        service=service,
        applicant=NewPerson(
            a_name(chance, sex, family), birth, sex, "" if minor else a_phone(chance),
            school=_school(chance, age) if minor else "", in_area=chance.random() < 0.93,
            mail=mail, channel="email" if mail else "call",
        ),
        channel="online" if online else chance.choice(("desk", "phone", "paper")),
        guardian=guardian,
        relation={"f": "mother", "m": "father"}[guardian.sex] if guardian else "",
        wish=chance.choice(cast()["names"]["wishes"]["minor" if minor else "adult"]),
        needs=(chance.choice(("mobility", "hearing", "allergy")),) if chance.random() < 0.12 else (),
        consents=consents,
        is_new=True,
        filled_by="guardian" if minor else "self",
        agreed_by=("applicant", "guardian") if minor else ("applicant",),
    )  # fmt: skip
    apply_for(form, by=None if online else viewing(desk))


def _guardian(chance: Random, family: str) -> NewPerson:
    sex = chance.choice("ffm")
    birth = date(1980 + chance.randrange(10), chance.randrange(1, 13), chance.randrange(1, 28))
    name, phone, mail = a_name(chance, sex, "" if sex == "f" else family), a_phone(chance), a_mail(chance)
    return NewPerson(name, birth, sex, phone, mail=mail, channel="email" if mail else "call")


def _school(chance: Random, age: int) -> str:
    name: str = chance.choice(
        cast()["names"]["schools"]["primary" if age < 12 else "middle" if age < 15 else "high"]
    )
    return name


def _is_minor(birth: date) -> bool:
    today = clock.today()
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day)) < 18


def speak_up_today(place: Place, chance: Random) -> None:
    """Now and then somebody asks something, or asks to withdraw."""
    for pk in kept("life.running", _running).ask(centre=place.centre.pk):
        luck = chance.random()
        if luck >= ASKS + LEAVES:
            continue
        application = Application.unscoped.select_related("matter__centre", "service").get(pk=pk)
        if luck < ASKS:
            leave_remark(application, chance.choice(cast()["names"]["remarks"]))
        else:
            ask_withdrawal(application, Leaving(chance.choice(("oral", "online")), "时间冲突，去不了了。"))


def _running() -> QuerySet[Application, UUID]:
    rows = Application.unscoped.filter(
        matter__centre=Given("centre"), state__in=("received", "passed", "success")
    )
    return rows.order_by("matter__number").values_list("pk", flat=True)
