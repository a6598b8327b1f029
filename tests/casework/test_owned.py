"""No case without an owner, also when somebody leaves; another supervisor (welfare:2.2b, psych:10)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.builders import staff, viewing
from youzhang.accounts.actions import end_roles
from youzhang.casework.actions import HandOn, accept_transfer, ask_transfer, name_backup, name_supervisor
from youzhang.casework.actions.owned import keep_owned
from youzhang.casework.models import CaseFile
from youzhang.kit import clock
from youzhang.kit.refused import Refused
from youzhang.ledger.models import Duty, Fact, Matter


def leaves(user, world) -> None:
    end_roles(user, world.here, last_day=clock.today() - timedelta(days=1))


def owed(case) -> dict[str, Duty]:
    rows = Duty.unscoped.filter(matter=case.matter, name__in=("owner", "backup"), outcome="open")
    return {duty.name: duty for duty in rows}


def test_the_backup_takes_over_from_a_caseworker_who_left_and_another_backup_is_owed(world, child_case):
    """welfare:2.2b"""
    leaves(world.worker, world)
    assert keep_owned() == 1
    child_case.refresh_from_db()
    assert child_case.caseworker == world.backup
    assert {name: duty.holders for name, duty in owed(child_case).items()} == {
        "backup": [str(world.backup.pk)]
    }
    interview = Duty.unscoped.get(matter=child_case.matter, name="interview")
    assert interview.holders == [str(world.backup.pk)]
    assert not CaseFile.objects.visible_to(viewing(world.worker)).exists()
    assert keep_owned() == 0
    name_backup(child_case, world.other, by=viewing(world.backup))
    assert owed(child_case) == {}


def test_a_backup_who_left_is_owed_to_be_replaced(world, case, acting):
    leaves(world.backup, world)
    keep_owned()
    case.refresh_from_db()
    assert case.caseworker == world.worker
    assert set(owed(case)) == {"backup"}
    name_backup(case, world.other, **acting)
    assert owed(case) == {}
    assert keep_owned() == 0


def test_when_both_left_the_leads_see_a_child_s_frame_and_give_it_to_somebody(world, child_case):
    for user in (world.worker, world.backup):
        leaves(user, world)
    keep_owned()
    assert set(owed(child_case)) == {"owner", "backup"}
    lead = {"by": viewing(world.lead)}
    assert Matter.objects.visible_to(lead["by"]).filter(pk=child_case.matter_id).exists()
    assert not CaseFile.objects.visible_to(lead["by"]).exists()
    child_case.refresh_from_db()
    transfer = ask_transfer(child_case, HandOn(world.other, "请接手。"), **lead)
    accept_transfer(transfer, by=viewing(world.other))
    assert set(owed(child_case)) == {"backup"}
    assert Matter.objects.visible_to(lead["by"]).filter(pk=child_case.matter_id).exists()
    child_case.refresh_from_db()
    third = staff(world.here, "counsellor", name="第三位")
    name_backup(child_case, third, by=viewing(world.other))
    assert not Matter.objects.visible_to(lead["by"]).filter(pk=child_case.matter_id).exists()


def test_while_everybody_is_there_nothing_happens(world, case):
    assert keep_owned() == 0
    assert not Fact.unscoped.filter(kind="casework.owner_left").exists()


def test_another_supervisor_reads_the_file_and_the_former_no_longer(world, case, acting, desk):
    """psych:10"""
    name_supervisor(case, world.supervisor, **acting)
    assert CaseFile.objects.visible_to(viewing(world.supervisor)).exists()
    second = staff(world.here, "supervisor", name="宋知衡")
    address = reverse("casework:supervisor", args=[case.matter_id])
    assert desk.post(address, {"supervisor": str(second.pk)}).status_code == 302
    assert CaseFile.objects.visible_to(viewing(second)).exists()
    assert not CaseFile.objects.visible_to(viewing(world.supervisor)).exists()


def test_whoever_carries_a_case_does_not_supervise_it(world, case, acting):
    with pytest.raises(Refused) as refused:
        name_supervisor(case, world.backup, **acting)
    assert refused.value.rule == "rule:supervisor"
    case.refresh_from_db()
    assert case.supervisor is None
