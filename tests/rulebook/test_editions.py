"""Which edition judges, for the whole life of a duty."""

from __future__ import annotations

import pytest

from tests.rulebook.sample import at, book, day, duties, duty, end_of, fact, only, read, text_of
from youzhang.rulebook.editions import Editions

THREE = duty(due='"3 days"')
FIRST = book(THREE)


def second(running: str, due: str = '"1 day"', **head):
    values = {"edition": 2, "in_force_from": "2026-07-01", "running": running, **head}
    return read(text_of(duty(due=due, held_by='"lead"'), **values))


@pytest.mark.parametrize(("running", "edition", "due"), [("old", 1, "2026-07-13"), ("new", 2, "2026-07-11")])
def test_a_matter_begun_under_the_old_edition(running: str, edition: int, due: str) -> None:
    asked = [fact("a.asked", at(when)) for when in ("2026-06-01", "2026-07-10")]
    before, after = duties([FIRST, second(running)], *asked)
    assert (before.edition, before.due, before.holders) == (1, end_of("2026-06-04"), ("worker",))
    assert (after.edition, after.due) == (edition, end_of(due))


def test_the_closing_fact_never_chooses_the_edition() -> None:
    facts = fact("a.asked", at("2026-06-30")), fact("a.answered", at("2026-07-03"))
    one = only([FIRST, second("new")], *facts)
    assert (one.edition, one.late) == (1, False)


def test_a_matter_begun_under_the_new_edition() -> None:
    assert only([FIRST, second("old")], fact("a.asked", at("2026-07-01", 0))).edition == 2
    assert only([FIRST, second("old")], fact("a.asked", at("2026-06-30", 23, 59))).edition == 1


def test_before_the_first_edition_nothing_is_owed() -> None:
    assert duties(FIRST, fact("a.asked", at("2025-12-31"))) == []
    assert duties(FIRST, fact("a.asked", at("2025-12-31")), fact("a.asked", at("2026-02-01"))) == []


def test_a_later_edition_for_new_matters_only_does_not_undo_one_for_all() -> None:
    third = second("old", '"9 days"', edition=3, in_force_from="2026-09-01")
    asked = [fact("a.asked", at(when)) for when in ("2026-06-01", "2026-10-15")]
    assert [one.edition for one in duties([FIRST, second("new"), third], *asked)] == [1, 2]


def test_a_later_encoding_of_an_edition_replaces_the_earlier_and_keeps_identities() -> None:
    corrected = read(text_of(duty(due='"2 days"'), encoding=2))
    asked = fact("a.asked", at("2026-03-02"))
    one = only([corrected, FIRST], asked)
    assert one.due == end_of("2026-03-04")
    assert one.identity == only(FIRST, asked).identity


def test_editions_of_two_regulations_are_refused() -> None:
    other = read(text_of(THREE).replace('id = "psych"', 'id = "welfare"'))
    with pytest.raises(ValueError, match="psych, welfare"):
        Editions.of(FIRST, other)


def test_the_edition_in_force_on_a_day() -> None:
    editions = Editions.of(second("old"), FIRST)
    found = [editions.in_force(day(text)) for text in ("2025-12-31", "2026-06-30", "2026-07-01")]
    assert [one.edition if one else None for one in found] == [None, 1, 2]
