"""A guardian who was kept out is let in again: with a reason, reviewed by a second person (psych:4)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import signed_in, viewing
from youzhang.casework.actions import (
    Protection,
    ask_access,
    issue_card,
    lift_protection,
    protect,
    take_second_look,
)
from youzhang.casework.models import CaseFile, SecondLook
from youzhang.clients.kept_out import kept_out as who_is_out
from youzhang.clients.kept_out import suspects_of
from youzhang.kit.refused import Refused, Stale
from youzhang.ledger.models import Duty, Fact, MatterParty

WHY = "民警与妇联走访核实，未发现伤害。"


@pytest.fixture
def kept_out(world, child_case, acting):
    """The child's case, whose mother is kept out; a colleague asks to read it meanwhile."""
    protect(child_case, Protection(True, "孩子说被打。", "班主任 13900000000"), **acting)
    ask_access(world.here, child_case.matter.number, "safety", "学校来电。", by=viewing(world.other))
    return child_case


def test_what_was_barred_opens_again_and_a_second_person_looks_at_it(world, kept_out, acting):
    """psych:4"""
    assert suspects_of(world.child) == [world.mother.subject]
    lift_protection(kept_out, "unfounded", WHY, **acting)
    file = CaseFile.unscoped.select_related("matter__key").get(case=kept_out)
    assert (who_is_out(world.child).holds(world.mother), file.kept_out_why) == (False, "孩子说被打。")
    assert not MatterParty.objects.filter(part="guardian_suspected").exists()
    assert suspects_of(world.child) == []
    kept_out.file.refresh_from_db()
    assert issue_card(kept_out, "guardian", identity_checked=True, **acting)
    assert Fact.unscoped.get(kind="casework.protection_lifted").data == {"reason": "unfounded"}
    look = SecondLook.unscoped.select_related("matter__key").get(what="let_in")
    owed = Duty.unscoped.get(matter=look.matter, article="psych:4", name="let_in")
    assert (owed.outcome, look.words) == ("open", WHY)
    with pytest.raises(Refused):
        take_second_look(look, sound=True, words="", by=viewing(world.worker))
    take_second_look(look, sound=True, words="", by=viewing(world.lead))
    owed.refresh_from_db()
    assert owed.outcome == "met"
    with pytest.raises(Stale):
        lift_protection(kept_out, "unfounded", WHY, **acting)


def test_nobody_is_let_in_by_the_way_or_without_a_word(world, kept_out, acting):
    with pytest.raises(Refused) as refused:
        protect(kept_out, Protection(False), **acting)
    assert refused.value.rule == "psych:4"
    with pytest.raises(Refused):
        lift_protection(kept_out, "unfounded", "  ", **acting)
    assert who_is_out(world.child).holds(world.mother)
    assert not SecondLook.unscoped.exists()


@pytest.mark.parametrize("name", ["lead", "other", "duty", "supervisor"])
def test_others_let_nobody_in(world, kept_out, name):
    user = getattr(world, name)
    sent = {"reason": "unfounded", "words": WHY}
    answer = signed_in(Client(), user).post(reverse("casework:let_in", args=[kept_out.matter_id]), sent)
    assert answer.status_code == 404
    with pytest.raises(Refused):
        lift_protection(kept_out, "unfounded", WHY, by=viewing(user))
    assert who_is_out(world.child).holds(world.mother)
    assert not Fact.unscoped.filter(kind="casework.protection_lifted").exists()


def test_the_pages_lead_there_and_the_timeline_tells_of_it(world, kept_out, desk):
    def address(name: str) -> str:
        return reverse(f"casework:{name}", args=[kept_out.matter_id])

    assert address("let_in") in desk.get(address("protect")).content.decode()
    sent = {"kept_out": "True", "why": "孩子说被打。", "safe_contact": "外婆 13700000000"}
    assert desk.post(address("protect"), sent).status_code == 302
    assert desk.post(address("let_in"), {"reason": "over"}).status_code == 422
    assert desk.post(address("let_in"), {"reason": "over", "words": WHY}).status_code == 302
    shown = desk.get(address("case")).content.decode()
    assert "Guardian let in again" in shown
    assert "the danger is over, others have agreed to it" in shown
    assert "call instead" not in shown
    look = SecondLook.unscoped.get()
    page = desk.get(address("protect")).content.decode()
    assert reverse("casework:second_look", args=[look.matter_id]) in page
    assert address("let_in") not in page
    lead = signed_in(Client(headers={"accept-language": "en"}), world.lead)
    read = lead.get(reverse("casework:second_look", args=[look.matter_id])).content.decode()
    assert WHY in read
    assert "沈小满" not in read
