"""Read in an emergency: reason, three hours, banner, written down first, reviewed by a second person (psych:50)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.builders import a_person, signed_in, staff, viewing
from tests.crisis.people import a_cast, acting
from youzhang.accounts.models import AccessEntry
from youzhang.clients.actions import bar_from_person, register_person
from youzhang.crisis.actions.glass import Emergency, break_glass, review_glass
from youzhang.crisis.models import EmergencyReading
from youzhang.kit import clock
from youzhang.kit.refused import Refused, Stale
from youzhang.ledger.matters import let_in
from youzhang.ledger.models import Duty, Grant, Matter

pytestmark = pytest.mark.django_db


def test_the_file_opens_for_three_hours_after_it_was_written_down(frozen: Any, client: Client) -> None:
    cast = a_cast()
    person = register_person(a_person("小雨"), centre=cast.centre, by=cast.reporter)
    browser = signed_in(client, cast.counsellor)
    at = f"/work/people/{person.matter_id}"
    assert browser.get(at).status_code == 404
    form = {"number": str(person.matter_id), "reason": "life", "words": "电话里说要跳楼"}
    page = browser.post("/work/read-now", form)
    assert page.status_code == 302
    assert page.url == at  # type: ignore[attr-defined]
    reading = EmergencyReading.unscoped.get()
    acts = list(AccessEntry.objects.filter(about=person.matter_id).values_list("act", flat=True))
    assert acts == ["crisis.glass"]
    shown = browser.get(at).content.decode()
    assert "小雨" in shown
    assert reading.matter.number in shown  # the banner
    with clock.frozen_at(frozen + timedelta(hours=3, minutes=1)):
        later = signed_in(client, cast.counsellor)
        assert later.get(at).status_code == 404
        assert reading.matter.number not in later.get("/work/rules/").content.decode()


def test_a_second_person_reviews_it_within_a_day(frozen: Any) -> None:
    cast = a_cast()
    person = register_person(a_person("小雨"), centre=cast.centre, by=cast.reporter)
    reading = break_glass(Emergency(str(person.matter_id), "life", "要跳楼"), **acting(cast.counsellor))
    owed = Duty.unscoped.get(matter=reading.matter, article="psych:50", name="glass")
    assert owed.due == frozen + timedelta(hours=24)
    with pytest.raises(Refused):
        review_glass(reading, sound=True, words="", **acting(cast.counsellor))
    review_glass(reading, sound=True, words="确有必要", **acting(cast.head))
    owed.refresh_from_db()
    assert owed.outcome == "met"
    with pytest.raises(Stale):
        review_glass(reading, sound=False, words="", **acting(cast.lead))


def test_what_one_may_open_anyway_needs_no_emergency(frozen: object) -> None:
    cast = a_cast()
    person = register_person(a_person("小雨"), centre=cast.centre, by=cast.reporter)
    both = staff(cast.centre, "counsellor", "service_head")
    with pytest.raises(Refused):  # a service head sees personal files anyway
        break_glass(Emergency(str(person.matter_id), "life", "要跳楼"), **acting(both))
    assert not EmergencyReading.unscoped.exists()


def test_a_bar_stands_even_in_an_emergency_and_says_no_more_than_of_what_is_not_there(frozen: object) -> None:
    cast = a_cast()
    person = register_person(a_person("小雨"), centre=cast.centre, by=cast.reporter)
    bar_from_person(cast.counsellor, person, reason="relative", by=viewing(cast.lead))
    said = []
    for number in (str(person.matter_id), "SQ-XX-2026-0001", "", "4e0a6a0e-52cd-4a4f-9fdd-1f1f0a7e8b11"):
        with pytest.raises(Refused) as refused:
            break_glass(Emergency(number, "life", "要跳楼"), **acting(cast.counsellor))
        said.append(str(refused.value.why))
    assert len(set(said)) == 1
    assert not Matter.unscoped.filter(kind="glass").exists()
    assert not Grant.objects.filter(reason="glass").exists()


def test_who_may_not_break_the_glass_finds_no_page(frozen: object, client: Client) -> None:
    cast = a_cast()
    for role in ("hotline_volunteer", "club_member", "sysadmin", "auditor", "authority"):
        person = staff(cast.centre, role)
        assert signed_in(client, person).get("/work/read-now").status_code == 404


def test_the_review_shows_what_was_opened(frozen: object, client: Client) -> None:
    cast = a_cast()
    person = register_person(a_person("小雨"), centre=cast.centre, by=cast.reporter)
    reading = break_glass(Emergency(str(person.matter_id), "asked", "医院来电"), **acting(cast.counsellor))
    other = register_person(a_person("小风", phone="13800000999"), centre=cast.centre, by=cast.reporter)
    let_in(other.matter, cast.counsellor, "backup")
    reader = signed_in(Client(), cast.counsellor)
    for one in (person, other):
        assert reader.get(f"/work/people/{one.matter_id}").status_code == 200
    own = reader.get(f"/work/emergency-readings/{reading.matter_id}").content.decode()
    assert "由另一人复核" in own
    assert 'class="form card"' not in own
    browser = signed_in(client, cast.head)
    page = browser.get(f"/work/emergency-readings/{reading.matter_id}").content.decode()
    assert "医院来电" in page
    assert "开始紧急查阅" in page
    assert page.count("打开了档案") == 1
    assert browser.get("/work/emergency-readings").status_code == 200
    done = browser.post(f"/work/emergency-readings/{reading.matter_id}", {"yes": "no", "words": "可以等"})
    assert done.status_code == 302
    assert EmergencyReading.unscoped.get().sound is False
