"""Rows that are put, changed and removed by kept statements are those that Django would have written."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import DataError, IntegrityError, transaction
from django.forms import model_to_dict

from tests.builders import a_centre
from youzhang.accounts.models import Centre
from youzhang.kit import clock
from youzhang.kit.kept import Given, kept
from youzhang.kit.written import NOT_TWICE, changing, put, put_and_read, put_now, removing
from youzhang.ledger.models import CalendarDay, NumberSeries, Refusal
from youzhang.vault.actions import create_key
from youzhang.web.models import Draft, FormToken, Window

pytestmark = pytest.mark.django_db


def a_key() -> str:
    return f"test {uuid4()}"


def test_a_row_is_written_as_django_writes_it() -> None:
    given = {"owner": "visitor:1", "answered_url": "/a/%s/", "created_at": clock.now()}
    by_put, by_django = FormToken(token=uuid4(), **given), FormToken(token=uuid4(), **given)
    assert put_now([by_put]) == 1
    by_django.save()
    one, other = (FormToken.objects.get(pk=row.pk) for row in (by_put, by_django))
    assert {**model_to_dict(one), "token": 0} == {**model_to_dict(other), "token": 0}
    assert one.created_at == other.created_at


def test_what_is_sealed_is_sealed_and_the_row_counts_as_saved() -> None:
    draft = Draft(owner="visitor:1", form="f", about="", key=create_key(), saved_at=clock.now())
    draft.content = {"wish": "a talk"}
    put([draft])
    assert not draft._state.adding
    draft.content = {"wish": "two talks"}
    draft.save()
    assert Draft.objects.get().content == {"wish": "two talks"}


def test_many_rows_go_in_as_few_statements_as_the_database_takes(django_assert_num_queries: Any) -> None:
    days = [
        CalendarDay(day=date(1900 + n // 300, 1 + n % 12, 1 + n // 12 % 25), works=True) for n in range(300)
    ]
    with django_assert_num_queries(1):
        put_now(days)
    put([Window(name=f"w{n}", free=n, ends_at=clock.now()) for n in range(1500)])
    assert CalendarDay.objects.filter(day__year=1900).count() == 300
    assert Window.objects.filter(name__startswith="w").count() == 1500
    with django_assert_num_queries(0):
        assert put_now([]) == 0


def a_window(name: str, free: int = 1) -> Window:
    return Window(name=name, free=free, ends_at=clock.now())


def fails_after(*rows: Window) -> None:
    put(rows)
    raise ZeroDivisionError


def puts_and_asks(*rows: Window) -> None:
    put(rows)
    Window.objects.exists()


def test_rows_wait_for_the_next_statement_and_go_as_one_of_each_table(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        for n in range(3):
            put([a_window(f"w{n}")])
            put([CalendarDay(day=date(1900, 1, 1 + n), works=True)])
    with django_assert_num_queries(3):
        assert Window.objects.filter(name__startswith="w").count() == 3
    assert CalendarDay.objects.filter(day__year=1900).count() == 3


def test_a_statement_that_waits_keeps_its_place_among_rows(django_assert_num_queries: Any) -> None:
    gone = kept(a_key(), lambda: removing(Window.objects.filter(free=Given("free"))))
    put([a_window("before")])
    gone.later(free=1)
    put([a_window("after")])
    with django_assert_num_queries(4):
        assert list(Window.objects.values_list("name", flat=True)) == ["after"]


def test_what_waits_is_gone_with_the_savepoint_that_fails() -> None:
    put([a_window("before")])
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        fails_after(a_window("inside"))
    put([a_window("after")])
    assert set(Window.objects.values_list("name", flat=True)) == {"before", "after"}


def test_what_the_database_refuses_is_said_where_it_goes_and_leaves_the_rest_in_peace() -> None:
    put([a_window("there")])
    with pytest.raises(IntegrityError), transaction.atomic():
        puts_and_asks(a_window("other"), a_window("there", 2))
    put([a_window("after")])
    assert set(Window.objects.values_list("name", "free")) == {("there", 1), ("after", 1)}


@pytest.mark.django_db(transaction=True)
def test_what_waits_goes_with_the_commit_and_not_with_a_failed_act() -> None:
    with transaction.atomic():
        put([a_window("kept")])
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        fails_after(a_window("lost"))
    put([a_window("alone")])
    assert set(Window.objects.values_list("name", flat=True)) == {"kept", "alone"}


@pytest.mark.django_db(transaction=True)
def test_what_the_database_refuses_at_the_commit_undoes_the_act() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        put(
            [Window(name="one", free=1, ends_at=clock.now()), Window(name="one", free=1, ends_at=clock.now())]
        )
    assert not Window.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_cannot_even_be_sent_at_the_commit_undoes_the_act() -> None:
    with pytest.raises((OverflowError, DataError)), transaction.atomic():
        put([a_window("fine"), a_window("too much", 2**70)])
    assert not Window.objects.exists()
    with transaction.atomic():
        put([a_window("after")])
    assert Window.objects.get().name == "after"


def test_a_row_that_is_there_stays_or_is_refused() -> None:
    day = date(1999, 1, 1)
    assert put_now([CalendarDay(day=day, works=True)], NOT_TWICE) == 1
    assert put_now([CalendarDay(day=day, works=False)], NOT_TWICE) == 0
    assert CalendarDay.objects.get(day=day).works
    with pytest.raises(IntegrityError), transaction.atomic():
        put_now([CalendarDay(day=day, works=False)])


def test_a_statement_may_say_what_else_to_do_and_answer() -> None:
    first = NumberSeries(centre=a_centre(), kind="application", year=2026, last=1)
    then = (
        "ON CONFLICT (centre_id, kind, year) DO UPDATE SET last = ledger_numberseries.last + 1 RETURNING last"
    )
    assert [put_and_read([first], then) for _ in range(3)] == [[(1,)], [(2,)], [(3,)]]


def test_rows_are_changed_and_removed_by_what_is_given() -> None:
    here, there = a_centre(), a_centre()
    for centre in (here, there):
        Refusal.objects.create(centre=centre, rule="r", kind="k", day=date(2026, 1, 1), count=1)
    counts = kept(
        a_key(), lambda: changing(Refusal.objects.filter(centre=Given("centre")), count=Given("count"))
    )
    assert counts.run(centre=here.pk, count=7) == 1
    assert dict(Refusal.objects.values_list("centre", "count")) == {here.pk: 7, there.pk: 1}
    gone = kept(
        a_key(), lambda: removing(Refusal.objects.filter(centre__in=Centre.objects.filter(pk=Given("pk"))))
    )
    assert gone.run(pk=there.pk) == 1
    assert gone.run(pk=there.pk) == 0
    assert Refusal.objects.get().centre == here
