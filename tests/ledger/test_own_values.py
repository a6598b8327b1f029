"""A centre sets a value that the text leaves it: recorded, from a day on, and its terms follow."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.builders import a_centre, staff, viewing
from tests.ledger.world import World
from youzhang.accounts.models import Centre
from youzhang.jobs.models import Job
from youzhang.jobs.worker import run_pending
from youzhang.kit import clock
from youzhang.kit.refused import Refused, Stale
from youzhang.ledger.matters import opening
from youzhang.ledger.models import Duty, Fact, Matter, OwnValue
from youzhang.ledger.own_values import NewValue, moves, set_value
from youzhang.ledger.rebuilding import rebuild
from youzhang.ledger.rulebooks import adopt, editions_of, find_setting
from youzhang.rulebook.library import builtin

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
RECEIPT = "34.3a.receipt.due"


def given(path: str = RECEIPT, value: Any = "4 hours", holds_from: date = TODAY, **more: Any) -> NewValue:
    return NewValue("psych", path, value, holds_from, **{"reason": "居民常问起"} | more)


def put(world: World, *args: Any, **more: Any) -> Job:
    return set_value(world.centre, given(*args, **more), by=viewing(world.lead))


def a_remark(centre: Centre) -> Duty:
    """psych:45 asks for an answer within three working days."""
    with opening("application", centre=centre, by=None) as (matter, record):
        record("intake.remark_received", remark=matter.pk)
    return Duty.unscoped.get(matter=matter, article="psych:45")


def unchanged_by_rebuild() -> bool:
    ids = list(Matter.unscoped.order_by("pk").values_list("pk", flat=True))
    return not [change for rows, changes in rebuild(ids) for change in [*changes, *range(rows)]]


def test_what_opens_from_its_day_on_follows_and_what_was_owed_stays(world: World) -> None:
    before = a_remark(world.centre)
    put(world, "45.respond.due", "1 working day", TODAY + timedelta(days=1))
    run_pending()
    with clock.frozen_at(clock.at_hour(date(2026, 3, 3), 10)):
        after = a_remark(world.centre)
    before.refresh_from_db()
    assert (before.edition, clock.day_of(before.due - clock.INSTANT)) == (1, date(2026, 3, 5))
    assert (after.edition, clock.day_of(after.due - clock.INSTANT)) == (1001, date(2026, 3, 4))
    assert unchanged_by_rebuild()


def test_from_today_on_moves_what_was_opened_today_by_a_job(world: World) -> None:
    duty = a_remark(world.centre)
    asked = given("45.respond.due", "1 working day")
    (move,) = moves(world.centre, asked, viewer=viewing(world.lead))
    assert (move.duty, move.before) == (duty.pk, duty.due)
    job = set_value(world.centre, asked, by=viewing(world.lead))
    run_pending()
    duty.refresh_from_db()
    job.refresh_from_db()
    assert (job.state, duty.due) == ("done", move.after)
    assert clock.day_of(duty.due - clock.INSTANT) == date(2026, 3, 3)
    assert unchanged_by_rebuild()


def test_a_preview_writes_nothing(world: World) -> None:
    a_remark(world.centre)
    facts = Fact.unscoped.count()
    moves(world.centre, given("45.respond.due", "1 working day"), viewer=viewing(world.lead))
    assert (Fact.unscoped.count(), OwnValue.unscoped.count(), Job.objects.count()) == (facts, 0, 0)
    assert editions_of(world.centre)[0].books == (builtin("psych"),)


def test_it_is_recorded_with_its_reason_sealed(world: World) -> None:
    put(world)
    row, fact = OwnValue.unscoped.get(), Fact.unscoped.get(kind="ledger.value_set")
    assert (row.reason, row.by, row.number, row.over) == ("居民常问起", world.lead, 1001, 1)
    assert fact.matter == row.matter
    assert fact.data == {"rulebook": "psych", "number": 1001, "holds_from": "2026-03-02"}


def test_values_of_several_days_hold_side_by_side_in_whatever_order_they_were_set(world: World) -> None:
    put(world, "13.note.due", "12 hours", date(2026, 4, 1))
    put(world, RECEIPT, "2 hours", date(2026, 3, 10))
    put(world, RECEIPT, "3 hours", date(2026, 3, 10))
    (editions,) = editions_of(world.centre)

    def term(day: date, article: str, name: str) -> str:
        return str(editions.in_force(day).article(article).rule(name).due[0])  # type: ignore[union-attr]

    assert [term(date(2026, 3, day), "34.3a", "receipt") for day in (9, 10)] == ["1 day", "3 hours"]
    assert term(date(2026, 4, 1), "34.3a", "receipt") == "3 hours"
    assert [term(date(2026, month, 1), "13", "note") for month in (3, 4)] == ["24 hours", "12 hours"]
    assert sorted(OwnValue.unscoped.values_list("number", flat=True)) == [1001, 1002, 1002]


def test_a_setting_without_a_duty_holds_from_its_day(world: World) -> None:
    put(world, "15.3b.attempts.value", 2, date(2026, 3, 5))
    asked = (
        find_setting(world.centre, "psych:15.3b", "attempts", clock.start_of(date(2026, 3, n)))
        for n in (4, 5)
    )
    assert [one.value for one in asked] == [3, 2]


def test_periods_that_begin_later_follow(world: World) -> None:
    """psych:11: publicity every month, asked for twice a month from April on."""
    from youzhang.ledger.years import centre_year

    year = centre_year(world.centre, 2026)
    seen = moves(world.centre, given("11.publicity.count", 2, date(2026, 4, 1)), viewer=viewing(world.lead))
    assert [move.times for move in seen] == [2] * 9
    quarterly = given("11.publicity.every", "quarter", date(2026, 4, 1))
    assert all(move.gone for move in moves(world.centre, quarterly, viewer=viewing(world.lead)))
    put(world, "11.publicity.count", 2, date(2026, 4, 1))
    run_pending()
    counts = dict(Duty.unscoped.filter(matter=year, article="psych:11").values_list("number", "count"))
    assert [counts[f"2026-{month:02d}"] for month in (3, 4, 12)] == [1, 2, 2]
    assert unchanged_by_rebuild()


def test_another_centre_of_the_organisation_stays_as_it_was(world: World) -> None:
    other = a_centre()
    put(world)
    assert other.organisation == world.centre.organisation
    assert editions_of(other)[0].books == (builtin("psych"),)


@pytest.mark.parametrize(
    ("asked", "rule", "words"),
    [
        ({"value": "4 days"}, "psych:34.3a", "at least 1 hour, at most 3 days"),
        ({"value": "5 minutes"}, "psych:34.3a", "at least 1 hour"),
        ({"value": "soon"}, "psych:34.3a", "at most 3 days"),
        ({"value": "1 day"}, "rule:nothing_moved", "holds already"),
        ({"path": "34.1d.assess.due", "value": "3 days"}, "psych:34.1d", "1 day before the closing date"),
        ({"path": "11.publicity.count", "value": 0}, "psych:11", "at least 1"),
        ({"path": "11.publicity.every", "value": "year"}, "psych:11", "every month or every quarter"),
        ({"path": "34.1d.assess.held_by", "value": "lead"}, "rule:settings", "does not leave"),
        ({"path": "15.3c.contact.due", "value": "1 day"}, "rule:settings", "does not leave"),
        ({"holds_from": TODAY - timedelta(days=1)}, "rule:past_day", "has passed"),
        ({"holds_from": TODAY + timedelta(days=400)}, "rule:far_day", "more than a year"),
        ({"reason": " "}, "rule:reason", "Say why"),
        ({"seen": 3}, "rule:stale", "Somebody else"),
    ],
)
def test_what_the_text_does_not_allow_is_refused_and_nothing_is_kept(
    world: World, asked: dict[str, Any], rule: str, words: str
) -> None:
    facts = Fact.unscoped.count()
    with pytest.raises(Refused) as refused:
        put(world, **asked)
    assert refused.value.rule == rule
    assert words in refused.value.why
    assert (OwnValue.unscoped.count(), Fact.unscoped.count(), Job.objects.count()) == (0, facts, 0)
    assert isinstance(refused.value, Stale) == ("seen" in asked)


def test_a_rulebook_that_the_centre_does_not_run_by_is_refused(world: World) -> None:
    asked = NewValue("welfare", "2.2b.hand_over.due", "1 hour", TODAY, "x")
    with pytest.raises(Refused, match="does not run by"):
        set_value(world.centre, asked, by=viewing(world.lead))


@pytest.mark.parametrize("role", ["department_head", "specialist", "authority", "sysadmin"])
def test_whoever_does_not_lead_sets_nothing(world: World, role: str) -> None:
    somebody = staff(world.centre, role)
    with pytest.raises(Refused, match="Your role may not do this"):
        set_value(world.centre, given(), by=viewing(somebody))
    with pytest.raises(Refused):
        moves(world.centre, given(), viewer=viewing(somebody))
    assert not OwnValue.unscoped.exists()


def test_an_encoding_that_allows_less_lets_a_value_fall_back_to_the_text(world: World, tmp_path: Any) -> None:
    from pathlib import Path

    import youzhang.rulebook as rulebook

    put(world, RECEIPT, "2 days")
    put(world, "13.note.due", "12 hours")
    for file in (Path(rulebook.__file__).parent / "books" / "psych").glob("*.toml"):
        text = file.read_text("utf-8").replace('ceiling = "3 days"', 'ceiling = "1 day"')
        text = text.replace("encoding      = ", "encoding      = 9").replace("encoding = ", "encoding = 9")
        (tmp_path / file.name).write_text(text, "utf-8")
    adopt(world.centre.organisation, tmp_path)
    book = editions_of(world.centre)[0].in_force(TODAY)
    assert str(book.article("34.3a").rule("receipt").due[0]) == "1 day"  # type: ignore[union-attr]
    assert str(book.article("13").rule("note").due[0]) == "12 hours"  # type: ignore[union-attr]
