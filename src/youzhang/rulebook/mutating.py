"""Which changes of a rule by one step no story would notice. Outside the tests: the whole book takes a minute."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from youzhang.rulebook.book import Article, Rulebook
from youzhang.rulebook.mutants import Mutant, mutants
from youzhang.rulebook.stories import Story
from youzhang.rulebook.verdicts import judge
from youzhang.rulebook.vocabulary import Vocabulary


@dataclass(frozen=True)
class Unnoticed:
    """A change of an article's rules by one step under which every story still holds."""

    article: str
    of: str
    what: str


@dataclass(frozen=True)
class Tried:
    """How many changes an article's stories were put to, and which they let pass."""

    article: str
    changes: int
    unnoticed: tuple[Unnoticed, ...]


def try_article(article: Article, book: Rulebook, vocabulary: Vocabulary) -> Tried:
    """Change each rule of an article by one step, and run every story that says something of it."""
    telling = _telling(article, book, vocabulary)
    small = _part(book, {name for story in telling for name in story.articles})
    changed = list(mutants(article))
    passed = [one for one in changed if not _noticed(one, telling, small, vocabulary)]
    return Tried(article.id, len(changed), tuple(Unnoticed(article.id, one.of, one.what) for one in passed))


def try_all(book: Rulebook, vocabulary: Vocabulary, articles: Iterable[str] = ()) -> Iterator[Tried]:
    """The same for the articles named, else for every article that has rules."""
    wanted = set(articles)
    for article in book.articles:
        ruled = article.rules or article.gates or article.milestones
        if ruled and (not wanted or article.id in wanted):
            yield try_article(article, book, vocabulary)


def _telling(article: Article, book: Rulebook, vocabulary: Vocabulary) -> list[Story]:
    """The stories that say something of an article, and hold."""
    found = (story for story in book.stories if article.id in story.articles and not story.differs)
    return [story for story in found if judge(story, book, vocabulary).holds]


def _part(book: Rulebook, named: set[str]) -> Rulebook:
    """A book of a few articles, with those whose milestones open duties: the engine is the quicker for it."""
    return replace(book, articles=tuple(one for one in book.articles if one.id in named or one.milestones))


def _noticed(mutant: Mutant, telling: list[Story], book: Rulebook, vocabulary: Vocabulary) -> bool:
    """Whether some story fails; the one that did goes to the front, it notices others too."""
    articles = tuple(mutant.article if one.id == mutant.article.id else one for one in book.articles)
    changed = replace(book, articles=articles)
    for place, story in enumerate(telling):
        if not judge(story, changed, vocabulary).holds:
            telling.insert(0, telling.pop(place))
            return True
    return False
