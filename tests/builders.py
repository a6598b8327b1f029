"""Builders: they call the real actions, so that test data obeys the rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from io import BytesIO
from itertools import count
from typing import Any

from django.test import Client
from PIL import Image

from youzhang.accounts.actions import NewCentre, NewMember, create_centre, create_user, give_role
from youzhang.accounts.models import Centre, User
from youzhang.accounts.viewer import Viewer, viewer_of
from youzhang.casework.actions import NewCase, open_case
from youzhang.casework.models import Case
from youzhang.clients.actions import NewPerson
from youzhang.clients.models import Person
from youzhang.intake.actions import (
    ApplicationForm,
    Assessed,
    Checklist,
    Signing,
    apply_for,
    assess,
    explain,
    sign,
    start_agreement,
)
from youzhang.intake.models import Application
from youzhang.kit import clock
from youzhang.services.actions import Notice, Plan, plan_service, publish_notice
from youzhang.services.models import Service
from youzhang.services.rules import Dates

_serial = count(1)
START = date(2026, 1, 1)


def a_centre(*rulebooks: str, organisation: str = "Green Lane", started_on: date = START) -> Centre:
    """A centre that runs by the given rulebooks (psych unless told)."""
    code = f"C{next(_serial)}"
    return create_centre(
        NewCentre(
            organisation,
            code,
            f"Centre {code}",
            f"Unit {code}",
            started_on,
            rulebooks=rulebooks or ("psych",),
        )
    )


def staff(centre: Centre, *roles: str, name: str = "苏禾") -> User:
    """A member of staff of a centre in these roles since it began."""
    user = create_user(NewMember(f"user{next(_serial)}", name))
    for role in roles:
        give_role(user, centre, role, starts_on=START)
    return user


def viewing(user: User) -> Viewer:
    """The viewer that a member of staff is today."""
    return viewer_of(user, clock.today())


def signed_in(client: Client, user: User) -> Client:
    """A browser in which this person has signed in."""
    client.force_login(user, backend="youzhang.accounts.sessions.SignIn")
    return client


def a_logo() -> bytes:
    """A small picture."""
    sheet = BytesIO()
    Image.new("RGB", (24, 24), "#1b5b54").save(sheet, "PNG")
    return sheet.getvalue()


def a_plan(person: User, **changes: Any) -> Plan:
    """A plan with all thirteen items: starts on 1 April 2026, closes on 20 March, one session."""
    dates = Dates(starts_on=date(2026, 4, 1), starts_at=time(14, 0), closes_on=date(2026, 3, 20))
    words = {"sessions": 1, "special": False, "capacity": 12, "name": "亲子沟通小组"}
    notice = Notice(**dict.fromkeys(TEXTS, "第一行\n第二行") | words | changes.pop("notice", {}))
    return replace(Plan("single", person, dates, notice, a_logo()), **changes)


TEXTS = ("form", "audience", "place", "phone", "how", "steps", "success", "results", "organiser")


def a_service(person: User, centre: Centre, *, published: bool = True, **changes: Any) -> Service:
    """A planned service of a centre, its notice published unless told."""
    viewer = viewing(person)
    service = plan_service(centre, a_plan(person, **changes), by=viewer)
    return publish_notice(service, by=viewer) if published else service


def a_person(name: str = "沈一禾", birth: date = date(1990, 5, 4), **changes: Any) -> NewPerson:
    """Somebody's particulars: an adult with a telephone unless told."""
    return NewPerson(**{"name": name, "birth": birth, "phone": "13800000427"} | changes)


def a_form(service: Service, **changes: Any) -> ApplicationForm:
    """A filled-in application form of an adult, online unless told."""
    consents = {"information": True, "sensitive": True, "portrait": False}
    usual = {"service": service, "applicant": a_person(), "consents": consents, "filled_by": "self"}
    return ApplicationForm(**usual | changes)


def an_application(service: Service, by: User | None = None, **changes: Any) -> Application:
    """An application that has come in."""
    form = a_form(service, **{"channel": "desk", "is_new": True} | changes if by else changes)
    return apply_for(form, by=viewing(by) if by else None).application


def passed(application: Application, by: User) -> Application:
    """The application, its need assessed and passed."""
    given = Assessed("phone", "routine", "passed", application.version)
    assess(application, given, by=viewing(by))
    application.refresh_from_db()
    return application


# At the desk: the ID was seen, and the guardian agrees to what the application needs.
SEEN: dict[str, Any] = {"identity_checked": True, "consents": {"information": True, "sensitive": True}}


def signed(application: Application, by: User, *parts: str) -> Application:
    """The application, its agreement explained and signed on screen: by applicant and centre unless told."""
    acting: Any = {"by": viewing(by)}
    agreement = start_agreement(application, **acting)
    explain(application, Checklist(True, True, True, True), **acting)
    for part in parts or ("client", "centre"):
        given = Signing(part, "screen", a_logo(), agreement.text_hash, assent=True, **SEEN)
        sign(application, given, **acting)
    application.refresh_from_db()
    return application


def successful(service: Service, by: User, **changes: Any) -> Application:
    """An application that came in, passed and was signed by everybody whose word it needs."""
    row = passed(an_application(service, **changes), by)
    return signed(row, by, *(["client", "guardian", "centre"] if "guardian" in changes else []))


def a_case(person: Person, people: Any, **changes: Any) -> Case:
    """A running case, opened at the desk by a lead; `people` names worker, backup, lead and centre."""
    given = NewCase(person, people.worker, people.backup, "self", "睡不好，常常紧张。")
    given = replace(given, **changes)
    return open_case(given, centre=people.here, by=viewing(people.lead))
