"""The pages: lists, scope, the public notice, poster and paper form."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import a_service, signed_in
from youzhang.documents.papers import qr_svg
from youzhang.kit import clock
from youzhang.services import queries
from youzhang.services.actions import call_off
from youzhang.services.models import Service
from youzhang.services.queries import services_seen

STAFF_PAGES = (
    "service",
    "edit",
    "publish",
    "reschedule",
    "close_early",
    "call_off",
    "end",
    "in_charge",
    "property",
)


@pytest.fixture
def service(world):
    return a_service(world.specialist, world.here)


@pytest.fixture
def visitor():
    return Client(headers={"accept-language": "en"})


@pytest.mark.parametrize("page", STAFF_PAGES)
def test_another_centre_s_service_does_not_exist(world, service, page):
    stranger = signed_in(Client(), world.stranger)
    address = reverse(f"services:{page}", args=[service.matter_id])
    assert stranger.get(address).status_code == 404
    assert stranger.post(address, {"name": "x"}).status_code in ({405} if page == "service" else {404})
    assert Service.unscoped.get().version == service.version


@pytest.mark.parametrize("page", STAFF_PAGES)
def test_the_pages_open(world, service, desk, page):
    if page == "publish":
        Service.unscoped.filter(pk=service.pk).update(published_at=None)
    day = date(2026, 4, 1) if page == "end" else clock.today()
    with clock.frozen_at(clock.at_hour(day, 15)):
        assert desk.get(reverse(f"services:{page}", args=[service.matter_id])).status_code == 200


def test_marking_as_ended_is_offered_once_it_has_begun(service, desk):
    page, end = (reverse(f"services:{name}", args=[service.matter_id]) for name in ("service", "end"))
    assert end not in desk.get(page).text
    with clock.frozen_at(clock.at_hour(date(2026, 4, 1), 15)):
        assert end in desk.get(page).text


def test_a_counsellor_reads_but_is_offered_nothing(world, service):
    client = signed_in(Client(headers={"accept-language": "en"}), world.counsellor)
    page = client.get(reverse("services:service", args=[service.matter_id])).content.decode()
    assert "Call off" not in page
    assert "Notice published" in page


def test_the_list_is_filtered_by_the_address(world, desk):
    a_service(world.specialist, world.here, notice={"name": "Alpha"})
    a_service(world.specialist, world.here, published=False, notice={"name": "Beta"})
    gone = a_service(world.specialist, world.here, notice={"name": "Gamma"})
    call_off(gone, by=world.view)
    for state, shown in {"open": "Alpha", "planned": "Beta", "past": "Gamma"}.items():
        page = desk.get(reverse("services:list"), {"state": state}).content.decode()
        assert [name for name in ("Alpha", "Beta", "Gamma") if name in page] == [shown]
    assert "No service fits" in desk.get(reverse("services:list"), {"type": "routine"}).content.decode()


def test_the_list_goes_on_where_it_stopped(world, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)
    for number in range(5):
        with clock.frozen_at(clock.now() + timedelta(minutes=number)):
            a_service(world.specialist, world.here, published=False, notice={"name": f"S{number}"})
    seen, after = [], ""
    while True:
        page = services_seen(world.view, world.here, after=after)
        seen += [row.name for row in page.rows]
        after = page.next
        if not after:
            break
    assert seen == ["S4", "S3", "S2", "S1", "S0"]


def test_a_spoilt_key_gives_the_first_page(world, desk, service):
    assert service.name in desk.get(reverse("services:list"), {"after": "yesterday~x"}).content.decode()


def test_the_number_of_queries_does_not_grow_with_the_rows(
    world, desk, service, django_assert_max_num_queries
):
    for _number in range(4):
        a_service(world.specialist, world.here)
    with django_assert_max_num_queries(14):
        desk.get(reverse("services:list"))
    with django_assert_max_num_queries(16):
        desk.get(reverse("services:service", args=[service.matter_id]))


def test_the_notice_shows_its_items_and_the_way(service, visitor):
    """psych:34.1b, psych:32: the conditions stand on the notice."""
    page = visitor.get(reverse("services:notice", args=[service.pk])).content.decode()
    for words in (service.name, service.in_charge_name, "20 March 2026", "How to apply", "Organiser"):
        assert words in page
    assert reverse("services:logo", args=[service.pk]) in page
    assert "12 places; when all are taken" in page
    assert "/rules/psych/32" in page


def test_the_logo_is_public_and_an_image(service, visitor):
    """psych:34.1b"""
    answer = visitor.get(reverse("services:logo", args=[service.pk]))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/png")


@pytest.mark.parametrize("page", ["notice", "poster", "form", "logo"])
def test_what_is_not_published_does_not_exist(world, visitor, page):
    planned = a_service(world.specialist, world.here, published=False)
    assert visitor.get(reverse(f"services:{page}", args=[planned.pk])).status_code == 404
    assert visitor.get(reverse(f"services:{page}", args=[uuid4()])).status_code == 404


def test_a_closed_notice_names_the_way_by_telephone(world, service, visitor):
    """psych:34.2b"""
    with clock.frozen_at(clock.at_hour(date(2026, 3, 20), 23, 59)):
        assert (
            "Applications are closed"
            not in visitor.get(reverse("services:notice", args=[service.pk])).content.decode()
        )
    with clock.frozen_at(clock.at_hour(date(2026, 3, 21), 0)):
        assert (
            "Applications are closed"
            in visitor.get(reverse("services:notice", args=[service.pk])).content.decode()
        )
        assert service.name not in visitor.get(reverse("services:notices")).content.decode()


def test_a_service_that_was_called_off_says_so(world, service, visitor):
    call_off(service, by=world.view)
    assert "called off" in visitor.get(reverse("services:notice", args=[service.pk])).content.decode()
    assert "called off" in visitor.get(reverse("services:poster", args=[service.pk])).content.decode()


def test_the_public_list_can_be_of_one_centre(world, service, visitor):
    address = reverse("services:notices")
    assert service.name in visitor.get(address).content.decode()
    assert service.name in visitor.get(address, {"centre": world.here.code}).content.decode()
    assert service.name not in visitor.get(address, {"centre": world.there.code}).content.decode()
    assert visitor.get(address, {"centre": "nowhere"}).status_code == 404


def test_poster_and_form_carry_the_code_of_the_public_notice(service, visitor, settings):
    """psych:34.1a: offline channels; psych:22.6: the unit's name on the form."""
    settings.PUBLIC_URL = "https://centre.example"
    code = qr_svg(f"https://centre.example{reverse('services:notice', args=[service.pk])}")
    for page in ("poster", "form"):
        text = visitor.get(reverse(f"services:{page}", args=[service.pk])).content.decode()
        assert code in text
        assert service.matter.centre.unit_name in text


def test_the_paper_form_has_places_to_sign(service, visitor):
    """psych:34.1c, psych:34.2a"""
    text = visitor.get(reverse("services:form", args=[service.pk])).content.decode()
    assert "Signature of the applicant" in text
    assert "Signature of the guardian (if under 18)" in text
