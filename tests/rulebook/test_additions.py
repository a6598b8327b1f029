"""What the journey's articles added to the grammar: a due that had passed, choices of a date, keeping by another."""

from __future__ import annotations

import pytest

from tests.rulebook.sample import at, book, day, duty, end_of, fact, only, read, text_of_articles
from youzhang.rulebook.faults import RulebookRefused
from youzhang.rulebook.overlay import overlay

REMIND = duty("remind", due='"2 days before parent.starts_on"', past='"at once"', on_time_within='"24 hours"')
CHOICE = '{ due = ["on parent.starts_on", "1 day before parent.starts_on"] }'


def starts(when: str, on: str):
    return fact("a.planned", at(when), starts_on=day(on))


@pytest.mark.parametrize(
    ("opened", "due"),
    [
        ("2026-03-20", end_of("2026-03-30")),
        ("2026-03-31", at("2026-03-31")),
        ("2026-04-03", at("2026-04-03")),
    ],
)
def test_a_due_that_had_passed_when_the_duty_opened_is_due_at_once(opened, due) -> None:
    parent = [starts("2026-03-01", "2026-04-01")]
    assert only(book(REMIND), fact("a.asked", at(opened)), parent=parent).due == due


@pytest.mark.parametrize(("hour", "late"), [(23, False), (25, True)])
def test_at_once_is_late_only_after_its_grace(hour, late) -> None:
    parent = [starts("2026-03-01", "2026-04-01")]
    done = fact("a.answered", at("2026-04-01", hour - 15))
    one = only(book(REMIND), fact("a.asked", at("2026-03-31")), done, parent=parent)
    assert (one.outcome, one.late) == ("met", late)


def test_a_date_may_be_one_of_several_the_text_allows() -> None:
    base = book(duty("sign", due='"on parent.starts_on"', settable=CHOICE))
    stricter = overlay(
        base, '[rulebook]\nbase = "psych@1"\n[set]\n"1.sign.due" = "1 day before parent.starts_on"\n'
    )
    parent = [starts("2026-03-01", "2026-04-01")]
    asked = fact("a.asked", at("2026-03-02"))
    assert only(base, asked, parent=parent).due == end_of("2026-04-01")
    assert only(stricter, asked, parent=parent).due == end_of("2026-03-31")
    assert not base.articles[0].duties[0].extendable
    with pytest.raises(RulebookRefused, match="one of on parent"):
        overlay(base, '[rulebook]\nbase = "psych@1"\n[set]\n"1.sign.due" = "3 days"\n')


def test_an_article_may_be_kept_by_another_ones_duty() -> None:
    text = text_of_articles({"1": [duty()], "2": []})
    assert read(text.replace("['pending']", "['duty:1.reply']")).articles[1].kept_by == ("duty:1.reply",)
    with pytest.raises(RulebookRefused, match="it has no duty"):
        read(text.replace("['pending']", "['duty:1.other']"))


def test_an_escalation_lets_its_roles_in() -> None:
    steps = '[{ after = "1 working day", from = "due", to = ["head", "lead"] }]'
    rules, asked = book(duty(due='"3 days"', escalates=steps)), fact("a.asked", at("2026-03-02"))
    waiting = only(rules, asked)
    assert waiting.told == ()
    told = only(rules, asked, fact("ledger.duty_escalated", at("2026-03-09"), duty=waiting.identity, step=1))
    assert told.told == ("head", "lead")


def test_the_nearest_date_is_the_matters_own_or_else_its_parents() -> None:
    rules = book(duty(due='"2 days before nearest.starts_on"'))
    parent, own = [starts("2026-03-01", "2026-04-01")], starts("2026-03-10", "2026-03-20")
    asked = fact("a.asked", at("2026-03-02"))
    assert only(rules, asked, parent=parent).due == end_of("2026-03-30")
    appointed = only(rules, asked, own, parent=parent)
    assert (appointed.due, appointed.former_dues) == (end_of("2026-03-18"), (end_of("2026-03-30"),))
    assert only(rules, asked).undated_because == "nearest.starts_on"
