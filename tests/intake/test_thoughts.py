"""Thoughts of suicide told in a talk at intake owe both tellings at once, in whichever note they stand (psych:14,
psych:15.3b)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse

from tests.builders import an_application
from youzhang.crisis import actions as crises
from youzhang.crisis.models import Crisis
from youzhang.intake.actions import (
    Assessed,
    Leaving,
    Told,
    ask_withdrawal,
    assess,
    correct_assessment,
    note_withdrawal,
    tell_refusal,
)
from youzhang.intake.models import Application
from youzhang.ledger.models import Duty, Fact

pytestmark = pytest.mark.django_db
SAID = Assessed("interview", "routine", "passed", 1, thoughts="yes")


def assessed(row: Application, thoughts: str, acting: Any) -> None:
    assess(row, replace(SAID, thoughts=thoughts), **acting)


def refused(row: Application, thoughts: str, acting: Any) -> None:
    assess(row, Assessed("phone", "routine", "failed", 1, "audience"), **acting)
    tell_refusal(row, Told("phone", True, "不在对象之内", thoughts), **acting)


def left(row: Application, thoughts: str, acting: Any) -> None:
    ask_withdrawal(row, Leaving("oral", "不想来了"), **acting)
    note_withdrawal(row, thoughts=thoughts, **acting)


TALKS = {"intake.assessed": assessed, "intake.refusal_told": refused, "intake.withdrawal_noted": left}


@pytest.mark.parametrize("kind", TALKS)
def test_a_yes_opens_a_crisis_in_the_same_act_and_owes_both_tellings(world, acting, kind: str) -> None:
    row = an_application(world.service)
    talk: Callable[..., None] = TALKS[kind]
    talk(row, "yes", acting)
    crisis = Crisis.unscoped.get()
    assert (crisis.subject_id, crisis.about_id) == (row.applicant.subject_id, row.matter_id)
    assert (crisis.reason, crisis.suicide, crisis.opened_by) == ("suicide_thought", True, world.lead)
    owed = Duty.unscoped.filter(matter=crisis.matter_id, article="psych:15.3b", outcome="open")
    assert {"guardian", "department"} <= set(owed.values_list("name", flat=True))
    assert Fact.unscoped.filter(matter=row.matter_id, void=False).get(kind=kind).data["thoughts"] == "yes"


@pytest.mark.parametrize("thoughts", ["no", "not_asked", ""])
def test_any_other_answer_opens_nothing(world, acting, thoughts: str) -> None:
    for talk in TALKS.values():
        talk(an_application(world.service), thoughts, acting)
    assert not Crisis.unscoped.exists()


def test_in_a_crisis_that_runs_it_is_a_new_sign(world, acting) -> None:
    """psych:14b"""
    row = an_application(world.service)
    running = crises.open_crisis(
        world.here, row.applicant.subject, reason="bullying", source="self", route="venue", by=world.duty
    )
    assess(row, SAID, **acting)
    running.refresh_from_db()
    assert Crisis.unscoped.get() == running
    assert running.suicide
    assert Fact.unscoped.filter(matter=running.matter_id, kind="crisis.suicide_found").exists()


def test_a_correction_says_it_once(world, acting) -> None:
    row = an_application(world.service)
    assess(row, replace(SAID, thoughts=""), **acting)
    correct_assessment(row, replace(SAID, version=2), **acting)
    crisis = Crisis.unscoped.get()
    found = Fact.unscoped.filter(matter=crisis.matter_id, kind="crisis.suicide_found")
    assert found.count() == 1
    correct_assessment(row, replace(SAID, version=3, note="面谈四十分钟"), **acting)
    assert found.count() == 1


def test_the_form_asks_and_leads_to_the_crisis(world, desk) -> None:
    row = an_application(world.service)
    page = reverse("intake:assess", args=[row.matter_id])
    assert "Thoughts of suicide" in desk.get(page).text
    sent = {
        "method": "phone",
        "urgency": "urgent",
        "result": "passed",
        "version": row.version,
        "thoughts": "yes",
    }
    answer = desk.post(page, sent)
    crisis = Crisis.unscoped.get()
    assert answer.status_code == 302
    assert answer["Location"] == reverse("crisis:crisis", args=[crisis.matter_id])
    shown = desk.get(reverse("intake:correct_assessment", args=[row.matter_id])).text
    assert 'name="thoughts" value="yes" id="id_thoughts_0" checked' in shown
