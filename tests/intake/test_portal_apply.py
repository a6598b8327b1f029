"""Applying without an account: three steps, one application, a receipt."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders import a_service, an_application, viewing
from tests.intake.applying import (
    ADULT,
    CHILD,
    MOTHER,
    NOTHING,
    applied,
    fill,
    last_page,
    later,
    receipt,
    send,
    step,
)
from youzhang.intake.models import Application, Consent
from youzhang.kit import clock
from youzhang.services.actions import call_off
from youzhang.web import draft_room
from youzhang.web.limits import Limit
from youzhang.web.models import Draft


def client(language: str = "en") -> Client:
    return Client(headers={"accept-language": language})


def text(response) -> str:
    return response.content.decode()


def test_a_mother_applies_for_her_thirteen_year_old(world):
    """psych:34.1c, psych:49, psych:41"""
    phone = client()
    applied(phone, world.service)
    row = Application.unscoped.get()
    assert (row.applicant.name, row.applicant.born) == ("沈一禾", date(2013, 3, 8))
    assert (row.guardian.name, row.guardian.phone, row.relation) == ("何雅琴", "13800000427", "mother")
    assert (row.channel, row.wish) == ("online", "为手机的事常吵架。")
    assert [need.need for need in row.needs.all()] == ["allergy"]
    decided = dict(Consent.unscoped.filter(application=row).values_list("consent", "given"))
    assert decided == {"information": True, "sensitive": True, "portrait": False}
    assert set(Consent.unscoped.values_list("who", "way")) == {("filler", "form")}
    assert row.filled_by == "guardian"


def test_sending_asks_at_most_36_statements(world):
    """The first form puts the statements together."""
    applied(client(), world.service)
    phone = client()
    fill(phone, world.service, ADULT, NOTHING)
    sent = last_page(phone, world.service)
    with clock.frozen_at(later(60)), CaptureQueriesContext(connection) as asked:
        assert step(phone, world.service, 3, sent).status_code == 302
    assert len(asked) <= 36


def test_an_adult_applies_alone_and_is_not_asked_about_sensitive_information(world):
    phone = client()
    fill(phone, world.service, ADULT, NOTHING)
    page = text(phone.get(f"/apply/{world.service.pk}/3/"))
    assert "consent_sensitive" not in page
    assert send(phone, world.service).status_code == 302
    row = Application.unscoped.get()
    assert row.guardian is None
    assert not Consent.unscoped.filter(consent="sensitive").exists()


def test_what_is_needed_tells_of_health_and_asks_for_a_consent_of_its_own(world):
    phone = client()
    fill(phone, world.service, ADULT, NOTHING | {"special": ["hearing"]})
    assert "consent_sensitive" in text(phone.get(f"/apply/{world.service.pk}/3/"))
    answer = send(phone, world.service, consent_sensitive="")
    assert answer.status_code == 422
    assert not Application.unscoped.exists()


def test_a_name_beyond_the_basic_plane_arrives_whole(world):
    phone = client()
    fill(phone, world.service, ADULT | {"name": "𠮷永"}, NOTHING)
    assert send(phone, world.service).status_code == 302
    assert Application.unscoped.get().applicant.name == "𠮷永"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"birth": "20260303"}, "This day has not come yet"),
        ({"birth": "13.3"}, "year, month and day in full"),
        ({"id_number": "330102201303080021"}, "does not fit the others"),
        ({"name": ""}, "required"),
        ({"name": "好" * 400_000}, "at most 60 fit"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(world, changed, words):
    phone = client()
    answer = step(phone, world.service, 1, CHILD | changed)
    assert answer.status_code == 422
    assert words in text(answer)
    assert not Draft.objects.exists()


def test_an_id_number_of_somebody_else_is_refused(world):
    answer = step(client(), world.service, 1, CHILD | {"id_number": "110105199005040024"})
    assert answer.status_code == 422
    assert "another birth date" in text(answer) or "does not fit" in text(answer)


@pytest.mark.parametrize("missing", ["guardian_name", "relation", "guardian_phone"])
def test_a_minor_without_guardian_goes_no_further(world, missing):
    """psych:34.2a"""
    phone = client()
    step(phone, world.service, 1, CHILD)
    answer = step(phone, world.service, 2, MOTHER | {missing: ""})
    assert answer.status_code == 422
    assert f'id="id_{missing}_error"' in text(answer)
    assert phone.get(f"/apply/{world.service.pk}/3/").status_code == 302
    assert not Application.unscoped.exists()


@pytest.mark.parametrize("number", ["13800000427", ""])
def test_nobody_is_their_own_guardian(world, number):
    """psych:34.2a; where the child has no telephone of its own, the name alone tells."""
    phone = client()
    step(phone, world.service, 1, CHILD | {"phone": number})
    answer = step(phone, world.service, 2, MOTHER | {"guardian_name": "沈一禾"})
    assert answer.status_code == 422
    assert "the same person" in text(answer)
    assert not Application.unscoped.exists()


@pytest.mark.parametrize("who", ["self", "child", "other"])
@pytest.mark.parametrize("birth", ["20130308", "19900504"])
def test_whoever_applies_for_a_child_or_an_adult_comes_to_the_end(world, who, birth):
    """psych:48: also whoever applies for a child that has grown up."""
    phone = client()
    step(phone, world.service, 1, CHILD | {"who": who, "birth": birth, "phone": "13800000001"})
    guardian = MOTHER if birth == "20130308" else {"channel": "call"}
    assert step(phone, world.service, 2, guardian).status_code == 302
    assert phone.get(f"/apply/{world.service.pk}/3/").status_code == 200


def test_a_megabyte_of_text_is_refused_in_words_and_stays_on_the_page(world):
    phone = client()
    step(phone, world.service, 1, CHILD)
    long = "w" * 1_000_000
    answer = step(phone, world.service, 2, MOTHER | {"wish": long})
    assert answer.status_code == 422
    assert "at most 3000 fit" in text(answer)
    assert long in text(answer)


def test_the_same_form_twice_is_one_application(world):
    phone = client()
    fill(phone, world.service)
    sent = last_page(phone, world.service)
    with clock.frozen_at(later(60)):
        answers = [step(phone, world.service, 3, sent) for _ in range(2)]
    assert [(answer.status_code, answer.headers["Location"]) for answer in answers] == [
        (302, "/apply/received/")
    ] * 2
    assert Application.unscoped.count() == 1
    receipt(phone)


def test_a_form_begun_is_there_again_and_gone_once_it_is_sent(world):
    phone = client()
    step(phone, world.service, 1, CHILD)
    page = text(phone.get(f"/apply/{world.service.pk}/"))
    assert "begun on this device" in page
    assert "沈一禾" not in page
    assert "沈一禾" in text(phone.get(f"/apply/{world.service.pk}/1/"))
    step(phone, world.service, 2, MOTHER)
    assert "为手机的事常吵架。" in text(phone.get(f"/apply/{world.service.pk}/2/"))
    send(phone, world.service)
    assert "begun on this device" not in text(phone.get(f"/apply/{world.service.pk}/"))
    assert not Draft.objects.filter(form__startswith="intake.apply").exists()


def test_what_the_page_saves_while_one_types_is_there_again(world):
    phone = client()
    phone.post(
        f"/drafts/?draft=intake.apply.who:{world.service.pk}",
        '{"name": "沈一"}',
        content_type="application/json",
    )
    assert "begun on this device" in text(phone.get(f"/apply/{world.service.pk}/"))
    assert 'value="沈一"' in text(phone.get(f"/apply/{world.service.pk}/1/"))
    assert phone.get(f"/apply/{world.service.pk}/2/").status_code == 302


def test_another_browser_sees_nothing_of_it(world):
    step(client(), world.service, 1, CHILD)
    other = client()
    assert "沈一禾" not in text(other.get(f"/apply/{world.service.pk}/1/"))
    assert "begun on this device" not in text(other.get(f"/apply/{world.service.pk}/"))


def test_what_was_begun_can_be_deleted(world):
    phone = client()
    fill(phone, world.service)
    assert phone.post(f"/apply/{world.service.pk}/forget").status_code == 302
    assert not Draft.objects.exists()
    assert phone.get(f"/apply/{world.service.pk}/3/").status_code == 302


def test_no_page_of_it_is_kept_by_the_browser(world):
    phone = client()
    step(phone, world.service, 1, CHILD)
    for address in ("", "1/", "2/"):
        assert "no-store" in phone.get(f"/apply/{world.service.pk}/{address}").headers["Cache-Control"]


def test_number_and_code_are_left_only_after_saving_them(world):
    phone = client()
    number, code = applied(phone, world.service)
    assert number.startswith("SQ-")
    assert len(code.replace(" ", "")) == 10
    assert receipt(phone) == (number, code)
    assert phone.post("/apply/received/").status_code == 422
    assert Application.unscoped.get().code_saved_at is None
    assert client().get("/apply/received/").status_code == 302
    assert phone.post("/apply/received/", {"saved": "yes"}).status_code == 302
    assert Application.unscoped.get().code_saved_at is not None
    assert not Draft.objects.exists()
    gone = phone.get("/apply/received/")
    assert (gone.status_code, gone.headers["Location"]) == (302, "/track")
    assert number in text(phone.get("/track"))


def test_the_code_lies_nowhere_readable(world):
    from django.contrib.sessions.models import Session

    phone = client()
    _number, code = applied(phone, world.service)
    plain = code.replace(" ", "")
    assert all(plain not in str(session.get_decoded()) for session in Session.objects.all())
    assert all(plain.encode() not in bytes(sealed) for sealed in _sealed_drafts())


def _sealed_drafts():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM web_draft")
        return [row[0] for row in cursor.fetchall()]


def test_ages_and_area_are_said_but_do_not_stop_anybody(world):
    """psych:32, psych:48"""
    service = a_service(world.lead, world.here, notice={"min_age": 16, "area_only": True})
    phone = client()
    assert "16 years or older" in text(phone.get(f"/apply/{service.pk}/"))
    fill(phone, service)
    page = text(phone.get(f"/apply/{service.pk}/3/"))
    assert "A condition may not be met" in page
    assert "live or study in the area" in page
    assert send(phone, service).status_code == 302
    assert Application.unscoped.get().applicant.in_area is False


def test_with_no_place_left_one_stands_on_the_waiting_list(world):
    service = a_service(world.lead, world.here, notice={"capacity": 1})
    Application.unscoped.filter(pk=an_application(service).pk).update(state="success")
    assert "waiting list" in text(client().get(f"/apply/{service.pk}/"))


def test_a_service_that_takes_no_applications_says_where_to_turn(world):
    planned = a_service(world.lead, world.here, published=False)
    assert client().get(f"/apply/{planned.pk}/").status_code == 404
    over = a_service(world.lead, world.here)
    call_off(over, by=viewing(world.lead))
    page = text(client().get(f"/apply/{over.pk}/"))
    assert "does not take place" in page
    assert world.service.name in page
    with clock.frozen_at(later(30 * 24 * 3600)):
        page = client().get(f"/apply/{world.service.pk}/")
        assert "closing date has passed" in text(page)
        assert 'href="tel:0571-81230000"' in text(page)
        assert step(client(), world.service, 1, CHILD).status_code == 422


def test_the_last_day_counts_to_its_end(world):
    """psych:34.2b"""
    with clock.frozen_at(clock.end_of(date(2026, 3, 20)) - clock.INSTANT):
        assert "Step 1 of 3" in text(client().get(f"/apply/{world.service.pk}/"))


def test_the_pages_speak_the_language_that_was_chosen(world):
    phone = client("zh-CN")
    assert "Step 1" not in text(phone.get(f"/apply/{world.service.pk}/"))
    phone.post("/language/", {"language": "en", "next": "/"})
    assert "Step 1 of 3" in text(phone.get(f"/apply/{world.service.pk}/"))


def test_a_step_asks_the_database_only_so_often(world, django_assert_max_num_queries):
    phone = client()
    fill(phone, world.service)
    with django_assert_max_num_queries(12):
        phone.get(f"/apply/{world.service.pk}/3/")


def test_an_age_put_right_on_the_first_step_asks_for_the_guardian_after_all(world):
    """psych:34.2a"""
    phone = client()
    fill(phone, world.service, ADULT, NOTHING)
    assert phone.get(f"/apply/{world.service.pk}/3/").status_code == 200
    step(phone, world.service, 1, CHILD)
    assert phone.get(f"/apply/{world.service.pk}/3/").status_code == 302


def test_a_step_that_there_is_no_room_for_says_so_and_keeps_what_was_typed(world, monkeypatch):
    monkeypatch.setattr(draft_room, "ADDED", Limit("draft-kb", 0, 3600))
    answer = step(client(), world.service, 1, ADULT)
    assert answer.status_code == 422
    page = text(answer)
    assert "Very much has been typed from this connection within the hour." in page
    assert "call us" in page
    assert ADULT["name"] in page
    assert not Draft.objects.exists()


def test_what_an_application_left_to_be_saved_is_never_refused(world, monkeypatch):
    phone = client()
    fill(phone, world.service, ADULT, NOTHING)
    monkeypatch.setattr(draft_room, "ADDED", Limit("draft-kb", 0, 3600))
    assert send(phone, world.service).status_code == 302
    assert receipt(phone)
