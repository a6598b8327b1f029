"""A centre's own values judge what opens from their day on, under the edition that they lie over."""

from __future__ import annotations

from tests.rulebook.sample import at, book, day, duties, duty, end_of, fact, read, text_of
from youzhang.rulebook.book import Rulebook
from youzhang.rulebook.editions import Editions
from youzhang.rulebook.overlay import overlay

RANGE = '{ due = { floor = "1 day", ceiling = "3 days" } }'
REPLY = duty(due='"3 days"', settable=RANGE)
BASE = book(REPLY)


def own(base: Rulebook, begins: str, due: str, number: int) -> Rulebook:
    head = f'[rulebook]\nbase = "psych@{base.edition}"\nin_force_from = {begins}\n'
    return overlay(base, f'{head}[set]\n"1.reply.due" = "{due}"\n', number=number)


def dues(*books: Rulebook, **options: str) -> list[tuple[int, object]]:
    asked = [fact("a.asked", at(when)) for when in ("2026-03-02", "2026-03-20", "2026-05-04")]
    return [(one.edition, one.due) for one in duties(list(books), *asked)]


def test_what_opened_before_keeps_its_term_in_the_same_matter() -> None:
    april = own(BASE, "2026-04-01", "1 day", 1001)
    assert dues(BASE, april) == [
        (1, end_of("2026-03-05")),
        (1, end_of("2026-03-23")),
        (1001, end_of("2026-05-05")),
    ]


def test_the_latest_day_counts() -> None:
    march, may = own(BASE, "2026-03-10", "2 days", 1001), own(BASE, "2026-05-01", "1 day", 1002)
    assert [edition for edition, _due in dues(may, BASE, march)] == [1, 1001, 1002]


def test_they_judge_nothing_that_their_edition_does_not_judge() -> None:
    """A matter begun before the regulation came into force stays outside it (psych:77)."""
    asked = fact("a.asked", at("2025-12-31")), fact("a.asked", at("2026-05-04"))
    assert duties([BASE, own(BASE, "2026-04-01", "1 day", 1001)], *asked) == []


def test_a_new_edition_of_the_text_begins_without_them() -> None:
    second = read(text_of(REPLY, edition=2, in_force_from="2026-07-01"))
    editions = Editions.of(BASE, second, own(BASE, "2026-04-01", "1 day", 1001))
    assert editions.in_force(day("2026-06-30")).edition == 1001  # type: ignore[union-attr]
    assert editions.in_force(day("2026-07-01")) is second
    assert editions.judging(day("2026-06-01"), day("2026-08-01")).edition == 1001  # type: ignore[union-attr]


def test_one_answer_closes_the_oldest_whatever_value_it_opened_under() -> None:
    base = book(duty(due='"3 days"', settable=RANGE, closes='"oldest"'))
    asked = [fact("a.asked", at(when)) for when in ("2026-03-02", "2026-05-04")]
    found = duties(
        [base, own(base, "2026-04-01", "1 day", 1001)], *asked, fact("a.answered", at("2026-05-05"))
    )
    assert [one.outcome for one in found] == ["met", "open"]
