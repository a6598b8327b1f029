"""What is due reaches its address: over real sockets, with retries, once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from tests.notices.servers import HOST, Mailbox, free_port, mail_server, web_server
from youzhang.jobs.worker import run_pending
from youzhang.kit import clock
from youzhang.notices import delivery
from youzhang.notices.delivery import LOST_AFTER, deliver_due
from youzhang.notices.followers import when_sent
from youzhang.notices.models import Notice
from youzhang.notices.senders import SENT, Outcome
from youzhang.vault import actions as vault

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
Post = Callable[..., Notice]


def configure(settings: Any, port: int) -> None:
    settings.MAIL_URL = f"smtp://{HOST}:{port}"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = HOST, port
    settings.DEFAULT_FROM_EMAIL = "有章 <station@example.org>"


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    with mail_server() as (port, mailbox):
        configure(settings, port)
        yield mailbox


def log_of(notice: Notice) -> list[str]:
    return [str(line) for line in notice.log.all()]


def test_an_e_mail_really_arrives(post: Post, mailbox: Mailbox, frozen: datetime) -> None:
    notice = post(address="resident@example.org", subject="您有一条消息", body="请到查询页查看。\n地点已定。")
    assert deliver_due(frozen) == 1
    (mail,) = mailbox.mails
    assert (mail["To"], mail["Subject"]) == ("resident@example.org", "您有一条消息")
    assert mail["Message-ID"] == f"<{notice.pk}@example.org>"
    assert mail.get_content().splitlines() == ["请到查询页查看。", "地点已定。"]
    notice.refresh_from_db()
    assert (notice.state, notice.attempts, notice.told_at) == ("sent", 1, frozen)
    assert log_of(notice) == ["sent"]
    assert deliver_due(frozen + timedelta(days=9)) == 0
    assert len(mailbox.mails) == 1


def test_a_text_message_goes_through_the_configured_gateway(
    post: Post, settings: Any, frozen: datetime
) -> None:
    with web_server() as (port, received):
        settings.NOTIFY_URLS = {"sms": f"json://{HOST}:{port}/send?-to={{address}}"}
        notice = post(channel="sms", address="13800000042", body="站点有一条消息，请到查询页查看。")
        assert deliver_due(frozen) == 1
    ((path, sent),) = received
    assert path == "/send?to=13800000042"
    assert (sent["title"], sent["message"]) == ("您有一条消息", "站点有一条消息，请到查询页查看。")
    notice.refresh_from_db()
    assert notice.state == "sent"


def test_a_gateway_that_says_no_is_tried_again(post: Post, settings: Any, frozen: datetime) -> None:
    with web_server(status=500) as (port, received):
        settings.NOTIFY_URLS = {"wecom": f"json://{HOST}:{port}/"}
        notice = post(channel="wecom")
        assert deliver_due(frozen) == 0
    assert len(received) == 1
    notice.refresh_from_db()
    assert (notice.state, log_of(notice)) == ("failed", ["refused wecom"])


def test_retries_come_after_1_5_30_minutes_and_2_hours_then_it_is_given_up(
    post: Post, settings: Any, frozen: datetime
) -> None:
    configure(settings, free_port())
    notice = post()
    tried = []
    for minute in (*range(40), 155, 156, 200, 300):
        with clock.frozen_at(frozen + timedelta(minutes=minute)):
            before = notice.log.count()
            deliver_due(clock.now())
            tried += [minute] * (notice.log.count() - before)
    notice.refresh_from_db()
    assert tried == [0, 1, 6, 36, 156]
    assert (notice.state, notice.told_at) == ("given_up", None)
    assert set(log_of(notice)) == {"error ConnectionRefusedError"}


def test_the_log_repeats_no_address(post: Post, mailbox: Mailbox, frozen: datetime) -> None:
    mailbox.answer = "550 resident@example.org unknown"
    notice = post(address="resident@example.org")
    assert deliver_due(frozen) == 0
    assert log_of(notice) == ["refused 550"]


def test_a_server_that_comes_back_gets_the_mail(post: Post, mailbox: Mailbox, frozen: datetime) -> None:
    mailbox.answer = "451 later"
    notice = post()
    deliver_due(frozen)
    mailbox.answer = "250 OK"
    assert deliver_due(frozen + timedelta(minutes=1)) == 1
    notice.refresh_from_db()
    assert (notice.state, log_of(notice)) == ("sent", ["refused 451", "sent"])


def test_a_closed_channel_is_a_try_that_failed(post: Post, frozen: datetime) -> None:
    notice = post(channel="dingtalk")
    assert deliver_due(frozen) == 0
    assert log_of(notice) == ["channel_closed"]


def test_a_notice_to_an_erased_person_is_cancelled(post: Post, mailbox: Mailbox, frozen: datetime) -> None:
    notice = post()
    vault.destroy(notice.key)
    assert deliver_due(frozen) == 0
    notice = Notice.objects.get(pk=notice.pk)
    assert (notice.state, log_of(notice)) == ("cancelled", ["erased"])
    assert not mailbox.mails


def test_a_server_that_hangs_does_not_hold_up_the_lane(
    post: Post, frozen: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _number in range(3):
        post(channel="page")
    monkeypatch.setattr(delivery, "BUDGET_SECONDS", -1)
    assert deliver_due(frozen) == 0
    monkeypatch.setattr(delivery, "BUDGET_SECONDS", 30)
    assert deliver_due(frozen) == 3


def test_the_worker_delivers_both_lanes(post: Post, mailbox: Mailbox) -> None:
    post(lane="urgent")
    post(lane="normal")
    run_pending()
    assert len(mailbox.mails) == 2


def test_the_lanes_do_not_wait_for_each_other(post: Post, frozen: datetime) -> None:
    post(channel="page", lane="urgent")
    assert deliver_due(frozen, lane="normal") == 0
    assert deliver_due(frozen, lane="urgent") == 1


def test_what_follows_runs_once_after_the_sending(post: Post, frozen: datetime) -> None:
    told: list[tuple[str, datetime]] = []

    @when_sent("test.reminder")
    def follow(notice: Notice, at: datetime) -> None:
        told.append((notice.dedupe, at))

    post(channel="page", dedupe="mine")
    post(channel="page", kind="test.other")
    deliver_due(frozen)
    deliver_due(frozen + timedelta(minutes=1))
    assert told == [("mine", frozen)]


def test_what_follows_is_tried_again_without_sending_again(post: Post, frozen: datetime) -> None:
    tries: list[datetime] = []

    @when_sent("test.reminder")
    def follow(notice: Notice, at: datetime) -> None:
        tries.append(at)
        if len(tries) < 3:
            raise RuntimeError("the ledger is busy")

    notice = post(channel="page")
    for minute in range(5):
        deliver_due(frozen + timedelta(minutes=minute))
    notice.refresh_from_db()
    assert tries == [frozen] * 3
    assert (notice.state, notice.follow_up, log_of(notice)) == ("sent", False, ["sent"])


def test_a_kind_has_one_follower() -> None:
    when_sent("test.reminder")(lambda notice, at: None)
    with pytest.raises(ValueError, match="already"):
        when_sent("test.reminder")(lambda notice, at: None)


def test_a_notice_of_a_dead_worker_is_tried_again(post: Post, frozen: datetime) -> None:
    notice = post(channel="page")
    Notice.objects.update(state="sending", attempts=1)
    assert deliver_due(frozen + LOST_AFTER) == 0
    assert deliver_due(frozen + LOST_AFTER + timedelta(seconds=1)) == 0
    assert deliver_due(frozen + LOST_AFTER + timedelta(minutes=2)) == 1
    assert log_of(notice) == ["interrupted", "sent"]


def test_a_slow_sender_that_lost_its_notice_changes_nothing(
    post: Post, frozen: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice = post()

    def slow(_notice: Notice) -> Outcome:
        Notice.objects.update(state="cancelled")
        return SENT

    monkeypatch.setattr(delivery, "send", slow)
    deliver_due(frozen)
    notice.refresh_from_db()
    assert notice.state == "cancelled"


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_send_each_mail_once(post: Post, mailbox: Mailbox, frozen: datetime) -> None:
    for _number in range(8):
        post()
    start = Barrier(4, timeout=60)

    def work() -> int:
        start.wait()
        try:
            return deliver_due(frozen)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        counts = [f.result() for f in [pool.submit(copy_context().run, work) for _ in range(4)]]
    assert sum(counts) == 8
    assert len({mail["Message-ID"] for mail in mailbox.mails}) == len(mailbox.mails) == 8
    assert set(Notice.objects.values_list("state", "attempts")) == {("sent", 1)}
