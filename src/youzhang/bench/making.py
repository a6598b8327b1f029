"""One part of a centre's generated past as rows: people, services, applications. Touches no database."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.db import models

from youzhang.bench import people, stories
from youzhang.bench.rows import Row, Stencil, as_text, stencil
from youzhang.bench.shapes import Head, Shape, editions, shape_of
from youzhang.clients.models import Person
from youzhang.intake.models import Application
from youzhang.kit import clock
from youzhang.kit.ids import id_at
from youzhang.ledger.models import Duty, DutyHolder, Fact, Grant, Matter, MatterParty
from youzhang.rulebook.calendar import Calendar
from youzhang.rulebook.views import FactView
from youzhang.services.models import Service
from youzhang.vault import keys
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
APPLICANTS_OF_A_SERVICE = 40
VARIANTS = 3  # ways in which applications for one service went, for each ending


@dataclass(frozen=True)
class Offered:
    """A service that people applied for, with the facts that their duties hang on; `ways`: worked out so far."""

    id: str
    matter: str
    in_charge: UUID
    dates: stories.Dates
    facts: Sequence[FactView]
    ways: dict[tuple[str, int], Shape] = field(default_factory=dict)


@dataclass(frozen=True)
class Place:
    """A centre while it is filled."""

    centre: UUID
    code: str
    staff: Sequence[UUID]
    running: Sequence[Offered]
    head: Head
    now: datetime
    calendar: Calendar
    registered: dict[datetime, Shape] = field(default_factory=dict)


@dataclass(frozen=True)
class Part:
    """What one call makes: so many applications of one centre, numbered from `first`."""

    place: Place
    seed: str
    first: int
    applications: int
    people: int

    @property
    def services(self) -> int:
        """How many services of the past the applications need."""
        return -(-self.applications * len(stories.PAST) // (stories.ROUND * APPLICANTS_OF_A_SERVICE))


class Making:
    """Collects the rows of a part."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.place = part.place
        self.draw = Random(part.seed)
        self.rows: defaultdict[str, list[Row]] = defaultdict(list)
        self._version = keys.newest_version()
        same = {"version": self._version, "created_at": part.place.now}
        self._key_row = Stencil(DataKey, same, "id", "wrapped")
        self._matter_rows = {
            kind: Stencil(
                Matter,
                {"kind": kind, "centre_id": part.place.centre},
                *("id", "number", "parent_id", "opened_at", "key_id"),
            )
            for kind in ("resident", "service", "application")
        }

    def add(self, model: type[models.Model], **values: Any) -> None:
        """One row, by attribute names: all of them gaps, the rest is the columns' default."""
        self.rows[model._meta.label].append(stencil(model, *values).filled(*values.values()))

    def id(self, at: datetime) -> str:
        """A seeded UUID of version 7, as of a row that was made then."""
        return f"{id_at(int(at.timestamp() * 1000), self.draw.getrandbits(74)):032x}"

    def key(self, at: datetime) -> tuple[str, bytes]:
        """A data key's row; its id and what it seals with."""
        pk, secret = self.id(at), secrets.token_bytes(keys.KEY_BYTES)
        wrapped = keys.wrap(secret, self._version, UUID(pk))
        self.rows[DataKey._meta.label].append(self._key_row.filled(pk, wrapped))
        return pk, secret

    def matter(self, kind: str, at: datetime, number: str = "", parent: str | None = None) -> str:
        """A matter's row; its id."""
        pk = self.id(at)
        row = self._matter_rows[kind].filled(pk, number, parent, as_text(at), self.key(at)[0])
        self.rows[Matter._meta.label].append(row)
        return pk

    def shape(
        self, kind: str, story: Sequence[stories.Happening], by: UUID, parent: Sequence[FactView] = ()
    ) -> Shape:
        """A story of this centre, worked out."""
        return shape_of(
            Matter(kind=kind, centre_id=self.place.centre), story, by, self.place.calendar, parent
        )

    def lay(self, shape: Shape, matter: str) -> list[str]:
        """The rows of a story's facts and duties; the ids of the facts."""
        ids = []
        facts, duties, holders = (self.rows[model._meta.label] for model in (Fact, Duty, DutyHolder))
        for fact in shape.facts:
            pk, row = fact.laid(matter, self.draw, self.place.head)
            ids.append(pk)
            facts.append(row)
        for duty in shape.duties:
            row, held = duty.laid(matter, ids)
            duties.append(row)
            holders += held
        return ids


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
        services = past if over else part.place.running
        _application(making, number, ending, services[turn % len(services)], known[turn % len(known)])
    return dict(making.rows)


def _person(making: Making) -> tuple[str, str]:
    draw, place = making.draw, making.place
    name, phone = people.name_of(draw), people.phone_of(draw)
    opened = clock.at_hour(clock.day_of(place.now) - timedelta(days=draw.randrange(750, 900)), 10)
    key, secret = making.key(opened)
    subject, person = making.id(opened), making.id(opened)
    matter = making.matter("resident", opened)
    making.add(Subject, id=subject, key_id=key)
    birth = date(draw.randrange(1950, 2007), draw.randrange(1, 13), draw.randrange(1, 29)).isoformat()
    given = {"name": name, "birth": birth, "phone": phone}
    sealed = {field: _sealed(field, value, person, secret) for field, value in given.items()}
    making.add(Person, id=person, matter_id=matter, subject_id=subject, **sealed)
    making.add(MatterParty, matter_id=matter, subject_id=subject, part="person")
    for token in sorted(tokens_of(name=name, phones=[phone])):
        making.add(SearchToken, subject_id=subject, within=place.centre.hex, token=token)
    making.lay(_registered(making, opened), matter)
    return person, subject


def _registered(making: Making, opened: datetime) -> Shape:
    """People who registered on one day share a story."""
    known = making.place.registered
    if opened not in known:
        story: list[stories.Happening] = [("clients.registered", opened, {})]
        known[opened] = making.shape("resident", story, making.place.staff[0])
    return known[opened]


def _sealed(name: str, value: str, pk: str, secret: bytes) -> bytes:
    sealed = Person._meta.get_field(name)
    assert isinstance(sealed, SealedText)
    return seal_bytes(secret, sealed.encode(value), sealed.place_of(UUID(pk)))


def _service(making: Making, number: int) -> Offered:
    part, place, draw = making.part, making.place, making.draw
    since, today = editions().books[0].in_force_from, clock.day_of(place.now)
    dates, in_charge = stories.dates_of_the_past(since, today, draw), draw.choice(place.staff)
    name = f"FW-{place.code}-{dates.planned_at.year}-{part.seed[-4:]}{number:03d}"
    matter, pk = making.matter("service", dates.planned_at, name), making.id(dates.planned_at)
    shape = making.shape("service", stories.service_story(dates, in_charge), in_charge)
    facts = shape.views_with(making.lay(shape, matter))
    row: dict[str, Any] = {"id": pk, "matter_id": matter, "centre_id": place.centre}
    row |= {"type": "single", "name": f"Group {name}"}
    row |= {"in_charge_id": in_charge, "closes_on": dates.closes_on, "starts_on": dates.starts_on}
    row |= {"published_at": facts[-1].at, "ended_on": dates.starts_on}
    making.rows[Service._meta.label].append(Stencil(Service, row).filled())
    return Offered(pk, matter, in_charge, dates, facts)


def _application(
    making: Making, number: int, ending: str, service: Offered, applicant: tuple[str, str]
) -> None:
    part, draw = making.part, making.draw
    shape = _way(making, service, ending, draw.randrange(VARIANTS))
    _kind, received, data = shape.story[0]
    receipt = f"SQ-{part.place.code}-{received.year}-{part.first + number:04d}"
    matter = making.matter("application", received, receipt, service.matter)
    person, subject = applicant
    making.add(
        Application, id=making.id(received), matter_id=matter, service_id=service.id, applicant_id=person,
        channel=data["channel"], state=stories.STATES.get(ending, ending), received_at=as_text(received),
        code_hash=draw.randbytes(32),
    )  # fmt: skip
    making.add(MatterParty, matter_id=matter, subject_id=subject, part="applicant")
    making.add(
        Grant, matter_id=matter, centre_id=part.place.centre.hex, kind="application",
        user_id=service.in_charge.hex, reason="in_charge",
    )  # fmt: skip
    making.lay(shape, matter)


def _way(making: Making, service: Offered, ending: str, variant: int) -> Shape:
    """One of the ways in which applications for this service ended so."""
    if (ending, variant) not in service.ways:
        story = stories.application_story(
            ending, service.dates, service.in_charge, making.place.now, making.draw
        )
        service.ways[ending, variant] = making.shape("application", story, service.in_charge, service.facts)
    return service.ways[ending, variant]
