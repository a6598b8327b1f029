"""A small world: a centre whose service closes on 20 March and starts on 1 April 2026, and applications for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tests.builders import a_centre, staff
from youzhang.accounts.models import Centre, User
from youzhang.ledger.matters import opening
from youzhang.ledger.models import Matter


@dataclass
class World:
    """The centre, its lead and the service; `apply` opens an application."""

    centre: Centre
    lead: User
    service: Matter

    def apply(self) -> Matter:
        """An application whose form has been filled in."""
        with opening("application", centre=self.centre, by=None, parent=self.service) as (matter, record):
            record("intake.form_filled", channel="online", minor=False)
            record("intake.assigned", to=self.lead.pk)
        return matter


def a_world() -> World:
    """A fresh centre with one announced service."""
    centre = a_centre()
    lead = staff(centre, "project_lead")
    with opening("service", centre=centre, by=lead) as (service, record):
        record("services.planned", type="single", starts_on=date(2026, 4, 1), closes_on=date(2026, 3, 20))
        record("services.in_charge_set", to=lead.pk)
    return World(centre, lead, service)
