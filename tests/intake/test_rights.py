"""Leaving, remarks, needs, consents and the query code."""

from __future__ import annotations

from datetime import date

import pytest

from tests.builders import a_person, a_service, an_application, passed, signed, viewing
from youzhang.clients.actions import bar_from_person
from youzhang.intake.actions import (
    Assessed,
    Leaving,
    answer_remark,
    ask_withdrawal,
    assess,
    decide_consent,
    give_receipt,
    leave_remark,
    note_withdrawal,
    reissue_code,
    settle_need,
    withdraw_consent,
)
from youzhang.intake.models import Application, Consent, Remark, Withdrawal
from youzhang.kit import clock
from youzhang.kit.refused import Refused, Stale
from youzhang.ledger.models import Duty, Fact
from youzhang.vault.codes import code_matches


def duty(application, name) -> Duty:
    return Duty.unscoped.filter(matter=application.matter, name=name).latest("opened_at")


@pytest.mark.parametrize("state", ["received", "waiting", "passed", "success", "refused"])
def test_leaving_is_never_blocked_and_frees_everything(world, acting, state):
    """psych:34.4b"""
    service = a_service(
        world.lead, world.here, notice={"name": "读书会", "area_only": True, "transport": "步行"}
    )
    row = an_application(service, applicant=a_person(in_area=False))
    if state in ("waiting", "refused"):
        result, ground = ("waiting", "") if state == "waiting" else ("failed", "area")
        assess(row, Assessed("phone", "routine", result, 1, ground), **acting)
    if state in ("passed", "success"):
        passed(row, world.lead)
    if state == "success":
        signed(row, world.lead)
    asked = ask_withdrawal(row, Leaving("online", "时间冲突"))
    assert ask_withdrawal(row, Leaving("oral")) == asked
    assert Fact.unscoped.filter(kind="intake.withdrawal_asked").count() == 1
    assert duty(row, "note_withdrawal").due == clock.end_of(date(2026, 3, 3))
    note_withdrawal(row, **acting)
    row.refresh_from_db()
    assert (row.state, Withdrawal.unscoped.get().reason) == ("withdrawn", "时间冲突")
    assert duty(row, "note_withdrawal").outcome == "met"
    assert not Duty.unscoped.filter(matter=row.matter, outcome="open").exists()


def test_nothing_is_noted_that_nobody_asked_for_nor_twice(world, acting):
    """psych:34.4b"""
    row = an_application(world.service)
    with pytest.raises(Stale):
        note_withdrawal(row, **acting)
    ask_withdrawal(row, Leaving("online"))
    note_withdrawal(row, **acting)
    with pytest.raises(Stale):
        note_withdrawal(row, **acting)
    assert Fact.unscoped.filter(kind="intake.withdrawal_noted").count() == 1


def test_each_remark_is_owed_an_answer_of_its_own(world, acting):
    """psych:45, psych:47"""
    row = an_application(world.service)
    first, second = leave_remark(row, "房间有点冷"), leave_remark(row, "谢谢")
    owed = Duty.unscoped.filter(matter=row.matter, article="psych:45", outcome="open")
    assert owed.count() == 2
    assert owed[0].due == clock.end_of(date(2026, 3, 5))
    answer_remark(first, "已调高空调温度", **acting)
    assert owed.count() == 1
    with pytest.raises(Stale):
        answer_remark(first, "再答一次", **acting)
    with pytest.raises(Refused, match="psych:45"):
        answer_remark(second, "  ", **acting)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.answer, second.answer) == ("已调高空调温度", None)


def test_an_empty_remark_and_an_eleventh_that_waits_are_refused(world):
    """psych:47"""
    row = an_application(world.service)
    with pytest.raises(Refused, match="psych:47"):
        leave_remark(row, " \n ")
    for n in range(10):
        leave_remark(row, f"第 {n} 条")
    with pytest.raises(Refused, match="remarks"):
        leave_remark(row, "还有")
    assert Remark.unscoped.count() == Fact.unscoped.filter(kind="intake.remark_received").count() == 10


def test_a_need_is_arranged_or_plainly_not_possible(world, acting):
    """psych:49"""
    row = an_application(world.service, needs=("hearing", "language"))
    assert duty(row, "arrange").due == clock.end_of(date(2026, 3, 31))
    settle_need(row, "hearing", arranged=True, **acting)
    settle_need(row, "language", arranged=False, **acting)
    assert dict(row.needs.values_list("need", "arranged")) == {"hearing": True, "language": False}
    assert {d.outcome for d in Duty.unscoped.filter(matter=row.matter, name="arrange")} == {"met"}
    with pytest.raises(Stale):
        settle_need(row, "hearing", arranged=True, **acting)
    with pytest.raises(Stale):
        settle_need(row, "sight", arranged=True, **acting)


def test_a_consent_is_taken_back_as_easily_as_given(world):
    row = an_application(world.service)
    decide_consent(row, "portrait", given=True, by=None)
    decide_consent(row, "portrait", given=True, by=None)
    assert Consent.unscoped.filter(consent="portrait", withdrawn_at=None).get().given
    withdraw_consent(row, "portrait", by=None)
    withdraw_consent(row, "portrait", by=None)
    assert not Consent.unscoped.filter(consent="portrait", withdrawn_at=None).exists()
    assert Fact.unscoped.filter(kind="intake.consent_withdrawn").count() == 1
    with pytest.raises(Refused):
        decide_consent(row, "everything", given=True, by=None)


def test_a_lost_code_is_replaced_at_the_desk_after_a_look_at_the_person(world):
    row = an_application(world.service)
    old = bytes(row.code_hash)
    at_desk = {"by": viewing(world.duty)}
    with pytest.raises(Refused) as refused:
        reissue_code(row, identity_checked=False, **at_desk)
    assert refused.value.field == "identity_checked"
    with pytest.raises(Refused, match="policy"):
        reissue_code(row, identity_checked=True, by=viewing(world.counsellor))
    assert bytes(Application.unscoped.get().code_hash) == old
    code = reissue_code(row, identity_checked=True, **at_desk)
    row.refresh_from_db()
    assert code_matches(code, row.matter.number, row.code_hash)
    assert bytes(row.code_hash) != old
    assert Fact.unscoped.filter(kind="intake.code_reissued").count() == 1


def test_no_receipt_before_success(world, acting):
    """psych:34.3a"""
    row = passed(an_application(world.service, by=world.lead), world.lead)
    with pytest.raises(Refused, match=r"psych:34\.2c"):
        give_receipt(row, paper=True, **acting)
    assert not Fact.unscoped.filter(kind="intake.receipt_given").exists()
    signed(row, world.lead)
    give_receipt(row, paper=True, by=viewing(world.duty))
    assert duty(row, "receipt").outcome == "met"


def test_what_stays_hidden_from_another_centre(world):
    row = an_application(world.service)
    leave_remark(row, "只给本站看")
    for model in (Application, Remark, Consent):
        assert not model.objects.visible_to(viewing(world.stranger)).exists()
        assert model.objects.visible_to(viewing(world.duty)).exists()


def test_whoever_is_barred_from_the_person_sees_no_application(world):
    row = an_application(world.service)
    bar_from_person(world.lead, row.applicant, reason="relative", by=viewing(world.head))
    assert not Application.objects.visible_to(viewing(world.lead)).exists()
