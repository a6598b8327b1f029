"""A rulebook, its headings and its articles, with the indexes that make `derive` quick."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from youzhang.kit.words import Words
from youzhang.rulebook.citation import short_number
from youzhang.rulebook.constructs import (
    Content,
    Dossier,
    DutyRule,
    Gate,
    Milestone,
    RecurringRule,
    Rule,
    Setting,
)
from youzhang.rulebook.faults import RulebookFault, RulebookRefused
from youzhang.rulebook.stories import Story
from youzhang.rulebook.stories_toml import read_stories


@dataclass(frozen=True)
class Chapter:
    """A heading of the text; a section's id continues its chapter's (`2.4`)."""

    id: str
    no: str
    title: Words

    @property
    def is_section(self) -> bool:
        """Whether it stands under another chapter."""
        return "." in self.id


@dataclass(frozen=True)
class Article:
    """One provision, and how it is kept. `id` is the full one (`psych:34.1d`), `no` as the text numbers it."""

    id: str
    no: str
    chapter: str
    kind: tuple[str, ...]
    title: Words
    summary: Words
    kept_by: tuple[str, ...]
    duties: tuple[DutyRule, ...] = ()
    recurring: tuple[RecurringRule, ...] = ()
    gates: tuple[Gate, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    dossiers: tuple[Dossier, ...] = ()
    contents: tuple[Content, ...] = ()
    settings: tuple[Setting, ...] = ()
    file: str = field(default="", compare=False)

    @property
    def book(self) -> str:
        """The rulebook's id: `psych`."""
        return self.id.partition(":")[0]

    @property
    def local(self) -> str:
        """The id inside its rulebook: `34.1d`."""
        return self.id.partition(":")[2]

    @cached_property
    def words(self) -> str:
        """Number, title and summary in both languages, in small letters: what a search looks in."""
        said = (self.title, self.summary)
        names = (self.id, self.no, self.short("zh"), self.short("en"))
        return " ".join((*names, *(one.zh for one in said), *(one.en for one in said))).lower()

    @property
    def pending(self) -> bool:
        """Whether nothing keeps it yet."""
        return "pending" in self.kept_by

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Its duties, opened by facts and recurring."""
        return (*self.duties, *self.recurring)

    def rule(self, name: str) -> Rule | None:
        """The duty rule of this name."""
        return next((rule for rule in self.rules if rule.name == name), None)

    def short(self, lang: str) -> str:
        """How a chip cites it: `第34条(二)`, `Art. 34(2)`."""
        return short_number(self.no, lang)


@dataclass(frozen=True)
class Rulebook:
    """One edition of a regulation, in one encoding. `base`: the edition that a centre's own values lie over.

    `story_files`: name and text of what lies beside the rules, outside the encoding; read when first asked for.
    """

    id: str
    edition: int
    encoding: int
    in_force_from: date
    running: str
    title: Words
    chapters: tuple[Chapter, ...] = ()
    articles: tuple[Article, ...] = ()
    base: Rulebook | None = None
    story_files: tuple[tuple[str, str], ...] = field(default=(), compare=False, repr=False)

    @property
    def legal(self) -> Rulebook:
        """The regulation's own edition, without the values that a centre set."""
        return self.base or self

    @cached_property
    def by_id(self) -> dict[str, Article]:
        """Articles by full id."""
        return {article.id: article for article in self.articles}

    @cached_property
    def asking(self) -> list[Article]:
        """The articles that carry rules."""
        return [article for article in self.articles if article.rules]

    @cached_property
    def stories(self) -> tuple[Story, ...]:
        """The stories beside the rules, told under the values of the text; refused when they cannot be read."""
        if self.base:
            return self.base.stories
        faults: list[RulebookFault] = []
        found = read_stories(self.id, self.story_files, faults)
        if faults:
            raise RulebookRefused(faults)
        return found

    @cached_property
    def stories_by_article(self) -> dict[str, list[Story]]:
        """Stories by the full id of the article that they are told under."""
        index: dict[str, list[Story]] = {}
        for story in self.stories:
            index.setdefault(story.article, []).append(story)
        return index

    def article(self, local: str) -> Article | None:
        """The article with this id, full or inside the book."""
        return self.by_id.get(local) or self.by_id.get(f"{self.id}:{local}")

    def articles_in(self, chapter: str) -> Iterator[Article]:
        """The articles directly under a heading."""
        return (article for article in self.articles if article.chapter == chapter)

    def setting(self, article: str, name: str) -> Setting | None:
        """A setting by article and name."""
        found = self.article(article)
        return next((s for s in found.settings if s.name == name), None) if found else None

    @cached_property
    def duties_by_opener(self) -> dict[str, list[tuple[Article, DutyRule]]]:
        """Which rules a fact kind (or `milestone:NAME`) may open."""
        index: dict[str, list[tuple[Article, DutyRule]]] = {}
        for article in self.articles:
            for rule in article.duties:
                for kind in dict.fromkeys(trigger.fact for trigger in rule.opens_on):
                    index.setdefault(kind, []).append((article, rule))
        return index

    @cached_property
    def recurring_by_matter(self) -> dict[str, list[tuple[Article, RecurringRule]]]:
        """Which recurring rules hang on a matter kind."""
        index: dict[str, list[tuple[Article, RecurringRule]]] = {}
        for article in self.articles:
            for rule in article.recurring:
                index.setdefault(rule.on, []).append((article, rule))
        return index

    @cached_property
    def milestones(self) -> dict[str, tuple[Article, Milestone]]:
        """Milestones by name (unique in a rulebook)."""
        return {found.name: (article, found) for article in self.articles for found in article.milestones}

    @cached_property
    def gates_by_kind(self) -> dict[str, list[tuple[Article, Gate]]]:
        """Which gates stand before a fact kind."""
        index: dict[str, list[tuple[Article, Gate]]] = {}
        for article in self.articles:
            for gate in article.gates:
                for kind in gate.before:
                    index.setdefault(kind, []).append((article, gate))
        return index
