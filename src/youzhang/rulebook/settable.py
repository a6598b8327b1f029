"""What a centre may set in a rulebook: each value with where it stands, what it is, and how far it may go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from youzhang.rulebook.book import Article, Rulebook
from youzhang.rulebook.constructs import DutyRule, RecurringRule, Rule, Settable, Setting

Kind = Literal["term", "number", "choice", "text"]


@dataclass(frozen=True)
class Value:
    """One value that may be set: `60.2.2a.reply.due`. `value`: as the file says it."""

    article: Article
    of: Rule | Setting
    field: str
    value: str | float
    bounds: Settable | Setting

    @property
    def path(self) -> str:
        """Its name in an overlay file."""
        return f"{self.article.local}.{self.of.name}.{self.field}"

    @property
    def kind(self) -> Kind:
        """How it is chosen."""
        if self.bounds.choices:
            return "choice"
        if isinstance(self.of, Setting):
            return "text" if self.of.unit == "text" else "number" if self.of.unit == "number" else "term"
        return "number" if self.field == "count" else "term"


def values(book: Rulebook) -> list[Value]:
    """Every value of a rulebook that a centre may set, in the order of its articles."""
    return [one for article in book.articles for one in of_article(article)]


def value_at(book: Rulebook, path: str) -> Value | None:
    """The value of this name."""
    return next((one for one in values(book) if one.path == path), None)


def of_article(article: Article) -> Iterator[Value]:
    """The values of one article."""
    for rule in article.rules:
        for name, bounds in rule.settable.items():
            yield Value(article, rule, name, _said(rule, name, bounds), bounds)
    for setting in article.settings:
        yield Value(article, setting, "value", setting.value, setting)


def _said(rule: Rule, name: str, bounds: Settable) -> str | float:
    if isinstance(rule, RecurringRule):
        return rule.count if name == "count" else str(getattr(rule, name) or "")
    return _of_duty(rule, name, bounds)


def _of_duty(rule: DutyRule, name: str, bounds: Settable) -> str:
    if name == "on_time_within":
        return str(rule.on_time_within or "")
    if name == "not_before":
        return str(rule.not_before.term if rule.not_before else "")
    return str(rule.due[0] if bounds.choices else rule.due[0].term or "")
