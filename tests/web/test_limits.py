"""Windows at a door: the asker's own before the one that all share."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from youzhang.casework import portal_views
from youzhang.kit.lines import line_of
from youzhang.web.limits import Limit, enter
from youzhang.web.models import Window

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
OWN, ALL = Limit("own", 2, 3600), Limit("all", 5, 3600)


def free(limit: Limit, who: str = "") -> int:
    return Window.objects.get(name=limit.slot(who).window).free


def test_who_finds_the_own_window_full_takes_nothing_of_the_shared_one() -> None:
    found = [enter((OWN, "one"), (ALL, "")).shut for _ in range(20)]
    assert found == [None, None, *[OWN] * 18]
    assert free(ALL) == 3


def test_who_finds_the_shared_window_full_keeps_the_own_place() -> None:
    for n in range(5):
        assert enter((OWN, str(n)), (ALL, "")).shut is None
    assert enter((OWN, "one"), (ALL, "")).shut == ALL
    assert not Window.objects.filter(name=OWN.slot("one").window, free__lt=OWN.most).exists()


def test_what_was_taken_is_given_back() -> None:
    enter((OWN, "one"), (ALL, "")).free()
    assert (free(OWN, "one"), free(ALL)) == (2, 5)


def test_a_card_tried_from_an_address_that_is_shut_uses_up_nothing_that_all_share() -> None:
    wrong = {"number": "CG-2026-1", "code": "AAAAAAAAAA", "birth": "2013-03-08"}
    guesser = Client(REMOTE_ADDR="203.0.113.1")
    answers = [guesser.post(reverse("casework:portal_in"), wrong).status_code for _ in range(30)]
    most = portal_views.WRONG_FROM_ONE.most
    assert answers == [422] * most + [429] * (30 - most)
    assert free(portal_views.WRONG_OF_ALL) == portal_views.WRONG_OF_ALL.most - most


def test_all_addresses_of_one_household_count_as_one() -> None:
    """Who has one IPv6 line has more addresses than anybody can count."""
    wrong = {"number": "CG-2026-1", "code": "AAAAAAAAAA", "birth": "2013-03-08"}
    most = portal_views.WRONG_FROM_ONE.most

    def tried(address: str) -> int:
        return Client(REMOTE_ADDR=address).post(reverse("casework:portal_in"), wrong).status_code

    assert [tried(f"2001:db8:0:7::{n}") for n in range(most + 5)] == [422] * most + [429] * 5
    assert tried("2001:db8:0:8::1") == 422  # the neighbours


@pytest.mark.parametrize(
    ("address", "line"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:0:7:a:b:c:d", "2001:db8:0:7::/64"),
        ("unknown", "unknown"),
        ("", ""),
    ],
)
def test_a_line_is_known_by_its_address(address: str, line: str) -> None:
    assert line_of(address) == line
