"""Stories of the invented vocabulary, in a few lines."""

from __future__ import annotations

from dataclasses import replace

from tests.rulebook.sample import VOCABULARY, book
from youzhang.rulebook.book import Rulebook
from youzhang.rulebook.faults import RulebookRefused
from youzhang.rulebook.stories import Story
from youzhang.rulebook.stories_check import check_stories
from youzhang.rulebook.verdicts import Verdict, judge

ASKED = '{ at = "2026-03-02 09:00", fact = "a.asked", by = "worker", as = "asked" }'


def told(*lines: str, facts: str = ASKED, on: str = "case", article: str = "1", head: str = "") -> str:
    """A story in TOML: what happened, and what follows."""
    return (
        f'[[article]]\nid = "{article}"\n[[article.story]]\nway = "wanted"\n'
        f'title = {{ en = "As it goes", zh = "照常" }}\non = "{on}"\n{head}'
        f"facts = [{facts}]\nthen = [{', '.join(lines)}]\n"
    )


def read(text: str, *rules: str) -> tuple[Rulebook, Story]:
    """A book with these rules, and its one story."""
    found = replace(book(*rules), story_files=(("stories/one.toml", text),))
    (story,) = found.stories
    return found, story


def faults(text: str, *rules: str) -> list[str]:
    """What is wrong in a story, in words."""
    try:
        found, story = read(text, *rules)
    except RulebookRefused as refused:
        return [str(fault) for fault in refused.faults]
    return [str(fault) for fault in check_stories([story], found, VOCABULARY)]


def verdict(text: str, *rules: str) -> Verdict:
    """What comes of a sound story."""
    found, story = read(text, *rules)
    assert check_stories([story], found, VOCABULARY) == []
    return judge(story, found, VOCABULARY)


def differences(text: str, *rules: str) -> list[str]:
    """In what story and rules differ, without the story's name."""
    return [words.partition("”, ")[2] for words in verdict(text, *rules).differences]
