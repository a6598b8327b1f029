"""Who guards somebody now: whoever a file of theirs names as guardian, while the law gives them one (psych:41)."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from youzhang.clients.models import Person
from youzhang.clients.rules import capacity_on
from youzhang.kit import clock
from youzhang.ledger.models import MatterParty
from youzhang.vault.models import Subject

# Parts of a person for whom a matter was opened, by whichever room.
ABOUT_WHOM = ("client", "applicant", "person")
# The part of a guardian who is kept out: as staff they see nothing of the matter.
SUSPECTED = "guardian_suspected"


def guardians_beside(subject: Subject, *parts: str) -> QuerySet[MatterParty]:
    """Who has one of these parts in any matter of a person."""
    mine = MatterParty.objects.filter(subject=subject, part__in=ABOUT_WHOM).values("matter")
    return MatterParty.objects.filter(matter__in=mine, part__in=parts)


def around(person: Person, *, suspected: bool = True) -> list[Person]:
    """Everybody whom a file of theirs names as guardian, or names as suspected: those one may have to keep out."""
    parts = ("guardian", SUSPECTED) if suspected else ("guardian",)
    named = guardians_beside(person.subject, *parts).values("subject")
    found = Person.unscoped.filter(subject__in=named, matter__centre=person.matter.centre_id)
    return list(found.select_related("matter", "subject__key").order_by("pk"))


def guardians_of(person: Person, *, minor: bool = False) -> list[Person]:
    """Of those named the ones who live and have capacity; nobody for whoever is of age with full capacity, whose
    mother is not their guardian. `minor`: somebody has said that they are under 18, or lack capacity."""
    today = clock.today()
    if is_grown(person, today) and not minor:
        return []
    return [one for one in around(person, suspected=False) if capacity_on(one, today) == "full"]


def is_grown(person: Person, day: date) -> bool:
    """Whether the file says that they are of age with full capacity; without a birth date nobody counts as grown."""
    return person.born is not None and capacity_on(person, day) == "full"
