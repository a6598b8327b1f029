"""Duties as lines of a list: read as plain values, since fifty wide instances cost more than finding them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from youzhang.accounts.roles import ROLES
from youzhang.accounts.viewer import Viewer
from youzhang.ledger.models import Duty
from youzhang.rulebook.constructs import DutyRule, Rule
from youzhang.web.addresses import address_of
from youzhang.web.wording import iso
from youzhang.workbench import naming
from youzhang.workbench.books import Books, Judged
from youzhang.workbench.words import Moment, due_words


class Line(NamedTuple):
    """What a list says of a duty and its matter; the last four, how it ended, are read where asked for."""

    pk: UUID
    matter_id: UUID
    centre_id: UUID
    article: str
    name: str
    edition: int
    number: str
    opened_at: datetime
    shows_at: datetime
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
    own_name: str | None
    subject_id: UUID | None
    closed_at: datetime | None = None
    late: bool | None = None
    slipped: bool = False
    entered_after: bool = False


ENDED = Line._fields[-4:]
COLUMNS = (*Line._fields[:-9], "count", "matter__kind", "matter__number", "own_name", "about")


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
    return duties.annotate(**naming.columns("matter")).values_list(*COLUMNS, *more)


def lines(duties: QuerySet[Duty]) -> list[Line]:
    """Duties (visible) as lines."""
    return [Line(*values) for values in shaped(duties, *ENDED)]


def rows(found: Sequence[Line], viewer: Viewer, books: Books, moment: Moment) -> list[Row]:
    """Lines with everything that is shown of them."""
    names = _names(found)
    return [_row(line, viewer, books.rule(line), moment, names) for line in found]


def _row(line: Line, viewer: Viewer, rule: Rule | None, moment: Moment, names: dict[UUID, str]) -> Row:
    words = due_words(line, moment, in_working_days=counts_working_days(rule))
    does = naming.address(rule.does, line.matter_id) if rule and rule.does else ""
    act = does or naming.page(line.kind, line.matter_id)
    mine, holders = _is_mine(line, viewer), _holders(line, names)
    return Row(
        line=line,
        title=title_of(line, rule),
        href=address_of("workbench:duty", line.pk),
        about=_about(line, names),
        article=line.article,
        tone=words.tone,
        shape=words.shape,
        due=words.due,
        when=words.when,
        moment=iso(words.moment),
        act=act,
        button=act if mine else "",
        waiting="" if mine and act else _held_by(holders),
        holders=holders,
    )


def _held_by(holders: str) -> str:
    return _("held by %(who)s") % {"who": holders} if holders else _("nobody holds it")


def _is_mine(line: Line, viewer: Viewer) -> bool:
    people = viewer.people(line.centre_id)
    if line.taken_by_id:
        return line.taken_by_id in people
    if not viewer.roles.get(line.centre_id, frozenset()).isdisjoint(line.holders):
        return True
    return any(UUID(code) in people for code in line.holders if code not in ROLES)


def _about(line: Line, names: dict[UUID, str]) -> str:
    own = line.own_name or (names.get(line.subject_id, "") if line.subject_id else "")
    if "-" not in line.number:
        return naming.called(line.kind, line.matter_number, own)
    progress = f"{line.number}　{line.progress:g}/{line.out_of:g}"
    return f"{naming.called(line.kind, line.matter_number, own)}　{progress}"


def title_of(duty: Judged, rule: Rule | None) -> str:
    """What is owed, verb first."""
    return rule.title.in_language(get_language() or "zh") if rule else duty.name


def counts_working_days(rule: Rule | None) -> bool:
    """Whether a rule's term is one of working days."""
    terms = [due.term for due in rule.due] if isinstance(rule, DutyRule) else [rule.due] if rule else []
    return any(term and term.unit == "working day" for term in terms)


def _holders(line: Line, names: dict[UUID, str]) -> str:
    """Who has it: whoever took it, else the roles and persons named."""
    if line.taken_by_id:
        return names.get(line.taken_by_id, "")
    if all(code in ROLES for code in line.holders):
        return _roles_said(tuple(line.holders), get_language())
    return _(", ").join(str(ROLES.get(code) or names.get(UUID(code), "")) for code in line.holders)


@lru_cache(maxsize=512)
def _roles_said(codes: tuple[str, ...], _language: str | None) -> str:
    return _(", ").join(str(ROLES[code]) for code in codes)


def _names(found: Iterable[Line]) -> dict[UUID, str]:
    """Names of the staff who hold these duties and of the persons they are about; one query, none without any."""
    users, subjects = set[UUID](), set[UUID]()
    for line in found:
        if line.taken_by_id:
            users.add(line.taken_by_id)
        else:
            users |= {UUID(code) for code in line.holders if code not in ROLES}
        if line.subject_id and not line.own_name:
            subjects.add(line.subject_id)
    return naming.names(users, subjects) if users or subjects else {}
