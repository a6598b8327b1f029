"""Who guards the person, as the files of the house know it, and which of them is suspected (psych:4, psych:15.3b)."""

from __future__ import annotations

from youzhang.clients.kept_out import SUSPECTED, Outside, guardians_beside, kept_out
from youzhang.clients.models import Person
from youzhang.crisis.models import Crisis


def guardians_of(crisis: Crisis) -> list[Person]:
    """The guardians of the person, for whoever acts in the crisis: no consent is waited for (psych:50)."""
    if crisis.subject is None:
        return []
    subjects = guardians_beside(crisis.subject, "guardian", SUSPECTED).values("subject")
    found = Person.unscoped.filter(subject__in=subjects, matter__centre=crisis.matter.centre_id)
    return list(found.select_related("subject__key").order_by("pk"))


def outside_of(crisis: Crisis) -> Outside:
    """Who learns nothing of the person, as every file of theirs has it."""
    person = (
        Person.unscoped.select_related("matter", "subject__key").filter(subject=crisis.subject_id).first()
    )
    return kept_out(person) if person else Outside()


def suspected_in(crisis: Crisis) -> list[Person]:
    """Who is suspected in this crisis, as far as there is a file of them."""
    subjects = crisis.matter.parties.filter(part=SUSPECTED).values("subject")
    found = Person.unscoped.filter(subject__in=subjects, matter__centre=crisis.matter.centre_id)
    return list(found.select_related("subject__key").order_by("pk"))
