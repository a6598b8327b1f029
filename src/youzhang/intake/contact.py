"""Whom the centre turns to about an application, and whether it may (psych:4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from youzhang.clients.kept_out import Outside, instead_of, kept_out
from youzhang.clients.models import Person
from youzhang.clients.reach import channel_to
from youzhang.intake import rules
from youzhang.intake.models import Application
from youzhang.kit import clock
from youzhang.ledger.models import Fact
from youzhang.notices.models import Notice


@dataclass(frozen=True)
class Contact:
    """Somebody to turn to, and the number to ring. `instead`: they are kept out; whom a colleague asks, in words."""

    person: Person
    phone: str
    instead: str = ""

    @property
    def way(self) -> tuple[str, str]:
        """Channel and address; where they are kept out a call without a number waits for staff."""
        return (Notice.Channel.CALL.value, "") if self.instead else channel_to(self.person)


def outside_of(row: Application) -> Outside:
    """Who learns nothing of the applicant; of a row found for a page nothing is asked where nobody is kept out."""
    return kept_out(row.applicant) if getattr(row, "has_outside", True) else Outside()


def contact_of(row: Application) -> Contact:
    """The guardian where one acts for the applicant, else the applicant, who may answer at the guardian's number."""
    person, outside = rules.contact_of(row, clock.today()), outside_of(row)
    phone = "" if outside.reaches(person.phone) else person.phone or ""
    is_out = outside.holds(person) if person == row.guardian else outside.reaches(channel_to(person)[1])
    return Contact(person, "" if is_out else phone, instead_of(outside, person.name) if is_out else "")


def is_shut(row: Application) -> bool:
    """Whether the query code may be in the hands of a guardian who was kept out after it was given."""
    outside = outside_of(row) if row.guardian else None
    return bool(outside and outside.holds(row.guardian) and _code_given(row) < outside.since)


def code_stands_for(row: Application, day: date) -> str:
    """The part of whoever has number and code; empty where it may be anybody."""
    anew = None if row.filled_by == "self" else _code_anew(row)
    handed = anew or (row.received_at if row.filled_by == "staff" else None)
    return rules.own_part(row, day, clock.day_of(handed) if handed else None)


def _code_given(row: Application) -> datetime:
    return _code_anew(row) or row.received_at


def _code_anew(row: Application) -> datetime | None:
    """When the desk handed out a code anew, to somebody whose ID was seen."""
    anew = Fact.unscoped.filter(matter=row.matter_id, kind="intake.code_reissued", void=False)
    last: datetime | None = anew.order_by("at").values_list("at", flat=True).last()
    return last
