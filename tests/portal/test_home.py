"""The first page: help at once, and a way to everything residents may want."""

from __future__ import annotations

import re
from datetime import date, time
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from tests.builders import a_centre, a_service, staff
from youzhang.accounts.models import Centre
from youzhang.kit import clock
from youzhang.services.rules import Dates

FIRST_VISIT = 100_000


@pytest.fixture
def centre(frozen, db, settings, tmp_path):
    settings.FILES_ROOT = tmp_path
    made = a_centre()
    Centre.objects.filter(pk=made.pk).update(phone="0571-81230000", address="青澜路 18 号")
    return made


def home(language: str = "en") -> str:
    answer = Client(headers={"accept-language": language}).get("/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_help_is_one_touch_away(centre):
    page = home()
    for number in ("12356", "110", "120", "0571-81230000"):
        assert f'href="tel:{number}"' in page
    assert "data-exit" in page
    assert 'name="text"' in page


def test_it_shows_what_is_open_everywhere_and_nothing_else(centre):
    other = a_centre(organisation="Other Body")
    here, there = staff(centre, "specialist"), staff(other, "specialist")
    a_service(here, centre, notice={"name": "亲子沟通小组"})
    a_service(there, other, notice={"name": "冬至家庭日"})
    a_service(here, centre, notice={"name": "还没公布"}, published=False)
    page = home()
    assert "亲子沟通小组" in page
    assert "冬至家庭日" in page
    assert "还没公布" not in page
    with clock.frozen_at(clock.start_of(date(2026, 3, 21))):
        assert "亲子沟通小组" not in home()


def test_no_door_is_dead(centre):
    a_service(staff(centre, "specialist"), centre)
    page = home()
    links = {link for link in re.findall(r'href="(/[^"#]*)"', page) if not link.startswith("/static")}
    assert {"/services/", "/track"} <= links
    assert {link: Client().get(link, follow=True).status_code for link in links} == dict.fromkeys(links, 200)
    for anchor in re.findall(r'href="#([^"]+)"', page):
        assert f'id="{anchor}"' in page


def test_one_service_or_many_ask_the_database_equally_often(centre, django_assert_num_queries):
    person = staff(centre, "specialist")
    a_service(person, centre)
    with django_assert_num_queries(2):
        home()
    for day in (2, 3, 4):
        a_service(
            person,
            centre,
            dates=Dates(starts_on=date(2026, 4, day), starts_at=time(9, 0), closes_on=date(2026, 3, 20)),
        )
    with django_assert_num_queries(2):
        home()


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("address", ["/", "/track", "/services/"])
def test_a_first_visit_weighs_little(centre, address, language):
    page = Client(headers={"accept-language": language}).get(address).content.decode()
    files = set(re.findall(r'(?:href|src)="/static/([^"#]+)', page))
    weight = len(page.encode()) + sum(Path(finders.find(name)).stat().st_size for name in files)
    assert weight <= FIRST_VISIT
    assert not re.search(r'(?:src|action)="https?://', page)
