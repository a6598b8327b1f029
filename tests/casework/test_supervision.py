"""The supervisor of a case comments its notes; the caseworker reads them there (psych:10)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import a_case, signed_in, viewing
from youzhang.casework.actions import Appointment, Written, book_session, comment_note, write_note
from youzhang.casework.models import Comment, Note, ProcessNote
from youzhang.kit import clock
from youzhang.kit.refused import Refused


@pytest.fixture
def note(world, acting) -> Note:
    """A note in a case that has a supervisor."""
    case = a_case(world.grown, world, supervisor=world.supervisor)
    session = book_session(case, Appointment(clock.now()), **acting)
    return write_note(session, Written("free", {"free": "睡得不好。"}, 1, 50), **acting)


def address(note: Note, page: str) -> str:
    return reverse(f"casework:{page}", args=[note.matter_id])


def test_a_comment_stands_at_the_note_for_the_caseworker(world, note, desk):
    browser = signed_in(Client(headers={"accept-language": "en"}), world.supervisor)
    assert "睡得不好" in browser.get(address(note, "session")).content.decode()
    assert browser.post(address(note, "comment"), {"text": "问问作息。"}).status_code == 302
    assert "问问作息" in desk.get(address(note, "session")).content.decode()


def test_the_supervisor_reads_and_writes_nothing_else(world, note):
    browser = signed_in(Client(headers={"accept-language": "en"}), world.supervisor)
    for page in ("note", "add", "process", "cancel"):
        browser.post(
            address(note, page), {"text": "x", "style": "free", "free": "x", "level": "0", "cause": "client"}
        )
    note.refresh_from_db()
    assert note.content == {"free": "睡得不好。"}
    assert not note.addenda.model.unscoped.exists()
    assert not ProcessNote.unscoped.exists()


@pytest.mark.parametrize("name", ["worker", "backup", "lead"])
def test_nobody_else_comments(world, note, name):
    user = getattr(world, name)
    with pytest.raises(Refused):
        comment_note(note, "x", by=user, viewer=viewing(user))
    assert signed_in(Client(), user).post(address(note, "comment"), {"text": "x"}).status_code == 404
    assert not Comment.unscoped.exists()
