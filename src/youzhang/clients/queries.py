"""Finding people, and what stands on a person's file. Every read starts from a viewer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import NoReverseMatch, reverse

from youzhang.accounts.models import AccessEntry, Bar, Centre
from youzhang.accounts.viewer import Viewer
from youzhang.clients import rules
from youzhang.clients.models import Person, SamePerson
from youzhang.kit.text import clean_line, clean_phone
from youzhang.ledger.models import Fact, Matter, MatterParty
from youzhang.ledger.registry import vocabulary
from youzhang.vault.tokens import matching

MOST_OPENED = 200
PAGE = 30
SHORTEST = 2
LOOKS = 20


def people(viewer: Viewer) -> QuerySet[Person]:
    """Everybody whose file the viewer may see, with what opens the names."""
    found: QuerySet[Person] = Person.objects.visible_to(viewer).select_related("matter", "subject__key")
    return found


def person_for(viewer: Viewer, matter_id: UUID) -> Person | None:
    """The person of a file, if the viewer may see it."""
    return people(viewer).select_related("matter__centre").filter(matter_id=matter_id).first()


def search(viewer: Viewer, text: str, limit: int = 50) -> list[Person]:
    """People the viewer may see who answer to a name, its pinyin or initials, a phone number or an ID number.

    Tokens are blind, so the database narrows by token and by sight; at most 200 are opened, checked and put in order.
    """
    text = clean_line(text)[:100]
    if len(text) < SHORTEST:
        return []
    hits = people(viewer).filter(subject__in=matching(text))[:MOST_OPENED]
    ranked = [(rules.closeness(person, text), person) for person in hits]
    ranked.sort(key=lambda pair: (pair[0], -pair[1].matter.opened_at.timestamp()))
    return [person for rank, person in ranked if rank < 3][:limit]


def find_or_offer(
    viewer: Viewer, centre: Centre, *, name: str, phone: str = "", birth: date | None = None
) -> list[Person]:
    """Files of the centre that may be this person's: same name or same phone, unless the birth dates differ."""
    phone = clean_phone(phone)
    # One subquery of tokens, and the centre asked in memory: with an OR or a centre the database walks the centre.
    tokens = matching(name) | matching(phone) if phone else matching(name)
    known = [
        one
        for one in people(viewer).filter(subject__in=tokens)[:MOST_OPENED]
        if one.matter.centre_id == centre.pk
    ]
    found = [person for person in known if _may_be(person, name, phone, birth)]
    return sorted(found, key=lambda person: person.matter.opened_at, reverse=True)[:10]


def _may_be(person: Person, name: str, phone: str, birth: date | None) -> bool:
    if birth and person.born and person.born != birth:
        return False
    return rules.closeness(person, name) == 0 or bool(phone and person.phone == phone)


def recent(viewer: Viewer, centre: Centre, before: tuple[datetime, UUID] | None = None) -> list[Person]:
    """The newest files of a centre, one page and one row more; `before`: where the page before ended."""
    found = people(viewer).filter(matter__centre=centre, matter__kind="resident")
    if before:
        at, last = before
        found = found.filter(Q(matter__opened_at__lt=at) | Q(matter__opened_at=at, matter_id__lt=last))
    return list(found.order_by("-matter__opened_at", "-matter_id")[: PAGE + 1])


@dataclass(frozen=True)
class Involvement:
    """A matter in which a person plays a part, and who else does."""

    matter: Matter
    kind: Any
    parts: tuple[str, ...]
    href: str
    others: tuple[tuple[str, Person], ...]


def involvements(viewer: Viewer, person: Person) -> list[Involvement]:
    """The matters a person is a party of, as far as the viewer may see them, newest first; what lies within another
    of them stands there."""
    mine = MatterParty.objects.filter(subject=person.subject_id).values("matter")
    seen = Matter.objects.visible_to(viewer).filter(pk__in=mine).exclude(kind="resident")
    seen = seen.exclude(parent__in=mine)
    matters = list(seen.order_by("-opened_at", "-pk")[:100])
    parties = list(MatterParty.objects.filter(matter__in=matters).order_by("part"))
    known = {p.subject_id: p for p in people(viewer).filter(subject__in={p.subject_id for p in parties})}
    return [
        _involvement(matter, [p for p in parties if p.matter_id == matter.pk], person, known)
        for matter in matters
    ]


def _involvement(
    matter: Matter, parties: list[MatterParty], person: Person, known: dict[UUID, Person]
) -> Involvement:
    others = [
        (p.part, known[p.subject_id]) for p in parties if p.subject_id in known.keys() - {person.subject_id}
    ]
    parts = tuple(p.part for p in parties if p.subject_id == person.subject_id)
    kind = vocabulary().matters[matter.kind]
    return Involvement(matter, kind.title, parts, _page(kind.page, matter), tuple(others))


def _page(name: str, matter: Matter) -> str:
    try:
        return reverse(name, args=[matter.pk]) if name else ""
    except NoReverseMatch:
        return ""


def linked(viewer: Viewer, person: Person) -> list[Person]:
    """The other files of this human being, as far as the viewer may see them."""
    return list(people(viewer).filter(pk__in=linked_ids(person) - {person.pk}).order_by("matter__opened_at"))


def linked_ids(person: Person) -> set[UUID]:
    """This file and all that are linked with it, directly or over others."""
    found, fresh = {person.pk}, {person.pk}
    while fresh:
        pairs = SamePerson.objects.filter(Q(first__in=fresh) | Q(second__in=fresh)).values_list(
            "first_id", "second_id"
        )
        fresh = {one for pair in pairs for one in pair} - found
        found |= fresh
    return found


def timeline(viewer: Viewer, person: Person) -> list[Fact]:
    """What happened to the file itself, newest first."""
    facts = Fact.objects.visible_to(viewer).filter(matter=person.matter_id)
    return list(facts.select_related("by__subject__key").order_by("-at", "-seq")[:50])


def looks(person: Person) -> list[AccessEntry]:
    """Who opened the file last."""
    entries = AccessEntry.objects.filter(about=person.matter_id).select_related("user__subject__key")
    return list(entries.order_by("-at")[:LOOKS])


def bars(person: Person) -> list[Bar]:
    """The members of staff who see nothing of this person."""
    return list(
        Bar.objects.filter(subject=person.subject_id).select_related("user__subject__key").order_by("set_at")
    )
