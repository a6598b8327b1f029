"""Who learns nothing of somebody: guardians kept out in a case or suspected in a crisis (psych:4).

A room says by `keep_out` that one of its files keeps a guardian out, and by `let_in_again` that it does so no longer;
nobody keeps the answer beside it, and whether somebody may be told is asked of `told` alone. Whoever answers to the
guardian's name, telephone or mailbox counts as the guardian, wherever it was typed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from youzhang.accounts.models import Centre, User
from youzhang.clients.guardians import SUSPECTED, guardians_beside
from youzhang.clients.models import KeptOut, Person, SamePerson
from youzhang.clients.queries import linked_ids
from youzhang.kit.kept import Given, kept
from youzhang.kit.text import clean_line, clean_phone
from youzhang.ledger.matters import add_party
from youzhang.ledger.models import Matter
from youzhang.vault import tokens
from youzhang.vault.fields import readable
from youzhang.vault.models import Subject


@dataclass(frozen=True)
class Outside:
    """The guardians of one person who are kept out now, and everything by which they are known."""

    rows: tuple[KeptOut, ...] = ()
    subjects: frozenset[UUID] = frozenset()
    names: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()

    @property
    def whoever(self) -> bool:
        """Whether nobody is named, so that every guardian stays out."""
        return any(row.guardian_id is None for row in self.rows)

    @property
    def since(self) -> datetime:
        """From when on."""
        return min(row.since for row in self.rows)

    @property
    def ask(self) -> str:
        """The name of the colleague who knows whom to tell instead."""
        newest = max(self.rows, key=lambda row: row.since, default=None)
        return str(readable(newest.ask, "name")) if newest and newest.ask else _("the head of the service")

    def holds(self, guardian: Person | None) -> bool:
        """Whether this guardian is kept out; None: one of whom there is no file."""
        if not self.rows or self.whoever or guardian is None:
            return self.whoever
        ways = (readable(guardian, "phone"), readable(guardian, "mail"))
        known = guardian.subject_id in self.subjects or readable(guardian, "name") in self.names
        return known or any(self.reaches(way) for way in ways)

    def reaches(self, address: str | None) -> bool:
        """Whether a telephone number or mailbox is theirs."""
        return bool(address) and _mark(str(address)) in self.addresses


def kept_out(person: Person) -> Outside:
    """Who learns nothing of a person, by whichever file of theirs, linked or not."""
    rows = tuple(row for row in _asked(person) if _is_same(row, person))
    return _known(rows) if rows else Outside()


def suspects_of(person: Person) -> list[Subject]:
    """Those of them who are named, whichever file names them."""
    named = {row.guardian_id: row.guardian for row in kept_out(person).rows}
    return [guardian for guardian in named.values() if guardian]


def anybody_out() -> Exists:
    """For the query of a page: whether anybody is kept out at the centre of its matter; if not, it asks no more."""
    return Exists(KeptOut.unscoped.filter(ended_at=None, matter__centre=OuterRef("matter__centre")))


def is_anybody_out(centre: Centre) -> bool:
    """Whether any file of a centre keeps somebody out."""
    return bool(KeptOut.unscoped.filter(ended_at=None, matter__centre=centre).exists())


def keep_out(
    source: Matter,
    about: Subject | None,
    guardian: Subject | None,
    *,
    ask: User | None,
    at: datetime,
    shut: Iterable[Matter] = (),
) -> None:
    """A file keeps a guardian out from now on; `shut`: the matters of which they see nothing should they be staff.

    `about`: None where nobody knows yet whom it is about; then only the matters are shut."""
    if about:
        KeptOut.unscoped.get_or_create(
            matter=source, about=about, guardian=guardian, ended_at=None, defaults={"ask": ask, "since": at}
        )
    if guardian:
        for matter in shut:
            for subject in (guardian, *accounts_of(guardian, matter.centre)):
                add_party(matter, subject, SUSPECTED)


def let_in_again(source: Matter, guardian: Subject | None = None, *, at: datetime) -> None:
    """A file keeps nobody out any more, or no longer this one; from now on they are written to again."""
    only = {"guardian": guardian} if guardian else {}
    KeptOut.unscoped.filter(matter=source, ended_at=None, **only).update(ended_at=at)


def ask_from_now(source: Matter, ask: User) -> None:
    """A file has passed into other hands: they are asked whom to tell instead."""
    KeptOut.unscoped.filter(matter=source, ended_at=None).update(ask=ask)


def accounts_of(guardian: Subject, centre: Centre) -> list[Subject]:
    """The guardian as staff of a centre: a colleague's account has a file of its own, and is known by number or
    mailbox. Namesakes are not meant: they may be the ones who help."""
    person = Person.unscoped.select_related("subject__key").filter(subject=guardian).first()
    theirs = _ways(person) if person else frozenset()
    if not theirs:
        return []
    here = User.objects.filter(holdings__centre=centre).exclude(subject=guardian).distinct()
    return [user.subject for user in here.select_related("subject__key") if theirs & _ways(user)]


def _ways(one: Person | User) -> frozenset[str]:
    return frozenset(_mark(way) for way in (readable(one, "phone"), readable(one, "mail")) if way)


def is_source(matter: Matter) -> bool:
    """Whether this very file keeps somebody out."""
    return bool(KeptOut.unscoped.filter(matter=matter, ended_at=None).exists())


def _asked(person: Person) -> list[KeptOut]:
    """What stands against guardians of a person, of somebody of the same name, or of whoever has a second file: asked
    with most pages, and nearly always nothing."""
    wanted = tokens.near(readable(person, "name"))
    given = {"subject": person.subject_id, "names": wanted, "centres": [person.matter.centre_id]}
    return kept("clients.kept_out", _rows).ask(**given)


def _rows() -> QuerySet[KeptOut]:
    # Asked of the few rows there are, never of all people.
    theirs = OuterRef("about__person")
    twice = Exists(SamePerson.objects.filter(Q(first=theirs) | Q(second=theirs)))
    alike = tokens.holding([Given("names")], [Given("centres")])
    about = Q(about=Given("subject")) | Q(about__in=alike) | Q(twice)
    along = ("about__person__subject__key", "guardian", "ask__subject__key")
    found: QuerySet[KeptOut] = KeptOut.unscoped.filter(about, ended_at=None).select_related(*along)
    return found.order_by("since", "pk")


def _is_same(row: KeptOut, person: Person) -> bool:
    """Whether a row is about this person: their own files, or one of the same name, unless born on another day."""
    theirs: Person | None = getattr(row.about, "person", None)
    if theirs is None or theirs.pk == person.pk or theirs.pk in linked_ids(person):
        return theirs is not None
    alike = clean_line(readable(theirs, "name")) == clean_line(readable(person, "name"))
    births = {readable(theirs, "birth"), readable(person, "birth")} - {None, ""}
    return alike and len(births) < 2


def _known(rows: tuple[KeptOut, ...]) -> Outside:
    """Everything by which those who are kept out are known; where nobody is named, by every guardian on file."""
    subjects = {row.guardian_id for row in rows if row.guardian_id}
    for row in rows:
        if row.guardian_id is None:
            beside = guardians_beside(row.about, "guardian", SUSPECTED)
            subjects |= set(beside.values_list("subject", flat=True))
    people = list(Person.unscoped.select_related("subject__key").filter(subject__in=subjects))
    linked = {pk for one in people for pk in linked_ids(one)} - {one.pk for one in people}
    people += list(Person.unscoped.select_related("subject__key").filter(pk__in=linked))
    users = list(User.objects.select_related("subject__key").filter(subject__in=subjects))
    return Outside(
        rows,
        frozenset(subjects | {one.subject_id for one in people}),
        frozenset(filter(None, (readable(one, "name") for one in people))),
        frozenset().union(*(_ways(one) for one in (*people, *users))),
    )


def _mark(address: str) -> str:
    return clean_line(address).casefold() if "@" in address else clean_phone(address)
