"""What is put right on a person's file reaches their open crisis in the same act (psych:15.3b, psych:53.3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import translation

from tests.crisis.people import Cast, a_cast, acting, kinds, outcome, taken
from youzhang.clients.actions import NewPerson, correct_person, record_capacity, register_person
from youzhang.clients.models import Person
from youzhang.crisis import actions
from youzhang.crisis.models import Crisis
from youzhang.kit import clock
from youzhang.ledger.models import Fact

pytestmark = pytest.mark.django_db
ADULT, CHILD = date(1990, 5, 4), date(2013, 3, 8)


@pytest.fixture
def cast(frozen: object) -> Iterator[Cast]:
    with translation.override("en"):
        yield a_cast()


def a_crisis(cast: Cast, birth: date | None, **more: Any) -> tuple[Person, Crisis]:
    who = register_person(NewPerson("小雨", birth), centre=cast.centre, by=None)
    return who, taken(cast, subject=who.subject, told=actions.Told(), **more)


def put_right(who: Person, birth: date | None, cast: Cast) -> Person:
    now = Person.unscoped.get(pk=who.pk)
    return correct_person(now, NewPerson("小雨", birth), version=now.version, **acting(cast.lead))


@pytest.mark.parametrize("before", [ADULT, None])
def test_a_birth_date_that_makes_a_child_of_them_owes_the_check_for_harm_at_once(
    cast: Cast, before: date | None
) -> None:
    """psych:53.3"""
    who, crisis = a_crisis(cast, before)
    assert (crisis.minor, outcome(crisis, "psych:53.3", "harm")) == (False, "")
    put_right(who, CHILD, cast)
    now = Crisis.unscoped.get(pk=crisis.pk)
    assert (now.minor, now.age_known) == (True, True)
    assert kinds(crisis).count("crisis.minor_found") == 1
    assert outcome(crisis, "psych:53.3", "harm") == "open"
    put_right(who, date(2012, 3, 8), cast)
    assert kinds(crisis).count("crisis.minor_found") == 1


def test_a_finding_on_capacity_counts_as_much(cast: Cast) -> None:
    who, crisis = a_crisis(cast, ADULT)
    record_capacity(who, "none", **acting(cast.lead))
    assert Crisis.unscoped.get(pk=crisis.pk).minor
    assert outcome(crisis, "psych:53.3", "harm") == "open"


def test_the_guardian_is_owed_to_be_told_in_the_same_act(cast: Cast) -> None:
    """psych:15.3b"""
    who, crisis = a_crisis(cast, ADULT)
    before = clock.now() - timedelta(minutes=1)
    none = actions.Tell("guardian", "none", reason="capable_adult")
    actions.tell(crisis, none, at=before, **acting(cast.counsellor))
    put_right(who, CHILD, cast)
    assert outcome(crisis, "psych:15.3b", "guardian_after_all") == "open"


def test_what_the_file_alone_said_the_file_takes_back(cast: Cast) -> None:
    who, crisis = a_crisis(cast, None)
    put_right(who, CHILD, cast)
    put_right(who, ADULT, cast)
    actions.tell(crisis, actions.Tell("guardian", "none", reason="capable_adult"), **acting(cast.counsellor))
    assert "crisis.guardian_none" in kinds(crisis)


def test_neither_another_correction_nor_a_closed_crisis_is_touched(cast: Cast) -> None:
    who, crisis = a_crisis(cast, ADULT, reason="other")
    put_right(who, date(1991, 5, 4), cast)
    assert "crisis.minor_found" not in kinds(crisis)
    Crisis.unscoped.filter(pk=crisis.pk).update(closed_at=clock.now())
    facts = Fact.unscoped.filter(matter=crisis.matter_id).count()
    put_right(who, CHILD, cast)
    assert Fact.unscoped.filter(matter=crisis.matter_id).count() == facts
    assert not Crisis.unscoped.get(pk=crisis.pk).minor
