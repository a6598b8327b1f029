"""Which changes of a rule by one step no story would notice. Outside the tests: the whole book takes minutes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from youzhang.rulebook.book import Article, Rulebook
from youzhang.rulebook.mutants import Mutant, mutants
from youzhang.rulebook.staging import Stage
from youzhang.rulebook.stories import Expected
from youzhang.rulebook.verdicts import differs, judge, left_of
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


@dataclass(frozen=True)
class _Telling:
    """A story that holds, the part of the book that it needs, and what it says that a change may touch.

    `left`: what the rules leave to the rooms' own checks; a change that leaves more or less to them is noticed.
    """

    stage: Stage
    book: Rulebook
    said: tuple[Expected, ...]
    left: tuple[str, ...]

    @classmethod
    def of(cls, stage: Stage, book: Rulebook, said: tuple[Expected, ...]) -> _Telling:
        """With what the unchanged rules leave to the checks."""
        return cls(stage, book, said, left_of(stage.under(book), said))

    def fails(self, article: Article) -> bool:
        """Whether the story fails when the article is changed so."""
        changed = tuple(article if one.id == article.id else one for one in self.book.articles)
        return differs(self.stage.under(replace(self.book, articles=changed)), self.said, self.left)


def try_article(article: Article, book: Rulebook, vocabulary: Vocabulary) -> Tried:
    """Change each rule of an article by one step, and run every story that says something of it."""
    telling = _telling(article, book, vocabulary)
    narrow = [_Telling.of(one, _bearing(article, one, book), _about(article, one)) for one in telling]
    wide = [_Telling.of(one, book, one.story.then) for one in telling] if article.milestones else []
    changed = list(mutants(article))
    passed = [one for one in changed if not _noticed(one, wide if one.of == "milestone" else narrow)]
    return Tried(article.id, len(changed), tuple(Unnoticed(article.id, one.of, one.what) for one in passed))


def try_all(book: Rulebook, vocabulary: Vocabulary, articles: Iterable[str] = ()) -> Iterator[Tried]:
    """The same for the articles named, else for every article that has rules."""
    wanted = set(articles)
    for article in book.articles:
        ruled = article.rules or article.gates or article.milestones
        if ruled and (not wanted or article.id in wanted):
            yield try_article(article, book, vocabulary)


def _telling(article: Article, book: Rulebook, vocabulary: Vocabulary) -> list[Stage]:
    """The stories that say something of an article, and hold."""
    found = (story for story in book.stories if article.id in story.articles and not story.differs)
    stages = (Stage(story, book, vocabulary) for story in found)
    return [stage for stage in stages if judge(stage.story, book, vocabulary).holds]


def _about(article: Article, stage: Stage) -> tuple[Expected, ...]:
    """What a story says of an article."""
    return tuple(one for one in stage.story.then if one.article == article.id)


def _bearing(article: Article, stage: Stage, book: Rulebook) -> Rulebook:
    """The part of a book that bears upon what a story says of an article: itself, the story's own, whose duties it
    may decide about, and the milestones. The engine is the quicker for it."""
    named = {article.id, stage.story.article}
    bare = (
        one if one.id in named else replace(one, duties=(), recurring=(), gates=())
        for one in book.articles
        if one.id in named or one.milestones
    )
    return replace(book, articles=tuple(bare))


def _noticed(mutant: Mutant, telling: list[_Telling]) -> bool:
    """Whether some story fails; the one that did goes to the front, it notices others too."""
    for place, one in enumerate(telling):
        if one.fails(mutant.article):
            telling.insert(0, telling.pop(place))
            return True
    return False
