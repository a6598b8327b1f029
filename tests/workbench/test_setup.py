"""A fresh installation: the first administrator sets up a centre and invites whoever leads it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import a_centre, signed_in, staff
from youzhang.accounts.actions import accept_invitation, invite_first_administrator
from youzhang.accounts.models import AccessEntry, Centre, Organisation, RoleHolding, User
from youzhang.jobs.models import Job
from youzhang.jobs.worker import run_pending
from youzhang.ledger.models import Duty, Matter

pytestmark = pytest.mark.django_db

CENTRE = {
    "organisation": "青澜社会工作服务中心", "area": "青澜街道", "name": "青澜站", "code": "ql", "unit_name": "青澜社工",
    "address": "青澜路 8 号", "phone": "0571-81230000", "rulebooks": ["psych"], "started_on": "20260302",
}  # fmt: skip
LEAD = {"name": "周正", "username": "zhou.zheng"}


def english(user: User) -> Client:
    return signed_in(Client(headers={"accept-language": "en"}), user)


@pytest.fixture
def admin(db: None, frozen: object) -> User:
    return accept_invitation(invite_first_administrator(), "correct horse battery")


@pytest.fixture
def keeper(admin: User) -> Client:
    """The administrator's browser, a centre set up."""
    browser = english(admin)
    assert browser.post(reverse("workbench:setup"), CENTRE).status_code == 302
    return browser


def the_page(name: str, centre: Centre | None = None) -> str:
    return reverse(f"workbench:{name}", args=[(centre or Centre.objects.get()).pk])


def test_the_first_administrator_is_led_to_the_set_up(admin: User) -> None:
    browser = english(admin)
    assert browser.get("/work/").headers["Location"] == "/work/setup"
    page = browser.get("/work/setup").text
    assert "Service Management Regulation" in page
    assert "Welfare Institution Service Quality Norm" in page


def test_setting_up_opens_the_centre_its_year_and_its_library(admin: User) -> None:
    answer = english(admin).post("/work/setup", CENTRE)
    centre = Centre.objects.get()
    assert answer.headers["Location"] == the_page("first_lead", centre)
    assert (centre.code, centre.rulebooks, centre.started_on) == ("QL", ["psych"], date(2026, 3, 2))
    assert set(Matter.unscoped.filter(centre=centre).values_list("kind", flat=True)) == {
        "centre-year",
        "policy",
    }
    assert Duty.unscoped.filter(centre=centre, article="psych:38").exists()
    assert list(RoleHolding.objects.values_list("user", "role")) == [(admin.pk, "sysadmin")]


def test_a_centre_s_telephone_typed_full_width_can_be_rung(admin: User) -> None:
    english(admin).post("/work/setup", CENTRE | {"phone": "０５７１－8123 ００００"})
    assert Centre.objects.get().phone == "0571-8123 0000"


def test_there_is_no_set_up_once_there_is_a_centre(keeper: Client, admin: User) -> None:
    assert keeper.get("/work/setup").status_code == 404
    assert keeper.post("/work/setup", CENTRE | {"code": "B"}).status_code == 422
    stranger = staff(a_centre(organisation="Other Body"))
    before = Centre.objects.count()
    assert english(stranger).post("/work/setup", CENTRE | {"code": "C"}).status_code == 404
    assert english(stranger).get("/work/").status_code == 404
    assert Centre.objects.count() == before


def test_nobody_sets_up_unsigned(client: Client, db: None) -> None:
    assert client.get("/work/setup").status_code == 302
    assert "/accounts/login/" in client.get("/work/setup").headers["Location"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("code", "青澜"), ("started_on", "20290101"), ("rulebooks", []), ("organisation", "")],
)
def test_a_wrong_answer_sets_up_nothing(admin: User, field: str, value: Any) -> None:
    answer = english(admin).post("/work/setup", CENTRE | {field: value})
    assert answer.status_code == 422
    assert not Centre.objects.exists()
    assert not Organisation.objects.exists()


def test_the_lead_is_invited_once_and_comes_in(keeper: Client) -> None:
    there = keeper.post(the_page("first_lead"), LEAD).headers["Location"]
    first, again = keeper.get(there).text, keeper.get(there).text
    link = first.partition("/join/")[2].partition("/")[0]
    assert link
    assert "/join/" not in again
    lead = accept_invitation(link, "another horse battery")
    assert [holding.role for holding in lead.holdings.all()] == ["project_lead"]
    assert AccessEntry.objects.filter(act="accounts.invited", about=lead.pk).exists()
    page = english(lead).get("/work/")
    assert page.status_code == 200
    assert "Publish who we are" in page.text
    assert keeper.get(the_page("first_lead")).status_code == 404
    assert keeper.post(the_page("first_lead"), LEAD | {"username": "b"}).status_code == 422
    assert not User.objects.filter(username="b").exists()


def test_a_welfare_institution_is_led_by_a_director(admin: User) -> None:
    keeper = english(admin)
    keeper.post("/work/setup", CENTRE | {"rulebooks": ["welfare"]})
    keeper.post(the_page("first_lead"), LEAD)
    assert [h.role for h in User.objects.get(username="zhou.zheng").holdings.all()] == ["director"]


def test_an_administrator_sees_the_staff_and_no_record(keeper: Client) -> None:
    page = keeper.get("/work/").text
    assert "No records for administrators" in page
    assert reverse("clients:people") not in page
    assert reverse("accounts:staff") in page
    assert keeper.get(reverse("accounts:staff")).status_code == 200
    assert keeper.get(reverse("workbench:board")).status_code == 404


def test_another_centre_is_added_to_ones_own_organisation_only(keeper: Client) -> None:
    other = a_centre(organisation="Other Body")
    given = CENTRE | {"code": "B2", "name": "青澜二站"}
    assert keeper.post("/work/centres/add", given | {"organisation": "Other Body"}).status_code == 422
    assert keeper.post("/work/centres/add", given | {"code": "ql"}).status_code == 422
    assert keeper.post("/work/centres/add", given).status_code == 302
    made = Centre.objects.get(code="B2")
    assert made.organisation.name == CENTRE["organisation"]
    listed = keeper.get("/work/centres/").text
    assert "青澜二站" in listed
    assert other.name not in listed


def test_the_particulars_change_and_the_code_stays(keeper: Client) -> None:
    given = {
        "name": "青澜新站",
        "unit_name": "青澜社工",
        "address": "新路 1 号",
        "phone": "0571-1",
        "code": "X",
    }
    assert keeper.post(the_page("change_centre"), given).status_code == 302
    centre = Centre.objects.get()
    assert (centre.name, centre.address, centre.code) == ("青澜新站", "新路 1 号", "QL")
    assert AccessEntry.objects.filter(act="accounts.centre_changed").exists()


def test_the_rulebooks_change_only_after_a_second_word(keeper: Client) -> None:
    asked = keeper.post(the_page("rulebooks"), {"rulebooks": ["welfare"]})
    assert "reckoned anew" in asked.text
    assert Centre.objects.get().rulebooks == ["psych"]
    done = keeper.post(the_page("rulebooks"), {"rulebooks": ["welfare"], "sure": "on"})
    assert "/work/jobs/" in done.headers["Location"]
    assert Centre.objects.get().rulebooks == ["welfare"]
    run_pending()
    assert Job.objects.get().state == Job.State.DONE
    assert not Duty.unscoped.filter(article__startswith="psych:").exists()


def test_other_centres_and_other_roles_find_nothing_here(keeper: Client) -> None:
    other = a_centre(organisation="Other Body")
    lead = english(staff(Centre.objects.get(code="QL"), "project_lead"))
    for name in ("centre", "change_centre", "rulebooks", "first_lead"):
        assert keeper.get(the_page(name, other)).status_code == 404
        assert lead.get(the_page(name, Centre.objects.get(code="QL"))).status_code == 404
    assert lead.get("/work/centres/").status_code == 404


def test_a_page_of_many_centres_asks_no_more_often(
    keeper: Client, django_assert_max_num_queries: Any
) -> None:
    for code in ("B1", "B2", "B3"):
        keeper.post("/work/centres/add", CENTRE | {"code": code})
    with django_assert_max_num_queries(12):
        keeper.get("/work/centres/")
