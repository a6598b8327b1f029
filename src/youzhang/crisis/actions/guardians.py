"""Who guards the person, as the files of the house know it, and which of them is suspected (psych:4, psych:15.3b)."""

from __future__ import annotations

from django.db.models import QuerySet

from youzhang.clients.models import Person
from youzhang.crisis.models import Crisis
from youzhang.crisis.queries import ABOUT_WHOM, SUSPECTED
from youzhang.ledger.models import MatterParty
from youzhang.vault.models import Subject


def guardians_of(crisis: Crisis) -> list[Person]:
    """The guardians of the person, for whoever acts in the crisis: no consent is waited for (psych:50)."""
    if crisis.subject is None:
        return []
    subjects = _beside(crisis.subject, "guardian", SUSPECTED).values("subject")
    found = Person.unscoped.filter(subject__in=subjects, matter__centre=crisis.matter.centre_id)
    return list(found.select_related("subject__key").order_by("pk"))


def suspected_in(crisis: Crisis) -> list[Person]:
    """Who is suspected in this crisis, as far as there is a file of them."""
    subjects = crisis.matter.parties.filter(part=SUSPECTED).values("subject")
    found = Person.unscoped.filter(subject__in=subjects, matter__centre=crisis.matter.centre_id)
    return list(found.select_related("subject__key").order_by("pk"))


def suspects_of(subject: Subject) -> list[Subject]:
    """The guardians who are suspected in any matter of the person: they see nothing of a crisis either."""
    return list(Subject.objects.filter(pk__in=_beside(subject, SUSPECTED).values("subject")))


def _beside(subject: Subject, *parts: str) -> QuerySet[MatterParty]:
    mine = MatterParty.objects.filter(subject=subject, part__in=ABOUT_WHOM).values("matter")
    found: QuerySet[MatterParty] = MatterParty.objects.filter(matter__in=mine, part__in=parts)
    return found
