"""The page of notices: what was sent about matters that one may see, tried again or done by hand."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import youzhang
from tests.builders import a_centre, a_service, an_application, signed_in, staff
from tests.workbench.conftest import english
from youzhang.accounts.models import User
from youzhang.intake.models import Application
from youzhang.kit import clock
from youzhang.notices.actions import post
from youzhang.notices.models import Attempt, Notice
from youzhang.workbench import notice_views

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
PAGE = "workbench:notices"


@pytest.fixture
def application() -> Application:
    centre = a_centre()
    return an_application(a_service(staff(centre, "specialist"), centre))


@pytest.fixture
def desk(application: Application) -> User:
    return staff(application.matter.centre, "specialist")


def a_notice(application: Application, state: str = "given_up", **given: object) -> Notice:
    matter = application.matter
    notice = post(
        about=matter.pk, key=matter.key, centre=matter.centre, kind="intake.reminder", channel="email",
        address="yaqin@example.org", subject="s", body="b", due_at=clock.now(), dedupe=str(uuid4()),
    )  # fmt: skip
    Notice.objects.filter(pk=notice.pk).update(state=state, **given)
    return notice


def test_it_shows_state_tries_and_a_masked_address(
    client: Client, application: Application, desk: User
) -> None:
    notice = a_notice(application)
    Attempt.objects.create(notice=notice, at=clock.now(), code="refused", detail="550")
    english = {"accept-language": "en"}
    shown = signed_in(client, desk).get(reverse(PAGE), headers=english).content.decode()
    for wanted in (application.matter.number, "ya…@example.org", "550", "given up"):
        assert wanted in shown
    assert "yaqin@" not in shown


def test_another_centre_sees_none_and_settles_none(client: Client, application: Application) -> None:
    notice = a_notice(application)
    elsewhere = signed_in(client, staff(a_centre(), "specialist"))
    assert application.matter.number not in elsewhere.get(reverse(PAGE)).content.decode()
    for act in ("again", "by-hand"):
        assert elsewhere.post(reverse("workbench:settle_notice", args=[notice.pk, act])).status_code == 404
    assert Notice.objects.get().state == "given_up"


def test_what_was_given_up_is_tried_again_at_once(
    client: Client, application: Application, desk: User
) -> None:
    notice = a_notice(application, attempts=5)
    sent = signed_in(client, desk).post(reverse("workbench:settle_notice", args=[notice.pk, "again"]))
    assert sent.status_code == 302
    now = Notice.objects.get()
    assert (now.state, now.attempts, now.next_at) == ("waiting", 0, clock.now())
    assert [(one.code, one.by) for one in Attempt.objects.all()] == [("again", desk)]


def test_whoever_only_looks_settles_nothing(client: Client, application: Application) -> None:
    notice = a_notice(application)
    looking = signed_in(client, staff(application.matter.centre, "supervisor"))
    assert looking.post(reverse("workbench:settle_notice", args=[notice.pk, "again"])).status_code in (
        403,
        404,
    )
    assert Notice.objects.get().state == "given_up"


def test_what_was_sent_is_not_sent_twice(client: Client, application: Application, desk: User) -> None:
    notice = a_notice(application, state="sent")
    answer = signed_in(client, desk).post(reverse("workbench:settle_notice", args=[notice.pk, "again"]))
    assert answer.status_code in (409, 422)
    assert Notice.objects.get().state == "sent"
    assert not Attempt.objects.exists()


def test_it_asks_as_often_for_many_as_for_one_and_goes_on(
    client: Client, application: Application, desk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("youzhang.workbench.notice_views.PAGE", 4)
    page, mine = reverse(PAGE), signed_in(client, desk)
    a_notice(application)
    mine.get(page)
    one = queries_of(mine, page)
    for _turn in range(5):
        Attempt.objects.create(notice=a_notice(application), at=clock.now(), code="error", by=desk)
    assert queries_of(mine, page) <= one + 3  # the log's people are read with it
    assert one <= 14
    assert "after=" in mine.get(page).content.decode()
    assert mine.get(page, {"after": "rubbish", "state": "sent"}).status_code == 200


def queries_of(client: Client, page: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(page).status_code == 200
    return len(asked)


def test_it_says_which_ways_are_open_here_and_why_others_are_not(
    client: Client, application: Application, desk: User, settings: Any
) -> None:
    settings.MAIL_URL, settings.NOTIFY_URLS = "smtp://localhost:2525", {}
    page = english(signed_in(client, desk)).get("/work/notices").content.decode().split('id="ways"')[1]
    assert "E-mail" in page
    assert "YOUZHANG_MAIL_URL" not in page
    assert page.count("YOUZHANG_NOTIFY_URLS") == 3


def test_every_kind_that_is_posted_has_a_name_for_readers() -> None:
    """A room's `KIND`, or what it tells a colleague."""
    posted = re.compile(r'^KIND = "(\w+\.\w+)"|\bkind="(\w+\.\w+)",', re.MULTILINE)
    files = [
        f
        for f in Path(youzhang.__file__).parent.glob("*/actions/*.py")
        if "youzhang.notices" in f.read_text("utf-8")
    ]
    kinds = {one or other for file in files for one, other in posted.findall(file.read_text("utf-8"))}
    assert {"intake.called_off", "casework.session_cancelled"} <= kinds
    assert kinds - notice_views.KINDS.keys() == set()
