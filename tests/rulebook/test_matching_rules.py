from __future__ import annotations

from uuid import UUID

import pytest

from tests.rulebook.sample import (
    ANNA,
    BEN,
    at,
    book,
    correct,
    day,
    derived,
    duties,
    duty,
    end_of,
    fact,
    late_entry,
    only,
    read,
    text_of_articles,
    void,
)

OPEN, DONE = "2026-03-02", "2026-03-04"
MILESTONE = """
[[article.milestone]]
name = "ready"
all = ["a.opened", { fact = "a.answered", when = { good = true } }]
"""
STEPS = """[
  { after = "5 minutes", from = "opening", unless = "taken", to = ["lead"] },
  { after = "1 working day", from = "due", to = "head" },
]"""


def test_a_fact_opens_a_duty_that_is_due_and_held() -> None:
    one = only(book(duty(due='"3 days"')), fact("a.asked", at(OPEN)))
    assert (one.article, one.name, one.outcome, one.late) == ("psych:1", "reply", "open", None)
    assert (one.opened_at, one.due, one.holders) == (at(OPEN), end_of("2026-03-05"), ("worker",))


def test_a_closing_fact_meets_it_on_time() -> None:
    done = fact("a.answered", at(DONE))
    one = only(book(duty(due='"3 days"')), fact("a.asked", at(OPEN)), done)
    assert (one.outcome, one.late, one.closed_by, one.progress) == ("met", False, done.id, 1)


@pytest.mark.parametrize(("when", "late"), [(end_of("2026-03-05"), False), (at("2026-03-06", 0, 1), True)])
def test_late_begins_after_24_o_clock_of_the_last_day(when, late) -> None:
    assert only(book(duty(due='"3 days"')), fact("a.asked", at(OPEN)), fact("a.answered", when)).late is late


def test_the_opening_instant_counts_and_the_minute_before_does_not() -> None:
    rules = book(duty())
    assert only(rules, fact("a.asked", at(OPEN)), fact("a.answered", at(OPEN))).outcome == "met"
    assert only(rules, fact("a.asked", at(OPEN)), fact("a.answered", at(OPEN, 8, 59))).outcome == "open"


def test_an_earlier_fact_counts_where_the_rule_says_so() -> None:
    early = fact("a.answered", at("2026-02-01"))
    one = only(book(duty(earlier_counts="true", due='"at once"')), fact("a.asked", at(OPEN)), early)
    assert (one.outcome, one.late, one.closed_by) == ("met", False, early.id)


def test_a_fact_never_closes_the_duty_it_opens() -> None:
    rules = book(duty(opens_on='["a.asked", "a.reopened"]', closes_on='["a.answered", "a.reopened"]'))
    again = fact("a.reopened", at(DONE))
    first, second = duties(rules, fact("a.asked", at(OPEN)), again)
    assert (first.outcome, first.closed_by, second.outcome) == ("met", again.id, "open")


def test_two_at_one_instant_that_open_and_close_the_same_rule_leave_one_open() -> None:
    rules = book(duty(opens_on='"a.reopened"', closes_on='"a.reopened"'))
    found = duties(rules, fact("a.reopened", at(OPEN), 1), fact("a.reopened", at(OPEN), 2))
    assert sorted(one.outcome for one in found) == ["met", "open"]


def test_an_answer_closes_only_what_it_answers() -> None:
    first, second = fact("a.asked", at(OPEN)), fact("a.asked", at(OPEN, 10))
    answer = correct(fact("a.answered", at(DONE)), at(DONE), amends=None, answers=second.id)
    one, two = duties(book(duty()), first, second, answer)
    assert (one.outcome, two.outcome) == ("open", "met")


def test_an_answer_to_a_corrected_fact_still_finds_it() -> None:
    asked = fact("a.asked", at(OPEN))
    corrected = correct(asked, at(OPEN, 12), at=at(OPEN, 8))
    answer = correct(fact("a.answered", at(DONE)), at(DONE), amends=None, answers=corrected.id)
    assert only(book(duty()), asked, corrected, answer).outcome == "met"


def test_same_fields_must_agree() -> None:
    asked = [fact("a.asked", at(OPEN, hour), session=UUID(int=hour)) for hour in (9, 10)]
    found = duties(book(duty(same='["session"]')), *asked, fact("a.answered", at(DONE), session=UUID(int=10)))
    assert [one.outcome for one in found] == ["open", "met"]


def test_oldest_closes_one_at_a_time() -> None:
    asked = [fact("a.asked", at(OPEN, hour)) for hour in (9, 10, 11)]
    found = duties(
        book(duty(closes='"oldest"')), *asked, fact("a.answered", at(DONE)), fact("a.answered", at(DONE, 10))
    )
    assert [one.outcome for one in found] == ["met", "met", "open"]


@pytest.mark.parametrize(
    ("when", "data", "opens"),
    [
        ("{ on_site = false }", {"on_site": False}, True),
        ("{ on_site = false }", {"on_site": True}, False),
        ("{ on_site = false }", {}, False),
        ("{ on_site = { not = true } }", {}, True),
        ("{ on_site = { not = true } }", {"on_site": True}, False),
        ("{ age = { lt = 18 } }", {"age": 17}, True),
        ("{ age = { lt = 18 } }", {"age": 18}, False),
        ("{ age = { lt = 18 } }", {}, False),
        ("{ age = { ge = 8, le = 18 } }", {"age": 8}, True),
        ("{ age = { gt = 18 } }", {"age": 18}, False),
        ("{ age = [8, 9] }", {"age": 9}, True),
    ],
)
def test_when_reads_the_data_of_the_opening_fact(when: str, data, opens: bool) -> None:
    assert len(duties(book(duty(when=when)), fact("a.asked", at(OPEN), **data))) == opens


def test_an_opener_may_have_a_condition_of_its_own() -> None:
    rules = book(duty(opens_on='[{ fact = "a.asked", when = { on_site = false } }, "a.reopened"]'))
    found = duties(rules, fact("a.asked", at(OPEN), on_site=True), fact("a.reopened", at(DONE)))
    assert [one.opened_at for one in found] == [at(DONE)]


def test_a_closing_fact_must_fit_its_condition() -> None:
    rules = book(duty(closes_on='[{ fact = "a.answered", when = { good = true } }]'))
    assert only(rules, fact("a.asked", at(OPEN)), fact("a.answered", at(DONE), good=False)).outcome == "open"


def test_a_lapse_is_neither_on_time_nor_late() -> None:
    one = only(
        book(duty(lapses_on='["a.withdrawn"]', due='"1 day"')),
        fact("a.asked", at(OPEN)),
        fact("a.withdrawn", at("2026-04-01")),
    )
    assert (one.outcome, one.late) == ("lapsed", None)


def test_a_lapse_need_only_agree_in_the_fields_it_has() -> None:
    rules = book(duty(lapses_on='["a.withdrawn"]', same='["session"]'))
    asked = fact("a.asked", at(OPEN), session=UUID(int=1))
    assert only(rules, asked, fact("a.withdrawn", at(DONE))).outcome == "lapsed"
    assert only(rules, asked, fact("a.withdrawn", at(DONE), session=UUID(int=1))).outcome == "lapsed"
    assert only(rules, asked, fact("a.withdrawn", at(DONE), session=UUID(int=2))).outcome == "open"


def test_calling_a_matter_off_lapses_all_that_is_open_and_nothing_that_comes_later() -> None:
    asked = [fact("a.asked", at(one)) for one in (OPEN, "2026-03-09")]
    found = duties(book(duty(due='"1 day"')), *asked, fact("a.cancelled", at(DONE)))
    assert [one.outcome for one in found] == ["lapsed", "open"]


def test_what_was_done_at_the_instant_of_a_lapse_counts_as_done() -> None:
    found = only(
        book(duty()), fact("a.asked", at(OPEN)), fact("a.cancelled", at(DONE)), fact("a.answered", at(DONE))
    )
    assert found.outcome == "met"


def test_not_before_shows_later_and_marks_an_early_closing() -> None:
    rules = book(duty(not_before='"3 working days"', due='"5 working days"'))
    waiting = only(rules, fact("a.asked", at("2026-09-18")))
    assert (waiting.shows_at, waiting.due) == (at("2026-09-22", 0), end_of("2026-09-24"))
    early = only(rules, fact("a.asked", at("2026-09-18")), fact("a.answered", at("2026-09-21")))
    assert (early.outcome, early.early, early.late) == ("met", True, False)
    kept = only(rules, fact("a.asked", at("2026-09-18")), fact("a.answered", at("2026-09-22", 8)))
    assert (kept.early, kept.late) == (False, False)


def test_at_once_is_due_at_the_opening_and_late_after_the_grace() -> None:
    asked = fact("a.asked", at(OPEN))
    strict, lenient = book(duty(due='"at once"')), book(duty(due='"at once"', on_time_within='"30 minutes"'))
    half_past = fact("a.answered", at(OPEN, 9, 30))
    assert only(strict, asked).due == at(OPEN)
    assert only(strict, asked, fact("a.answered", at(OPEN))).late is False
    assert only(strict, asked, half_past).late is True
    assert only(lenient, asked, half_past).late is False
    assert only(lenient, asked, fact("a.answered", at(OPEN, 9, 31))).late is True


def test_a_term_may_start_with_the_entry() -> None:
    asked = late_entry(fact("a.asked", at(OPEN)), at("2026-03-20"))
    assert only(book(duty(due='"3 days"', starts='"entry"')), asked).due == end_of("2026-03-23")
    corrected = correct(asked, at("2026-03-25"), at=at("2026-03-01"))
    assert only(book(duty(due='"3 days"', starts='"entry"')), asked, corrected).due == end_of("2026-03-23")


def test_on_time_but_entered_after_the_term_is_told_apart() -> None:
    done = late_entry(fact("a.answered", at("2026-03-03")), at("2026-03-20"))
    one = only(book(duty(due='"3 days"')), fact("a.asked", at(OPEN)), done)
    assert (one.late, one.entered_after) == (False, True)


def test_a_date_of_the_opening_fact() -> None:
    rules = book(duty(due='"on opening.improve_by"'))
    assert only(rules, fact("a.asked", at(OPEN), improve_by=day("2026-03-31"))).due == end_of("2026-03-31")


def test_a_date_of_the_parent_matter() -> None:
    rules = book(duty(due='"2 days before parent.starts_on"'))
    planned = fact("a.planned", at("2026-02-01"), starts_on=day("2026-05-10"))
    assert only(rules, fact("a.asked", at(OPEN)), parent=[planned]).due == end_of("2026-05-08")


def test_a_base_date_not_known_yet_leaves_it_undated_with_the_reason() -> None:
    rules = book(duty(due='"21 days before matter.starts_on"'))
    one = only(rules, fact("a.asked", at(OPEN)))
    assert (one.due, one.undated_because) == (None, "matter.starts_on")
    assert only(rules, fact("a.asked", at(OPEN)), fact("a.answered", at("2027-01-01"))).late is False


def test_a_duty_without_a_due_is_never_late() -> None:
    one = only(book(duty()), fact("a.asked", at(OPEN)), fact("a.answered", at("2026-12-01")))
    assert (one.due, one.undated_because, one.late) == (None, "", False)


PLAN = duty(opens_on='"a.opened"', due='"21 days before matter.starts_on"')


def planned(when: str, starts_on: str) -> object:
    return fact("a.planned", at(when), starts_on=day(starts_on))


def test_a_date_moved_in_time_moves_the_due_and_keeps_the_old_one() -> None:
    facts = (
        fact("a.opened", at(OPEN)),
        planned("2026-03-02", "2026-05-30"),
        planned("2026-04-01", "2026-06-30"),
    )
    one = only(book(PLAN), *facts)
    assert (one.due, one.former_dues, one.slipped) == (end_of("2026-06-09"), (end_of("2026-05-09"),), False)


def test_a_date_moved_after_the_due_had_passed_is_slipped_and_late() -> None:
    facts = (
        fact("a.opened", at(OPEN)),
        planned("2026-03-02", "2026-05-30"),
        planned("2026-05-15", "2026-06-30"),
    )
    assert only(book(PLAN), *facts).slipped
    done = only(book(PLAN), *facts, fact("a.answered", at("2026-05-20")))
    assert (done.late, done.slipped, done.former_dues) == (True, True, (end_of("2026-05-09"),))


def test_late_is_judged_by_the_due_as_it_stood_at_the_closing() -> None:
    facts = (
        fact("a.opened", at(OPEN)),
        planned("2026-03-02", "2026-05-30"),
        planned("2026-06-01", "2026-04-30"),
    )
    done = only(book(PLAN), *facts, fact("a.answered", at("2026-05-01")))
    assert (done.late, done.due, done.former_dues) == (False, end_of("2026-05-09"), ())


def test_a_corrected_date_makes_nothing_slip_and_shows_the_former_term() -> None:
    wrong = planned("2026-03-02", "2026-03-25")
    right = correct(wrong, at("2026-04-01"), data={"starts_on": day("2026-05-30")})
    one = only(book(PLAN), fact("a.opened", at(OPEN)), wrong, right)
    assert (one.due, one.former_dues, one.slipped) == ((end_of("2026-05-09"), (end_of("2026-03-04"),), False))


SERIES = duty(due='["1 day", "7 days", "30 days"]', lapses_on='"a.withdrawn"')


def test_in_a_series_each_opens_at_the_due_of_the_one_before() -> None:
    found = duties(book(SERIES), fact("a.asked", at(OPEN)))
    assert [one.number for one in found] == ["0", "1", "2"]
    assert [one.opened_at for one in found] == [at(OPEN), end_of("2026-03-03"), end_of("2026-03-09")]
    assert [one.due for one in found] == [end_of("2026-03-03"), end_of("2026-03-09"), end_of("2026-04-01")]
    assert len({one.identity for one in found}) == 3


def test_early_contacts_do_not_use_up_later_ones() -> None:
    contacts = [fact("a.answered", at(OPEN, hour)) for hour in (10, 11, 12)]
    found = duties(book(SERIES), fact("a.asked", at(OPEN)), *contacts)
    assert [one.outcome for one in found] == ["met", "open", "open"]


def test_in_a_series_one_day_is_moved_alone_and_the_next_opens_there() -> None:
    rules, asked = book(SERIES), fact("a.asked", at(OPEN))
    second = duties(rules, asked)[1].identity
    moved = fact("ledger.duty_extended", at("2026-03-03"), duty=second, to_date=day("2026-03-16"))
    found = duties(rules, asked, moved)
    assert [one.due for one in found] == [end_of("2026-03-03"), end_of("2026-03-16"), end_of("2026-04-01")]
    assert [one.opened_at for one in found][2] == end_of("2026-03-16")
    contacts = [fact("a.answered", at(when)) for when in ("2026-03-03", "2026-03-12", "2026-03-15")]
    assert [one.outcome for one in duties(rules, asked, moved, *contacts)] == ["met", "met", "open"]
    sooner = fact("ledger.duty_extended", at("2026-03-03"), duty=second, to_date=day("2026-03-05"))
    found = duties(rules, asked, sooner, *contacts)
    assert [(one.outcome, one.late) for one in found] == [("met", False), ("met", True), ("met", False)]


def test_a_lapse_ends_a_series_to_come() -> None:
    found = duties(
        book(SERIES),
        fact("a.asked", at(OPEN)),
        fact("a.answered", at(OPEN, 10)),
        fact("a.withdrawn", at(OPEN, 11)),
    )
    assert [one.outcome for one in found] == ["met", "lapsed", "lapsed"]


def test_a_slot_moves_every_open_duty_and_no_closed_one() -> None:
    rules = book(duty(held_by='["@worker", "by", "lead"]'))
    facts = [
        fact("a.asked", at(OPEN)),
        fact("a.assigned", at(OPEN, 10), to=ANNA),
        fact("a.assigned", at("2026-03-10"), to=BEN),
    ]
    assert only(rules, *facts).holders == (str(BEN), str(ANNA), "lead")
    assert only(rules, *facts, fact("a.answered", at(DONE))).holders == (str(ANNA), "lead")


def test_a_slot_may_be_filled_in_the_parent_matter_or_by_nobody() -> None:
    rules = book(duty(held_by='["@worker"]'))
    assert only(rules, fact("a.asked", at(OPEN))).holders == ()
    assert only(rules, fact("a.asked", at(OPEN)), parent=[fact("a.assigned", at(OPEN), to=BEN)]).holders == (
        str(BEN),
    )


def test_a_milestone_is_reached_at_its_latest_fact_and_lost_with_any() -> None:
    rules = book(MILESTONE, duty(opens_on='"milestone:ready"', due='"1 day"'))
    opened, good = fact("a.opened", at(OPEN)), fact("a.answered", at("2026-03-01"), good=True)
    found = derived(rules, [opened, good])
    (reached,) = found.milestones
    assert (reached.article, reached.name, reached.at, set(reached.facts)) == (
        "psych:1",
        "ready",
        at(OPEN),
        {opened.id, good.id},
    )
    assert [(one.opened_at, one.opened_by, one.due) for one in found.duties] == [
        (at(OPEN), None, end_of("2026-03-03"))
    ]
    lost = derived(rules, [opened, good, void(good, at(DONE))])
    assert (lost.milestones, lost.duties) == ((), ())


def test_a_milestone_of_one_article_opens_duties_of_another() -> None:
    rules = read(text_of_articles({"34": [MILESTONE], "35": [duty(opens_on='"milestone:ready"')]}))
    assert (
        only(rules, fact("a.opened", at(OPEN)), fact("a.answered", at(OPEN), good=True)).article == "psych:35"
    )


def test_escalations_and_reminders_run_from_opening_and_due() -> None:
    rules = book(
        duty(due='"3 days"', escalates=STEPS, reminds='["1 working day before due", "2 hours before due"]')
    )
    asked = fact("a.asked", at("2026-09-29"))
    one = only(rules, asked)
    assert one.due == end_of("2026-10-02")
    assert one.escalations == ((at("2026-09-29", 9, 5), 1, ("lead",)), (end_of("2026-10-08"), 2, ("head",)))
    assert one.reminds == (at("2026-09-30", 0), at("2026-10-02", 22))
    taken = only(rules, asked, fact("ledger.duty_taken", at("2026-09-29", 9, 2), duty=one.identity))
    assert [step for _, step, _ in taken.escalations] == [2]
    told = only(rules, asked, fact("ledger.duty_escalated", at("2026-10-09"), duty=one.identity, step=2))
    assert [step for _, step, _ in told.escalations] == [1]
    done = only(rules, asked, fact("a.answered", at("2026-09-30")))
    assert (done.escalations, done.reminds) == ((), ())


def test_people_take_pass_on_and_give_back_a_duty() -> None:
    rules, asked = book(duty()), fact("a.asked", at(OPEN))
    identity = only(rules, asked).identity
    took = fact("ledger.duty_taken", at(OPEN, 10), by=BEN, duty=identity)
    passed = fact("ledger.duty_reassigned", at(OPEN, 11), to=ANNA, duty=identity)
    back = fact("ledger.duty_given_back", at(OPEN, 12), duty=identity)
    assert only(rules, asked, took).taken_by == BEN
    assert (only(rules, asked, took, passed).holders, only(rules, asked, took, passed).taken_by) == (
        (str(ANNA),),
        None,
    )
    assert (only(rules, asked, took, passed, back).holders, only(rules, asked, took, back).taken_by) == (
        ("worker",),
        None,
    )


def test_whom_the_opening_fact_names_holds_each_duty_by_themself() -> None:
    rules = book(duty(opens_on='"a.assigned"', held_by='["opening.to", "lead"]'))
    one, two = duties(rules, fact("a.assigned", at(OPEN), to=ANNA), fact("a.assigned", at(OPEN, 10), to=BEN))
    assert (one.holders, two.holders) == ((str(ANNA), "lead"), (str(BEN), "lead"))


def test_whom_the_opening_fact_does_not_name_holds_nothing() -> None:
    rules = book(duty(held_by='["opening.session", "worker"]'))
    assert only(rules, fact("a.asked", at(OPEN))).holders == ("worker",)


def test_an_old_entry_that_passed_it_to_whom_the_opening_names_changes_nothing() -> None:
    rules = book(duty(opens_on='"a.assigned"', held_by='["opening.to"]'))
    asked = fact("a.assigned", at(OPEN), to=BEN)
    one = only(rules, asked)
    passed = fact("ledger.duty_reassigned", at(OPEN), to=BEN, duty=one.identity)
    assert only(rules, asked, passed).holders == one.holders == (str(BEN),)
    elsewhere = fact("ledger.duty_reassigned", at(DONE), to=ANNA, duty=one.identity)
    assert only(rules, asked, passed, elsewhere).holders == (str(ANNA),)


def test_a_correction_of_the_opening_fact_corrects_its_holder() -> None:
    rules = book(duty(opens_on='"a.assigned"', held_by='["opening.to"]'))
    asked = fact("a.assigned", at(OPEN), to=BEN)
    assert only(rules, asked, correct(asked, at(DONE), data={"to": ANNA})).holders == (str(ANNA),)


def test_an_extension_in_time_moves_the_due_and_a_late_one_slips() -> None:
    rules, asked = book(duty(due='"3 days"')), fact("a.asked", at(OPEN))
    identity = only(rules, asked).identity
    done = fact("a.answered", at("2026-03-09"))
    in_time = fact("ledger.duty_extended", at(DONE), duty=identity, to_date=day("2026-03-10"))
    one = only(rules, asked, in_time, done)
    assert (one.due, one.extended_from, one.late) == (end_of("2026-03-10"), end_of("2026-03-05"), False)
    too_late = fact("ledger.duty_extended", at("2026-03-08"), duty=identity, to_date=day("2026-03-10"))
    one = only(rules, asked, too_late, done)
    assert (one.slipped, one.late) == (True, True)


def test_a_waived_duty_is_not_met() -> None:
    rules, asked = book(duty(due='"1 day"')), fact("a.asked", at(OPEN))
    waived = fact(
        "ledger.duty_waived", at("2026-05-01"), duty=only(rules, asked).identity, reason_code="done_elsewhere"
    )
    one = only(rules, asked, waived)
    assert (one.outcome, one.late, one.reason_code) == ("waived", None, "done_elsewhere")
    assert only(rules, asked, waived, fact("a.answered", at(DONE))).outcome == "met"
    assert only(rules, asked, waived, void(waived, at("2026-05-02"))).outcome == "open"


def test_a_waiver_stays_when_a_correction_moves_the_opening_behind_it() -> None:
    rules, asked = book(duty()), fact("a.asked", at(OPEN))
    identity = only(rules, asked).identity
    waived = fact("ledger.duty_waived", at(DONE), duty=identity, reason_code="done_elsewhere")
    moved = correct(asked, at("2026-03-10"), at=at("2026-03-06"))
    assert only(rules, asked, waived, moved).outcome == "waived"


def test_no_facts_no_duties() -> None:
    assert derived(book(duty()), []).duties == ()
