from __future__ import annotations

from uuid import UUID

import pytest

from tests.rulebook.sample import ANNA, BEN, at, book, correct, fact, void
from youzhang.rulebook.editions import Editions
from youzhang.rulebook.gates import GateRefusal, checks, refusals
from youzhang.rulebook.views import FactView

GATE = """
[[article.gate]]
name = "told"
before = "a.answered"
when = { good = true }
needs = ["a.opened", [{ fact = "a.asked", when = { on_site = true } }, "a.reopened"]]
different_people = ["a.opened", "a.answered"]
check = "cases.rules.check_may_answer"
override = "life"
way_on = { en = "Ask first", zh = "先询问" }
"""
EDITIONS = Editions.of(book(GATE))
MONDAY = at("2026-03-02")


def refused(*facts: FactView, by: UUID = BEN, good: bool = True) -> list[GateRefusal]:
    return refusals(EDITIONS, "a.answered", {"good": good}, by, facts)


def test_a_gate_names_what_is_missing_and_the_way_on() -> None:
    (refusal,) = refused(fact("a.planned", MONDAY))
    assert (refusal.article, refusal.name, refusal.override) == ("psych:1", "told", "life")
    assert refusal.missing == ("a.opened", "a.asked|a.reopened")
    assert refusal.way_on.in_language("zh-hans") == "先询问"


@pytest.mark.parametrize("kind", ["a.reopened", "a.asked"])
def test_any_of_an_inner_list_is_enough(kind: str) -> None:
    assert refused(fact("a.opened", MONDAY), fact(kind, MONDAY, on_site=True)) == []


def test_a_needed_fact_must_fit_its_condition_and_stand() -> None:
    opened, asked = fact("a.opened", MONDAY), fact("a.asked", MONDAY, on_site=False)
    again = fact("a.reopened", MONDAY)
    assert refused(opened, asked)[0].missing == ("a.asked|a.reopened",)
    assert refused(opened, again, void(again, at("2026-03-03")))[0].missing == ("a.asked|a.reopened",)


def test_a_gate_stands_only_when_its_condition_holds_and_before_its_kind() -> None:
    assert refused(good=False) == []
    assert refusals(EDITIONS, "a.planned", {"good": True}, BEN, []) == []


def test_the_same_person_may_not_do_both_even_after_a_correction() -> None:
    opened, again = fact("a.opened", MONDAY, by=ANNA), fact("a.reopened", MONDAY)
    (refusal,) = refused(opened, again, by=ANNA)
    assert (refusal.missing, refusal.same_person) == ((), ("a.opened",))
    assert refused(opened, again, by=BEN) == []
    assert refused(opened, again, correct(opened, at("2026-03-04")), by=ANNA)


def test_the_checks_of_a_room_are_named() -> None:
    ((article, gate),) = checks(EDITIONS, "a.answered", {"good": True}, [])
    assert (article.id, gate.check) == ("psych:1", "cases.rules.check_may_answer")
    assert checks(EDITIONS, "a.answered", {"good": False}, []) == []


def test_before_the_rulebook_is_in_force_no_gate_stands() -> None:
    assert refusals(EDITIONS, "a.answered", {"good": True}, BEN, [], at("2025-12-01")) == []
    assert refusals(Editions(()), "a.answered", {"good": True}, BEN, []) == []


def test_what_was_entered_before_a_new_beginning_does_not_count() -> None:
    again = """
    [[article.gate]]
    name = "anew"
    before = "a.answered"
    needs = ["a.asked"]
    since = ["a.opened", "a.reopened"]
    way_on = { en = "Ask again", zh = "再问一次" }
    """
    editions = Editions.of(book(again))
    opened, asked = fact("a.opened", MONDAY), fact("a.asked", MONDAY, on_site=True)
    reopened = fact("a.reopened", at("2026-03-04"))
    asked_again = fact("a.asked", at("2026-03-05"), on_site=True)

    def missing(*facts: FactView) -> list[tuple[str, ...]]:
        return [one.missing for one in refusals(editions, "a.answered", {"good": True}, BEN, facts)]

    assert missing(asked) == []
    assert missing(opened, asked, reopened) == [("a.asked",)]
    assert missing(opened, asked, reopened, asked_again) == []
