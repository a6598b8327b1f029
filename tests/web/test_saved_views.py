"""Filters of a list are kept under a name, by whoever chose them and for nobody else."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders import a_centre, signed_in, staff
from youzhang.accounts.models import User
from youzhang.web import saved
from youzhang.web.models import SavedView

pytestmark = pytest.mark.django_db
LIST = "/work/services/?state=open&type=single"


@pytest.fixture
def lead(frozen: object) -> User:
    return staff(a_centre(), "project_lead")


@pytest.fixture
def desk(lead: User) -> Client:
    return signed_in(Client(), lead)


def test_one_comes_from_a_list_and_goes_back_to_it_with_the_filters_kept(desk: Client) -> None:
    assert 'href="/work/views"' in desk.get(LIST).content.decode()
    arrived = desk.get("/work/views", headers={"referer": f"http://testserver{LIST}&after=x&q=王"})
    assert arrived.status_code == 302
    page = desk.get(arrived.url).content.decode()
    assert 'value="/work/services/?state=open&amp;type=single"' in page
    done = desk.post("/work/views", {"name": "春季 在招", "at": LIST})
    assert (done.status_code, done.url) == (302, LIST)
    page = desk.get("/work/views").content.decode()
    assert "春季 在招" in page
    assert 'href="/work/services/?state=open&amp;type=single"' in page


def test_the_name_is_sealed_and_whom_one_looked_for_is_not_kept(lead: User) -> None:
    saved.save_view("王小雨的事", "/work/people?q=王小雨", by=lead)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, address FROM web_savedview")
        name, address = cursor.fetchone()
    assert "王小雨".encode() not in bytes(name)
    assert address == "/work/people"


def test_the_same_filters_again_take_the_new_name(lead: User) -> None:
    for name in ("one", "two"):
        saved.save_view(name, LIST, by=lead)
    assert [one.name for one in saved.saved_by(lead)] == ["two"]


@pytest.mark.parametrize("at", ["", "/", "/track", "https://elsewhere.example/x", "/work/nowhere"])
def test_only_a_list_of_the_workbench_is_kept(desk: Client, at: str) -> None:
    answer = desk.post("/work/views", {"name": "x", "at": at})
    assert answer.status_code == 422
    assert not SavedView.objects.exists()


def test_without_a_name_nothing_is_kept_and_the_page_says_so(desk: Client) -> None:
    assert desk.post("/work/views", {"name": " ", "at": LIST}).status_code == 422
    assert not SavedView.objects.exists()


def test_nobody_sees_or_removes_another_s(desk: Client, lead: User) -> None:
    other = staff(a_centre(), "project_lead")
    kept = saved.save_view("mine", LIST, by=lead)
    theirs = signed_in(Client(), other)
    assert "mine" not in theirs.get("/work/views").content.decode()
    assert theirs.post("/work/views/forget", {"view": kept.pk}).status_code == 302
    assert SavedView.objects.filter(pk=kept.pk).exists()
    assert desk.post("/work/views/forget", {"view": "nonsense"}).status_code == 302
    desk.post("/work/views/forget", {"view": kept.pk})
    assert not SavedView.objects.exists()


def test_thirty_are_enough(lead: User, desk: Client) -> None:
    for number in range(saved.AT_MOST):
        saved.save_view("x", f"{LIST}&n={number}", by=lead)
    answer = desk.post("/work/views", {"name": "one more", "at": LIST})
    assert answer.status_code == 422
    assert SavedView.objects.count() == saved.AT_MOST


def test_the_page_asks_as_often_for_many_as_for_one(lead: User, desk: Client) -> None:
    saved.save_view("x", LIST, by=lead)
    desk.get("/work/views")
    with CaptureQueriesContext(connection) as one:
        desk.get("/work/views")
    for number in range(9):
        saved.save_view("x", f"{LIST}&n={number}", by=lead)
    with CaptureQueriesContext(connection) as many:
        desk.get("/work/views")
    assert len(many) == len(one)
