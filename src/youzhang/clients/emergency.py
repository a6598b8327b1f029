"""Whom to call when somebody is in danger, and where they live: entered once, from wherever one is (psych:4, 50)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from youzhang.accounts.models import User
from youzhang.clients import told
from youzhang.clients.above import Named
from youzhang.clients.models import EmergencyContact, Person
from youzhang.kit.kept import Given, kept
from youzhang.kit.refused import Refused
from youzhang.kit.text import clean_line, clean_phone
from youzhang.ledger.writing import writing


@dataclass(frozen=True)
class Emergency:
    """Somebody to call, and where the person is to be found; either alone will do."""

    name: str = ""
    phone: str = ""
    relation: str = "other"
    address: str = ""


def own_contact(person: Person) -> Named | None:
    """Whom the person's own file names now."""
    for row in kept("clients.emergency", _newest).ask(matter=person.matter_id):
        return Named("emergency", row.name, row.phone, row.at, row.by, str(row.get_relation_display()))
    return None


def enter_emergency(person: Person, given: Emergency, *, by: User, at: datetime | None = None) -> Person:
    """From now on every room calls this number and sends help to this address. Who asks was shown the person."""
    name, phone, address = clean_line(given.name), clean_phone(given.phone), clean_line(given.address)
    _check(person, name, phone, address)
    with writing(person.matter, by=by, at=at) as record:
        row: Person = Person.unscoped.select_related("matter__key", "subject__key").get(pk=person.pk)
        if name:
            EmergencyContact.unscoped.create(
                matter=row.matter, name=name, phone=phone, relation=given.relation, by=by, at=record.at
            )
        if address:
            row.address, row.address_by, row.address_at, row.version = address, by, record.at, row.version + 1
            row.save(update_fields=["address", "address_by", "address_at", "version"])
        record("clients.emergency_entered", contact=bool(name), address=bool(address))
    return row


def _check(person: Person, name: str, phone: str, address: str) -> None:
    if not (name or phone or address):
        raise Refused(
            "rule:emergency", _("Nothing is written yet."), _("A name with a number, or an address."), "name"
        )
    if bool(name) != bool(phone):
        why, way_on = _("Whom to call needs both a name and a number."), _("Fill in what is missing.")
        raise Refused("rule:emergency", why, way_on, "phone" if name else "name")
    there = told.by_number(person, "emergency", name, phone)
    if name and there.is_out:
        raise Refused("psych:4", there.instead, _("Enter somebody else."), "name")


def _newest() -> QuerySet[EmergencyContact]:
    rows = EmergencyContact.unscoped.filter(matter=Given("matter")).select_related(
        "matter__key", "by__subject__key"
    )
    newest: QuerySet[EmergencyContact] = rows.order_by("-at", "-pk")[:1]
    return newest
