"""Who guards the person, as the files of the house know it, which of them is suspected, and whether the reason for
telling nobody still holds (psych:4, psych:15.3b)."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from youzhang.clients.kept_out import SUSPECTED, Outside, guardians_beside, kept_out
from youzhang.clients.models import Person
from youzhang.clients.rules import COMES_OF_AGE, age_on, capacity_on
from youzhang.crisis import guarding
from youzhang.crisis.models import Crisis
from youzhang.kit import clock
from youzhang.kit.refused import why_not
from youzhang.ledger.models import MatterParty
from youzhang.ledger.refresh import views_of
from youzhang.ledger.writing import Record
from youzhang.vault.models import Subject


def guardians_of(crisis: Crisis) -> list[Person]:
    """The guardians of the person, for whoever acts in the crisis: no consent is waited for (psych:50)."""
    if crisis.subject is None:
        return []
    return _people(crisis, guardians_beside(crisis.subject, "guardian", SUSPECTED))


def outside_of(crisis: Crisis) -> Outside:
    """Who learns nothing of the person, as every file of theirs has it."""
    person = (
        Person.unscoped.select_related("matter", "subject__key").filter(subject=crisis.subject_id).first()
    )
    return kept_out(person) if person else Outside()


def suspected_in(crisis: Crisis) -> list[Person]:
    """Who is suspected in this crisis, as far as there is a file of them."""
    return _people(crisis, MatterParty.objects.filter(matter=crisis.matter_id, part=SUSPECTED))


def suspects_in(crisis: Crisis) -> list[Subject | None]:
    """Who is suspected in this crisis; None: somebody of whom there is no file."""
    found = MatterParty.objects.filter(matter=crisis.matter_id, part=SUSPECTED).select_related("subject")
    known: list[Subject | None] = [one.subject for one in found]
    return known or ([None] if crisis.suspected else [])


def is_of_age(crisis: Crisis) -> bool:
    """Whether the file, or what was said, says that they are 18 by now."""
    found = Person.unscoped.filter(subject=crisis.subject_id) if crisis.subject_id else Person.unscoped.none()
    person = found.select_related("subject__key").first()
    return guarding.of_age((person and person.born) or crisis.birth_day, clock.today())


def guarded(crisis: Crisis) -> guarding.Guarded:
    """What is known of the person today: by their file, and by what was said in the crisis where it says more."""
    found = Person.unscoped.filter(subject=crisis.subject_id) if crisis.subject_id else Person.unscoped.none()
    person, today = found.select_related("subject__key", "matter").first(), clock.today()
    return guarding.Guarded(
        is_known=crisis.is_known,
        minor=crisis.minor and not (person and guarding.is_minor_by_file(views_of(crisis.matter))),
        born=(person and person.born) or crisis.birth_day,
        capable=person is None or capacity_on(person, today) == "full",
        guardians=[one.name for one in _who_can_be_told(crisis, person, today)],
        file_url=reverse("clients:person", args=[person.matter_id]) if person else "",
    )


def reopen(crisis: Crisis, record: Record) -> None:
    """Where the reason for telling nobody no longer holds, a guardian is owed to be told again."""
    reason = guarding.reason_standing(record.views_of(crisis.matter))
    if crisis.suicide and reason and _no_longer(crisis, reason):
        record("crisis.guardian_owed", before=reason)


def is_owed_again(crisis: Crisis) -> bool:
    """Whether `reopen` would record something: asked without a lock, before there is cause for one."""
    reason = guarding.reason_standing(views_of(crisis.matter))
    return bool(crisis.suicide and reason and _no_longer(crisis, reason))


def _no_longer(crisis: Crisis, reason: str) -> bool:
    return why_not(lambda: guarding.check_nobody(reason, guarded(crisis), clock.today())) is not None


def _who_can_be_told(crisis: Crisis, person: Person | None, today: date) -> list[Person]:
    """Of those on file: living, with capacity, kept out of nothing; of a grown person's who guards them now."""
    if crisis.subject is None:
        return []
    beside = guardians_beside(crisis.subject, "guardian")
    if person and person.born and capacity_on(person, today) == "full":
        grown = [one.pk for one in beside.select_related("matter") if _still_guards(one, person.born)]
        beside = beside.filter(pk__in=grown)
    outside = outside_of(crisis)
    people = (one for one in _people(crisis, beside) if not outside.holds(one))
    return [one for one in people if guarding.can_be_told(one, today)]


def _still_guards(party: MatterParty, born: date) -> bool:
    """Who guarded a child guards the grown person no more; who was named since does."""
    return age_on(born, clock.day_of(party.matter.opened_at)) >= COMES_OF_AGE


def _people(crisis: Crisis, parties: QuerySet[MatterParty]) -> list[Person]:
    found = Person.unscoped.filter(
        subject__in=parties.values("subject"), matter__centre=crisis.matter.centre_id
    )
    return list(found.select_related("subject__key").order_by("pk"))
