"""A session is called off, and nobody comes in vain: whoever counts on it is told, or that is owed (psych:13)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import signed_in, viewing
from youzhang.casework.actions import (
    Appointment,
    Protection,
    book_session,
    cancel_session,
    move_session,
    protect,
    tell_cancelled,
)
from youzhang.casework.models import Session
from youzhang.kit import clock
from youzhang.kit.refused import Refused, Stale
from youzhang.ledger.models import Duty, Fact
from youzhang.notices.models import Notice

DAY = timedelta(days=1)


@pytest.fixture
def gateway(settings):
    settings.NOTIFY_URLS = {"sms": "json://localhost/{address}"}


@pytest.fixture
def session(case, acting) -> Session:
    """A session of tomorrow."""
    return book_session(case, Appointment(clock.now() + DAY), **acting)


def owed(session: Session) -> list[tuple[str, list[str]]]:
    found = Duty.unscoped.filter(matter=session.matter_id, article="psych:13", name="told")
    return [(one.outcome, one.holders) for one in found]


def page(name: str, session: Session) -> str:
    return reverse(f"casework:{name}", args=[session.matter_id])


def test_who_called_it_off_themselves_knows(session, desk):
    assert desk.post(page("cancel", session), {"cause": "client"}).status_code == 302
    session.refresh_from_db()
    assert (session.state, session.told) == ("cancelled", "")
    assert owed(session) == []


@pytest.mark.parametrize("cause", ["centre", "other"])
def test_silence_is_no_answer(session, desk, acting, cause):
    assert desk.post(page("cancel", session), {"cause": cause}).status_code == 422
    with pytest.raises(Refused) as refused:
        cancel_session(session, cause, **acting)
    assert refused.value.rule == "psych:13"
    session.refresh_from_db()
    assert session.state == "booked"
    assert not Fact.unscoped.filter(kind="casework.session_cancelled").exists()


def test_who_was_told_is_kept_and_nothing_is_owed(session, desk):
    assert desk.post(page("cancel", session), {"cause": "centre", "told": "client"}).status_code == 302
    assert Fact.unscoped.get(kind="casework.session_cancelled").data == {"cause": "centre", "told": "client"}
    assert owed(session) == []
    assert "I have told the client" in desk.get(page("session", session)).content.decode()


def test_a_message_goes_out_that_names_neither_service_nor_person_and_takes_the_place_of_an_earlier_one(
    world, session, acting, gateway
):
    world.grown.channel = "sms"
    world.grown.save()
    move_session(session, Appointment(clock.now() + 2 * DAY), "message", **acting)
    cancel_session(session, "centre", "message", **acting)
    assert list(Notice.objects.filter(kind="casework.session_moved").values_list("state", flat=True)) == [
        "cancelled"
    ]
    said = Notice.objects.select_related("key").get(kind="casework.session_cancelled")
    assert (said.lane, said.to_subject) == (Notice.Lane.URGENT, world.grown.subject)
    for word in ("沈一禾", "咨询", "心理", "林晚"):
        assert word not in said.subject + said.body


def test_what_is_still_to_be_told_is_owed_at_once_by_who_called_it_off_and_the_caseworker(world, session):
    cancel_session(session, "centre", "later", by=viewing(world.backup))
    assert owed(session) == [("open", [str(world.backup.pk), str(world.worker.pk)])]
    for user in (world.backup, world.worker):
        browser = signed_in(Client(headers={"accept-language": "en"}), user)
        assert page("tell_off", session) in browser.get("/work/").content.decode()
    assert browser.post(page("tell_off", session), {"told": "later"}).status_code == 422
    assert browser.post(page("tell_off", session), {"told": "client"}).status_code == 302
    session.refresh_from_db()
    assert session.told == "client"
    assert owed(session)[0][0] == "met"


def test_it_is_told_once(session, acting):
    cancel_session(session, "centre", "later", **acting)
    tell_cancelled(session, "client", **acting)
    with pytest.raises(Stale):
        tell_cancelled(session, "client", **acting)
    assert Fact.unscoped.filter(kind="casework.cancellation_told").count() == 1


@pytest.mark.parametrize("name", ["other", "supervisor", "lead", "duty", "stranger"])
def test_nobody_else_says_that_the_client_was_told(world, session, acting, name):
    cancel_session(session, "centre", "later", **acting)
    user = getattr(world, name)
    assert signed_in(Client(), user).post(page("tell_off", session), {"told": "client"}).status_code == 404
    with pytest.raises(Refused):
        tell_cancelled(session, "client", by=viewing(user))
    session.refresh_from_db()
    assert session.told == "later"


def test_a_guardian_who_is_kept_out_is_not_told(child_case, acting, desk):
    protect(child_case, Protection(True, "施暴嫌疑", "外婆 13900000000"), **acting)
    session = book_session(child_case, Appointment(clock.now() + DAY), **acting)
    shown = desk.get(page("cancel", session)).content.decode()
    assert 'value="guardian"' not in shown
    assert 'value="safe"' in shown
    for ways in ({"told": "guardian"}, {"told": "message"}):
        with pytest.raises(Refused):
            cancel_session(session, "centre", **ways, **acting)
    assert not Fact.unscoped.filter(kind="casework.session_cancelled").exists()


def test_a_session_that_stands_has_nobody_to_be_told(session, desk):
    assert desk.get(page("tell_off", session)).status_code == 409
    assert desk.post(page("tell_off", session), {"told": "client"}).status_code == 409
    assert not Fact.unscoped.filter(kind="casework.cancellation_told").exists()
