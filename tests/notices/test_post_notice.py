"""A notice is written once, sealed, and can be taken back until it is sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection

from tests.builders import viewing
from tests.jobs.people import make_member
from youzhang.accounts.models import Centre
from youzhang.kit import clock
from youzhang.kit.refused import Refused
from youzhang.notices import actions, queries
from youzhang.notices.channels import channels
from youzhang.notices.delivery import deliver_due
from youzhang.notices.followers import when_sent
from youzhang.notices.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
Post = Callable[..., Notice]


def test_the_same_message_is_posted_once(post: Post) -> None:
    first = post(dedupe="reminder:1", body="first")
    again = post(dedupe="reminder:1", body="again")
    assert again.pk == first.pk
    assert Notice.objects.get().body == "first"


def test_the_database_holds_no_word_of_it(post: Post) -> None:
    notice = post(address="13800000042", subject="罗予安的消息", body="周二 15:00 见")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM notices_notice")
        row = b"|".join(
            bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in cursor.fetchone()
        )
    for word in ("13800000042", "罗予安", "周二"):
        assert word.encode() not in row
    assert Notice.objects.get(pk=notice.pk).subject == "罗予安的消息"


def test_a_subject_stays_one_line(post: Post) -> None:
    assert post(subject="消息\r\nBcc: all@example.org").subject == "消息 Bcc: all@example.org"


def test_an_unknown_channel_is_a_fault_of_the_caller(post: Post) -> None:
    with pytest.raises(ValueError, match="pigeon"):
        post(channel="pigeon")
    assert not Notice.objects.exists()


def test_a_cancelled_notice_is_never_sent(post: Post, settings: object, frozen: datetime) -> None:
    about = uuid4()
    post(dedupe="one", about=about, channel="page")
    post(dedupe="two", about=about, channel="page")
    post(dedupe="other matter", channel="page")
    assert actions.cancel("one")
    assert actions.cancel_about(about, "test.reminder") == 1
    assert deliver_due(frozen) == 1
    assert dict(Notice.objects.values_list("dedupe", "state")) == {
        "one": "cancelled",
        "two": "cancelled",
        "other matter": "sent",
    }
    assert not actions.cancel("other matter")


def test_a_call_waits_for_staff_and_counts_when_it_was_made(
    post: Post, centre: Centre, frozen: datetime
) -> None:
    told: list[datetime] = []
    when_sent("test.reminder")(lambda notice, at: told.append(at))
    caller = make_member("duty", centre, "duty_staff")
    call = post(channel="call")
    assert deliver_due(frozen + timedelta(days=1)) == 0
    assert [notice.pk for notice in queries.calls_to_make(centre.pk, frozen)] == [call.pk]

    actions.mark_done(call, by=viewing(caller), at=frozen)
    call.refresh_from_db()
    assert (call.state, call.told_at, call.follow_up) == ("done_by_hand", frozen, False)
    assert [(line.code, line.by) for line in call.log.all()] == [("by_hand", caller)]
    assert told == [frozen]
    assert not queries.calls_to_make(centre.pk, frozen)


def test_a_sent_notice_cannot_be_done_by_hand(post: Post, centre: Centre, frozen: datetime) -> None:
    notice = post(channel="page")
    deliver_due(frozen)
    with pytest.raises(Refused):
        actions.mark_done(notice, by=viewing(make_member("duty", centre)), at=frozen)
    notice.refresh_from_db()
    assert (notice.state, notice.log.count()) == ("sent", 1)


def test_a_notice_that_is_not_due_waits(post: Post, frozen: datetime) -> None:
    post(channel="page", due_at=frozen + timedelta(days=2))
    assert deliver_due(frozen + timedelta(days=2, seconds=-1)) == 0
    assert deliver_due(frozen + timedelta(days=2)) == 1


def test_closed_channels_say_why(settings: object) -> None:
    settings.NOTIFY_URLS = {"sms": "json://127.0.0.1/"}  # type: ignore[attr-defined]
    states = {state.code: state for state in channels()}
    assert {code for code, state in states.items() if state.available} == {"sms", "call", "page"}
    assert "YOUZHANG_MAIL_URL" in states["email"].reason
    assert "YOUZHANG_NOTIFY_URLS" in states["wecom"].reason


def test_notices_are_found_by_matter_and_by_time(post: Post, frozen: datetime, centre: Centre) -> None:
    about = uuid4()
    old, new = post(about=about, channel="page"), post(channel="page", due_at=frozen + timedelta(hours=1))
    assert [notice.pk for notice in queries.notices_about([about])] == [old.pk]
    assert [notice.pk for notice in queries.recent_notices(centre.pk, frozen)] == [new.pk, old.pk]
    deliver_due(clock.now())
    assert [n.pk for n in queries.sent_since("test.reminder", frozen - timedelta(minutes=1))] == [old.pk]
    assert not mail.outbox
