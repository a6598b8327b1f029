"""From when a duty is too late to do: it ends as missed, whatever comes afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rulebook.sample import at, book, correct, day, derived, duties, duty, end_of, fact, only
from youzhang.rulebook.views import FactView

OPEN, START = "2026-03-02", "2026-03-09"
RULES = book(
    duty(
        due='"2 days before nearest.starts_on"',
        past='"at once"',
        until='["nearest.begins_at", "nearest.starts_on"]',
        lapses_on='"a.withdrawn"',
        escalates="""[
          { after = "12 hours", from = "due", to = "lead" },
          { after = "9 days", from = "due", to = "head" },
        ]""",
        reminds='["1 day before due"]',
    )
)


def planned(when: datetime, starts: str = START, hour: int | None = None, key: int = 0) -> FactView:
    """The start is set: the day, and the hour if one is given."""
    begins = {} if hour is None else {"begins_at": at(starts, hour)}
    return fact("a.planned", when, key, starts_on=day(starts), **begins)


def noted(one: UUID, when: datetime) -> FactView:
    """The worker found that it is too late."""
    return fact("ledger.duty_missed", when, duty=one)


ASKED = fact("a.asked", at(OPEN, 10))


def test_it_is_owed_until_the_hour_or_else_the_end_of_the_day() -> None:
    by_the_day = only(RULES, planned(at(OPEN)), ASKED)
    assert (by_the_day.outcome, by_the_day.until) == ("open", end_of(START))
    by_the_hour = only(RULES, planned(at(OPEN), hour=14), ASKED)
    assert (by_the_hour.outcome, by_the_hour.until) == ("open", at(START, 14))


def test_it_ends_as_missed_and_late_when_it_began_once_that_is_noted() -> None:
    start = planned(at(OPEN), hour=14)
    one = only(RULES, start, ASKED)
    missed = only(RULES, start, ASKED, noted(one.identity, at(START, 15)))
    assert (missed.outcome, missed.late, missed.closed_at, missed.closed_by) == (
        ("missed", True, at(START, 14), None)
    )
    assert (missed.until, missed.escalations, missed.reminds) == (None, (), ())


def test_a_note_that_comes_too_early_ends_nothing() -> None:
    start = planned(at(OPEN), hour=14)
    one = only(RULES, start, ASKED)
    assert only(RULES, start, ASKED, noted(one.identity, at(START, 13))).outcome == "open"
    later = planned(at(START, 12), "2026-03-16", hour=14, key=1)
    moved = only(RULES, start, ASKED, later, noted(one.identity, at(START, 15)))
    assert (moved.outcome, moved.until) == ("open", at("2026-03-16", 14))


@pytest.mark.parametrize(("hour", "outcome"), [(13, "met"), (14, "open"), (15, "open")])
def test_what_is_done_when_it_has_begun_does_not_count(hour: int, outcome: str) -> None:
    done = fact("a.answered", at(START, hour))
    assert only(RULES, planned(at(OPEN), hour=14), ASKED, done).outcome == outcome


def test_what_was_done_in_time_counts_however_late_it_is_entered() -> None:
    start = planned(at(OPEN), hour=14)
    one = only(RULES, start, ASKED)
    done = replace(fact("a.answered", at("2026-03-07")), recorded_at=at("2026-03-20"))
    found = only(RULES, start, ASKED, noted(one.identity, at(START, 15)), done)
    assert (found.outcome, found.late, found.entered_after) == ("met", False, True)


def test_a_waiver_or_a_lapse_comes_too_late_likewise() -> None:
    start = planned(at(OPEN), hour=14)
    one = only(RULES, start, ASKED)
    for after in (
        fact("ledger.duty_waived", at(START, 14), duty=one.identity, reason_code="done_elsewhere"),
        fact("a.withdrawn", at(START, 14)),
        fact("a.cancelled", at(START, 14)),
    ):
        found = only(RULES, start, ASKED, after, noted(one.identity, at(START, 15)))
        assert found.outcome == "missed"
        before = replace(after, at=at(START, 13))
        assert only(RULES, start, ASKED, before, noted(one.identity, at(START, 15))).outcome != "missed"


def test_a_waiver_of_old_that_came_before_anybody_noted_it_stays() -> None:
    start = planned(at(OPEN), hour=14)
    one = only(RULES, start, ASKED)
    waived = fact("ledger.duty_waived", at(START, 16), duty=one.identity, reason_code="done_elsewhere")
    assert only(RULES, start, ASKED, waived).outcome == "waived"


def test_what_had_begun_before_its_date_moved_stays_missed_without_any_note() -> None:
    moved = planned(at(START, 16), "2026-03-16", hour=14, key=1)
    found = only(RULES, planned(at(OPEN), hour=14), ASKED, moved)
    assert (found.outcome, found.closed_at) == ("missed", at(START, 14))


def test_a_date_moved_in_time_moves_the_end() -> None:
    moved = planned(at(START, 13), "2026-03-16", hour=10, key=1)
    assert only(RULES, planned(at(OPEN), hour=14), ASKED, moved).until == at("2026-03-16", 10)


def test_a_later_day_without_an_hour_beats_an_earlier_hour() -> None:
    moved = planned(at("2026-03-05"), "2026-03-16", key=1)
    assert only(RULES, planned(at(OPEN), hour=14), ASKED, moved).until == end_of("2026-03-16")


def test_a_corrected_date_takes_the_end_back() -> None:
    start = planned(at(OPEN), hour=14)
    one = only(RULES, start, ASKED)
    right = correct(
        start, at(START, 16), data={"starts_on": day("2026-03-16"), "begins_at": at("2026-03-16", 14)}
    )
    found = only(RULES, start, ASKED, noted(one.identity, at(START, 15)), right)
    assert (found.outcome, found.until) == ("open", at("2026-03-16", 14))


def test_what_has_no_point_when_it_opens_is_never_owed() -> None:
    late = fact("a.asked", at(START, 14))
    found = only(RULES, planned(at(OPEN), hour=14), late)
    assert (found.outcome, found.late) == ("lapsed", None)


def test_the_matter_s_own_start_goes_before_its_parent_s() -> None:
    above = [planned(at(OPEN), hour=14)]
    assert only(RULES, ASKED, parent=above).until == at(START, 14)
    assert only(RULES, ASKED, planned(at(OPEN, 11), "2026-03-06", hour=8), parent=above).until == at(
        "2026-03-06", 8
    )


def test_without_a_date_it_waits() -> None:
    found = only(RULES, ASKED)
    assert (found.outcome, found.until, found.due) == ("open", None, None)


def test_nobody_is_called_to_what_cannot_be_done_any_more() -> None:
    steps = [step for _moment, step, _roles in only(RULES, planned(at(OPEN), hour=14), ASKED).escalations]
    assert steps == [1]


@st.composite
def histories(draw: st.DrawFn) -> list[FactView]:
    """Starts set and moved, requests, answers, withdrawals, and notes of the worker."""
    facts = [planned(at(OPEN, 8))]
    identities = [only(RULES, facts[0], ASKED).identity]
    for number in range(draw(st.integers(1, 8))):
        when = at(OPEN) + timedelta(hours=draw(st.integers(0, 200)))
        kind = draw(st.sampled_from(["a.asked", "a.answered", "a.withdrawn", "a.planned", "note"]))
        if kind == "a.planned":
            start = when + timedelta(hours=draw(st.integers(-30, 120)))
            begins = {"begins_at": start} if draw(st.booleans()) else {}
            facts.append(fact(kind, when, number, starts_on=start.date(), **begins))
        elif kind == "note":
            facts.append(fact("ledger.duty_missed", when, number, duty=draw(st.sampled_from(identities))))
        else:
            facts.append(fact(kind, when, number))
            if kind == "a.asked":
                identities += [one.identity for one in duties(RULES, *facts)]
    return facts


@given(histories(), st.randoms())
def test_the_order_of_entry_does_not_matter(facts, random) -> None:
    shuffled = list(facts)
    random.shuffle(shuffled)
    assert derived(RULES, shuffled) == derived(RULES, facts)


@given(histories())
def test_nothing_is_met_after_its_end_and_nothing_missed_before_it(facts) -> None:
    for one in derived(RULES, facts).duties:
        assert (one.outcome == "missed") == (one.closed_by is None and one.late is True)
        if one.outcome == "missed":
            assert one.closed_at
            assert one.closed_at > one.opened_at
        if one.outcome == "open":
            assert all(one.until is None or moment < one.until for moment, _step, _to in one.escalations)


@given(histories())
def test_the_worker_s_notes_decide_nothing_but_whether_it_is_over_yet(facts) -> None:
    """Whenever it notes, the end is the same: the duty is open until then, or ends as it would have ended."""
    without = {
        one.identity: one
        for one in derived(RULES, [f for f in facts if f.kind != "ledger.duty_missed"]).duties
    }
    for one in derived(RULES, facts).duties:
        before = without[one.identity]
        if one.outcome == "missed" and before.outcome == "open":
            assert one.closed_at == before.until
        else:
            assert (one.outcome, one.closed_at) == (before.outcome, before.closed_at)
