"""Every story of the built-in books: the rules say what it says, or differ as it says itself."""

from __future__ import annotations

from collections import Counter

import pytest

from youzhang.ledger.registry import vocabulary
from youzhang.rulebook.library import BOOKS, builtin
from youzhang.rulebook.stories import Story
from youzhang.rulebook.stories_check import check_stories
from youzhang.rulebook.verdicts import judge

STORIES = [story for book in BOOKS for story in builtin(book).stories]


@pytest.mark.parametrize("book", BOOKS)
def test_the_stories_use_only_declared_words(book: str) -> None:
    assert [str(fault) for fault in check_stories(builtin(book).stories, builtin(book), vocabulary())] == []


@pytest.mark.parametrize("story", STORIES, ids=lambda story: f"{story.article} {story.title.en}")
def test_a_story_holds_or_differs_as_it_says(story: Story) -> None:
    book = builtin(story.article.partition(":")[0])
    assert judge(story, book, vocabulary()).faults == ()


def test_no_article_tells_two_stories_under_one_title() -> None:
    for title in ("en", "zh"):
        told = Counter((story.article, getattr(story.title, title)) for story in STORIES)
        assert [name for name, times in told.items() if times > 1] == []
