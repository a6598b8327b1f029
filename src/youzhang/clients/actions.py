"""Registering people, correcting their particulars, linking two files of one human being."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youzhang.accounts.models import Bar, Centre, User
from youzhang.accounts.viewer import Viewer
from youzhang.clients import rules
from youzhang.clients.above import keep_in_step
from youzhang.clients.models import Person, SamePerson
from youzhang.clients.queries import find_or_offer, linked_ids
from youzhang.kit import clock
from youzhang.kit.made import fresh
from youzhang.kit.refused import Refused, Stale
from youzhang.kit.text import clean_line, clean_phone
from youzhang.kit.written import put
from youzhang.ledger.matters import bar, opening
from youzhang.ledger.policy import check_may
from youzhang.ledger.writing import one_act, writing
from youzhang.vault.actions import create_keys, create_subject
from youzhang.vault.tokens import index_subject

FIELD_WORDS = {
    "name": gettext_lazy("Name"),
    "birth": gettext_lazy("birth date"),
    "sex": gettext_lazy("sex"),
    "phone": gettext_lazy("telephone"),
    "mail": gettext_lazy("e-mail"),
    "id_number": gettext_lazy("ID number"),
    "address": gettext_lazy("Home address"),
    "school": gettext_lazy("school or work"),
    "in_area": gettext_lazy("lives or studies in the area"),
    "channel": gettext_lazy("how to reach them"),
}


@dataclass(frozen=True)
class NewPerson:
    """A person's particulars as they were given."""

    name: str
    birth: date | None = None
    sex: str = "x"
    phone: str = ""
    mail: str = ""
    id_number: str = ""
    address: str = ""
    school: str = ""
    in_area: bool | None = None
    capacity: str = "by_age"
    channel: str = "call"


def register_person(
    given: NewPerson, *, centre: Centre, by: User | None, at: datetime | None = None
) -> Person:
    """Open a person's file; `by=None`: they gave their particulars themselves, online."""
    values = _checked(given)
    with one_act():
        own, of_file = create_keys(2)
        subject = create_subject(own)
        with opening("resident", centre=centre, by=by, at=at, parties={"person": subject}, key=of_file) as (
            matter,
            record,
        ):
            person = fresh(Person, matter=matter, subject=subject, capacity=given.capacity, **values)
            if person.address:
                person.address_by, person.address_at = by, record.at
            put([person])
            _index(person, new=True)
            record("clients.registered")
            if given.capacity != "by_age":
                record("clients.capacity_found", capacity=given.capacity)
    return person


def register_at_desk(
    given: NewPerson, *, is_new: bool, centre: Centre, by: Viewer, at: datetime | None = None
) -> Person:
    """Register somebody who stands or calls at the desk, unless it may be one of those already known."""
    check_may(by, "clients.register", centre.pk)
    if not is_new and find_or_offer(by, centre, name=given.name, phone=given.phone, birth=given.birth):
        raise Refused(
            "rule:known_person",
            _("There may be a file of this person already."),
            _("Open it, or say that this is somebody else."),
        )
    return register_person(given, centre=centre, by=by.user, at=at)


def correct_person(
    person: Person, given: NewPerson, *, version: int, by: Viewer, at: datetime | None = None
) -> Person:
    """Put particulars right, and the tokens by which the person is found. Capacity has its own act."""
    check_may(by, "clients.correct", person.matter.centre_id)
    values = _checked(given)
    with writing(person.matter, by=by.user, at=at) as record:
        kept = _locked(person)
        if kept.version != version:
            raise _stale(kept, values)
        for name, value in values.items():
            setattr(kept, name, value)
        if values["address"] != person.address:
            kept.address_by, kept.address_at = by.user, record.at
        kept.version += 1
        kept.save()
        _index(kept)
        record("clients.corrected")
        keep_in_step(kept, by=by.user, at=record.at)
    return kept


def record_capacity(person: Person, capacity: str, *, by: Viewer, at: datetime | None = None) -> Person:
    """Note what was found about an adult's civil capacity (psych:41)."""
    check_may(by, "clients.correct", person.matter.centre_id)
    with writing(person.matter, by=by.user, at=at) as record:
        kept = _locked(person)
        if kept.capacity != capacity:
            kept.capacity, kept.version = capacity, kept.version + 1
            kept.save(update_fields=["capacity", "version"])
            record("clients.capacity_found", capacity=capacity)
            keep_in_step(kept, by=by.user, at=record.at)
    return kept


def link_same_person(one: Person, other: Person, *, by: Viewer, at: datetime | None = None) -> SamePerson:
    """Say that two files belong to one human being: never merged, visible on both; a bar on one holds on both."""
    check_may(by, "clients.link", one.matter.centre_id)
    if one.pk == other.pk or one.matter.centre_id != other.matter.centre_id:
        raise Refused(
            "rule:link", _("Two files of this centre are needed."), _("Choose another file."), "other"
        )
    first, second = _in_order(one, other)
    with writing(one.matter, other.matter, by=by.user, at=at) as record:
        link, made = SamePerson.objects.get_or_create(
            first=first, second=second, defaults={"linked_by": by.user, "linked_at": record.at}
        )
        if made:
            record("clients.linked", other=other.pk)
            record("clients.linked", on=other.matter, other=one.pk)
            _share_bars(one)
    return link


def unlink(one: Person, other: Person, *, by: Viewer, at: datetime | None = None) -> None:
    """Take a link back. Bars that it spread stay: whoever may see again is let in by taking the bar away."""
    check_may(by, "clients.link", one.matter.centre_id)
    first, second = _in_order(one, other)
    with writing(one.matter, other.matter, by=by.user, at=at) as record:
        if SamePerson.objects.filter(first=first, second=second).delete()[0]:
            record("clients.unlinked", other=other.pk)
            record("clients.unlinked", on=other.matter, other=one.pk)


def bar_from_person(user: User, person: Person, *, reason: str, by: Viewer) -> None:
    """A conflict of interest: this member of staff sees nothing of this person any more, on no linked file either."""
    check_may(by, "accounts.bar", person.matter.centre_id)
    with transaction.atomic():
        for file in Person.unscoped.filter(pk__in=linked_ids(person)).select_related("subject"):
            bar(user, file.subject, reason=reason, by=by.user, at=clock.now())


def _checked(given: NewPerson) -> dict[str, Any]:
    """The columns of a person, tidied; refused where they cannot be true."""
    number = rules.compact_id(given.id_number)
    name = clean_line(given.name)
    rules.check_name(name)
    rules.check_birth(given.birth, clock.today())
    rules.check_id_number(number, given.birth, given.sex)
    return {
        "name": name,
        "birth": given.birth.isoformat() if given.birth else None,
        "sex": given.sex,
        "phone": clean_phone(given.phone) or None,
        "mail": clean_line(given.mail) or None,
        "id_number": number or None,
        "address": clean_line(given.address) or None,
        "school": clean_line(given.school) or None,
        "in_area": given.in_area,
        "channel": given.channel,
    }


def _index(person: Person, *, new: bool = False) -> None:
    phones = [person.phone] if person.phone else []
    index_subject(
        person.subject,
        within=person.matter.centre_id,
        name=person.name,
        phones=phones,
        id_number=person.id_number or "",
        new=new,
    )


def _locked(person: Person) -> Person:
    """The row as it stands now; its matter is locked by `writing`."""
    row: Person = Person.unscoped.select_related("matter__centre", "subject__key").get(pk=person.pk)
    return row


def _stale(kept: Person, wanted: dict[str, Any]) -> Stale:
    differ = [str(FIELD_WORDS[name]) for name, value in wanted.items() if getattr(kept, name) != value]
    return Stale(
        "rule:stale",
        _("Somebody has changed this file meanwhile."),
        _("Different from yours: %(fields)s. Compare, then save again.")
        % {"fields": _(", ").join(differ) or "–"},
    )


def _in_order(one: Person, other: Person) -> tuple[Person, Person]:
    return (one, other) if one.pk < other.pk else (other, one)


def _share_bars(person: Person) -> None:
    """Whoever is barred from one of the linked files is barred from all."""
    files = list(Person.unscoped.filter(pk__in=linked_ids(person)).select_related("subject"))
    for known in Bar.objects.filter(subject__in=[file.subject_id for file in files]).select_related(
        "user", "set_by"
    ):
        for file in files:
            bar(known.user, file.subject, reason=known.reason, by=known.set_by, at=known.set_at)
