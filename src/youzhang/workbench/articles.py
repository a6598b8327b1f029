"""What an article asks, of whom and by when, in words; and where it is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from youzhang.accounts.roles import ROLES
from youzhang.kit.text import clean_line
from youzhang.ledger.coverage import has_page, page_address
from youzhang.ledger.registry import vocabulary
from youzhang.ledger.wording import (
    bounds_in_words,
    day_in_words,
    due_in_words,
    term_in_words,
    title_in_words,
    value_in_words,
)
from youzhang.rulebook.book import Article, Rulebook
from youzhang.rulebook.constructs import Content, Gate, RecurringRule, Rule, Trigger
from youzhang.rulebook.library import find
from youzhang.rulebook.settable import Value, of_article
from youzhang.workbench.pages import PAGES


@dataclass(frozen=True)
class Asked:
    """One duty rule as a row: what, of whom, from when, by when, ended by what."""

    title: str
    who: str
    opens: str
    due: str
    ends: str
    in_principle: bool
    firm: bool
    until: str


@dataclass(frozen=True)
class Kept:
    """One place where an article is kept; `href` when there is a page to open."""

    what: str
    title: str
    href: str = ""


def asked_by(article: Article, book: Rulebook) -> list[Asked]:
    """Its duties, opened by facts and recurring."""
    return [_asked(rule, book) for rule in article.rules]


def _asked(rule: Rule, book: Rulebook) -> Asked:
    recurring = isinstance(rule, RecurringRule)
    return Asked(
        title=rule.title.in_language(_lang()),
        who=_listed(holder(code) for code in rule.held_by),
        opens=every(rule)
        if isinstance(rule, RecurringRule)
        else _listed(trigger(t, book) for t in rule.opens_on),
        due=_period_due(rule)
        if isinstance(rule, RecurringRule)
        else _listed(due_in_words(due) for due in rule.due),
        ends=_listed(trigger(t, book) for t in rule.closes_on),
        in_principle=not recurring and rule.strength != "must",
        firm=not rule.waivable,
        until="" if isinstance(rule, RecurringRule) or not rule.until else day_in_words(rule.until[-1]),
    )


def settings_of(article: Article) -> list[tuple[str, str, str]]:
    """(what, value, from and to) of what the text leaves a centre to say."""
    return [_setting(one) for one in of_article(article)]


def _setting(value: Value) -> tuple[str, str, str]:
    return title_in_words(value), value_in_words(value), bounds_in_words(value)


def gates_of(article: Article) -> list[tuple[str, str]]:
    """(before what, what to do first) of its gates."""
    return [(_listed(_fact(kind) for kind in gate.before), _way_on(gate)) for gate in article.gates]


def _way_on(gate: Gate) -> str:
    return gate.way_on.in_language(_lang())


def trigger(one: Trigger, book: Rulebook) -> str:
    """What happens: the fact's title, or the milestone by the article that sets it."""
    if one.milestone:
        found = book.milestones.get(one.milestone)
        return found[0].title.in_language(_lang()) if found else one.milestone
    return _fact(one.fact)


def _fact(kind: str) -> str:
    found = vocabulary().facts.get(kind)
    return str(found.title) if found else kind


def holder(code: str) -> str:
    """A role, whoever recorded it, or whoever a fact named."""
    slots = {
        "by": _("whoever recorded it"),
        "@in_charge": _("the person in charge"),
        "@caseworker": _("the caseworker"),
        "@backup": _("the backup"),
        "@receiver": _("whoever is asked to take over"),
        "@crisis_lead": _("the lead of the crisis"),
    }
    if code.startswith("opening."):
        return _("whoever is named in it")
    return slots.get(code) or str(ROLES.get(code, code.removeprefix("@")))


def every(rule: RecurringRule) -> str:
    """`every month, 2 times`."""
    periods = {
        "month": _("every month"), "quarter": _("every quarter"), "half-year": _("every half-year"),
        "year": _("every year"),
    }  # fmt: skip
    if rule.count == 1:
        return periods[rule.every]
    return _("%(period)s, %(n)g times") % {"period": periods[rule.every], "n": rule.count}


def _period_due(rule: RecurringRule) -> str:
    if rule.due is None:
        return _("by the period's end")
    return _("%(term)s after the period's end") % {"term": term_in_words(rule.due)}


def kept(article: Article, opens: Callable[[str], bool] = bool) -> list[Kept]:
    """Where it is kept, with links to what has a page that opens for the reader."""
    return [_kept(entry, article, opens) for entry in article.kept_by]


def _kept(entry: str, article: Article, opens: Callable[[str], bool]) -> Kept:
    what, _colon, name = entry.partition(":")
    kinds = {
        "duty": _("Duty"), "gate": _("Gate"), "milestone": _("Milestone"), "dossier": _("Papers"),
        "content": _("Required content"), "setting": _("Setting"), "page": _("Page"), "document": _("Form"),
        "format": _("Format"), "code": _("Choices"), "deny": _("Nobody may"), "pending": _("Not built yet"),
    }  # fmt: skip
    title = kinds.get(what, what)
    if what == "page" and not has_page(name):
        return Kept(title, _("%(name)s (missing)") % {"name": name})
    if what == "page":
        return Kept(title, str(PAGES.get(name, name)), page_address(name) if opens(name) else "")
    return Kept(title, _said(what, name, article))


def shown_at(article: Article) -> str:
    """The pages and choices at which an article that asks nothing by itself is met."""
    return _listed(one.title for one in kept(article))


def _said(what: str, name: str, article: Article) -> str:
    """What keeps an article, in the reader's words rather than by its name in the rulebook."""
    local, _dot, inner = name.rpartition(".")
    if what == "duty":
        rule = (find(f"{article.book}:{local}") or article).rule(inner or name)
        return rule.title.in_language(_lang()) if rule else name
    if what == "gate":
        return next((gate.way_on.in_language(_lang()) for gate in article.gates if gate.name == name), name)
    if what == "setting":
        return next((one.title.in_language(_lang()) for one in article.settings if one.name == name), name)
    if what == "milestone":
        return _listed(_reached(article, name))
    if what == "content":
        return next((_items(content) for content in article.contents if content.name == name), name)
    if what == "code":
        codes = getattr(import_module(f"youzhang.{local}.facts"), inner.upper(), {})
        return _(", ").join(str(title) for title in codes.values())
    return name


def _items(content: Content) -> str:
    """`13 items, 1 more where it applies`."""
    count, more = len(content.items), len(content.only_if)
    words = ngettext("%(num)d item", "%(num)d items", count) % {"num": count}
    if not more:
        return words
    applies = ngettext("%(num)d more where it applies", "%(num)d more where they apply", more) % {"num": more}
    return _(", ").join((words, applies))


def _reached(article: Article, name: str) -> Iterator[str]:
    """What has happened when a milestone is reached."""
    for milestone in article.milestones:
        for need in milestone.all if milestone.name == name else ():
            yield " / ".join(_fact(one.fact) for one in need)


def matching(books: Sequence[Rulebook], text: str) -> list[tuple[Rulebook, list[Article]]]:
    """The articles of each book in which these words stand: number, title or summary; all for no words."""
    words = clean_line(text).lower().split()
    found = ((book, [article for article in book.articles if _fits(article, words)]) for book in books)
    return [(book, articles) for book, articles in found if articles]


def _fits(article: Article, words: Sequence[str]) -> bool:
    return all(word in article.words for word in words)


def by_heading(book: Rulebook, articles: Iterable[Article]) -> list[tuple[Any, list[Article]]]:
    """The articles under their headings, empty headings left out unless a section under them has some."""
    chosen = list(articles)
    headings = [(chapter, [a for a in chosen if a.chapter == chapter.id]) for chapter in book.chapters]
    used = {a.chapter for a in chosen} | {a.chapter.partition(".")[0] for a in chosen}
    return [(chapter, mine) for chapter, mine in headings if chapter.id in used]


def _listed(parts: Iterable[str]) -> str:
    return _(", ").join(dict.fromkeys(part for part in parts if part))


def _lang() -> str:
    return get_language() or "zh"
