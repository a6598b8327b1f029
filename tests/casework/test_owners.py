"""Opening and handing on: never without an owner, never with a conflict (psych:13, welfare:2.2b)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.builders import a_case, viewing
from youzhang.casework.actions import (
    HandOn,
    NewCase,
    NewOwners,
    accept_transfer,
    ask_transfer,
    decline_transfer,
    name_backup,
    open_case,
    step_aside,
    take_transfer_back,
)
from youzhang.casework.models import Case, CaseFile, Transfer
from youzhang.clients.actions import bar_from_person
from youzhang.kit.refused import Refused, Stale
from youzhang.ledger.models import Fact, Matter


def asked(world, case, to=None) -> Transfer:
    given = HandOn(to or world.other, "每周二见面，母亲已知情。")
    return ask_transfer(case, given, by=viewing(world.worker))


def sees(user, case) -> tuple[bool, bool]:
    """Whether somebody sees the frame and the file of a case."""
    frame = Case.objects.visible_to(viewing(user)).filter(pk=case.pk).exists()
    return frame, CaseFile.objects.visible_to(viewing(user)).filter(case=case).exists()


def test_a_case_opens_with_owner_backup_and_number(world, case):
    assert case.matter.number == f"GA-{world.here.code}-2026-0001"
    assert (case.caseworker, case.backup) == (world.worker, world.backup)
    kinds = set(Fact.unscoped.filter(matter=case.matter).values_list("kind", flat=True))
    assert kinds == {"casework.opened", "casework.assigned", "casework.backup_named"}


def test_leads_see_the_frame_of_an_adult_s_case_and_nothing_of_a_child_s(world, case, child_case):
    assert sees(world.worker, case) == sees(world.backup, child_case) == (True, True)
    for name in ("lead", "service_head", "deputy"):
        assert sees(getattr(world, name), case) == (True, False)
        assert sees(getattr(world, name), child_case) == (False, False)
    for name in ("other", "supervisor", "duty", "volunteer", "keeper", "stranger"):
        assert sees(getattr(world, name), case) == sees(getattr(world, name), child_case) == (False, False)


def test_a_child_s_case_knows_the_18th_birthday(child_case):
    assert child_case.adult_on == date(2031, 3, 8)
    assert child_case.matter.number.startswith("WA-")


@pytest.mark.parametrize("changes", [{"backup": "worker"}, {"caseworker": "duty"}, {"backup": "stranger"}])
def test_nobody_unfit_carries_a_case(world, changes):
    """welfare:2.2b"""
    given = NewCase(world.grown, world.worker, world.backup, "self")
    given = replace(given, **{name: getattr(world, who) for name, who in changes.items()})
    with pytest.raises(Refused) as refused:
        open_case(given, centre=world.here, by=viewing(world.lead))
    assert refused.value.rule == "welfare:2.2b"
    assert not Matter.unscoped.filter(kind="case").exists()


def test_a_conflict_of_interest_bars_whoever_carries_it(world):
    bar_from_person(world.worker, world.grown, reason="relative", by=viewing(world.lead))
    with pytest.raises(Refused) as refused:
        a_case(world.grown, world)
    assert refused.value.rule == "rule:barred"
    assert not Case.unscoped.exists()


def test_a_person_has_one_running_case(world, case):
    with pytest.raises(Refused) as refused:
        a_case(world.grown, world)
    assert refused.value.rule == "rule:one_case"
    assert Case.unscoped.count() == 1


def test_who_may_not_open_cases_is_refused(world):
    with pytest.raises(Refused):
        open_case(
            NewCase(world.grown, world.worker, world.backup, "self"),
            centre=world.here, by=viewing(world.volunteer),
        )  # fmt: skip
    assert not Case.unscoped.exists()


def test_a_case_stays_until_the_other_accepts_and_then_passes_wholly(world, case):
    transfer = asked(world, case)
    case.refresh_from_db()
    assert case.caseworker == world.worker
    assert sees(world.other, case) == (True, True)
    accept_transfer(transfer, by=viewing(world.other))
    case.refresh_from_db()
    assert case.caseworker == world.other
    assert sees(world.worker, case) == (False, False)
    assert sees(world.other, case) == (True, True)


def test_the_backup_who_takes_over_is_backed_up_by_the_former_caseworker(world, case):
    accept_transfer(asked(world, case, world.backup), by=viewing(world.backup))
    case.refresh_from_db()
    assert (case.caseworker, case.backup) == (world.backup, world.worker)


def test_a_declined_case_stays_and_is_seen_no_more(world, case):
    transfer = asked(world, case)
    decline_transfer(transfer, "本周已满。", by=viewing(world.other))
    case.refresh_from_db()
    assert (case.caseworker, sees(world.other, case)) == (world.worker, (False, False))
    with pytest.raises(Stale):
        accept_transfer(transfer, by=viewing(world.other))


def test_only_who_was_asked_answers_and_one_hand_over_waits_at_a_time(world, case):
    transfer = asked(world, case)
    with pytest.raises(Refused):
        accept_transfer(transfer, by=viewing(world.worker))
    with pytest.raises(Stale):
        asked(world, case, world.backup)
    take_transfer_back(transfer, by=viewing(world.worker))
    assert Transfer.unscoped.get().state == "taken_back"


def test_a_stranger_to_the_case_hands_nothing_on(world, case):
    with pytest.raises(Refused):
        ask_transfer(case, HandOn(world.other, "x"), by=viewing(world.other))
    assert not Transfer.unscoped.exists()


def test_another_backup_is_let_in_and_the_former_shut_out(world, case):
    name_backup(case, world.other, by=viewing(world.worker))
    assert sees(world.backup, case) == (False, False)
    assert sees(world.other, case) == (True, True)


def test_who_steps_aside_sees_nothing_more(world, case):
    owners = NewOwners(world.backup, world.other)
    step_aside(case, owners, reason="acquaintance", by=viewing(world.worker))
    case.refresh_from_db()
    assert (case.caseworker, case.backup) == (world.backup, world.other)
    assert sees(world.worker, case) == (False, False)
