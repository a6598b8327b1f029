"""What the stories of a rulebook prove: each run on the engine, those of the built-in books once a process."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from youzhang.ledger.registry import vocabulary
from youzhang.ledger.rulebooks import checked
from youzhang.rulebook.book import Rulebook
from youzhang.rulebook.faults import RulebookRefused
from youzhang.rulebook.library import builtin
from youzhang.rulebook.stories_check import check_stories
from youzhang.rulebook.verdicts import Verdict, judge, judge_all


def verdicts_of(book: Rulebook) -> list[Verdict]:
    """The verdict on every story of a book."""
    faults = check_stories(checked(book).stories, book, vocabulary())
    if faults:
        raise RulebookRefused(faults)
    return judge_all(book.stories, book, vocabulary())


@cache
def builtin_verdicts(book: str) -> dict[str, list[Verdict]]:
    """The verdicts on a built-in book's stories, by the article under which they are told."""
    found: dict[str, list[Verdict]] = {}
    for verdict in verdicts_of(builtin(book)):
        found.setdefault(verdict.story.article, []).append(verdict)
    return found


@cache
def biting(book: str) -> frozenset[str]:
    """The articles of a built-in book of which some story that holds would not, were their rules not there."""
    return frozenset(
        article
        for article, verdicts in builtin_verdicts(book).items()
        if any(verdict.kept and bites(verdict, builtin(book)) for verdict in verdicts)
    )


def bites(verdict: Verdict, book: Rulebook) -> bool:
    """Whether a story would fail without the rules of its article: what holds without them proves nothing of them."""
    article = book.by_id[verdict.story.article]
    bare = replace(article, duties=(), recurring=(), gates=(), milestones=())
    others = tuple(bare if one is article else one for one in book.articles)
    return not judge(verdict.story, replace(book, articles=others), vocabulary()).holds
