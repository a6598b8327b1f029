"""A centre's own values over a rulebook: only what the base lets it set, never laxer than the text."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from typing import Any

from youzhang.rulebook.book import Article, Rulebook
from youzhang.rulebook.constructs import DutyRule, RecurringRule, Rule, Setting
from youzhang.rulebook.faults import RulebookFault, RulebookRefused, nearest
from youzhang.rulebook.structure import allowed, setting_fits, within
from youzhang.rulebook.table import Place, Table
from youzhang.rulebook.terms import BadTerm, Due, Term


class _Unfit(Exception):
    """A value the base does not allow; its text says what it does."""


def overlay(base: Rulebook, toml: str, file: str = "overlay.toml", number: int = 0) -> Rulebook:
    """The base with the values of an overlay file: `[rulebook] base = "psych@1"` and `[set]`.

    `number`: what tells it from its base among a centre's editions; 0 where it takes the base's place.
    """
    faults: list[RulebookFault] = []
    root = Table(_parsed(toml, file), Place(file), faults)
    head = root.table("rulebook")
    named = head.text("base")
    if named != f"{base.id}@{base.edition}":
        head.fault("base", f"{named!r} is not this rulebook", repr(f"{base.id}@{base.edition}"))
    begins = head.day("in_force_from", base.in_force_from)
    values = root.table("set")
    articles = dict(base.by_id)
    for path, value in values.rest().items():
        _set(articles, base, path, value, values)
    for table in (head, root):
        table.end()
    if faults:
        raise RulebookRefused(faults)
    book = replace(base, in_force_from=begins, articles=tuple(articles.values()))
    return replace(book, edition=number, base=base) if number else book


def _parsed(toml: str, file: str) -> dict[str, Any]:
    try:
        return tomllib.loads(toml)
    except tomllib.TOMLDecodeError as bad:
        raise RulebookRefused([RulebookFault(file, "", "", str(bad), "a readable TOML file")]) from bad


def _set(articles: dict[str, Article], base: Rulebook, path: str, value: Any, table: Table) -> None:
    """Put one value where its path points: `60.2.2a.reply.due`, `16.letter_reply.value`."""
    local, name, field = (["", "", *path.rsplit(".", 2)])[-3:]
    article = articles.get(f"{base.id}:{local}")
    settable = settable_paths(base)
    if article is None or path not in settable:
        table.fault(path, "cannot be set", nearest(path, settable))
        return
    try:
        if field == "value":
            changed = [_setting(one, value) if one.name == name else one for one in article.settings]
            articles[article.id] = replace(article, settings=tuple(changed))
        else:
            articles[article.id] = replace(
                article,
                duties=tuple(
                    _duty(rule, field, value) if rule.name == name else rule for rule in article.duties
                ),
                recurring=tuple(
                    _recurring(rule, field, value) if rule.name == name else rule
                    for rule in article.recurring
                ),
            )
    except _Unfit as unfit:
        table.fault(path, f"{value!r} does not fit", str(unfit))


def settable_paths(base: Rulebook) -> list[str]:
    """Every path an overlay of this rulebook may set."""
    return [
        *(
            f"{a.local}.{rule.name}.{field}"
            for a in base.articles
            for rule in a.rules
            for field in rule.settable
        ),
        *(f"{a.local}.{setting.name}.value" for a in base.articles for setting in a.settings),
    ]


def _setting(setting: Setting, value: Any) -> Setting:
    if (
        isinstance(value, bool)
        or not isinstance(value, str | int | float)
        or not setting_fits(setting, value)
    ):
        raise _Unfit(allowed(setting))
    return replace(setting, value=value)


def _duty(rule: DutyRule, field: str, value: Any) -> DutyRule:
    bounds = rule.settable[field]
    if bounds.choices:
        if value not in bounds.choices:
            raise _Unfit(allowed(bounds))
        return replace(rule, due=(Due.parse(str(value)),))
    term = _term(rule, field, value)
    if field == "on_time_within":
        return replace(rule, on_time_within=term)
    if field == "not_before":
        return replace(rule, not_before=replace(rule.not_before or Due(), term=term))
    return replace(rule, due=(replace(rule.due[0], term=term),))


def _recurring(rule: RecurringRule, field: str, value: Any) -> RecurringRule:
    bounds = rule.settable[field]
    if field == "due":
        return replace(rule, due=_term(rule, field, value))
    if field == "count":
        if type(value) is not int or not within(float(value), bounds):
            raise _Unfit(allowed(bounds))
        return replace(rule, count=value)
    if value not in bounds.choices:
        raise _Unfit(allowed(bounds))
    return replace(rule, on=value) if field == "on" else replace(rule, every=value)


def _term(rule: Rule, field: str, value: Any) -> Term:
    try:
        term = Term.parse(str(value))
    except BadTerm as bad:
        raise _Unfit(allowed(rule.settable[field])) from bad
    if not within(term, rule.settable[field]):
        raise _Unfit(allowed(rule.settable[field]))
    return term
