from __future__ import annotations

import pytest

from tests.rulebook.sample import duty
from tests.rulebook.telling import ASKED, differences, told, verdict

REPLY = duty(due='"3 days"')
CHAIN = duty(
    due='"1 hour"',
    on_time_within='"2 hours"',
    escalates='[{ after = "30 minutes", from = "opening", to = ["head"] }]',
)
ANSWERED = '{ at = "2026-03-06 08:00", fact = "a.answered", by = "worker", entered = "2026-03-06 12:00" }'
GATE = """
[[article.gate]]
name = "told"
before = "a.answered"
needs = ["a.opened"]
way_on = { en = "Open first", zh = "先开" }
"""
CHECKED = GATE.replace('needs = ["a.opened"]', 'check = "cases.rules.check"')
MILESTONE = '[[article.milestone]]\nname = "both"\nall = ["a.opened", "a.asked"]\n'


@pytest.mark.parametrize(
    "line",
    [
        '{ owed = "a.answered", due = "2026-03-05", by = ["worker"], only_by = ["worker"], opened_by = "asked" }',
        '{ owed = "a.answered", times = 1, former = [], slipped = false }',
        '{ never = "a.opened" }',
        '{ owed = "a.answered", states = { "2026-03-02 08:59" = "not yet", "2026-03-05 23:59" = "open", '
        '"2026-03-06 00:01" = "late", "2026-03-06 11:59" = "late", "2026-03-06 12:00" = "done late" } }',
        '{ nothing = "2026-03-06 12:01" }',
    ],
)
def test_what_the_rules_say_holds(line: str) -> None:
    assert differences(told(line, facts=f"{ASKED}, {ANSWERED}"), REPLY) == []


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (
            '{ owed = "a.answered", due = "2026-03-04" }',
            "says of what a.answered discharges: it is due the end of 2026-03-04; by the rules the end of 2026-03-05",
        ),
        (
            '{ owed = "a.answered", due = "none" }',
            "says of what a.answered discharges: it is due without a term; by the rules the end of 2026-03-05",
        ),
        (
            '{ owed = "a.answered", by = ["head"] }',
            "says of what a.answered discharges: head hold it; by the rules worker do",
        ),
        (
            '{ owed = "a.held" }',
            "says of what a.held discharges: something is owed; the rules owe nothing of the kind; "
            "what psych:1 owes is discharged by a.answered",
        ),
        (
            '{ owed = "a.answered", times = 2 }',
            "says of what a.answered discharges: it is owed 2 time(s); the rules owe it 1 time(s)",
        ),
        (
            '{ owed = "a.answered", states = { "2026-03-05 12:00" = "late" } }',
            "says of what a.answered discharges: it is late at 2026-03-05 12:00; by the rules open",
        ),
        (
            '{ never = "a.answered" }',
            "says that nothing is owed that a.answered discharges; the rules owe reply",
        ),
        (
            '{ nothing = "2026-03-04 12:00" }',
            "says that nothing is open at 2026-03-04 12:00; the rules leave open reply",
        ),
        (
            '{ refused = "a.answered", at = "2026-03-04 12:00", by = "worker" }',
            "says that a.answered at 2026-03-04 12:00 is refused; the rules let it through",
        ),
        (
            '{ reached = "2026-03-04 12:00" }',
            "says that it is reached by 2026-03-04 12:00; the article has no milestone",
        ),
    ],
)
def test_a_difference_is_told_in_words(line: str, words: str) -> None:
    assert differences(told(line), REPLY) == [words]
    assert verdict(told(line), REPLY).differences[0].startswith("psych:1, story “As it goes”, says ")


def test_whom_a_duty_is_held_by_may_be_said_by_role_or_by_name() -> None:
    facts = f'{{ at = "2026-03-01 09:00", fact = "a.assigned", data = {{ to = "worker2" }} }}, {ASKED}'
    rule = duty(held_by='["@worker", "head"]')
    assert (
        differences(told('{ owed = "a.answered", only_by = ["worker2", "head"] }', facts=facts), rule) == []
    )
    words = differences(told('{ owed = "a.answered", only_by = ["worker2"] }', facts=facts), rule)
    assert words == [
        "says of what a.answered discharges: only worker2 hold it; by the rules worker2, head do"
    ]


def test_who_is_told_when_nothing_happens_stands_also_where_something_did() -> None:
    line = '{ owed = "a.answered", tells = { "2026-03-02 09:30" = ["head"] } }'
    answered = '{ at = "2026-03-02 09:10", fact = "a.answered" }'
    assert differences(told(line, facts=f"{ASKED}, {answered}"), CHAIN) == []
    words = differences(told(line.replace("09:30", "09:31")), CHAIN)
    assert words == [
        "says of what a.answered discharges: head are told at 2026-03-02 09:31; "
        "by the rules somebody is told 2026-03-02 09:30"
    ]


def test_who_is_told_besides_at_that_instant_is_a_difference() -> None:
    chain = CHAIN.replace('["head"]', '["head", "worker"]')
    words = differences(told('{ owed = "a.answered", tells = { "2026-03-02 09:30" = ["head"] } }'), chain)
    assert words == [
        "says of what a.answered discharges: only head are told at 2026-03-02 09:30; by the rules worker besides"
    ]


@pytest.mark.parametrize(
    ("at", "state"), [("10:00", "open"), ("10:30", "open"), ("10:30", "late"), ("11:01", "late")]
)
def test_within_its_grace_a_duty_may_be_called_open_or_late(at: str, state: str) -> None:
    line = f'{{ owed = "a.answered", states = {{ "2026-03-02 {at}" = "{state}" }} }}'
    assert differences(told(line), CHAIN) == []


@pytest.mark.parametrize(("at", "state"), [("09:59", "late"), ("11:01", "open")])
def test_before_its_term_it_is_not_late_and_after_the_grace_not_just_open(at: str, state: str) -> None:
    line = f'{{ owed = "a.answered", states = {{ "2026-03-02 {at}" = "{state}" }} }}'
    assert len(differences(told(line), CHAIN)) == 1


def test_only_what_was_entered_by_then_counts_at_an_instant() -> None:
    late = '{ at = "2026-03-03 08:00", fact = "a.answered", entered = "2026-03-07 08:00" }'
    line = '{ owed = "a.answered", states = { "2026-03-06 09:00" = "late", "2026-03-07 09:00" = "done" } }'
    assert differences(told(line, facts=f"{ASKED}, {late}"), REPLY) == []


def test_a_correction_replaces_and_a_withdrawal_takes_away() -> None:
    corrected = (
        '{ at = "2026-03-01 09:00", fact = "a.asked", corrects = "asked", entered = "2026-03-02 10:00" }'
    )
    line = '{ owed = "a.answered", due = "2026-03-04", opened_by = "asked" }'
    assert differences(told(line, facts=f"{ASKED}, {corrected}"), REPLY) == []
    gone = '{ at = "2026-03-02 10:00", takes_away = "asked" }'
    assert differences(told('{ never = "a.answered" }', facts=f"{ASKED}, {gone}"), REPLY) == []


def test_a_decision_names_its_duty_by_what_discharges_it() -> None:
    rule = duty(due='"3 days"', settable='{ due = { floor = "1 day" } }')
    extended = (
        '{ at = "2026-03-03 09:00", fact = "ledger.duty_extended", by = "lead", '
        'data = { duty = "a.answered", to_date = "2026-03-09" } }'
    )
    line = '{ owed = "a.answered", due = "2026-03-09", former = ["2026-03-05"] }'
    assert differences(told(line, facts=f"{ASKED}, {extended}"), rule) == []
    waived = extended.replace("extended", "waived").replace(
        'to_date = "2026-03-09"', 'reason_code = "done_elsewhere"'
    )
    line = '{ owed = "a.answered", states = { "2026-03-03 10:00" = "waived" } }'
    assert differences(told(line, facts=f"{ASKED}, {waived}"), rule) == []


def test_what_lies_on_the_parent_gives_the_date_and_what_counts_counts() -> None:
    rule = duty(due='"2 days before parent.starts_on"')
    planned = (
        '{ at = "2026-03-01 09:00", fact = "a.planned", data = { starts_on = "2026-03-20" }, of = "parent" }'
    )
    assert (
        differences(told('{ owed = "a.answered", due = "2026-03-18" }', facts=f"{planned}, {ASKED}"), rule)
        == []
    )
    monthly = duty(every='"month"', on='"centre-year"', closes_on='"a.held"', count="1")
    year = '{ at = "2026-01-01 00:00", fact = "ledger.year_opened", data = { year = 2026, from_day = "2026-01-01" } }'
    held = '{ at = "2026-02-10 09:00", fact = "a.held", counted = true }'
    lines = (
        '{ owed = "a.held", number = "2026-02", times = 12, '
        'states = { "2026-02-11 09:00" = "done", "2026-01-31 09:00" = "not yet" } }',
        '{ owed = "a.held", number = "2026-01", states = { "2026-02-01 09:00" = "late" } }',
    )
    assert differences(told(*lines, facts=f"{year}, {held}", on="centre-year"), monthly) == []


def test_a_gate_refuses_until_what_it_needs_was_entered() -> None:
    opened = '{ at = "2026-03-02 10:00", fact = "a.opened", entered = "2026-03-02 12:00" }'
    lines = (
        '{ refused = "a.answered", at = "2026-03-02 11:00", by = "worker" }',
        '{ allowed = "a.answered", at = "2026-03-02 12:00", by = "worker" }',
    )
    assert differences(told(*lines, facts=opened), GATE) == []
    (words,) = differences(told(lines[1].replace("12:00", "11:00"), facts=opened), GATE)
    assert (
        words
        == "says that a.answered at 2026-03-02 11:00 is not refused; the rules refuse it by told (Open first)"
    )


def test_what_only_a_check_can_say_is_left_to_it_and_counted_apart() -> None:
    for word in ("refused", "allowed"):
        found = verdict(told(f'{{ {word} = "a.answered", at = "2026-03-02 11:00", by = "worker" }}'), CHECKED)
        assert (found.holds, found.left) == (True, ("psych:1 told",))
    pure = verdict(told('{ allowed = "a.answered", at = "2026-03-02 11:00", by = "worker" }'), REPLY)
    assert (pure.holds, pure.left) == (True, ())


def test_a_milestone_is_reached_when_all_was_entered() -> None:
    opened = '{ at = "2026-03-02 10:00", fact = "a.opened", entered = "2026-03-02 12:00" }'
    lines = ('{ not_reached = "2026-03-02 11:00" }', '{ reached = "2026-03-02 12:00", name = "both" }')
    assert differences(told(*lines, facts=f"{ASKED}, {opened}"), MILESTONE) == []
    (words,) = differences(told('{ reached = "2026-03-02 11:00" }', facts=ASKED), MILESTONE)
    assert words == "says that it is reached by 2026-03-02 11:00; by the rules it is not reached"


def test_a_known_difference_is_none_until_it_holds() -> None:
    line = '{ owed = "a.answered", due = "2026-03-04" }'
    differs = 'differs = "the rules give a day more"\n'
    known = verdict(told(line, head=differs), REPLY)
    assert (known.holds, known.known, known.faults) == (False, True, ())
    held = verdict(told(line.replace("04", "05"), head=differs), REPLY)
    assert (held.holds, held.known) == (True, False)
    assert held.faults == ("psych:1, story “As it goes” holds now; take its `differs` away",)


def test_a_milestone_s_duty_is_opened_by_the_last_of_its_facts() -> None:
    rules = MILESTONE, duty("next", opens_on='"milestone:both"', closes_on='"a.held"', due='"2 days"')
    opened = '{ at = "2026-03-03 10:00", fact = "a.opened", as = "opened" }'
    line = '{ owed = "a.held", due = "2026-03-05", opened_by = "opened" }'
    assert differences(told(line, facts=f"{ASKED}, {opened}"), *rules) == []
    assert (
        len(differences(told(line.replace('"opened"', '"asked"'), facts=f"{ASKED}, {opened}"), *rules)) == 1
    )


def test_a_waiver_is_refused_where_nobody_is_let_off() -> None:
    line = (
        '{ %s = "ledger.duty_waived", at = "2026-03-02 10:00", by = "lead",'
        ' data = { duty = "a.answered", reason_code = "done_elsewhere" } }'
    )
    held = duty("reply", due='"3 days"', waivable="false")
    assert differences(told(line % "refused"), held) == []
    assert differences(told(line % "allowed"), REPLY) == []
    (words,) = differences(told(line % "allowed"), held)
    assert (
        words
        == "says that ledger.duty_waived at 2026-03-02 10:00 is not refused; by the rules the duty stands"
    )
    (words,) = differences(told(line % "refused"), REPLY)
    assert words.endswith("is refused; the rules let it through")
