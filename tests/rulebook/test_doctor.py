"""What is sound TOML and yet leaks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.rulebook.sample import VOCABULARY, duty, read, text_of_articles
from youzhang.rulebook.doctor import STRICT, Doctor, Finding, is_life
from youzhang.rulebook.faults import RulebookRefused
from youzhang.rulebook.vocabulary import FactKind, Vocabulary

CHAIN = 'escalates = [{ after = "5 minutes", from = "opening", to = ["head"] }]\n'
NEAR = "a.told"


def entered(**fields: str) -> str:
    """A duty whose term runs from the entry."""
    return duty(**{"starts": '"entry"', **fields})


def gate(name: str, before: str, needs: str = "[]", people: str = "") -> str:
    apart = f"different_people = {people}\n" if people else ""
    return (
        f'[[article.gate]]\nname = "{name}"\nbefore = "{before}"\nneeds = {needs}\n{apart}'
        'way_on = { en = "First", zh = "先" }\n'
    )


def found(*rules: str, article: str = "60", recorded: set[str] | None = None, acts: bool = True) -> list[str]:
    """What the doctor finds in an article with these rules, in words."""
    book = read(text_of_articles({article: rules}))
    kinds = set(VOCABULARY.facts) if recorded is None else recorded
    return [str(one) for one in Doctor(book, VOCABULARY, kinds, lambda _name: acts).findings()]


@pytest.mark.parametrize("due", ['"at once"', '"30 minutes"', '"24 hours"', '["1 hour", "2 hours"]'])
def test_what_is_due_in_hours_tells_somebody_when_it_waits(due: str) -> None:
    (finding,) = found(entered(due=due))
    assert finding.startswith("psych:60 reply: due ")
    assert "nobody is told when it waits" in finding
    assert found(entered(due=due) + CHAIN) == []
    reason = 'escalates = "nobody"\nescalates_why = "It is over by itself."\n'
    assert found(entered(due=due) + reason) == []


def test_days_need_no_chain() -> None:
    assert found(entered(due='"3 days"')) == []


@pytest.mark.parametrize(
    "lines", ['escalates = "nobody"\n', 'escalates_why = "So."\n', CHAIN + 'escalates_why = "So."\n']
)
def test_nobody_is_told_only_for_a_reason_and_a_reason_only_where_nobody_is(lines: str) -> None:
    with pytest.raises(RulebookRefused, match="nobody is told only for a reason"):
        found(entered(due='"1 hour"') + lines)


def test_whoever_answers_another_has_the_term_from_the_entry() -> None:
    (finding,) = found(duty(due='"3 days"', closes_on='"a.answered"', opens_on='"a.asked"', held_by='"lead"'))
    assert "the term does not run from the entry" in finding
    assert found(duty(due='"3 days"', starts='"entry"')) == []
    assert found(duty(due='"3 days"', held_by='"by"')) == []
    assert found(duty(due='"on matter.starts_on"')) == []
    assert found(duty(due='"3 days"', opens_on='"a.opened"')) == []


def test_an_act_is_named_and_facts_are_recorded() -> None:
    rule = duty(due='"3 days"', starts='"entry"', does='"room:reply"')
    assert found(rule) == []
    assert found(rule, acts=False) == ["psych:60 reply: `does` names no page: room:reply"]
    recorded = set(VOCABULARY.facts) - {"a.asked", "a.answered"}
    assert found(rule, recorded=recorded) == [
        "psych:60 reply: no act records a.answered",
        "psych:60 reply: no act records a.asked",
    ]


@pytest.mark.parametrize(
    ("article", "life"),
    [("psych:3", True), ("psych:14b", True), ("psych:15.3a", True), ("psych:50", True), ("psych:53.3", True),
     ("psych:30", False), ("psych:34.1d", False), ("psych:53.1", False), ("psych:5", False)],
)  # fmt: skip
def test_a_life_hangs_on_these_articles_and_what_stands_under_them(article: str, life: bool) -> None:
    assert is_life(article) is life


def test_a_life_duty_does_not_end_by_one_person_alone() -> None:
    rule = duty(due='"3 days"', starts='"entry"', lapses_on='["a.withdrawn"]')
    alone = "it lapses with a.withdrawn, which one person records alone"
    assert [words for words in found(rule, article="15.3") if alone in words]
    assert [words for words in found(rule, article="15.3") if "can be waived" in words]
    second = gate("two", "a.withdrawn", people='["a.opened", "a.withdrawn"]')
    assert not [words for words in found(rule, second, article="15.3") if alone in words]
    goes_on = duty("again", due='"3 days"', opens_on='"a.withdrawn"')
    assert not [words for words in found(rule, goes_on, article="15.3") if alone in words]
    assert found(rule, article="60") == []


def test_gates_that_wait_for_each_other_are_a_circle() -> None:
    there = gate("one", "a.answered", '["a.opened"]')
    assert found(there) == []
    back = gate("two", "a.opened", '["a.answered"]')
    assert found(there, back) == [
        "psych:60 one: a.answered waits for what waits for it",
        "psych:60 two: a.opened waits for what waits for it",
    ]
    way_out = gate("two", "a.opened", '[["a.answered", "a.asked"]]')
    assert found(there, way_out) == []


def test_three_people_are_enough_or_it_is_said() -> None:
    three = gate("apart", "a.answered", people='["a.opened", "a.asked", "a.answered"]')
    assert found(three) == []
    kinds = ("a.opened", "a.asked", "a.reopened", "a.answered")
    each = [
        gate(f"g{n}", kind, people=str([*kinds[:n], kind]).replace("'", '"'))
        for n, kind in enumerate(kinds)
        if n
    ]
    words = found(*each)
    assert words
    assert all("3 people cannot do all" in one for one in words)


def test_a_term_does_not_end_before_what_its_gate_asks_for_may_exist() -> None:
    close = duty("close", due='"3 days"', starts='"entry"', closes_on='"a.answered"')
    wait = duty("wait", closes_on='"a.held"', not_before='"{0} days"', due='"30 days"')
    needs = gate("held", "a.answered", '["a.held"]')
    early = found(close, wait.replace("{0}", "5"), needs)
    assert early == ["psych:60 close: due before a.held can exist, which held asks for"]
    assert found(close, wait.replace("{0}", "2"), needs) == []


def test_a_finding_fails_the_check_only_where_its_chapter_is_done() -> None:
    book = read(text_of_articles({"60": [duty(due='"1 hour"')]}))
    article = book.articles[0]
    assert Finding(article, "reply", "x").is_error is False
    chapter = sorted(STRICT)[0].partition(":")[2]
    assert Finding(replace(article, chapter=chapter), "reply", "x").is_error is True


def test_a_kind_with_another_name_is_no_answer() -> None:
    kinds = [*VOCABULARY.facts.values(), FactKind(NEAR, "")]
    vocabulary = Vocabulary.of(kinds, VOCABULARY.matters.values(), VOCABULARY.roles)
    book = read(text_of_articles({"60": [duty(due='"3 days"', closes_on=f'"{NEAR}"')]}))
    assert Doctor(book, vocabulary, set(vocabulary.facts), lambda _name: True).findings() == []
