"""What the pages of a case and of a session offer can be taken, and what is not offered is refused there too."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import signed_in
from tests.casework.test_opening import WRITTEN, address, closed, refused
from youzhang.casework.actions import (
    Appointment,
    Around,
    HandOn,
    ask_transfer,
    book_session,
    cancel_session,
    miss_session,
    name_supervisor,
    note_relative,
    write_note,
)
from youzhang.kit import clock
from youzhang.ledger.models import Fact

WHO = ("worker", "backup", "supervisor", "other", "lead", "service_head")


def ahead(case: Any, acting: Any) -> Any:
    return book_session(case, Appointment(clock.now() + timedelta(days=1)), **acting)


def begun(case: Any, acting: Any) -> Any:
    return book_session(case, Appointment(clock.now()), **acting)


def off(case: Any, acting: Any) -> Any:
    return cancel_session(ahead(case, acting), "centre", "later", **acting)


def not_come(case: Any, acting: Any) -> Any:
    return miss_session(begun(case, acting), **acting)


def written(case: Any, acting: Any) -> Any:
    session = begun(case, acting)
    write_note(session, WRITTEN, **acting)
    return session


def buttons(browser: Client, row: Any, page: str) -> list[str]:
    """Where the page of it leads within it."""
    here = address(row, page)
    return sorted(set(re.findall(rf'href="({here}/[^"?#]+)"', browser.get(here).text)))


def pressed(world: Any, row: Any, page: str) -> int:
    """How many buttons there were for everybody together; each opens."""
    count = 0
    for name in WHO:
        browser = signed_in(Client(), getattr(world, name))
        for href in buttons(browser, row, page):
            assert browser.get(href).status_code == 200, (name, href)
            count += 1
    return count


@pytest.mark.parametrize("session_of", [ahead, begun, off, not_come, written])
def test_no_button_of_a_session_leads_to_a_page_that_refuses(
    world: Any, case: Any, acting: Any, session_of: Any
) -> None:
    assert pressed(world, session_of(case, acting), "session")


def test_no_button_of_a_case_leads_to_a_page_that_refuses(world: Any, case: Any, acting: Any) -> None:
    ask_transfer(case, HandOn(world.other, "每周二见面。"), **acting)
    assert pressed(world, case, "case")


def test_a_note_that_stands_is_added_to_and_one_that_does_not_is_mended(
    case: Any, desk: Client, acting: Any
) -> None:
    session = written(case, acting)
    assert buttons(desk, session, "session") == [address(session, "note"), address(session, "process")]
    with clock.frozen_at(clock.now() + timedelta(hours=24)):
        assert buttons(desk, session, "session") == [address(session, "add"), address(session, "process")]


def test_whoever_only_reads_is_offered_nothing_and_told_so(world: Any, case: Any, acting: Any) -> None:
    """psych:10"""
    session = written(case, acting)
    ask_transfer(case, HandOn(world.other, "每周二见面。"), **acting)
    reader = signed_in(Client(headers={"accept-language": "en"}), world.other)
    assert reverse("casework:book", args=[case.matter_id]) not in reader.get(address(case, "case")).text
    assert address(case, "book") not in reader.get(address(case, "sessions")).text
    for row, page in ((case, "book"), (case, "keep"), (case, "backup"), (session, "note"), (session, "add")):
        refused(reader, row, page, "Only the caseworker and the backup may do this.")
        before = Fact.unscoped.count()
        sent = reader.post(address(row, page), {"text": "x"})
        assert sent.status_code == 422
        assert "Only the caseworker and the backup may do this." in sent.text
        assert Fact.unscoped.count() == before


def test_a_closed_case_offers_neither_sessions_nor_other_owners(case: Any, desk: Client, acting: Any) -> None:
    closed(case, acting)
    shown = desk.get(address(case, "case")).text + desk.get(address(case, "sessions")).text
    for page in ("book", "hand_on", "backup", "supervisor", "step_aside"):
        assert f'{address(case, page)}"' not in shown


def test_somebody_around_the_client_is_taken_out_by_whoever_carries_the_case(
    world: Any, case: Any, desk: Client, acting: Any
) -> None:
    relative = note_relative(case, Around("mother", "母亲阿兰", "close"), **acting)
    out = reverse("casework:relative_out", args=[case.matter_id, relative.pk])
    assert buttons(desk, case, "family") == [out]
    reader = signed_in(Client(headers={"accept-language": "en"}), world.supervisor)
    name_supervisor(case, world.supervisor, **acting)
    assert "母亲阿兰" in reader.get(address(case, "family")).text
    assert buttons(reader, case, "family") == []
    for answer in (reader.get(out), reader.post(out, {})):
        assert answer.status_code == 422
        assert "Only the caseworker and the backup may do this." in answer.text
    relative.refresh_from_db()
    assert relative.gone_at is None
    assert desk.post(out, {})["location"] == address(case, "family")
    relative.refresh_from_db()
    assert relative.gone_at
