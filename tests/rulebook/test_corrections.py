"""Properties that hold for any history: order of entry, corrections, rebuilds."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from tests.rulebook.sample import ANNA, BEN, at, book, correct, day, derived, duty, end_of, fact, only, void
from youzhang.rulebook.timeline import standing
from youzhang.rulebook.views import FactView

BASE = at("2026-03-02")
RULES = book(
    duty(
        "reply",
        due='"3 working days"',
        same='["session"]',
        lapses_on='["a.withdrawn"]',
        held_by='["@worker", "by"]',
    ),
    duty(
        "again",
        opens_on='["a.answered", "a.reopened"]',
        closes_on='["a.answered", "a.held"]',
        closes='"oldest"',
    ),
    duty("plan", opens_on='"a.opened"', closes_on='"a.held"', due='"21 days before matter.starts_on"'),
    duty("follow", opens_on='"a.reopened"', due='["1 day", "7 days", "30 days"]'),
    duty(
        "notice", opens_on='"milestone:ready"', closes_on='"a.held"', earlier_counts="true", due='"at once"'
    ),
    '[[article.milestone]]\nname = "ready"\nall = ["a.opened", ["a.answered", "a.held"]]\n',
    duty("mine", opens_on='"a.assigned"', closes_on='"a.held"', held_by='["opening.to"]'),
    duty("monthly", every='"month"', on='"case"', closes_on='"a.held"', count="2"),
)
DATA = {
    "a.asked": lambda n: {"session": UUID(int=n % 2)},
    "a.answered": lambda n: {"session": UUID(int=n % 2)},
    "a.planned": lambda n: {"starts_on": day("2026-03-05") + timedelta(days=n * 9)},
    "a.assigned": lambda n: {"to": UUID(int=n)},
    "ledger.year_opened": lambda n: {"year": 2026, "from_day": day("2026-02-10")},
}
KINDS = [
    *(
        "a.opened",
        "a.reopened",
        "a.asked",
        "a.answered",
        "a.planned",
        "a.assigned",
        "a.withdrawn",
        "a.cancelled",
    ),
    *("a.held", "ledger.year_opened"),
]


@st.composite
def one_fact(draw: st.DrawFn) -> FactView:
    """A fact of some kind in some hour; many share an instant."""
    kind, number, hours = draw(st.sampled_from(KINDS)), draw(st.integers(0, 9)), draw(st.integers(0, 40))
    happened = BASE + timedelta(hours=hours * 12)
    made = fact(kind, happened, draw(st.integers(0, 10**6)), by=draw(st.sampled_from([ANNA, BEN])))
    return replace(
        made, data=DATA.get(kind, lambda n: {})(number), recorded_at=happened + timedelta(days=number)
    )


@st.composite
def histories(draw: st.DrawFn) -> list[FactView]:
    """Facts, some of them corrected once or twice, some voided."""
    facts = draw(st.lists(one_fact(), min_size=1, max_size=14, unique_by=lambda made: made.id))
    for root in list(facts):
        fate = draw(st.sampled_from(["stands", "stands", "stands", "corrected", "twice", "voided"]))
        entered = root.recorded_at + timedelta(days=1)
        moved = root.at - timedelta(hours=draw(st.integers(0, 30)))
        if fate in ("corrected", "twice"):
            facts.append(correct(root, entered, at=moved))
        if fate == "twice":
            facts.append(correct(facts[-1], entered, at=root.at))
        if fate == "voided":
            facts.append(void(root, entered))
    return facts


@given(histories(), st.randoms())
def test_the_order_of_entry_does_not_matter(facts, random) -> None:
    shuffled = list(facts)
    random.shuffle(shuffled)
    assert derived(RULES, shuffled) == derived(RULES, facts)


@given(histories())
def test_deriving_again_changes_nothing(facts) -> None:
    assert derived(RULES, facts) == derived(RULES, facts)


@given(histories())
def test_every_duty_has_an_identity_of_its_own(facts) -> None:
    found = derived(RULES, facts).duties
    assert len({one.identity for one in found}) == len(found)


@given(histories())
def test_a_voided_fact_leaves_no_trace(facts) -> None:
    gone = facts[0]
    rest = [one for one in facts if one is not gone and one.amends != gone.id]
    chain = {one.id for one in facts if one.amends == gone.id}
    rest = [one for one in rest if one.amends not in chain]
    if any(one.void for one in rest if one.amends == gone.id) or not rest:
        return
    assert derived(RULES, [*rest, gone, void(gone, BASE)]) == derived(RULES, rest)


@given(histories(), st.integers(0, 30))
def test_a_correction_keeps_the_identities_of_a_fact_entered_right(facts, hours) -> None:
    roots = [one for one in facts if one.amends is None]
    untouched = [one for one in roots if not any(other.amends == one.id for other in facts)]
    if not untouched:
        return
    wrong = untouched[0]
    right = replace(wrong, at=wrong.at - timedelta(hours=hours))
    others = [one for one in facts if one is not wrong]
    mended = correct(wrong, wrong.recorded_at + timedelta(days=1), at=right.at)
    assert derived(RULES, [*others, wrong, mended]) == derived(RULES, [*others, right])


@given(histories())
def test_what_ended_ended_by_a_fact_that_stands(facts) -> None:
    roots = {one.id for one in facts if one.amends is None}
    for one in derived(RULES, facts).duties:
        assert (one.closed_by is None) == (one.outcome == "open")
        assert one.closed_by is None or one.closed_by in roots
        assert one.late is None or one.outcome == "met"
        assert one.closed_by != one.opened_by or one.opened_by is None


@given(histories())
def test_whoever_a_standing_fact_names_holds_what_it_opened(facts) -> None:
    named = {one.id: one.data["to"] for one in standing(facts) if one.kind == "a.assigned"}
    mine = [one for one in derived(RULES, facts).duties if one.name == "mine"]
    assert {one.opened_by: one.holders for one in mine} == {root: (str(to),) for root, to in named.items()}


def test_a_fact_that_only_counts_here_opens_nothing() -> None:
    elsewhere = replace(fact("a.asked", BASE), counted=True)
    assert derived(RULES, [elsewhere]).duties == ()
    assert {one.name for one in derived(RULES, [fact("a.opened", BASE), elsewhere]).duties} == {"plan"}


def test_a_corrected_author_stays_the_one_who_entered_it_first() -> None:
    asked = fact("a.asked", BASE, by=ANNA)
    one = only(book(duty(held_by='"by"')), asked, correct(asked, at("2026-03-03")))
    assert (one.holders, one.opened_by) == ((str(ANNA),), asked.id)


def test_the_last_of_several_corrections_holds() -> None:
    asked = fact("a.asked", BASE)
    first = correct(asked, at("2026-03-03"), at=at("2026-02-20"))
    second = correct(first, at("2026-03-03"), at=at("2026-02-25"))
    assert only(book(duty()), second, first, asked).opened_at == at("2026-02-25")


PLAN = book(duty("plan", opens_on='"a.opened"', closes_on='"a.held"', due='"2 days before matter.starts_on"'))


@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.integers(0, 40)),
        min_size=1,
        max_size=4,
        unique_by=lambda one: one[0],
    ),
    st.integers(0, 40),
    st.integers(0, 60),
    st.integers(0, 3),
)
def test_a_corrected_date_is_judged_as_if_it_had_been_entered_right(moves, wrong, entered, which) -> None:
    """Only the former term stays visible."""
    opened = fact("a.opened", BASE)
    right = [
        fact("a.planned", BASE + timedelta(days=n), starts_on=day("2026-03-05") + timedelta(days=start))
        for n, start in moves
    ]
    meant = right[which % len(right)]
    typed = replace(meant, data={"starts_on": day("2026-03-05") + timedelta(days=wrong)})
    mended = correct(typed, max(typed.at, BASE + timedelta(days=entered)), data=meant.data)
    others = [one for one in right if one is not meant]
    done = fact("a.held", at("2026-03-20"))
    for facts in ([opened], [opened, done]):
        one = only(PLAN, *facts, *others, typed, mended)
        plain = only(PLAN, *facts, *others, meant)
        assert set(plain.former_dues) <= set(one.former_dues)
        assert replace(one, former_dues=()) == replace(plain, former_dues=())


def test_a_correction_after_the_term_makes_nothing_slip_and_a_move_does() -> None:
    opened, planned = fact("a.opened", BASE), fact("a.planned", BASE, starts_on=day("2026-03-08"))
    later = {"starts_on": day("2026-03-20")}
    done = fact("a.held", at("2026-03-17"))
    corrected = only(PLAN, opened, planned, correct(planned, at("2026-03-16"), data=later), done)
    assert (corrected.slipped, corrected.late) == (False, False)
    moved = only(PLAN, opened, planned, fact("a.planned", at("2026-03-16"), **later), done)
    assert (moved.slipped, moved.late) == (True, True)
    assert corrected.due == moved.due == end_of("2026-03-18")
    assert corrected.former_dues == moved.former_dues == (end_of("2026-03-06"),)


def test_a_corrected_move_shows_where_it_was_and_where_it_was_thought_to_be() -> None:
    opened, planned = fact("a.opened", BASE), fact("a.planned", BASE, starts_on=day("2026-03-08"))
    moved = fact("a.planned", at("2026-03-03"), starts_on=day("2026-03-30"))
    mended = correct(moved, at("2026-03-04"), data={"starts_on": day("2026-03-20")})
    one = only(PLAN, opened, planned, moved, mended)
    assert (one.due, one.former_dues) == (
        (end_of("2026-03-18"), (end_of("2026-03-06"), end_of("2026-03-28")))
    )


def test_a_corrected_date_of_the_opening_fact_shows_its_former_term() -> None:
    rules = book(duty(due='"on opening.improve_by"'))
    asked = fact("a.asked", BASE, improve_by=day("2026-03-08"))
    one = only(rules, asked, correct(asked, at("2026-03-20"), data={"improve_by": day("2026-03-28")}))
    assert (one.due, one.former_dues, one.slipped) == ((end_of("2026-03-28"), (end_of("2026-03-08"),), False))


def test_a_date_of_the_matter_above_is_corrected_likewise() -> None:
    rules = book(duty(due='"2 days before parent.starts_on"'))
    planned = fact("a.planned", BASE, starts_on=day("2026-03-08"))
    above = [planned, correct(planned, at("2026-03-20"), data={"starts_on": day("2026-03-28")})]
    one = only(rules, fact("a.asked", BASE), parent=above)
    assert (one.due, one.former_dues, one.slipped) == ((end_of("2026-03-26"), (end_of("2026-03-06"),), False))
