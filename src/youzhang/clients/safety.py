"""What keeps somebody safe, on every page about them: danger, who leads, whom not to tell, whom to call (psych:4, 50).

Nobody sees more than the policy gives: a sign shows to whoever may see the file that tells of it, and to those let in
by name to any file of the person, unless something shuts them out of that one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from youzhang.accounts.models import Bar
from youzhang.accounts.viewer import Viewer
from youzhang.clients import told
from youzhang.clients.above import Sign, named_for, signs_of
from youzhang.clients.emergency import own_contact
from youzhang.clients.guardians import ABOUT_WHOM, around
from youzhang.clients.kept_out import Outside, kept_out
from youzhang.clients.models import Person
from youzhang.clients.queries import linked_ids
from youzhang.clients.told import Contact
from youzhang.clients.wording import part_of, title_of, tone_of, words_of
from youzhang.kit import clock
from youzhang.kit.kept import Given, kept
from youzhang.ledger.models import Grant, Matter, MatterParty
from youzhang.ledger.policy import may
from youzhang.ledger.scope import seen, unbarred
from youzhang.ledger.state import bearing_on

# What is said of a person lies in these; who was let in to one by name carries it. Who reads anything in an emergency
# sees as much; who only opened a crisis learns nothing more of the person by that.
READ = ("casefile", "session", "crisis")
GLASS, NO_READER = "glass", "opened"
# The files through which a role may ring; any other only opens to those let in by name.
BY_ROLE = frozenset({"resident", "application", "crisis"})


@dataclass(frozen=True)
class Safety:
    """What one viewer sees on a page about one person. `here`: the file whose page it is; `calls`: whether they may
    see numbers; `inside`: let in by name."""

    here: Matter
    person: Person
    signs: Sequence[Sign] = ()
    out: Sequence[Contact] = ()
    plan: Sign | None = None
    calls: bool = False
    inside: bool = False
    contacts: Sequence[Contact] = ()

    @property
    def lines(self) -> list[tuple[Sign, str, str, str]]:
        """Each sign of danger with its title, words and tone."""
        return [(one, title_of(one), words_of(one), tone_of(one)) for one in self.signs]

    @property
    def whom(self) -> list[tuple[Contact, str]]:
        """Whom to call, with what they are to the person."""
        return with_parts(self.contacts)

    @property
    def is_alarming(self) -> bool:
        """Whether somebody is to be called by name, without being looked for."""
        return bool(self.signs or self.out)

    @property
    def in_crisis(self) -> bool:
        """Whether a crisis is open."""
        return any(one.kind == "crisis" for one in self.signs)

    @property
    def shows(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.signs or self.out or self.plan or self.calls)


def safety_of(
    viewer: Viewer, person: Person, here: Matter, row: Any = None, *, inside: bool | None = None
) -> Safety | None:
    """What the viewer, who sees the file `here`, is shown; None: nothing, as to those who are kept out.

    `row`: as a query with `above.hints` found it; `inside`: where the page knows that they were let in by name.
    """
    outside = kept_out(person) if getattr(row, "is_anybody_out", True) else Outside()
    if viewer.subject_id in outside.subjects or person.subject_id == viewer.subject_id:
        return None
    subjects = _subjects(person) if getattr(row, "has_twin", True) else [person.subject_id]
    found = signs_of(subjects) if len(subjects) > 1 or getattr(row, "has_sign", True) else []
    apart = _stands_apart(viewer, person)
    by_role = not apart and _calls_by_role(viewer, here)
    if inside is None:
        asks = bool(found or outside.rows or not by_role)
        inside = asks and not apart and _is_inside(viewer, subjects, here.centre_id)
    signs = _seen(viewer, found, inside=inside)
    shown = Safety(
        here,
        person,
        signs=[one for one in signs if one.is_danger],
        out=_out(viewer, person, outside, named=inside or here.kind == "application"),
        plan=next((one for one in signs if one.plan), None),
        calls=inside or by_role,
        inside=inside,
    )
    if shown.is_alarming and shown.calls:
        shown = replace(shown, contacts=contacts_for(viewer, person, inside=inside))
    return shown if shown.shows else None


def with_parts(contacts: Sequence[Contact]) -> list[tuple[Contact, str]]:
    """Each with what they are to the person."""
    return [(one, part_of(one)) for one in contacts]


def called_by(viewer: Viewer, person: Person, here: Matter) -> list[Contact] | None:
    """Whom the viewer, who sees the file `here`, may ring through it; None: they see no number, and no address."""
    if viewer.subject_id in kept_out(person).subjects or _stands_apart(viewer, person):
        return None
    inside = _is_inside(viewer, _subjects(person), here.centre_id)
    return contacts_for(viewer, person, inside=inside) if inside or _calls_by_role(viewer, here) else None


def contacts_for(viewer: Viewer, person: Person, *, inside: bool, minor: bool = False) -> list[Contact]:
    """Whom a viewer who may call turns to: nobody from whom a conflict of interest bars them; who is safe is said in
    a case, and so to those let in by name (`inside`)."""
    barred = _barred(viewer)
    found = [one for one in contacts_of(person, minor=minor) if inside or one.part != "safe"]
    return [one for one in found if one.person is None or one.person.subject_id not in barred]


def _stands_apart(viewer: Viewer, person: Person) -> bool:
    """Whether a conflict of interest bars them from whoever guards the person: they call nobody about them."""
    barred = _barred(viewer)
    return bool(barred) and any(one.subject_id in barred for one in around(person))


def _barred(viewer: Viewer) -> set[UUID]:
    if not bearing_on(viewer).persons:
        return set()
    return set(Bar.objects.filter(user=viewer.user_id).values_list("subject", flat=True))


def contacts_of(person: Person, *, minor: bool = False) -> list[Contact]:
    """Everybody to turn to about a person, in the order in which one would: who is safe, who was named for this, the
    guardians, the person; those who are kept out say whom to ask. `minor`: as somebody has said."""
    own, named = own_contact(person), named_for(_subjects(person))
    found = [told.by_number(person, "safe", one.name, one.phone) for one in named if one.part == "safe"][:1]
    rest = [*([own] if own else []), *(one for one in named if one.part == "emergency")]
    if rest:
        newest = max(rest, key=lambda one: one.at)
        there = told.by_number(person, "emergency", newest.name, newest.phone, entered_at=newest.at)
        found.append(replace(there, entered=newest))
    return [*found, *told.guardian_contacts(person, minor=minor), told.themself(person)]


def here_for(viewer: Viewer, matter_id: UUID) -> tuple[Matter, Person] | None:
    """A file that the viewer sees, and the person whom it is about."""
    found = seen("clients.here", viewer, lambda: _here(viewer), matter=matter_id)
    people = told.people_of(matter_id) if found else []
    return (found[0], people[0]) if people else None


def _here(viewer: Viewer) -> QuerySet[Matter]:
    rows: QuerySet[Matter] = Matter.objects.visible_to(viewer).filter(pk=Given("matter"))
    return rows.select_related("centre")


def _subjects(person: Person) -> list[UUID]:
    others = linked_ids(person) - {person.pk}
    if not others:
        return [person.subject_id]
    return [person.subject_id, *Person.unscoped.filter(pk__in=others).values_list("subject", flat=True)]


def _is_inside(viewer: Viewer, subjects: list[UUID], centre_id: UUID) -> bool:
    """Whether they, or somebody for whom they stand in, were let in by name to any file of the person."""
    if not bearing_on(viewer).grants and viewer.people(centre_id) == {viewer.user_id}:
        return False
    return bool(kept("clients.inside", _grants).ask(subjects=subjects, users=list(viewer.people(centre_id))))


def _grants() -> QuerySet[Grant]:
    mine = MatterParty.objects.filter(subject__id__in=[Given("subjects")], part__in=ABOUT_WHOM).values(
        "matter"
    )
    live = Q(ends_at=None) | Q(ends_at__gt=clock.now())
    reads = (Q(kind__in=READ) | Q(reason=GLASS)) & ~Q(reason=NO_READER)
    found = Grant.objects.filter(live, reads, matter__in=mine, user__id__in=[Given("users")])
    return found.filter(matter__closed_at=None)[:1]


def _calls_by_role(viewer: Viewer, here: Matter) -> bool:
    return here.kind in BY_ROLE and may(viewer, "clients.call", here.centre_id)


def _seen(viewer: Viewer, signs: list[Sign], *, inside: bool) -> list[Sign]:
    """Those the viewer may know of; the page of one only where its file is theirs to see."""
    if not signs:
        return []
    of_them = Q(pk__in=[one.matter_id for one in signs])
    visible = set(Matter.objects.visible_to(viewer).filter(of_them).values_list("pk", flat=True))
    known = (
        set(Matter.unscoped.filter(of_them, unbarred(viewer)).values_list("pk", flat=True))
        if inside
        else visible
    )
    return [
        one if one.matter_id in visible else replace(one, page="") for one in signs if one.matter_id in known
    ]


def _out(viewer: Viewer, person: Person, outside: Outside, *, named: bool) -> list[Contact]:
    """Who must not be contacted, by name where the viewer may know the name; never why."""
    if not outside.rows:
        return []
    theirs = Q(subject__in=outside.subjects - _barred(viewer))
    people = Person.unscoped.filter(theirs) if named else Person.objects.visible_to(viewer).filter(theirs)
    names = sorted({one.name for one in people.select_related("subject__key")}) or [_("the guardian")]
    return [
        Contact("guardian", name, instead=told.instead_of(outside, name), since=outside.since)
        for name in names
    ]
