"""My duties as rows of a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from youzhang.accounts.models import Centre, User
from youzhang.accounts.roles import ROLES
from youzhang.accounts.viewer import Viewer
from youzhang.kit import clock
from youzhang.ledger import policy
from youzhang.ledger import queries as ledger
from youzhang.ledger.calendars import calendar
from youzhang.ledger.duties import is_holder
from youzhang.ledger.models import Duty, Fact
from youzhang.ledger.queries import PAGE, Wanted
from youzhang.ledger.registry import vocabulary
from youzhang.ledger.rulebooks import editions_of
from youzhang.rulebook.book import Article, Rulebook
from youzhang.rulebook.constructs import DutyRule, Rule
from youzhang.workbench import naming
from youzhang.workbench.words import DueWords, Moment, due_words, group_of

UNSHOWN = (
    "former_dues", "escalations", "reminds", "told", "next_escalation_at", "closed_by", "opened_by",
    *(f"matter__person__{name}" for name in ("birth", "phone", "mail", "id_number", "address", "school")),
    *(f"taken_by__{name}" for name in ("password", "phone", "mail", "last_login")),
)  # fmt: skip
GROUPS = ("now", "today", "soon", "later")


@dataclass(frozen=True)
class Books:
    """The rulebooks that a centre adopts: one query for a page."""

    centre: Centre

    @cached_property
    def _editions(self) -> dict[tuple[str, int], Rulebook]:
        return {(book.id, book.edition): book for editions in self.all for book in editions.books}

    @cached_property
    def all(self) -> list[Any]:
        """The editions of each rulebook."""
        return editions_of(self.centre)

    @cached_property
    def in_force(self) -> list[Rulebook]:
        """The edition of each rulebook in force today; the first one before any is."""
        return [editions.in_force(clock.today()) or editions.books[0] for editions in self.all]

    def article(self, article_id: str, edition: int = 0) -> Article | None:
        """An article, in one edition or in the one in force."""
        name = article_id.partition(":")[0]
        book = self._editions.get((name, edition)) or next((b for b in self.in_force if b.id == name), None)
        return book.by_id.get(article_id) if book else None

    def rule(self, duty: Duty) -> Rule | None:
        """The rule behind a duty, in the edition that judges it."""
        article = self.article(duty.article, duty.edition)
        return article.rule(duty.name) if article else None


@dataclass(frozen=True)
class Row:
    """One duty on the page. `act`: the form that discharges it or, failing that, the matter's page."""

    duty: Duty
    title: str
    about: str
    words: DueWords
    act: str
    mine: bool
    holders: str


@dataclass(frozen=True)
class Group:
    """The duties of one stretch of time."""

    name: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class Worklist:
    """A page of My duties; `next` is the key with which the following begins, empty at the end."""

    groups: Sequence[Group]
    counts: Sequence[int]
    waiting: Sequence[Row]
    next: str
    moment: Moment = field(repr=False)

    @property
    def empty(self) -> bool:
        """Whether there is nothing at all."""
        return not (self.groups or self.waiting or self.next)


def worklist(wanted: Wanted, books: Books, after: str = "") -> Worklist:
    """A page of duties in groups, counted, with what others owe on the first page."""
    moment = Moment(clock.now(), calendar())
    keys = ledger.keys(wanted, read_key(after))
    page = keys[:PAGE]
    waits = (
        [] if after or wanted.team else list(_lean(ledger.waiting_for_others(wanted.viewer, wanted.centre)))
    )
    found = {duty.pk: duty for duty in _lean(ledger.duties(wanted.viewer, [pk for _due, pk in page]))}
    duties = [found[pk] for _due, pk in page if pk in found]
    made = rows([*duties, *waits], wanted.viewer, books, moment)
    mine = made[: len(duties)]
    return Worklist(
        groups=[
            Group(name, list(some))
            for name, some in groupby(mine, lambda row: group_of(row.duty.due, moment))
        ],
        counts=ledger.count_due(wanted, moment.bounds),
        waiting=made[len(duties) :],
        next=write_key(page[-1]) if len(keys) > PAGE else "",
        moment=moment,
    )


def article_choices(books: Books) -> list[tuple[str, str]]:
    """The articles that ask something of somebody, for the filter."""
    lang = get_language() or "zh"
    asking = (article for book in books.in_force for article in book.articles if article.rules)
    return [(article.id, f"{article.short(lang)}　{article.title.in_language(lang)}") for article in asking]


def kind_choices(wanted: Wanted) -> list[tuple[str, str]]:
    """The kinds of matter that the viewer may see at the centre, for the filter."""
    seen = policy.kinds_seen_by(wanted.viewer.roles.get(wanted.centre.pk, frozenset()))
    return [(kind.name, str(kind.title)) for kind in vocabulary().matters.values() if kind.name in seen]


def named(duties: QuerySet[Duty]) -> QuerySet[Duty]:
    """With what names their matters and who took them."""
    return duties.select_related(*naming.named("matter"), "taken_by__subject__key")


def _lean(duties: QuerySet[Duty]) -> QuerySet[Duty]:
    """Named, without what no row shows: reading fifty wide rows takes longer than finding them."""
    return named(duties).defer(*UNSHOWN, *naming.beside_the_name("matter"))


def rows(duties: Sequence[Duty], viewer: Viewer, books: Books, moment: Moment) -> list[Row]:
    """Duties (visible, read with `named`) as rows."""
    people = names_of(duties)
    return [_row(duty, viewer, books.rule(duty), moment, people) for duty in duties]


def _row(duty: Duty, viewer: Viewer, rule: Rule | None, moment: Moment, people: dict[str, str]) -> Row:
    does = rule.does if rule else ""
    return Row(
        duty=duty,
        title=title_of(duty, rule),
        about=_about(duty),
        words=due_words(duty, moment, in_working_days=counts_working_days(rule)),
        act=naming.address(does, duty.matter) or naming.page_of(duty.matter),
        mine=duty.taken_by_id in viewer.people(duty.centre_id)
        if duty.taken_by_id
        else is_holder(viewer, duty),
        holders=holders_of(duty, people),
    )


def _about(duty: Duty) -> str:
    progress = f"{duty.number}　{duty.progress:g}/{duty.count:g}" if "-" in duty.number else ""
    return "　".join(part for part in (naming.name_of(duty.matter), progress) if part)


def title_of(duty: Duty, rule: Rule | None) -> str:
    """What is owed, verb first."""
    return rule.title.in_language(get_language() or "zh") if rule else duty.name


def counts_working_days(rule: Rule | None) -> bool:
    """Whether a rule's term is one of working days."""
    terms = [due.term for due in rule.due] if isinstance(rule, DutyRule) else [rule.due] if rule else []
    return any(term and term.unit == "working day" for term in terms)


def holders_of(duty: Duty, people: dict[str, str]) -> str:
    """Who has it: whoever took it, else the roles and persons named."""
    if duty.taken_by:
        return str(duty.taken_by.name)
    return _(", ").join(str(ROLES.get(code) or people.get(code, "")) for code in duty.holders)


def names_of(duties: Iterable[Duty]) -> dict[str, str]:
    """Names of the persons who hold these duties by name; one query, none when only roles do."""
    ids = {code for duty in duties if not duty.taken_by for code in duty.holders if code not in ROLES}
    if not ids:
        return {}
    users = User.objects.filter(pk__in=ids).select_related("subject__key")
    return {str(user.pk): user.name for user in users}


def fact_title(fact: Fact | None) -> str:
    """What happened, as the timeline says it."""
    return str(vocabulary().facts[fact.kind].title) if fact else ""


def who(fact: Fact) -> str:
    """Who recorded it; the residents themselves and the system have no name here."""
    return str(fact.by.name) if fact.by else ""


def happened(facts: Iterable[Fact]) -> list[tuple[Fact, str, str]]:
    """Facts with their title and who recorded them."""
    return [(fact, fact_title(fact), who(fact)) for fact in facts]


def read_key(text: str) -> tuple[datetime, UUID] | None:
    """A key of the address; None for what is none."""
    moment, _sign, pk = text.partition("~")
    try:
        at = datetime.fromisoformat(moment)
        return (at, UUID(pk)) if at.tzinfo else None
    except ValueError:
        return None


def write_key(key: tuple[datetime, UUID]) -> str:
    """A key for the address."""
    return f"{key[0].isoformat()}~{key[1]}"
