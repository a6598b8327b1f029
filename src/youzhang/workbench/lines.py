"""Duties as lines of a list: read as plain values, since fifty wide instances cost more than finding them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from youzhang.accounts.roles import ROLES
from youzhang.accounts.viewer import Viewer
from youzhang.ledger.models import Duty
from youzhang.web.addresses import address_of
from youzhang.workbench import naming
from youzhang.workbench.books import Books, Face
from youzhang.workbench.words import Moment, due_words


class Line(NamedTuple):
    """What a list says of a duty and its matter; the last five, how it ended, are read where asked for.

    `parent_number`, `begins`: what tells the sessions of cases apart.
    """

    pk: UUID
    matter_id: UUID
    article: str
    name: str
    edition: int
    number: str
    opened_at: datetime
    due: datetime | None
    undated_because: str
    provisional: bool
    outcome: str
    strength: str
    progress: float
    holders: list[str]
    taken_by_id: UUID | None
    out_of: float
    kind: str
    matter_number: str
    parent_id: UUID | None
    parent_number: str | None = None
    begins: datetime | None = None
    closed_at: datetime | None = None
    late: bool | None = None
    slipped: bool = False
    entered_after: bool = False
    until_at: datetime | None = None


# Matters that are called by a name of their own; any other by that of the service above it.
NAMED = ("service", "partner", "resident", "staff-file")
ENDED = Line._fields[-5:]
OF_MATTER = ("kind", "number", "parent_id", "parent__number", "session__starts_at")
COLUMNS = (*Line._fields[:-11], "count", *(f"matter__{name}" for name in OF_MATTER))


class Row(NamedTuple):
    """One duty as shown. `act`: the form that discharges it or, failing that, the matter's page; `button`: the same
    if it is the viewer's to do, else `waiting` says whose it is."""

    line: Line
    title: str
    href: str
    about: str
    article: str
    tone: str
    shape: str
    due: str
    when: str
    moment: str
    act: str
    button: str
    waiting: str
    holders: str

    def awaited(self) -> Row:
        """As what others owe: no button, but whose turn it is."""
        due = _("waiting for %(who)s") % {"who": self.holders} if self.holders else _held_by("")
        return self._replace(tone="wait", shape="", due=due, button="", waiting=self.due)


def shaped(duties: QuerySet[Duty], *more: str) -> QuerySet[Any]:
    """Duties as the columns of a `Line`."""
    return duties.values_list(*COLUMNS, *more)


def lines(duties: QuerySet[Duty]) -> list[Line]:
    """Duties (visible) as lines."""
    return [Line(*values) for values in shaped(duties, *ENDED)]


def rows(found: Sequence[Line], viewer: Viewer, books: Books, moment: Moment) -> list[Row]:
    """Lines with everything that is shown of them."""
    names, language, me = _names(found), moment.language, Me.at(books.centre.pk, viewer)
    return [_row(line, me, books.face(line, language), moment, names) for line in found]


class Me(NamedTuple):
    """The viewer at a centre, with those they stand in for, as users and as what holds duties."""

    people: frozenset[UUID]
    codes: frozenset[str]

    @classmethod
    def at(cls, centre: UUID, viewer: Viewer) -> Me:
        """The viewer at this centre."""
        people = viewer.people(centre)
        return cls(people, viewer.roles.get(centre, frozenset()) | {str(one) for one in people})

    def owes(self, line: Line) -> bool:
        """Whether the duty is theirs: taken by them or, taken by nobody, held."""
        if line.taken_by_id:
            return line.taken_by_id in self.people
        return not self.codes.isdisjoint(line.holders)


def _row(line: Line, me: Me, face: Face, moment: Moment, names: dict[UUID, str]) -> Row:
    words = due_words(line, moment, in_working_days=face.in_working_days)
    act = face.does(line.matter_id) or naming.page(line.kind, line.matter_id)
    mine, holders = bool(act) and me.owes(line), _holders(line, moment.language, names)
    return Row(
        line=line,
        title=face.title,
        href=address_of("workbench:duty", line.pk),
        about=_about(line, moment.language, names),
        article=line.article,
        tone=words.tone,
        shape=words.shape,
        due=words.due,
        when=words.when,
        moment=words.moment,
        act=act,
        button=act if mine else "",
        waiting="" if mine else _held_by(holders),
        holders=holders,
    )


def _held_by(holders: str) -> str:
    return _("held by %(who)s") % {"who": holders} if holders else _("nobody holds it")


def _about(line: Line, language: str | None, names: dict[UUID, str]) -> str:
    own = names.get(line.matter_id if line.kind in NAMED else line.parent_id or line.matter_id, "")
    if line.begins:
        own = naming.session_name(line.parent_number or "", line.begins)
    called = naming.called(line.kind, line.matter_number, own, language)
    return f"{called}　{line.number}　{line.progress:g}/{line.out_of:g}" if "-" in line.number else called


def _holders(line: Line, language: str | None, names: dict[UUID, str]) -> str:
    """Who has it: whoever took it, else the roles and persons named."""
    if line.taken_by_id:
        return names.get(line.taken_by_id, "")
    comma, *roles = _roles_said(tuple(line.holders), language)
    return comma.join(
        role or names.get(UUID(code), "") for role, code in zip(roles, line.holders, strict=True)
    )


@lru_cache(maxsize=512)
def _roles_said(codes: tuple[str, ...], _language: str | None) -> tuple[str, ...]:
    """What stands between them, then each role in words; empty for a person."""
    return (_(", "), *(str(ROLES.get(code, "")) for code in codes))


def _names(found: Iterable[Line]) -> dict[UUID, str]:
    """The names of the staff who hold these duties, and of their matters by these: two queries at most."""
    users = set[UUID]()
    by_kind: dict[str, set[UUID]] = {kind: set() for kind in NAMED}
    for line in found:
        if line.kind in by_kind:
            by_kind[line.kind].add(line.matter_id)
        elif line.parent_id:
            by_kind["service"].add(line.parent_id)
        if line.taken_by_id:
            users.add(line.taken_by_id)
        else:
            users.update(UUID(code) for code in line.holders if code not in ROLES)
    services, partners, people, files = by_kind.values()
    return naming.sealed_names(users, people, files) | naming.open_names(services, partners)
