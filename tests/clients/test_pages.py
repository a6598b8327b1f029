"""The pages of people, as staff see them over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.builders import a_centre, signed_in, staff
from tests.clients.people import a_person
from youzhang.accounts.models import AccessEntry, Bar
from youzhang.accounts.viewer import viewer_of
from youzhang.clients.actions import NewPerson, correct_person, link_same_person
from youzhang.clients.models import Person, SamePerson
from youzhang.kit import clock
from youzhang.ledger.matters import add_party, opening

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
SHOWN = {"name": "林小雨", "sex": "f", "channel": "call", "phone": "13800000427"}


@pytest.fixture
def world(client: Client) -> Any:
    """A centre, its specialist signed in, and a person on file."""
    centre = a_centre()
    user = staff(centre, "specialist")
    return centre, user, signed_in(client, user), a_person(centre)


def page(client: Client, name: str, *args: object, status: int = 200, **query: str) -> str:
    response = client.get(reverse(f"clients:{name}", args=args), query)
    assert response.status_code == status
    return response.content.decode()


def test_the_list_shows_the_newest_files_with_the_phone_half_hidden(world: Any) -> None:
    _centre, _user, client, person = world
    html = page(client, "people")
    assert "林小雨" in html
    assert "138****0427" in html
    assert "13800000427" not in html
    assert reverse("clients:person", args=[person.matter_id]) in html


def test_the_list_pages_by_where_the_last_one_ended(world: Any) -> None:
    centre, _user, client, _person = world
    for n in range(35):
        a_person(centre, name=f"来访者{n}号")
    seen, address = set(), reverse("clients:people")
    for _ in range(2):
        html = client.get(address).content.decode()
        seen |= {
            line.split('"')[0]
            for line in html.split('href="/work/people/')[1:]
            if len(line.split('"')[0]) == 36
        }
        following = html.split('rel="next"')[0].rsplit('href="', 1)[-1].split('"')[0]
        address = following.replace("&amp;", "&")
    assert len(seen) == 36


def test_search_answers_with_the_rows_only_when_one_types(world: Any) -> None:
    _centre, _user, client, _person = world
    response = client.get(reverse("clients:people"), {"q": "lxy"}, headers={"hx-request": "true"})
    html = response.content.decode()
    assert "林小雨" in html
    assert "<html" not in html
    assert "<html" in page(client, "people", q="lxy")
    assert "林小雨" not in page(client, "people", q="wangli")


def test_one_character_asks_for_more(world: Any) -> None:
    _centre, _user, client, _person = world
    assert "林小雨" not in page(client, "people", q="林")


@pytest.mark.parametrize("before", ["x", "2026-01-01_x", "_", "2026-03-02T01:00:00+00:00_"])
def test_a_spoilt_place_in_the_list_shows_the_start(world: Any, before: str) -> None:
    _centre, _user, client, _person = world
    assert "林小雨" in page(client, "people", before=before)


def test_the_other_centre_s_file_does_not_exist(world: Any, client: Client) -> None:
    *_rest, person = world
    stranger = signed_in(client, staff(a_centre(), "project_lead"))
    for name in ("person", "correct", "link", "capacity", "bars"):
        page(stranger, name, person.matter_id, status=404)
    assert stranger.post(reverse("clients:contact", args=[person.matter_id])).status_code == 404
    html = page(stranger, "people") + page(stranger, "people", q="林小雨")
    assert str(person.matter_id) not in html
    assert not AccessEntry.objects.exists()


def test_opening_a_file_and_its_contact_particulars_is_written_down(world: Any) -> None:
    """psych:48: the file shows everybody alike; what is sensitive is shown on asking, and that is kept."""
    _centre, user, client, person = world
    assert "13800000427" not in page(client, "person", person.matter_id)
    shown = client.post(reverse("clients:contact", args=[person.matter_id])).content.decode()
    assert "13800000427" in shown
    entries = list(AccessEntry.objects.order_by("seq").values_list("act", "about", "user_id"))
    assert entries == [
        ("clients.opened", person.matter_id, user.pk),
        ("clients.contact_shown", person.matter_id, user.pk),
    ]


def test_who_looked_is_shown_to_those_entitled(client: Client) -> None:
    centre = a_centre()
    person = a_person(centre)
    page(signed_in(client, staff(centre, "duty_staff", name="何雅琴")), "person", person.matter_id)
    lead = page(signed_in(client, staff(centre, "project_lead", name="罗予安")), "person", person.matter_id)
    duty = page(signed_in(client, staff(centre, "duty_staff", name="周见")), "person", person.matter_id)
    assert "何雅琴" in lead
    assert "何雅琴" not in duty


def test_a_minor_s_file_says_that_a_guardian_signs(world: Any) -> None:
    """psych:41."""
    _centre, _user, client, person = world
    html = page(client, "person", person.matter_id)
    assert "/work/rules/psych/41" in html


def test_the_file_names_the_matters_one_may_see_and_no_other(world: Any) -> None:
    centre, user, client, person = world
    guardian = a_person(centre, name="何雅琴")
    with opening("service", centre=centre, by=user) as (service, _record):
        pass
    parties = {"applicant": person.subject, "guardian": guardian.subject}
    with opening("application", centre=centre, by=user, parent=service, parties=parties) as (matter, _record):
        pass
    assert matter.number in page(client, "person", person.matter_id)
    assert "何雅琴" in page(client, "person", person.matter_id)
    leader = signed_in(client, staff(centre, "group_leader"))
    page(leader, "person", person.matter_id, status=404)


def test_the_file_costs_as_many_queries_with_many_matters(world: Any) -> None:
    centre, user, client, person = world
    page(client, "person", person.matter_id)  # the centre's access chain begins with the first look
    counts = []
    for _ in range(2):
        for _n in range(3):
            with opening("service", centre=centre, by=user) as (service, _record):
                pass
            with opening("application", centre=centre, by=user, parent=service) as (matter, _record):
                add_party(matter, person.subject, "applicant")
                add_party(matter, a_person(centre, name="何雅琴").subject, "guardian")
        with CaptureQueriesContext(connection) as asked:
            page(client, "person", person.matter_id)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 30, counts


def test_the_list_costs_as_many_queries_with_many_people(world: Any) -> None:
    centre, _user, client, _person = world
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            page(client, "people", q="林小雨")
        counts.append(len(asked))
        for _n in range(5):
            a_person(centre)
    assert counts[0] == counts[1] <= 12, [q["sql"][:90] for q in asked]


def test_registering_offers_the_known_file_first_and_loses_nothing(world: Any) -> None:
    _centre, _user, client, person = world
    address = reverse("clients:register")
    first = client.post(address, SHOWN)
    html = first.content.decode()
    assert first.status_code == 422
    assert reverse("clients:person", args=[person.matter_id]) in html
    assert 'value="林小雨"' in html
    assert Person.unscoped.count() == 1
    again = client.post(address, SHOWN | {"is_new": "on"})
    assert again.status_code == 302
    assert Person.unscoped.count() == 2


def test_the_same_form_sent_twice_makes_one_file(world: Any) -> None:
    _centre, _user, client, _person = world
    sent = SHOWN | {"name": "周见", "phone": "", "form_token": "3f1c2b8e-5c0b-4a39-8d3c-7c9a3f6f7a01"}
    answers = {client.post(reverse("clients:register"), sent).headers["Location"] for _ in range(2)}
    assert len(answers) == 1
    assert Person.unscoped.count() == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("birth", "20260303"),
        ("id_number", "110105201205060029"),
        ("name", "雨" * 350_000),
        ("phone", "1380000"),
    ],
    ids=["born tomorrow", "wrong checksum", "1 MB", "short phone"],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(world: Any, field: str, value: str) -> None:
    _centre, _user, client, _person = world
    response = client.post(reverse("clients:register"), SHOWN | {"is_new": "on", field: value})
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in response.content.decode()
    assert Person.unscoped.count() == 1


def test_a_role_that_may_not_register_finds_no_such_page(client: Client) -> None:
    centre = a_centre()
    counsellor = signed_in(client, staff(centre, "counsellor"))
    page(counsellor, "register", status=404)
    assert counsellor.post(reverse("clients:register"), SHOWN).status_code == 404
    assert not Person.unscoped.exists()


def test_a_slower_correction_is_a_conflict(world: Any) -> None:
    _centre, user, client, person = world
    viewer = viewer_of(user, clock.today())
    correct_person(person, NewPerson("林晓宇"), version=1, by=viewer)
    response = client.post(reverse("clients:correct", args=[person.matter_id]), SHOWN | {"version": "1"})
    assert response.status_code == 409
    assert "林小雨" in response.content.decode()
    assert Person.unscoped.select_related("subject__key").get().name == "林晓宇"


def test_correcting_starts_with_what_is_there_and_keeps_it(world: Any) -> None:
    _centre, _user, client, person = world
    html = page(client, "correct", person.matter_id)
    assert 'value="2012-05-06"' in html
    sent = SHOWN | {"version": "1", "school": "青澜中学"}
    assert client.post(reverse("clients:correct", args=[person.matter_id]), sent).status_code == 302
    assert Person.unscoped.select_related("subject__key").get().school == "青澜中学"


def test_a_finding_is_entered_on_its_page(world: Any) -> None:
    """psych:41."""
    _centre, _user, client, person = world
    address = reverse("clients:capacity", args=[person.matter_id])
    page(client, "capacity", person.matter_id)
    assert client.post(address, {"capacity": "limited"}).status_code == 302
    assert Person.unscoped.get().capacity == "limited"


def test_two_files_are_linked_and_parted_on_the_page(world: Any) -> None:
    centre, _user, client, person = world
    other = a_person(centre, name="林小雨晴")
    assert "林小雨晴" in page(client, "link", person.matter_id)
    address = reverse("clients:link", args=[person.matter_id])
    assert client.post(address, {"other": str(other.matter_id)}).status_code == 302
    assert "林小雨晴" in page(client, "person", person.matter_id)
    assert client.post(reverse("clients:unlink", args=[person.matter_id, other.matter_id])).status_code == 302
    assert not SamePerson.objects.exists()


def test_a_file_of_another_centre_cannot_be_linked(world: Any) -> None:
    *_rest, client, person = world
    far = a_person(a_centre())
    response = client.post(reverse("clients:link", args=[person.matter_id]), {"other": str(far.matter_id)})
    assert response.status_code == 404
    assert not SamePerson.objects.exists()


def test_whoever_bars_themself_leaves_the_file(client: Client) -> None:
    centre = a_centre()
    lead = staff(centre, "project_lead")
    person = a_person(centre)
    signed_in(client, lead)
    page(client, "bars", person.matter_id)
    response = client.post(
        reverse("clients:bars", args=[person.matter_id]), {"user": str(lead.pk), "reason": "relative"}
    )
    assert response.headers["Location"] == reverse("clients:people")
    assert Bar.objects.filter(user=lead, subject=person.subject).exists()
    page(client, "person", person.matter_id, status=404)
    assert "林小雨" not in page(client, "people")


def test_a_linked_file_that_one_may_not_see_is_not_shown(world: Any) -> None:
    centre, user, client, person = world
    other = a_person(centre, name="林小雨晴")
    viewer = viewer_of(user, clock.today())
    link_same_person(person, other, by=viewer)
    Bar.objects.create(user=user, subject=other.subject, reason="other", set_by=user, set_at=clock.now())
    assert "林小雨晴" not in page(client, "person", person.matter_id)
