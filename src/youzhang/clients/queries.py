"""Finding people, and what stands on a person's file. Every read starts from a viewer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, Value
from django.urls import NoReverseMatch, reverse

from youzhang.accounts.models import AccessEntry, Bar, Centre
from youzhang.accounts.viewer import Viewer
from youzhang.clients import rules
from youzhang.clients.guardians import SUSPECTED
from youzhang.clients.models import Person, SamePerson
from youzhang.kit.kept import Given, Kept, kept, together
from youzhang.kit.text import clean_line, clean_phone
from youzhang.ledger.models import Fact, Matter, MatterParty
from youzhang.ledger.registry import vocabulary
from youzhang.ledger.scope import asking, seen
from youzhang.vault import tokens

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

    def build() -> QuerySet[Person]:
        along = ("matter__centre", "address_by__subject__key")
        return people(viewer).select_related(*along).filter(matter_id=Given("matter"))

    return next(iter(seen("clients.person", viewer, build, matter=matter_id)), None)


def search(viewer: Viewer, text: str, limit: int = 50) -> list[Person]:
    """People the viewer may see who answer to a name, its pinyin or initials, a phone number or an ID number.

    Tokens are blind, so the database narrows by token and by sight. Of those whose name begins so or whose number it
    is, at most 200 are opened and put in order; of the others no more than are wanted, the newest.
    """
    text = clean_line(text)[:100]
    if len(text) < SHORTEST:
        return []
    found = together(
        [_answering(viewer, tokens.near(text), is_near=True), _answering(viewer, tokens.far(text), limit)]
    )
    hits = {person.pk: person for person in reversed(found)}.values()  # who is both is near
    ranked = [(rules.closeness(person, text) if person.is_near else 2, person) for person in hits]
    ranked.sort(key=lambda pair: (-pair[0], pair[1].matter.opened_at, pair[1].matter_id), reverse=True)
    return [person for rank, person in ranked if rank < 3][:limit]


def _answering(
    viewer: Viewer,
    wanted: list[bytes],
    most: int = MOST_OPENED,
    *,
    is_near: bool = False,
    centres: Iterable[UUID] = (),
) -> tuple[Kept, dict[str, Any]]:
    """The newest files with any of these tokens: the statement, and what is given to it. Where they are looked for
    stands with the tokens: with a centre or an OR besides, the database would walk the centre instead."""

    def build() -> QuerySet[Person]:
        found = people(viewer).filter(subject__in=tokens.holding([Given("tokens")], [Given("centres")]))
        marked = found.annotate(is_near=Value(int(is_near)))
        return marked.order_by("-matter__opened_at", "-matter_id")[:most]

    where = list(centres or viewer.centres)
    return asking(f"clients.answering {most} {is_near}", viewer, build, tokens=wanted, centres=where)


def find_or_offer(
    viewer: Viewer, centre: Centre, *, name: str, phone: str = "", birth: date | None = None
) -> list[Person]:
    """Files of the centre that may be this person's: same name or same phone, unless the birth dates differ."""
    phone = clean_phone(phone)
    wanted = list({*tokens.near(name), *tokens.near(phone)})
    known: list[Person] = together([_answering(viewer, wanted, centres=[centre.pk])])
    return [person for person in known if _may_be(person, name, phone, birth)][:10]


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
    matters = seen("clients.matters", viewer, lambda: _matters(viewer), subject=person.subject_id)
    parties = kept("clients.parties", _parties).ask(matters=[matter.pk for matter in matters])
    others = list({p.subject_id for p in parties} - {person.subject_id})
    found = seen(
        "clients.others", viewer, lambda: people(viewer).filter(subject__id__in=[Given("ids")]), ids=others
    )
    known = {person.subject_id: person} | {one.subject_id: one for one in found}
    return [
        _involvement(matter, [p for p in parties if p.matter_id == matter.pk], person, known)
        for matter in matters
    ]


def _matters(viewer: Viewer) -> QuerySet[Matter]:
    # Nobody is told here who is suspected: whom not to contact stands above, and why in the file that says so.
    mine = MatterParty.objects.filter(subject=Given("subject")).exclude(part=SUSPECTED).values("matter")
    found = Matter.objects.visible_to(viewer).filter(pk__in=mine).exclude(kind="resident")
    matters: QuerySet[Matter] = found.exclude(parent__in=mine).order_by("-opened_at", "-pk")[:100]
    return matters


def _parties() -> QuerySet[MatterParty]:
    return (
        MatterParty.objects.filter(matter__id__in=[Given("matters")]).exclude(part=SUSPECTED).order_by("part")
    )


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
    others = linked_ids(person) - {person.pk}
    return list(people(viewer).filter(pk__in=others).order_by("matter__opened_at")) if others else []


def linked_ids(person: Person) -> set[UUID]:
    """This file and all that are linked with it, directly or over others."""
    found, fresh = {person.pk}, {person.pk}
    while fresh:
        pairs = kept("clients.links", _links).ask(ids=list(fresh))
        fresh = {one for pair in pairs for one in pair} - found
        found |= fresh
    return found


def _links() -> QuerySet[SamePerson, tuple[UUID, UUID]]:
    ends = Q(first__id__in=[Given("ids")]) | Q(second__id__in=[Given("ids")])
    return SamePerson.objects.filter(ends).values_list("first_id", "second_id")


def timeline(viewer: Viewer, person: Person) -> list[Fact]:
    """What happened to the file itself, newest first."""

    def build() -> QuerySet[Fact]:
        facts = Fact.objects.visible_to(viewer).filter(matter=Given("matter"))
        newest: QuerySet[Fact] = facts.select_related("by__subject__key").order_by("-at", "-seq")[:50]
        return newest

    return seen("clients.timeline", viewer, build, matter=person.matter_id)


def looks(person: Person) -> list[AccessEntry]:
    """Who opened the file last."""
    return kept("clients.looks", _looks).ask(about=person.matter_id)


def _looks() -> QuerySet[AccessEntry]:
    entries = AccessEntry.objects.filter(about=Given("about")).select_related("user__subject__key")
    return entries.order_by("-at")[:LOOKS]


def bars(person: Person) -> list[Bar]:
    """The members of staff who see nothing of this person."""
    return list(
        Bar.objects.filter(subject=person.subject_id).select_related("user__subject__key").order_by("set_at")
    )
