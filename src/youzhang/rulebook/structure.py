"""Faults a rulebook shows on its own, without the vocabulary: ids, names, headings, how articles are kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from youzhang.rulebook.constructs import Article, DutyRule, Rulebook, Settable
from youzhang.rulebook.faults import RulebookFault, nearest
from youzhang.rulebook.terms import Term

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
    faults = list(_twice(book))
    chapters = {chapter.id for chapter in book.chapters}
    for article in book.articles:
        if article.chapter not in chapters:
            faults.append(
                _fault(
                    article,
                    "chapter",
                    f"{article.chapter!r} is no heading",
                    nearest(article.chapter, chapters),
                )
            )
        faults += _kept_by(article)
        faults += _rules(article)
    return faults


def _twice(book: Rulebook) -> Iterator[RulebookFault]:
    for chapter in _repeated(chapter.id for chapter in book.chapters):
        yield RulebookFault(
            "chapters.toml", "", "id", f"heading {chapter!r} stands twice", "an id of its own"
        )
    repeated = set(_repeated(article.id for article in book.articles))
    for article in book.articles:
        if article.id in repeated:
            repeated.remove(article.id)
            yield _fault(article, "id", "the id stands twice", "an id of its own")
    owners: dict[str, Article] = {}
    for article in book.articles:
        for milestone in article.milestones:
            if owners.setdefault(milestone.name, article) is not article:
                reason = f"{milestone.name!r} is already a milestone of {owners[milestone.name].id}"
                yield _fault(article, "milestone.name", reason, "a name of its own in the whole rulebook")


def _kept_by(article: Article) -> Iterator[RulebookFault]:
    names = named_constructs(article)
    for construct, found in names.items():
        for name in _repeated(found):
            yield _fault(
                article, f"{construct}.name", f"{name!r} stands twice", "a name of its own in the article"
            )
    if article.pending:
        if len(article.kept_by) > 1 or any(names.values()):
            yield _fault(
                article, "kept_by", "pending, and yet it has rules", "what keeps it, without pending"
            )
        return
    for entry in article.kept_by:
        construct, colon, name = entry.partition(":")
        if not colon or not name or construct not in (*names, *KEPT_ELSEWHERE):
            right = f"CONSTRUCT:NAME with one of {', '.join((*names, *KEPT_ELSEWHERE))}"
            yield _fault(article, "kept_by", f"{entry!r} says nothing", right)
        elif construct in names and name not in names[construct]:
            yield _fault(
                article, "kept_by", f"it has no {construct} {name!r}", nearest(name, names[construct])
            )
    for construct, found in names.items():
        for name in found:
            if f"{construct}:{name}" not in article.kept_by:
                yield _fault(
                    article, "kept_by", f"does not name its {construct} {name!r}", f'"{construct}:{name}" too'
                )


def _rules(article: Article) -> Iterator[RulebookFault]:
    for rule in article.duties:
        if rule.on_time_within and not rule.due:
            yield _fault(
                article, f"duty.{rule.name}.on_time_within", "nothing is due", "a due, or no on_time_within"
            )
        if rule.earlier_counts and len(rule.due) > 1:
            yield _fault(
                article, f"duty.{rule.name}.earlier_counts", "a series counts one after another", "false"
            )
    for rule in article.rules:
        for name, bounds in rule.settable.items():
            if not _settable_exists(rule, name):
                yield _fault(
                    article,
                    f"duty.{rule.name}.settable.{name}",
                    "the duty has no such value",
                    "a value it has",
                )
            if not in_order(bounds.floor, bounds.ceiling):
                yield _fault(
                    article,
                    f"duty.{rule.name}.settable.{name}",
                    "the floor is above the ceiling",
                    "floor ≤ ceiling",
                )
    for setting in article.settings:
        value = setting.term if setting.unit == "term" and _readable(setting.value) else setting.value
        bounds = Settable(setting.floor, setting.ceiling)
        if not isinstance(value, str) and not within(value, bounds):
            yield _fault(
                article,
                f"setting.{setting.name}.value",
                "is outside floor and ceiling",
                "a value between them",
            )


def _settable_exists(rule: object, name: str) -> bool:
    if isinstance(rule, DutyRule):
        return name in ("due", "not_before", "on_time_within") and bool(getattr(rule, name))
    return name in ("due", "count", "on", "every")


def _readable(value: str | float) -> bool:
    try:
        Term.parse(str(value))
    except ValueError:
        return False
    return True


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
    seen: set[str] = set()
    return list(dict.fromkeys(value for value in values if value in seen or seen.add(value)))


def _fault(article: Article, field: str, reason: str, right: str) -> RulebookFault:
    return RulebookFault(article.file, article.id, field, reason, right)
