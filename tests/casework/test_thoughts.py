"""Thoughts of suicide told in a note or an interview owe both tellings at once, at any level
(psych:14b, psych:15.3b)."""

from __future__ import annotations

import pytest
from django.urls import reverse

from youzhang.casework.actions import Danger, Written, change_note, file_interview, write_note
from youzhang.casework.actions.leaving import Taken, take_step, wish_to_leave
from youzhang.casework.codes import INTERVIEWED
from youzhang.casework.models import Leaving, Note
from youzhang.crisis.models import Crisis
from youzhang.ledger.models import Duty, Fact

TOLD = Danger(thoughts="yes")


def written(level: int, danger: Danger) -> Written:
    return Written("free", {"free": "说不想活了。"}, level, 50, danger)


def owed(crisis: Crisis) -> set[str]:
    """What is open of the two tellings."""
    found = Duty.unscoped.filter(matter=crisis.matter_id, article="psych:15.3b", outcome="open")
    return set(found.values_list("name", flat=True))


def test_thoughts_in_a_note_of_a_low_level_open_a_crisis_and_owe_both_tellings(world, session, acting):
    write_note(session, written(1, TOLD), **acting)
    crisis = Crisis.unscoped.get()
    assert (crisis.reason, crisis.subject, crisis.suicide) == ("suicide_thought", world.grown.subject, True)
    assert owed(crisis) == {"guardian", "department"}


def test_nobody_declines_a_crisis_where_thoughts_were_told(session, acting):
    write_note(session, written(3, Danger(declined="averted", words="已经没事", thoughts="yes")), **acting)
    assert Crisis.unscoped.get().suicide


def test_the_running_crisis_takes_them_up_as_a_new_sign(session, case, acting):
    write_note(session, written(3, Danger(shows="self_harm")), **acting)
    crisis = Crisis.unscoped.get()
    assert not crisis.suicide
    note = Note.unscoped.select_related("session__case__matter").get()
    for _turn in range(2):  # what stood there already is no new sign
        change_note(note, written(3, TOLD), **acting)
    crisis.refresh_from_db()
    assert crisis.suicide
    assert Crisis.unscoped.count() == 1
    assert Fact.unscoped.filter(matter=crisis.matter_id, kind="crisis.suicide_found").count() == 1
    assert owed(crisis) == {"guardian", "department"}


def test_thoughts_in_a_first_interview_do_the_same(case, acting):
    file_interview(case, {"complaint": "睡不着", "risk": "想过死"}, 1, danger=TOLD, **acting)
    assert owed(Crisis.unscoped.get()) == {"guardian", "department"}


def test_thoughts_in_an_exit_interview_open_a_crisis_and_stop_no_leaving(case, acting):
    """The client's own leaving stands; the duties go on."""
    leaving = wish_to_leave(case, "wish", "想自己试试", **acting)
    given = Taken(next(iter(INTERVIEWED)), "说想过死", thoughts="yes")
    take_step(leaving, "interview", given, **acting)
    assert owed(Crisis.unscoped.get()) == {"guardian", "department"}
    assert Leaving.unscoped.get().pk == leaving.pk


@pytest.mark.parametrize("said", ["no", "not_asked", ""])
def test_no_or_not_asked_opens_nothing(session, acting, said):
    write_note(session, written(1, Danger(thoughts=said)), **acting)
    assert not Crisis.unscoped.exists()


def test_the_note_asks_and_shows_what_was_said(session, desk):
    page = reverse("casework:note", args=[session.matter_id])
    assert 'name="thoughts"' in desk.get(page).content.decode()
    form = {"minutes": "50", "style": "free", "free": "说不想活了", "level": "1", "thoughts": "yes"}
    assert desk.post(page, form).status_code == 302
    shown = desk.get(reverse("casework:session", args=[session.matter_id])).content.decode()
    assert "Thoughts of suicide" in shown
    assert Crisis.unscoped.get().suicide
