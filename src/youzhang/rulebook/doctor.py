"""The doctor: what is sound TOML and yet leaks, seen from the rules alone (grammar B.11)."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from youzhang.rulebook.book import Article, Rulebook
from youzhang.rulebook.constructs import DutyRule, Rule
from youzhang.rulebook.doctor_gates import circles, too_early, too_few_people
from youzhang.rulebook.vocabulary import Vocabulary

# Articles on which a life may hang, with all that stands under them.
LIFE = ("psych:3", "psych:14", "psych:15", "psych:50", "psych:53.3")
# Chapters of which every finding is an error; the others are only reported as yet.
STRICT = frozenset(
    {f"psych:{one}" for one in ("2.2", "2.3", "3", "3.1", "3.2", "4.1", "4.2", "4.3", "4.4", "4.5", "7")}
    | {"welfare:1", "welfare:2.2"}
)
# What one person submits or does alone, and what another does with it.
_SUBMITTED = re.compile(
    r"[._](asked|raised|received|given|handed_over|passed|proposed|reported|commented|taken|broken)$"
)
_DECIDING = re.compile(
    r"[._](decided|approved|reviewed|acknowledged|accepted|declined|granted|refused|answered|read)$"
)


@dataclass(frozen=True)
class Finding:
    """One finding: under which article, about which of its rules, what is wrong."""

    article: Article
    of: str
    what: str

    @property
    def chapter(self) -> str:
        """The chapter it stands in: `psych:2.4`."""
        return f"{self.article.book}:{self.article.chapter}"

    @property
    def is_error(self) -> bool:
        """Whether its chapter is done, so that a finding fails the check."""
        return self.chapter in STRICT

    def __str__(self) -> str:
        return f"{self.article.id} {self.of}: {self.what}"


@dataclass(frozen=True)
class Doctor:
    """Examines one book. `recorded`: kinds of facts that some act records; `is_act`: whether a page of that name is."""

    book: Rulebook
    vocabulary: Vocabulary
    recorded: Collection[str]
    is_act: Callable[[str], bool]

    def findings(self) -> list[Finding]:
        """Everything found, in the order of the articles."""
        about = [
            Finding(article, rule.name, what)
            for article in self.book.articles
            for rule in article.rules
            for what in self._rule(article, rule)
        ]
        gates = [*circles(self.book), *too_few_people(self.book), *too_early(self.book)]
        found = [*about, *(Finding(article, name, what) for article, name, what in gates)]
        order = {article.id: place for place, article in enumerate(self.book.articles)}
        return sorted(found, key=lambda one: order[one.article.id])

    def _rule(self, article: Article, rule: Rule) -> Iterator[str]:
        if isinstance(rule, DutyRule):
            yield from _hurried(rule)
            yield from _deciding(rule)
        if rule.does and not self.is_act(rule.does):
            yield f"`does` names no page: {rule.does}"
        for kind in sorted(_named(rule) - set(self.recorded)):
            yield f"no act records {kind}"
        if is_life(article.id):
            yield from self._life(rule)

    def _life(self, rule: Rule) -> Iterator[str]:
        if getattr(rule, "waivable", True):
            yield "a life may hang on it, and it can be waived"
        if isinstance(rule, DutyRule):
            for kind in dict.fromkeys(trigger.fact for trigger in rule.lapses_on):
                if self._alone(kind) and not self._opens_life(kind):
                    yield f"a life may hang on it, and it lapses with {kind}, which one person records alone"

    def _alone(self, kind: str) -> bool:
        """Whether no gate asks for a second person before a fact."""
        return not any(gate.different_people for _article, gate in self.book.gates_by_kind.get(kind, ()))

    def _opens_life(self, kind: str) -> bool:
        return any(is_life(article.id) for article, _rule in self.book.duties_by_opener.get(kind, ()))


def is_life(article: str) -> bool:
    """Whether a life may hang on an article: `psych:14b` and `psych:15.3a`, not `psych:30`."""
    return any(re.match(rf"{re.escape(name)}(?!\d)", article) for name in LIFE)


def _hurried(rule: DutyRule) -> Iterator[str]:
    """What is due at once, or in minutes or hours, is told on when it waits."""
    soon = [due for due in rule.due if due.at_once or (due.term and due.term.exact)]
    if soon and not rule.escalates and not rule.escalates_why:
        yield f'due {soon[0]}, and nobody is told when it waits: give `escalates`, or "nobody" and `escalates_why`'


def _deciding(rule: DutyRule) -> Iterator[str]:
    """Whoever decides on another's submission is not late because that was entered late."""
    submitted = any(_SUBMITTED.search(trigger.fact) for trigger in rule.opens_on)
    decides = [trigger.fact for trigger in rule.closes_on if _DECIDING.search(trigger.fact)]
    runs = any(due.base is None for due in rule.due)
    if submitted and decides and runs and rule.starts != "entry" and "by" not in rule.held_by:
        yield f'{decides[0]} answers somebody else, and the term does not run from the entry: `starts = "entry"`'


def _named(rule: Rule) -> set[str]:
    """The kinds of facts that open and close a rule's duties."""
    opens: Iterable[str] = (
        (one.fact for one in rule.opens_on if not one.milestone) if isinstance(rule, DutyRule) else ()
    )
    return {*opens, *(trigger.fact for trigger in rule.closes_on)}
