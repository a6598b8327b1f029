"""One part of a centre's generated past as rows: people, services, applications, facts, duties. Touches no database.

Facts are coded, derived from and hashed by the product's own functions; only their place in the chain comes later.
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from random import Random
from typing import Any
from uuid import UUID

from django.db import models

from youzhang.bench import people, stories
from youzhang.bench.rows import Row, Table
from youzhang.clients.models import Person
from youzhang.intake.models import Application
from youzhang.kit import clock
from youzhang.ledger import coding
from youzhang.ledger.models import Duty, DutyHolder, Fact, Grant, Matter, MatterParty
from youzhang.ledger.refresh import holder_rows, row_values
from youzhang.ledger.registry import vocabulary
from youzhang.rulebook.calendar import Calendar
from youzhang.rulebook.derive import derive
from youzhang.rulebook.editions import Editions
from youzhang.rulebook.library import builtin
from youzhang.rulebook.views import FactView
from youzhang.services.models import Service
from youzhang.vault import chain, keys
from youzhang.vault.fields import SealedText, seal_bytes
from youzhang.vault.models import DataKey, SearchToken, Subject
from youzhang.vault.tokens import tokens_of

FILLED = (
    DataKey,
    Subject,
    SearchToken,
    Matter,
    Person,
    Service,
    Application,
    MatterParty,
    Grant,
    Fact,
    Duty,
    DutyHolder,
)
APPLICANTS_OF_A_SERVICE = 25


@dataclass(frozen=True)
class Running:
    """A service that was planned and announced through the real actions, with the facts that its duties hang on."""

    id: UUID
    matter: UUID
    in_charge: UUID
    dates: stories.Dates
    facts: Sequence[FactView]


@dataclass(frozen=True)
class Part:
    """What one call makes: so many applications of one centre, numbered from `first`."""

    centre: UUID
    code: str
    staff: Sequence[UUID]
    running: Sequence[Running]
    seed: str
    first: int
    applications: int
    people: int
    now: datetime
    calendar: Calendar

    @property
    def services(self) -> int:
        """How many services of the past the applications need."""
        return -(-self.applications * len(stories.PAST) // (stories.ROUND * APPLICANTS_OF_A_SERVICE))


class Making:
    """Collects the rows of a part."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.draw = Random(part.seed)
        self.rows: defaultdict[str, list[Row]] = defaultdict(list)
        self._version = keys.newest_version()
        self._scratch = Fact()

    def add(self, model: type[models.Model], **values: Any) -> None:
        """One row, by attribute names."""
        self.rows[model._meta.label].append(table(model).row(values))

    def id(self) -> UUID:
        """A seeded UUID."""
        return UUID(int=self.draw.getrandbits(128), version=4)

    def key(self) -> tuple[UUID, bytes]:
        """A data key's row; its id and what it seals with."""
        pk, secret = self.id(), secrets.token_bytes(keys.KEY_BYTES)
        wrapped = keys.wrap(secret, self._version, pk)
        self.add(DataKey, id=pk, wrapped=wrapped, version=self._version, created_at=self.part.now)
        return pk, secret

    def matter(self, kind: str, at: datetime, number: str = "", parent: UUID | None = None) -> Matter:
        """A matter's row, and the matter for those who ask its ids."""
        row = {"id": self.id(), "kind": kind, "centre_id": self.part.centre, "number": number}
        row |= {"parent_id": parent, "opened_at": at, "key_id": self.key()[0]}
        self.add(Matter, **row)
        return Matter(**row)

    def facts(self, matter: Matter, happened: Iterable[stories.Happening], by: UUID | None) -> list[FactView]:
        """Rows of facts, hashed; as the engine sees them."""
        views = []
        for kind, at, data in happened:
            view = FactView(self.id(), kind, at, at + timedelta(minutes=1), by, data)
            fact = {
                "id": view.id,
                "matter_id": matter.pk,
                "centre_id": matter.centre_id,
                "kind": kind,
                "at": at,
            }
            fact |= {"recorded_at": view.recorded_at, "by_id": by, "data": coding.to_json(data)}
            self._scratch.__dict__.update(fact)
            salt = self.draw.randbytes(chain.SALT_BYTES)
            leaf = chain.leaf_of(salt, coding.payload(self._scratch))
            self.add(Fact, **fact, salt=salt, leaf=leaf, seq=0, link=b"", mac=b"")
            views.append(view)
        return views

    def duties(self, matter: Matter, facts: Sequence[FactView], parent: Sequence[FactView] = ()) -> None:
        """Rows of the duties that follow from facts."""
        derived = derive(editions(), vocabulary(), matter.kind, facts, parent, self.part.calendar, matter.pk)
        for duty in derived.duties:
            values = row_values(matter, duty)
            self.add(Duty, id=duty.identity, **values)
            if duty.outcome == "open":
                self._holders(Duty(id=duty.identity, **values))

    def _holders(self, duty: Duty) -> None:
        for holder in holder_rows(duty):
            self.add(DutyHolder, **{field.attname: getattr(holder, field.attname) for field in _HOLDER})


_HOLDER = [field for field in DutyHolder._meta.concrete_fields if not field.primary_key]


def make(part: Part) -> dict[str, list[Row]]:
    """All rows of a part, by model."""
    making = Making(part)
    known = [_person(making) for _ in range(part.people)]
    past = [_service(making, number) for number in range(part.services)]
    counts: dict[str, int] = defaultdict(int)
    for number in range(part.applications):
        place = number % stories.ROUND
        over = place < len(stories.PAST)
        ending = stories.PAST[place] if over else stories.CURRENT[place - len(stories.PAST)]
        turn = counts["past" if over else "running"]
        counts["past" if over else "running"] += 1
        services = past if over else part.running
        _application(making, number, ending, services[turn % len(services)], known[turn % len(known)])
    return dict(making.rows)


def _person(making: Making) -> tuple[UUID, UUID]:
    draw, part = making.draw, making.part
    key, secret = making.key()
    subject, person = making.id(), making.id()
    name, phone = people.name_of(draw), people.phone_of(draw)
    opened = part.now - timedelta(days=draw.randrange(750, 900))
    matter = making.matter("resident", opened)
    making.add(Subject, id=subject, key_id=key)
    birth = date(draw.randrange(1950, 2007), draw.randrange(1, 13), draw.randrange(1, 29)).isoformat()
    given = {"name": name, "birth": birth, "phone": phone}
    sealed = {field: _sealed(field, value, person, secret) for field, value in given.items()}
    making.add(Person, id=person, matter_id=matter.pk, subject_id=subject, **sealed)
    making.add(MatterParty, matter_id=matter.pk, subject_id=subject, part="person")
    for token in sorted(tokens_of(name=name, phones=[phone])):
        making.add(SearchToken, subject_id=subject, token=token)
    making.facts(matter, [("clients.registered", opened, {})], part.staff[0])
    return person, subject


def _sealed(name: str, value: str, pk: UUID, secret: bytes) -> bytes:
    field = Person._meta.get_field(name)
    assert isinstance(field, SealedText)
    return seal_bytes(secret, field.encode(value), field.place_of(pk))


def _service(making: Making, number: int) -> Running:
    part, draw = making.part, making.draw
    since, today = editions().books[0].in_force_from, clock.day_of(part.now)
    dates, in_charge = stories.dates_of_the_past(since, today, draw), draw.choice(part.staff)
    name = f"FW-{part.code}-{dates.planned_at.year}-{part.seed[-4:]}{number:03d}"
    matter = making.matter("service", dates.planned_at, name)
    facts = making.facts(matter, stories.service_story(dates, in_charge), in_charge)
    making.duties(matter, facts)
    pk = making.id()
    making.add(
        Service, id=pk, matter_id=matter.pk, type="single", name=f"Group {name}", in_charge_id=in_charge,
        closes_on=dates.closes_on, starts_on=dates.starts_on, published_at=facts[-1].at, ended_on=dates.starts_on,
    )  # fmt: skip
    return Running(pk, matter.pk, in_charge, dates, facts)


def _application(
    making: Making, number: int, ending: str, service: Running, applicant: tuple[UUID, UUID]
) -> None:
    part = making.part
    story = stories.application_story(ending, service.dates, service.in_charge, part.now, making.draw)
    received = story[0][1]
    receipt = f"SQ-{part.code}-{received.year}-{part.first + number:04d}"
    matter = making.matter("application", received, receipt, service.matter)
    person, subject = applicant
    making.add(
        Application, id=making.id(), matter_id=matter.pk, service_id=service.id, applicant_id=person,
        channel=story[0][2]["channel"], state=stories.STATES.get(ending, ending), received_at=received,
        code_hash=making.draw.randbytes(32),
    )  # fmt: skip
    making.add(MatterParty, matter_id=matter.pk, subject_id=subject, part="applicant")
    making.add(Grant, matter_id=matter.pk, user_id=service.in_charge, reason="in_charge")
    making.duties(matter, making.facts(matter, story, service.in_charge), service.facts)


@cache
def table(model: type[models.Model]) -> Table:
    """The columns of a model, worked out once."""
    return Table(model)


@cache
def editions() -> Editions:
    """The built-in rulebook, as the generated centres adopt it."""
    return Editions.of(builtin("psych"))
