"""My duties as rows of a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from youzhang.kit import clock
from youzhang.ledger import policy
from youzhang.ledger import queries as ledger
from youzhang.ledger.calendars import calendar
from youzhang.ledger.models import Fact
from youzhang.ledger.queries import PAGE, Wanted
from youzhang.ledger.registry import vocabulary
from youzhang.rulebook.book import Article
from youzhang.workbench.books import Books
from youzhang.workbench.lines import Line, Row, rows, shaped
from youzhang.workbench.words import Moment, group_of

# The kind of matter on which a life hangs: once due, its duties come first, over all pages; a key among them is marked.
FIRST, MARK = "crisis", "!"
GROUPS = ("now", "today", "soon", "later")


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
    def red(self) -> bool:
        """Whether something is late, or asked for at once."""
        return any(row.tone in {"late", "crisis"} for group in self.groups[:1] for row in group.rows)

    @property
    def empty(self) -> bool:
        """Whether there is nothing at all."""
        return not (self.groups or self.waiting or self.next)


def worklist(wanted: Wanted, books: Books, after: str = "") -> Worklist:
    """A page of duties in groups, counted, with what others owe on the first page."""
    moment = Moment(clock.now(), calendar())
    wanted = replace(wanted, first=FIRST)
    past = not after.startswith(MARK)
    key = read_key(after.removeprefix(MARK))
    ahead = ledger.ahead(wanted, moment.bounds, key, past=past and key is not None)
    page = [pk for _due, pk in ahead.keys[:PAGE]]
    read = ledger.duties(wanted, page, shaped, waiting=not after and not wanted.team)
    found = {line.pk: line for line in (Line(*values) for values in read)}
    lines = [found.pop(pk) for pk in page if pk in found]
    made = rows([*lines, *found.values()], wanted.viewer, books, moment)
    mine = made[: len(lines)]
    return Worklist(
        groups=[
            Group(name, list(some))
            for name, some in groupby(mine, lambda row: group_of(row.line.due, moment))
        ],
        counts=ahead.counts,
        waiting=[row.awaited() for row in made[len(lines) :]],
        next=MARK * (ahead.first >= PAGE) + write_key(ahead.keys[PAGE - 1]) if len(ahead.keys) > PAGE else "",
        moment=moment,
    )


def article_choices(books: Books) -> tuple[tuple[str, str], ...]:
    """The articles that ask something of somebody, for the filter."""
    known, language = books.shelf.choices, get_language()
    if language not in known:
        asking = (article for book in books.in_force for article in book.asking)
        known[language] = (
            ("", _("All articles")),
            *(_choice(article, language or "zh") for article in asking),
        )
    return known[language]


def _choice(article: Article, language: str) -> tuple[str, str]:
    return article.id, f"{article.short(language)}　{article.title.in_language(language)}"


def kind_choices(wanted: Wanted) -> tuple[tuple[str, str], ...]:
    """The kinds of matter that the viewer may see at the centre, for the filter."""
    seen = policy.kinds_seen_by(wanted.viewer.roles.get(wanted.centre.pk, frozenset()))
    kinds = (kind for kind in vocabulary().matters.values() if kind.name in seen)
    return (("", _("All kinds")), *((kind.name, str(kind.title)) for kind in kinds))


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
