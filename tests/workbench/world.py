"""A centre with services, applications and the duties that follow from them, through the real ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tests.builders import a_centre, staff, viewing
from youzhang.accounts.models import Centre, User
from youzhang.accounts.viewer import Viewer
from youzhang.ledger.matters import opening
from youzhang.ledger.models import Duty, Matter
from youzhang.ledger.writing import writing
from youzhang.services.models import Service

PAST = "before_system"


@dataclass
class World:
    """A centre, its lead, a specialist at its desk, and a service named in the notices."""

    centre: Centre
    lead: User
    desk: User
    service: Matter

    @property
    def viewer(self) -> Viewer:
        return viewing(self.desk)


def a_world(closes_on: date = date(2026, 3, 20), starts_on: date = date(2026, 4, 1)) -> World:
    centre = a_centre()
    lead, desk = staff(centre, "project_lead", name="顾南"), staff(centre, "specialist", name="苏禾")
    return World(centre, lead, desk, a_service(centre, lead, closes_on, starts_on))


def a_service(
    centre: Centre, lead: User, closes_on: date, starts_on: date, name: str = "亲子沟通小组"
) -> Matter:
    """A service with its row; its notice is owed in principle."""
    with opening("service", centre=centre, by=lead) as (matter, record):
        Service.unscoped.create(
            matter=matter, centre=matter.centre, type="single", name=name, in_charge=lead, starts_on=starts_on
        )
        record("services.planned", type="single", starts_on=starts_on, closes_on=closes_on)
    return matter


def apply_for(world: World, at: datetime | None = None, **facts: Any) -> Matter:
    """An application: psych:34.1d asks for its assessment by the closing date."""
    late = {"at": at, "late_reason": PAST} if at else {}
    with opening("application", centre=world.centre, by=world.lead, parent=world.service, **late) as (
        matter,
        record,
    ):
        record("intake.form_filled", channel="online", minor=False)
    return matter


def assess(
    world: World, matter: Matter, at: datetime | None = None, result: str = "passed", **more: Any
) -> None:
    """What closes psych:34.1d."""
    late = {"at": at, "late_reason": PAST} if at else {}
    with writing(matter, by=world.desk, **late) as record:
        record("intake.assessed", result=result, method="phone", urgency="routine", **more)


def owed(matter: Matter, article: str = "psych:34.1d") -> Duty:
    return Duty.unscoped.get(matter=matter, article=article)
