"""Overlays: a centre may be stricter than the text within what the base lets it set."""

from __future__ import annotations

import pytest

from tests.rulebook.sample import at, book, duties, duty, end_of, fact, only, read, setting, text_of_articles
from youzhang.rulebook.faults import RulebookRefused
from youzhang.rulebook.overlay import overlay, settable_paths

REPLY = duty(
    due='"3 working days"', settable='{ due = { floor = "1 working day", ceiling = "3 working days" } }'
)
VISIT = duty(
    "visit",
    due='"2 days before matter.starts_on"',
    not_before='"1 day"',
    on_time_within='"1 hour"',
    settable='{ due = { ceiling = "9 days" }, not_before = {}, on_time_within = { ceiling = "1 hour" } }',
)
MONTHLY = duty(
    "monthly",
    every='"month"',
    on='"centre-year"',
    closes_on='"a.held"',
    count="2",
    due='"5 days after period"',
    settable='{ count = { floor = 2 }, on = ["centre-year", "case"], every = ["month", "quarter"], due = {} }',
)
SETTINGS = (
    setting("wait", 'value = "3 days"\nunit = "term"\nceiling = "5 days"\n'),
    setting("photos", 'value = 5\nunit = "number"\nfloor = 5\nceiling = 15\n'),
    setting("day", 'value = "end"\nunit = "code"\ncodes = ["end", "before"]\n'),
    setting("unit", 'value = "Centre"\nunit = "text"\n'),
)
BASE = read(text_of_articles({"60.2.2a": [REPLY, VISIT], "71": [MONTHLY], "16b": SETTINGS}))


def laid_over(**values: str):
    lines = "".join(f'"{path}" = {value}\n' for path, value in values.items())
    return overlay(BASE, f'[rulebook]\nbase = "psych@1"\n[set]\n{lines}')


def test_a_stricter_term_holds_and_leaves_the_rest_as_it_was() -> None:
    centre = laid_over(**{"60.2.2a.reply.due": '"2 working days"'})
    found = {one.name: one for one in duties(centre, fact("a.asked", at("2026-03-02")))}
    assert found["reply"].due == end_of("2026-03-04")
    assert found["visit"].undated_because == "matter.starts_on"
    assert only(book(REPLY), fact("a.asked", at("2026-03-02"))).due == end_of("2026-03-05")


def test_a_term_before_a_date_stays_before_that_date() -> None:
    rule = laid_over(**{"60.2.2a.visit.due": '"5 days"'}).articles[0].rule("visit")
    assert str(rule.due[0]) == "5 days before matter.starts_on"


def test_every_settable_value_can_be_set() -> None:
    centre = laid_over(
        **{
            "60.2.2a.visit.not_before": '"2 days"',
            "60.2.2a.visit.on_time_within": '"30 minutes"',
            "71.monthly.count": "3",
            "71.monthly.on": '"case"',
            "71.monthly.every": '"quarter"',
            "71.monthly.due": '"10 days"',
            "16b.wait.value": '"1 day"',
            "16b.photos.value": "8",
            "16b.day.value": '"before"',
            "16b.unit.value": '"Youth centre"',
        }
    )
    visit, monthly = centre.articles[0].rule("visit"), centre.articles[1].rule("monthly")
    assert (str(visit.not_before), str(visit.on_time_within)) == ("2 days", "30 minutes")
    assert (monthly.count, monthly.on, monthly.every, str(monthly.due)) == (3, "case", "quarter", "10 days")
    assert [setting.value for setting in centre.articles[2].settings] == [
        "1 day",
        8,
        "before",
        "Youth centre",
    ]


@pytest.mark.parametrize(
    ("path", "value", "right"),
    [
        ("60.2.2a.reply.due", '"4 working days"', "at most 3 working days"),
        ("60.2.2a.reply.due", '"12 hours"', "at least 1 working day"),
        ("60.2.2a.reply.due", '"soon"', "at least 1 working day"),
        ("60.2.2a.reply.held_by", '"lead"', "'60.2.2a.reply.due'"),
        ("60.2.2a.replay.due", '"1 working day"', "'60.2.2a.reply.due'"),
        ("99.reply.due", '"1 working day"', "'60.2.2a.reply.due'"),
        ("due", '"1 working day"', "one of"),
        ("60.2.2a.visit.on_time_within", '"2 hours"', "at most 1 hour"),
        ("71.monthly.count", "1", "at least 2"),
        ("71.monthly.count", '"3"', "at least 2"),
        ("71.monthly.every", '"year"', "one of month, quarter"),
        ("16b.wait.value", '"6 days"', "at most 5 days"),
        ("16b.photos.value", "20", "at least 5 and at most 15"),
        ("16b.photos.value", '"many"', "at least 5 and at most 15"),
        ("16b.day.value", '"noon"', "one of end, before"),
        ("16b.unit.value", "true", "a value of its unit"),
    ],
)
def test_what_the_base_does_not_allow_is_refused(path: str, value: str, right: str) -> None:
    with pytest.raises(RulebookRefused) as refused:
        laid_over(**{path: value})
    (fault,) = refused.value.faults
    assert fault.field == f"set.{path}"
    assert right in fault.right


@pytest.mark.parametrize(
    "text",
    [
        '[rulebook]\nbase = "psych@2"\n',
        "[rulebook]\n",
        '[rulebook]\nbase = "psych@1"\nid = "x"\n',
        "[set",
        "[sets]\n",
    ],
)
def test_an_overlay_of_something_else_is_refused(text: str) -> None:
    with pytest.raises(RulebookRefused):
        overlay(BASE, text)


def test_the_paths_that_may_be_set_are_known() -> None:
    assert len(settable_paths(BASE)) == 12
