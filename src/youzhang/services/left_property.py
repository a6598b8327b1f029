"""What clients leave behind is kept safe until it is returned (psych:54)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from youzhang.accounts.viewer import Viewer
from youzhang.kit import clock
from youzhang.kit.refused import Refused, Stale
from youzhang.ledger.writing import writing
from youzhang.services import rules
from youzhang.services.models import LeftProperty, Service

# What became of a thing, and the fact that says so.
ENDINGS = {"returned": "services.property_returned", "disposed": "services.property_disposed"}


@dataclass(frozen=True)
class Found:
    """A thing somebody left behind, where it is kept, when it was found."""

    description: str
    kept_where: str
    found_on: date


def take_in(service: Service, given: Found, *, by: Viewer, at: datetime | None = None) -> LeftProperty:
    """Enter a thing into the register: from now on it is owed to its owner."""
    rules.check_may_lead(by, service, "services.property")
    if given.found_on > clock.today():
        raise Refused(
            "rule:future", _("This day has not come yet."), _("Choose today or an earlier day."), "found_on"
        )
    with writing(service.matter, by=by.user, at=at) as record:
        thing = LeftProperty(service=service, matter=service.matter, kept_where=given.kept_where)
        thing.description, thing.found_on = given.description, given.found_on
        thing.save(force_insert=True)
        record("services.property_found", item=thing.pk)
    return thing


def let_go(service: Service, thing_id: UUID, how: str, *, by: Viewer) -> LeftProperty:
    """Returned to its owner, or disposed of because nobody came."""
    rules.check_may_lead(by, service, "services.property")
    if how not in ENDINGS:
        raise Refused("rule:ending", _("Say what became of it."), _("Returned, or disposed of."), "how")
    with writing(service.matter, by=by.user) as record:
        thing: LeftProperty | None = LeftProperty.unscoped.filter(pk=thing_id, service=service).first()
        if thing is None or thing.ended_at:
            raise Stale(
                "rule:property_gone", _("This was entered already."), _("Look at the register again.")
            )
        thing.ended_how, thing.ended_at = how, record.at
        thing.save(update_fields=["ended_how", "ended_at"])
        record(ENDINGS[how], item=thing.pk)
    return thing
