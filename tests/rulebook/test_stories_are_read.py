from __future__ import annotations

from pathlib import Path

import pytest

from tests.rulebook.sample import HEAD, duty, text_of
from tests.rulebook.telling import ASKED, faults, told
from youzhang.rulebook.faults import RulebookRefused
from youzhang.rulebook.grammar import load_folder

OWED = '{ owed = "a.answered" }'
PLACE = "stories/one.toml psych:1 story “As it goes”."


def test_a_sound_story_has_no_fault() -> None:
    planned = (
        '{ at = "2026-03-02 10:00", fact = "a.planned", by = "worker2", data = { starts_on = "2026-03-09" }, '
        'entered = "2026-03-02 11:00", answers = "asked" }'
    )
    facts = f"{ASKED}, {planned}"
    said = '{ owed = "a.answered", by = ["worker"], due = "2026-03-05", states = { "2026-03-03 09:00" = "open" } }'
    assert faults(told(said, facts=facts), duty()) == []


@pytest.mark.parametrize(
    ("facts", "line", "fault"),
    [
        (ASKED.replace("a.asked", "a.aksed"), OWED, "facts[1].fact: there is no fact kind 'a.aksed'"),
        (ASKED.replace('"worker"', '"wroker"'), OWED, "facts[1].by: 'wroker' is nobody of the cast"),
        (
            ASKED.replace('"worker"', '"officr"'),
            OWED,
            "facts[1].by: 'officr' is nobody of the cast; right would be 'officer'",
        ),
        (
            ASKED.replace("a.asked", "feedback.asked"),
            OWED,
            "facts[1].fact: there is no fact kind 'feedback.asked'; right would be a kind of fact that "
            "`youzhang explain --facts` lists",
        ),
        (f"{ASKED}, {ASKED}", OWED, "facts[2].as: 'asked' is an earlier fact's name; right would be "),
        (ASKED.replace("09:00", "9 am"), OWED, "facts[1].at: '2026-03-02 9 am' is not a time of a day"),
        (ASKED.replace("by =", "buy ="), OWED, "facts[1].buy: is not a field here"),
        (
            ASKED.replace("as =", "entered = '2026-03-01 09:00', as ="),
            OWED,
            "facts[1].entered: was entered before it happened",
        ),
        (
            ASKED.replace("as =", "data = { age = true }, as ="),
            OWED,
            "facts[1].data.age: True is not a count",
        ),
        (
            ASKED.replace("as =", "data = { ages = 3 }, as ="),
            OWED,
            "facts[1].data: there is no field of a.asked 'ages'",
        ),
        (
            '{ at = "2026-03-02 09:00", fact = "a.planned" }',
            OWED,
            "facts[1].data.starts_on: is missing",
        ),
        (
            '{ at = "2026-03-02 09:00", takes_away = "asked" }',
            OWED,
            "facts[1].takes_away: there is no earlier fact 'asked'",
        ),
        (ASKED, '{ owes = "a.answered" }', "then[1]: says not one thing that follows"),
        (ASKED, '{ owed = "a.answred" }', "then[1]: there is no fact kind 'a.answred'"),
        (
            ASKED,
            '{ owed = "a.answered", states = { "2026-03-03 09:00" = "overdue" } }',
            "then[1].states.2026-03-03 09:00: 'overdue' does not fit",
        ),
        (
            ASKED,
            '{ owed = "a.answered", opened_by = "call" }',
            "then[1].opened_by: there is no fact in this story 'call'",
        ),
        (
            ASKED,
            '{ owed = "a.answered", by = ["boss"] }',
            "then[1]: 'boss' is nobody of the cast",
        ),
        (
            ASKED,
            '{ never = "a.answered", article = "2" }',
            "article: there is no article 'psych:2'; right would be 'psych:1', or another `--rulebook` for this file",
        ),
        (ASKED, '{ nothing = "2026-03-01 09:00" }', "then[1].nothing: lies before the story begins"),
    ],
)  # fmt: skip
def test_a_fault_says_where_what_and_what_would_be_right(facts: str, line: str, fault: str) -> None:
    found = faults(told(line, facts=facts), duty())
    assert [words for words in found if words.startswith(f"{PLACE}{fault}")], found
    assert all("; right would be " in words for words in found)


def test_a_story_of_an_unknown_matter_or_without_anything_that_follows_is_refused() -> None:
    assert faults(told(OWED, on="cases"), duty())[0].startswith(
        f"{PLACE}on: there is no matter kind 'cases'; right would be "
    )
    assert "nothing follows from it" in faults(told(), duty())[0]


def test_an_edition_brings_its_stories_in_a_folder_beside_its_rules(tmp_path: Path) -> None:
    rules = text_of(duty()).removeprefix(head := HEAD.split("[[chapter]]")[0].format(
        edition=1, encoding=1, in_force_from="2026-01-01", running="old"))  # fmt: skip
    chapters, articles = rules.split("[[article]]", 1)
    (tmp_path / "stories").mkdir()
    for name, text in {"book.toml": head, "chapters.toml": chapters, "01.toml": f"[[article]]{articles}",
                       "stories/01.toml": told(OWED)}.items():  # fmt: skip
        (tmp_path / name).write_text(text, "utf-8")
    found = load_folder(tmp_path)
    (story,) = found.stories
    assert (story.article, story.file, len(found.articles)) == ("psych:1", "stories/01.toml", 1)
    (tmp_path / "stories" / "02.toml").write_text("way =", "utf-8")
    with pytest.raises(RulebookRefused, match=r"02\.toml"):
        _ = load_folder(tmp_path).stories
