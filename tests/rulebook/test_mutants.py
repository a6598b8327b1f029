"""A rule changed by one step, and whether a story notices."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.rulebook.sample import VOCABULARY, duty
from tests.rulebook.telling import ASKED, read, told
from youzhang.rulebook.mutants import mutants
from youzhang.rulebook.mutating import try_all, try_article

RULE = duty(
    due='"3 days"',
    opens_on='["a.asked", "a.reopened"]',
    held_by='["worker", "head"]',
    lapses_on='["a.withdrawn"]',
    same='["session"]',
    escalates='[{ after = "1 day", from = "due", to = ["head"] }]',
)
GATE = """
[[article.gate]]
name = "told"
before = "a.answered"
when = { good = true }
needs = ["a.opened", ["a.asked", "a.reopened"]]
different_people = ["a.opened", "a.answered"]
way_on = { en = "Open first", zh = "先开" }
"""


def changes(rule: str) -> dict[str, list[str]]:
    """The changes of the one rule, by what they are of."""
    book, _story = read(told('{ owed = "a.answered" }'), rule)
    found: dict[str, list[str]] = {}
    for one in mutants(book.articles[0]):
        found.setdefault(one.of, []).append(one.what.partition(": ")[2])
        assert one.article != book.articles[0], one.what
    return found


def test_each_term_holder_opener_closer_and_step_is_changed_by_one() -> None:
    found = changes(RULE)
    assert {"due 3 days → 4 days", "due 3 days → 2 days", "due 3 days → 3 working days"} <= set(found["term"])
    assert found["opener"] == ["opens on all but a.asked", "opens on all but a.reopened"]
    assert {"closes on all but a.answered", "lapses on all but a.withdrawn", "same without session"} <= set(
        found["closer"]
    )
    assert found["holder"] == [
        "held by somebody else instead of worker",
        "held by somebody else instead of head",
        "held by somebody else besides",
    ]
    assert {"escalation 1 left out", "escalation 1 after 2 days", "escalation 1 from the opening"} <= set(
        found["escalation"]
    )


@pytest.mark.parametrize(
    ("due", "said"),
    [
        ('"at once"', "due at once → 1 minute"),
        ('"on matter.starts_on"', "due on matter.starts_on → 1 day after matter.starts_on"),
        (
            '"2 days before matter.starts_on"',
            "due 2 days before matter.starts_on → 2 days after matter.starts_on",
        ),
        ('["1 day", "7 days"]', "due 1 day, 7 days → 1 day"),
        ("", "due without a term → 1 day"),
    ],
)
def test_every_kind_of_term_is_changed(due: str, said: str) -> None:
    assert said in changes(duty(due=due))["term"]


def test_a_gate_a_milestone_and_a_period_are_changed() -> None:
    assert changes(GATE)["gate"] == [
        "not before a.answered",
        "needs all but a.opened",
        "needs all but a.asked|a.reopened",
        "needs all but a.asked",
        "needs all but a.reopened",
        "whatever good says",
        "the same person may",
    ]
    milestone = '[[article.milestone]]\nname = "both"\nall = ["a.opened", "a.asked"]\n'
    assert changes(milestone)["milestone"] == ["needs all but a.opened", "needs all but a.asked"]
    single = milestone.replace('["a.opened", "a.asked"]', '[["a.opened", "a.asked"]]')
    assert changes(single)["milestone"] == ["needs all but a.opened", "needs all but a.asked"]
    monthly = changes(duty(every='"month"', on='"centre-year"', closes_on='"a.held"', count="2"))
    assert {"every quarter", "2 → 1 time(s)", "2 → 3 time(s)"} <= set(monthly["term"])


@pytest.mark.parametrize("due", ['"on matter.starts_on"', '"2 days before matter.starts_on"', ""])
def test_where_a_term_starts_is_no_change_when_a_date_decides_it(due: str) -> None:
    steps = '[{ after = "1 hour", from = "due", to = ["head"] }]'
    assert "starts with the entry" not in changes(duty(due=due, escalates=steps))["term"]
    from_opening = changes(duty(due=due, escalates=steps.replace('"due"', '"opening"')))
    assert "starts with the entry" in from_opening["term"]
    assert "starts with the entry" in changes(duty(due='"3 days"', escalates=steps))["term"]


def test_a_step_by_the_clock_comes_at_one_hour_from_the_opening_and_from_what_is_due_at_once() -> None:
    steps = '[{ after = "10 minutes", from = "opening", to = ["head"] }]'
    assert "escalation 1 from the due" not in changes(duty(due='"at once"', escalates=steps))["escalation"]
    assert "escalation 1 from the due" in changes(duty(due='"1 hour"', escalates=steps))["escalation"]
    by_days = steps.replace("10 minutes", "1 day")
    assert "escalation 1 from the due" in changes(duty(due='"at once"', escalates=by_days))["escalation"]


def test_a_gate_whose_need_only_a_rooms_check_still_asks_for_is_noticed() -> None:
    gate = GATE.replace("way_on", 'check = "tests.rulebook.sample.check_nothing"\nway_on')
    line = '{ refused = "a.answered", at = "2026-03-03 10:00", by = "head", data = { good = true } }'
    book, _story = read(told(line, facts='{ at = "2026-03-02 09:00", fact = "a.opened", by = "desk" }'), gate)
    (tried,) = try_all(book, VOCABULARY)
    assert "told: needs all but a.asked|a.reopened" not in {one.what for one in tried.unnoticed}


def test_what_a_story_says_is_noticed_and_what_none_says_is_listed() -> None:
    book, _story = read(told('{ owed = "a.answered", due = "2026-03-05" }'), RULE)
    tried = try_article(book.articles[0], book, VOCABULARY)
    passed = {one.what for one in tried.unnoticed}
    # No weekend lies in the story: it tells the two kinds of days not apart.
    assert {what for what in passed if "due 3 days → " in what} == {"reply: due 3 days → 3 working days"}
    assert "reply: opens on all but a.asked" not in passed
    assert {"reply: opens on all but a.reopened", "reply: held by somebody else instead of worker"} <= passed
    assert tried.changes > len(passed)


def test_a_fuller_story_notices_more_and_a_known_difference_nothing() -> None:
    text = told(
        '{ owed = "a.answered", only_by = ["worker", "head"], tells = { "2026-03-07 00:00" = ["head"] } }',
        facts=ASKED,
    )
    book, _story = read(text, RULE)
    (tried,) = try_all(book, VOCABULARY)
    assert not [one.what for one in tried.unnoticed if one.of == "holder"]
    known, _story = read(text.replace("facts =", 'differs = "so far"\nfacts ='), RULE)
    (tried,) = try_all(known, VOCABULARY)
    assert len(tried.unnoticed) == tried.changes
    assert list(try_all(replace(book, articles=()), VOCABULARY)) == []
    assert list(try_all(book, VOCABULARY, ["psych:2"])) == []
