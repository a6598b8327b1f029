"""Who guards the person, as the files of the house know it, which of them is suspected, and whether the reason for
telling nobody still holds (psych:4, psych:15.3b)."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse

from youzhang.clients.guardians import SUSPECTED, around
from youzhang.clients.models import Person
from youzhang.clients.rules import capacity_on
from youzhang.clients.told import guardian_contacts
from youzhang.crisis import guarding
from youzhang.crisis.models import Crisis
from youzhang.kit import clock
from youzhang.kit.refused import why_not
from youzhang.ledger.models import MatterParty
from youzhang.ledger.refresh import views_of
from youzhang.ledger.writing import Record
from youzhang.vault.models import Subject


def person_of(crisis: Crisis) -> Person | None:
    """Whose file the crisis is about."""
    found = Person.unscoped.filter(subject=crisis.subject_id) if crisis.subject_id else Person.unscoped.none()
    person: Person | None = found.select_related("subject__key", "matter").first()
    return person


def may_be_suspects(crisis: Crisis) -> list[Person]:
    """Whoever stands around the person as a guardian, once or now."""
    person = person_of(crisis)
    return around(person) if person else []


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
    person = person_of(crisis)
    return guarding.of_age((person and person.born) or crisis.birth_day, clock.today())


def guarded(crisis: Crisis) -> guarding.Guarded:
    """What is known of the person today: by their file, and by what was said in the crisis where it says more."""
    person, today = person_of(crisis), clock.today()
    minor = crisis.minor and not (person and guarding.is_minor_by_file(views_of(crisis.matter)))
    told = guardian_contacts(person, minor=minor) if person else []
    return guarding.Guarded(
        is_known=crisis.is_known,
        minor=minor,
        born=(person and person.born) or crisis.birth_day,
        capable=person is None or capacity_on(person, today) == "full",
        guardians=[one.name for one in told if not one.is_out],
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


def _people(crisis: Crisis, parties: QuerySet[MatterParty]) -> list[Person]:
    found = Person.unscoped.filter(
        subject__in=parties.values("subject"), matter__centre=crisis.matter.centre_id
    )
    return list(found.select_related("subject__key").order_by("pk"))
