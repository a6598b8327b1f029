"""Statements that are kept answer as the querysets they were made of."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from typing import Any
from uuid import uuid4

import pytest
from django.db.models import QuerySet

from tests.builders import a_centre, staff, viewing
from youzhang.accounts.models import Centre, RoleHolding, User
from youzhang.kit import clock
from youzhang.kit.kept import Given, kept, together
from youzhang.ledger.matters import open_matter
from youzhang.ledger.models import Matter
from youzhang.ledger.scope import seen
from youzhang.vault.models import SearchToken

pytestmark = pytest.mark.django_db


def a_key() -> str:
    return f"test {uuid4()}"


def test_the_rows_are_those_of_the_queryset(django_assert_num_queries: Any) -> None:
    centre = a_centre()
    names = kept(a_key(), lambda: Centre.objects.filter(pk=Given("pk")).select_related("organisation"))
    with django_assert_num_queries(1):
        [found] = names.ask(pk=centre.pk)
        assert (found, found.organisation) == (centre, centre.organisation)
    assert names.ask(pk=uuid4()) == []


def test_a_list_may_hold_one_value_or_many_and_none_asks_nothing(django_assert_num_queries: Any) -> None:
    centres = [a_centre() for _ in range(3)]
    some = kept(a_key(), lambda: Centre.objects.filter(pk__in=[Given("ids")], started_on__lte=Given("day")))
    day = date(2100, 1, 1)
    for wanted in (centres[:1], centres):
        assert set(some.ask(ids=[one.pk for one in wanted], day=day)) == set(wanted)
    assert some.ask(ids=[one.pk for one in centres], day=date(1999, 1, 1)) == []
    with django_assert_num_queries(0):
        assert some.ask(ids=[], day=day) == []


def test_now_and_today_are_those_of_the_asking() -> None:
    centre = a_centre()
    user = staff(centre, "specialist")
    RoleHolding.objects.filter(user=user).update(starts_on=date(2026, 5, 2))

    def build() -> QuerySet[RoleHolding]:
        return RoleHolding.objects.filter(RoleHolding.on(clock.today()), user=user)

    held = kept(a_key(), build)
    with clock.frozen_at(datetime(2026, 5, 1, 4, tzinfo=UTC)):
        assert held.ask() == []
    with clock.frozen_at(datetime(2026, 5, 2, 4, tzinfo=UTC)):
        assert len(held.ask()) == 1


def test_several_are_asked_as_one_each_with_its_own_order_and_limit(django_assert_num_queries: Any) -> None:
    centre = a_centre()
    users = [staff(centre, "specialist") for _ in range(3)]
    names = sorted(user.username for user in users)
    rows = User.objects.filter(username__in=names).values_list("username")
    first = kept(a_key(), lambda: rows.order_by("username")[:1])
    last = kept(a_key(), lambda: rows.order_by("-username")[:1])
    nothing = kept(a_key(), User.objects.none)
    with django_assert_num_queries(1):
        found = together([(nothing, {}), (first, {}), (last, {})])
    assert sorted(found) == [(names[0],), (names[-1],)]
    assert together([(nothing, {})]) == []


def test_what_one_viewer_may_see_is_not_kept_for_another(viewing_two: tuple[Any, Any, Matter]) -> None:
    insider, outsider, matter = viewing_two

    def ask(viewer: Any) -> list[Any]:
        def build() -> QuerySet[Matter]:
            rows: QuerySet[Matter] = Matter.objects.visible_to(viewer).filter(pk=Given("pk"))
            return rows

        return seen("test.matter", viewer, build, pk=matter.pk)

    assert ask(insider) == [matter]
    assert ask(outsider) == []
    with clock.frozen_at(clock.now() + timedelta(days=3)):
        assert ask(insider) == [matter]


def test_viewers_of_like_roles_at_other_centres_see_what_is_theirs() -> None:
    centres = [a_centre() for _ in range(3)]
    for centre in centres:
        for kind in ("service", "application", "resident"):
            open_matter(kind, centre=centre, at=clock.now())
    roles = (("specialist",), ("counsellor",), ("duty_staff", "specialist"))
    for first, second in permutations(centres, 2):
        for here, there in permutations(roles, 2):
            user = staff(first, *here)
            for role in there:
                RoleHolding.objects.create(user=user, centre=second, role=role, starts_on=date(2020, 1, 1))
            viewer = viewing(user)
            rows = Matter.objects.visible_to(viewer)
            assert set(seen("test.all", viewer, lambda rows=rows: rows)) == set(rows)


@pytest.fixture
def viewing_two() -> tuple[Any, Any, Matter]:
    here, there = a_centre(), a_centre()
    matter = open_matter("service", centre=here, at=clock.now())
    return viewing(staff(here, "specialist")), viewing(staff(there, "specialist")), matter


def test_a_list_of_bytes_finds_what_one_value_finds() -> None:
    subject = staff(a_centre(), "specialist").subject
    stored = [SearchToken.objects.create(subject=subject, token=bytes([n]) * 16) for n in (1, 2, 3)]
    some = kept(a_key(), lambda: SearchToken.objects.filter(token__in=[Given("tokens")]))
    assert set(some.ask(tokens=[bytes([1]) * 16, bytes([3]) * 16])) == {stored[0], stored[2]}
    assert some.ask(tokens=[bytes([9]) * 16]) == []
