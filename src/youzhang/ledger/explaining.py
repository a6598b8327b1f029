"""What follows from a fact or stands under an article, in plain lines: for `explain` and `docs/articles.md`."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import translation

from youzhang.ledger import citing, story_words
from youzhang.ledger.coverage import Standing, page_pattern, standings
from youzhang.ledger.following import due_words, part_in, rule_cells
from youzhang.ledger.registry import vocabulary
from youzhang.rulebook.book import Article, Rulebook
from youzhang.rulebook.constructs import DutyRule, Trigger
from youzhang.rulebook.library import BOOKS, builtin, find


def explain(name: str) -> list[str] | None:
    """The lines about a fact kind or an article id; None when there is neither."""
    if name in vocabulary().facts:
        return list(_about_fact(name))
    article = find(name)
    return list(about_article(article)) if article else None


def _about_fact(kind: str) -> Iterator[str]:
    spec = vocabulary().facts[kind]
    yield f"{kind}: {spec.title}"
    for name, data in spec.data.items():
        yield f"  data {name}: {data.type}{' of ' + ', '.join(data.codes) if data.codes else ''}"
    for book in map(builtin, BOOKS):
        for article in book.articles:
            yield from part_in(article, kind)
    yield from (
        f"  calls off every open duty of a {m.name}"
        for m in vocabulary().matters.values()
        if kind in m.called_off
    )
    yield from _cited(kind)


def _cited(name: str) -> Iterator[str]:
    """The files of pages and acts, then the tests, that name an article or a fact kind."""
    yield from (f"  named in {file}" for file in citing.sources(name))
    yield from (f"  cited in {test}" for test in citing.tests(name))


def about_article(article: Article) -> Iterator[str]:
    """What an article asks, of whom, by when, and where it is kept."""
    yield f"{article.id} {article.no}: {article.title.en}"
    yield f"  {article.summary.en}"
    for rule in article.rules:
        yield f"  duty {rule.name}: {rule.title.en}"
        if isinstance(rule, DutyRule):
            ends = f"; too late from {' or '.join(map(str, rule.until))}, then missed" if rule.until else ""
            yield f"    opened by {_list(rule.opens_on)}; due {due_words(rule)}{ends}"
        else:
            yield f"    every {rule.every} on {rule.on}, {rule.count:g} time(s)"
        yield f"    closed by {_list(rule.closes_on)}; held by {', '.join(rule.held_by)}"
    for gate in article.gates:
        yield f"  gate {gate.name} before {', '.join(gate.before)}: {gate.way_on.en}"
    for milestone in article.milestones:
        yield f"  milestone {milestone.name}: {'; '.join(_list(need) for need in milestone.all)}"
    for content in article.contents:
        where = [f"{item} (if {condition})" for condition, item in content.only_if.items()]
        yield f"  content {content.name}: {', '.join([*content.items, *where])}"
    for setting in article.settings:
        yield f"  setting {setting.name} = {setting.value}: {setting.title.en}"
    yield f"  kept by {', '.join(article.kept_by)}"
    for entry in article.kept_by:
        what, _colon, name = entry.partition(":")
        if what == "page":
            yield f"  page {name}: {page_pattern(name)}"
    yield from _stories(article)
    yield from _cited(article.id)


def _stories(article: Article) -> list[str]:
    with translation.override("en"):
        return [f"  {line}" for line in story_words.lines(builtin(article.book), article.id)]


def _list(triggers: tuple[Trigger, ...]) -> str:
    return " or ".join(trigger.fact for trigger in triggers)


def articles_page() -> str:
    """`docs/articles.md`: every article, what it asks and how far it is kept; every kind of fact."""
    return "\n".join([*HEAD, *_articles(), *_facts()]) + "\n"


HEAD = [
    "# Articles and facts",
    "",
    "Made by `youzhang explain --all FILE`; do not edit.",
    "Kept: everything that an article names exists, a test cites it, and stories of both ways prove its rules.",
]


def _articles() -> Iterator[str]:
    rows = standings()
    for book in map(builtin, BOOKS):
        yield from ("", f"## {book.title.en} ({book.title.zh})", "")
        yield from ("| article | title | kept by |", "|---|---|---|")
        for row in rows:
            if row.article.book == book.id:
                yield f"| `{row.article.id}` {row.article.no} | {row.article.title.en} | {_kept_by(row)} |"
        yield from _rules(book)


def _kept_by(row: Standing) -> str:
    kept_by = ", ".join(row.article.kept_by)
    return kept_by if row.kept or row.article.pending else f"{kept_by}; not proven: {'; '.join(row.lacks)}"


def _rules(book: Rulebook) -> Iterator[str]:
    """Every duty rule: a change of a term, a holder, an opener, a closer or a step shows here."""
    yield from ("", f"### {book.title.en}: what is owed", "")
    yield "| duty | from when | term | held by | how it ends | also told |"
    yield "|---|---|---|---|---|---|"
    for article in book.asking:
        for rule in article.rules:
            yield f"| `{article.id}` {rule.name} | {' | '.join(rule_cells(rule))} |"


def _facts() -> Iterator[str]:
    yield from ("", "## Facts", "", "| kind | what happened | data |", "|---|---|---|")
    for name, kind in sorted(vocabulary().facts.items()):
        with translation.override("en"):
            data = ", ".join(f"{field} ({spec.type})" for field, spec in kind.data.items())
            yield f"| `{name}` | {kind.title} | {data} |"
