"""A small invented vocabulary and the means to write rules, facts and days in a line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID, uuid5

import holidays

from youzhang.kit.clock import CHINA
from youzhang.rulebook.book import Rulebook
from youzhang.rulebook.calendar import Calendar
from youzhang.rulebook.derive import derive
from youzhang.rulebook.editions import Editions
from youzhang.rulebook.grammar import load_file
from youzhang.rulebook.views import Derived, DutyView, FactView
from youzhang.rulebook.vocabulary import Data, FactKind, MatterKind, Vocabulary

SPACE = UUID(int=7)
MATTER = UUID(int=1)
ANNA, BEN, CHEN = (UUID(int=n) for n in (101, 102, 103))

DUTY = {"duty": Data("id")}
VOCABULARY = Vocabulary.of(
    [
        FactKind("a.opened", "", {"level": Data("code", ("low", "high"), optional=True)}),
        FactKind("a.reopened", ""),
        FactKind(
            "a.asked",
            "",
            {
                "session": Data("id", optional=True),
                "improve_by": Data("date", optional=True),
                "on_site": Data("flag", optional=True),
                "age": Data("count", optional=True),
            },
        ),
        FactKind(
            "a.answered", "", {"session": Data("id", optional=True), "good": Data("flag", optional=True)}
        ),
        FactKind("a.planned", "", {"starts_on": Data("date"), "begins_at": Data("instant", optional=True)}),
        FactKind("a.assigned", "", {"to": Data("id")}, fills={"worker": "to"}),
        FactKind("a.withdrawn", "", {"session": Data("id", optional=True)}),
        FactKind("a.cancelled", ""),
        FactKind("a.held", "", {"hours": Data("count", optional=True), "month": Data("date", optional=True)}),
        FactKind("ledger.year_opened", "", {"year": Data("count"), "from_day": Data("date")}),
        FactKind("ledger.duty_taken", "", DUTY),
        FactKind("ledger.duty_given_back", "", DUTY),
        FactKind("ledger.duty_reassigned", "", {**DUTY, "to": Data("id")}),
        FactKind("ledger.duty_extended", "", {**DUTY, "to_date": Data("date")}),
        FactKind("ledger.duty_waived", "", {**DUTY, "reason_code": Data("code", ("done_elsewhere",))}),
        FactKind("ledger.duty_missed", "", DUTY),
        FactKind("ledger.duty_escalated", "", {**DUTY, "step": Data("count")}),
    ],
    [MatterKind("case", "", called_off=("a.cancelled",)), MatterKind("centre-year", "")],
    ["worker", "lead", "head"],
)

HEAD = """
[rulebook]
id = "psych"
edition = {edition}
encoding = {encoding}
in_force_from = {in_force_from}
running = "{running}"
title = {{ en = "Sample", zh = "样本" }}
[[chapter]]
id = "1"
no = "第一章"
title = {{ en = "One", zh = "一" }}
"""
ARTICLE = """
[[article]]
id = "{id}"
no = "第一条"
chapter = "1"
kind = ["obligation"]
title = {{ en = "Title", zh = "题" }}
summary = {{ en = "Summary", zh = "概要" }}
kept_by = {kept_by}
"""
TITLE = 'title = { en = "Do it", zh = "办理" }\n'
DEFAULTS = {"opens_on": '"a.asked"', "closes_on": '"a.answered"', "held_by": '"worker"'}


def at(day: str, hour: int = 9, minute: int = 0) -> datetime:
    """A wall-clock time in China: `at("2026-03-02", 14)`."""
    return datetime.fromisoformat(day).replace(hour=hour, minute=minute, tzinfo=CHINA)


def end_of(day: str) -> datetime:
    """24:00 of a day in China."""
    return at(day, 0) + timedelta(days=1)


def fact(kind: str, when: datetime, key: int = 0, by: UUID | None = ANNA, **data: Any) -> FactView:
    """A fact entered when it happened; `key` tells apart those of one kind and instant."""
    identity = uuid5(SPACE, f"{kind}|{when.isoformat()}|{key}")
    return FactView(identity, kind, when, when, by, data)


def late_entry(one: FactView, entered: datetime) -> FactView:
    """The same fact, entered later."""
    return replace(one, recorded_at=entered)


def correct(one: FactView, entered: datetime, **changes: Any) -> FactView:
    """A correction of a fact."""
    made = replace(one, id=uuid5(SPACE, f"{one.id}|{entered}"), amends=one.id, recorded_at=entered, by=BEN)
    return replace(made, **changes)


def void(one: FactView, entered: datetime) -> FactView:
    """What takes a fact away."""
    return correct(one, entered, void=True)


def setting(name: str, rest: str) -> str:
    """A setting, with its title."""
    return f'[[article.setting]]\nname = "{name}"\ntitle = {{ en = "{name}", zh = "值" }}\n{rest}'


def duty(name: str = "reply", **fields: str) -> str:
    """A duty rule in TOML; an empty text leaves a default out."""
    recurring = {"opens_on": ""} if "every" in fields else {}
    lines = {**DEFAULTS, **recurring, **fields}
    written = "".join(f"{field} = {value}\n" for field, value in lines.items() if value)
    return f'[[article.duty]]\nname = "{name}"\n{TITLE}{written}'


def text_of(*rules: str, article: str = "1", **head: Any) -> str:
    """A rulebook with one article that holds these rules."""
    return text_of_articles({article: rules}, **head)


def text_of_articles(articles: dict[str, Iterable[str]], **head: Any) -> str:
    """A rulebook of several articles."""
    values = {"edition": 1, "encoding": 1, "in_force_from": "2026-01-01", "running": "old", **head}
    written = HEAD.format(**values)
    for article, rules in articles.items():
        names = [_names(rule) for rule in rules] or ["pending"]
        written += ARTICLE.format(id=article, kept_by=names) + "".join(rules)
    return written


def _names(rule: str) -> str:
    construct = rule.split("[[article.")[1].split("]]")[0]
    return f"{construct}:{rule.split('name = ')[1].split(chr(34))[1]}"


@cache
def read(text: str) -> Rulebook:
    """Read a rulebook from TOML."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "sample.toml"
        file.write_text(text, encoding="utf-8")
        return load_file(file)


def book(*rules: str, **head: Any) -> Rulebook:
    """A rulebook with one article that holds these rules."""
    return read(text_of(*rules, **head))


@cache
def china(*years: int) -> Calendar:
    """The State Council's calendar as the `holidays` library knows it."""
    known = holidays.country_holidays("CN", years=years or (2026,), categories=("public",))
    days = {day: False for day in known if day.weekday() < 5}
    days |= dict.fromkeys(known.weekend_workdays, True)
    return Calendar(days, dict.fromkeys(years or (2026,), "official"))


def derived(
    books: Rulebook | Sequence[Rulebook],
    facts: Sequence[FactView],
    parent: Sequence[FactView] = (),
    matter_kind: str = "case",
) -> Derived:
    """What follows from facts under one or more editions."""
    editions = Editions.of(*([books] if isinstance(books, Rulebook) else books))
    return derive(editions, VOCABULARY, matter_kind, facts, parent, china(), MATTER)


def duties(books: Rulebook | Sequence[Rulebook], *facts: FactView, **more: Any) -> list[DutyView]:
    """Only the duties."""
    return list(derived(books, facts, **more).duties)


def only(books: Rulebook | Sequence[Rulebook], *facts: FactView, **more: Any) -> DutyView:
    """The one duty there must be."""
    (one,) = duties(books, *facts, **more)
    return one


def day(text: str) -> date:
    """A date."""
    return date.fromisoformat(text)
