"""Faults a rulebook shows on its own, without the vocabulary: ids, names, headings, how articles are kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from youzhang.rulebook.book import Article, Rulebook
from youzhang.rulebook.constructs import DutyRule, Rule, Settable, Setting
from youzhang.rulebook.faults import RulebookFault, nearest
from youzhang.rulebook.terms import BadTerm, Due, Term

KEPT_ELSEWHERE = ("page", "document", "format", "code", "deny")


def named_constructs(article: Article) -> dict[str, list[str]]:
    """The names under an article, by construct: what `kept_by` may point at."""
    return {
        "duty": [rule.name for rule in article.rules],
        "gate": [gate.name for gate in article.gates],
        "milestone": [milestone.name for milestone in article.milestones],
        "dossier": [dossier.name for dossier in article.dossiers],
        "content": [content.name for content in article.contents],
        "setting": [setting.name for setting in article.settings],
    }


def structure_faults(book: Rulebook) -> list[RulebookFault]:
    """Everything wrong with the book as such."""
    return [*_headings(book), *_ids(book), *_milestones(book), *_within_articles(book)]


def _headings(book: Rulebook) -> Iterator[RulebookFault]:
    chapters = [chapter.id for chapter in book.chapters]
    for chapter in _repeated(chapters):
        yield RulebookFault(
            "chapters.toml", "", "id", f"heading {chapter!r} stands twice", "an id of its own"
        )
    for article in book.articles:
        if article.chapter not in chapters:
            right = nearest(article.chapter, chapters)
            yield _fault(article, "chapter", f"{article.chapter!r} is no heading", right)


def _ids(book: Rulebook) -> Iterator[RulebookFault]:
    for repeated in _repeated(article.id for article in book.articles):
        last = book.by_id[repeated]
        yield _fault(last, "id", "the id stands twice", "an id of its own")


def _milestones(book: Rulebook) -> Iterator[RulebookFault]:
    owners: dict[str, Article] = {}
    for article in book.articles:
        for milestone in article.milestones:
            owner = owners.setdefault(milestone.name, article)
            if owner is not article:
                reason = f"{milestone.name!r} is already a milestone of {owner.id}"
                yield _fault(article, "milestone.name", reason, "a name of its own in the whole rulebook")


def _within_articles(book: Rulebook) -> Iterator[RulebookFault]:
    for article in book.articles:
        names = named_constructs(article)
        for construct, found in names.items():
            for name in _repeated(found):
                yield _fault(article, f"{construct}.name", f"{name!r} stands twice", "a name of its own")
        yield from _kept_by(book, article, names)
        for rule in article.rules:
            yield from _rule(article, rule)
        for gate in article.gates:
            if gate.different_people and not set(gate.before) <= set(gate.different_people):
                right = "a list that names the kinds of `before` too"
                yield _fault(
                    article, f"gate.{gate.name}.different_people", "leaves out what it guards", right
                )
        for setting in article.settings:
            yield from _setting(article, setting)


def _kept_by(book: Rulebook, article: Article, names: dict[str, list[str]]) -> Iterator[RulebookFault]:
    if article.pending:
        if len(article.kept_by) > 1 or any(names.values()):
            yield _fault(
                article, "kept_by", "pending, and yet it has rules", "what keeps it, without pending"
            )
        return
    for entry in article.kept_by:
        construct, _, name = entry.partition(":")
        if not name or construct not in (*names, *KEPT_ELSEWHERE):
            right = f"CONSTRUCT:NAME with one of {', '.join((*names, *KEPT_ELSEWHERE))}"
            yield _fault(article, "kept_by", f"{entry!r} says nothing", right)
        elif name not in names.get(construct, [name]) and not _is_elsewhere(book, construct, name):
            yield _fault(
                article, "kept_by", f"it has no {construct} {name!r}", nearest(name, names[construct])
            )
    named = {f"{construct}:{name}" for construct, found in names.items() for name in found}
    for entry in sorted(named - set(article.kept_by)):
        yield _fault(article, "kept_by", f"does not name its {entry}", f"{entry!r} among the rest")


def _is_elsewhere(book: Rulebook, construct: str, name: str) -> bool:
    """Whether `ARTICLE.NAME` is a construct of another article: `duty:34.1d.assess`."""
    local, _, inner = name.rpartition(".")
    other = book.article(local) if local else None
    return other is not None and inner in named_constructs(other).get(construct, [])


def _rule(article: Article, rule: Rule) -> Iterator[RulebookFault]:
    at = f"duty.{rule.name}"
    if isinstance(rule, DutyRule):
        if rule.on_time_within and not rule.due:
            yield _fault(article, f"{at}.on_time_within", "nothing is due", "a due, or no on_time_within")
        if rule.extends and not rule.due:
            yield _fault(article, f"{at}.extendable", "nothing is due", "a due, or no extendable")
        if rule.earlier_counts and len(rule.due) > 1:
            yield _fault(article, f"{at}.earlier_counts", "a series counts one after another", "false")
    if rule.extension and rule.extension.exact:
        yield _fault(article, f"{at}.extendable", "a term is moved to the end of a day", "a term in days")
    for name, bounds in rule.settable.items():
        if not _has_value(rule, name, bounds):
            yield _fault(article, f"{at}.settable.{name}", "the duty has no such value", "a value it has")
        if not in_order(bounds.floor, bounds.ceiling):
            yield _fault(
                article, f"{at}.settable.{name}", "the floor is above the ceiling", "floor ≤ ceiling"
            )


def _has_value(rule: Rule, name: str, bounds: Settable) -> bool:
    if isinstance(rule, DutyRule) and name == "due":
        chosen = bool(bounds.choices) and all(map(_is_due, bounds.choices))
        return len(rule.due) == 1 and (chosen or rule.due[0].side != "on")
    if isinstance(rule, DutyRule):
        return name in ("not_before", "on_time_within") and getattr(rule, name) is not None
    return name in ("due", "count", "on", "every")


def _is_due(text: str) -> bool:
    try:
        Due.parse(text)
    except BadTerm:
        return False
    return True


def _setting(article: Article, setting: Setting) -> Iterator[RulebookFault]:
    if not setting_fits(setting, setting.value):
        yield _fault(article, f"setting.{setting.name}.value", "does not fit", allowed(setting))


def setting_fits(setting: Setting, value: str | float) -> bool:
    """Whether a value is of the setting's unit, within its floor and ceiling or among its codes."""
    bounds = Settable(setting.floor, setting.ceiling)
    if setting.unit == "number":
        return not isinstance(value, str) and within(value, bounds)
    if setting.unit == "code":
        return value in setting.choices
    if setting.unit == "text":
        return isinstance(value, str)
    try:
        return within(Term.parse(str(value)), bounds)
    except BadTerm:
        return False


def allowed(bounds: Settable | Setting) -> str:
    """What a person may choose, in words."""
    if bounds.choices:
        return f"one of {', '.join(bounds.choices)}"
    ends = [
        f"{word} {end:g}" if isinstance(end, int | float) else f"{word} {end}"
        for word, end in (("at least", bounds.floor), ("at most", bounds.ceiling))
        if end is not None
    ]
    return " and ".join(ends) or "a value of its unit"


def within(value: Term | float, bounds: Settable) -> bool:
    """Whether a value keeps to floor and ceiling."""
    return in_order(bounds.floor, value) and in_order(value, bounds.ceiling)


def in_order(low: Term | float | None, high: Term | float | None) -> bool:
    """Whether one value is not above the other; terms of different units by their rough length."""
    if isinstance(low, Term) and isinstance(high, Term):
        return low.length <= high.length
    if low is None or high is None or isinstance(low, Term) or isinstance(high, Term):
        return True
    return low <= high


def _repeated(values: Iterable[str]) -> list[str]:
    return [value for value, times in Counter(values).items() if times > 1]


def _fault(article: Article, field: str, reason: str, right: str) -> RulebookFault:
    return RulebookFault(article.file, article.id, field, reason, right)
