"""The rail leads nowhere that does not answer: every place it shows opens for whoever sees it."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.builders import a_centre, signed_in, staff
from youzhang.accounts.roles import ROLES

RAIL = re.compile(r'<nav class="rail".*?</nav>', re.DOTALL)


@pytest.mark.django_db
@pytest.mark.parametrize("role", sorted(ROLES))
def test_every_place_of_the_rail_opens(frozen: object, role: str) -> None:
    browser = signed_in(Client(), staff(a_centre(), role))
    rail = RAIL.search(browser.get("/work/").content.decode())
    assert rail
    places = set(re.findall(r'<a[^>]* href="([^"]+)"', rail[0]))
    closed = {place for place in places if browser.get(place, follow=True).status_code != 200}
    assert closed == set()


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "shown"), [("carer", True), ("observer", False), ("authority", False)])
def test_only_who_may_see_services_is_led_to_them(frozen: object, role: str, shown: bool) -> None:
    rail = RAIL.search(signed_in(Client(), staff(a_centre(), role)).get("/work/").content.decode())
    assert rail
    assert ('href="/work/services/"' in rail[0]) is shown


@pytest.mark.django_db
def test_every_switch_of_the_menu_carries_its_token_and_the_way_back(frozen: object) -> None:
    browser = signed_in(Client(), staff(a_centre(), "duty_staff"))
    page = browser.get("/work/rules/").content.decode()
    forms = re.findall(
        r'<form method="post" action="/(?:prefs|language)/"[^>]*>(.*?)</form>', page, re.DOTALL
    )
    assert len(forms) == 3
    for form in forms:
        assert '<input type="hidden" name="csrfmiddlewaretoken"' in form
        assert '<input type="hidden" name="next" value="/work/rules/">' in form
