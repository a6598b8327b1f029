"""A correction amends the fact and mends its own row; what follows is reckoned anew, nothing is wiped out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse

from tests.builders import a_person, a_service, an_application, passed, signed, viewing
from youzhang.intake.actions import (
    Assessed,
    Attendance,
    Told,
    assess,
    correct_assessment,
    correct_attendance,
    note_attendance,
    tell_refusal,
)
from youzhang.intake.models import Application, Assessment
from youzhang.kit import clock
from youzhang.kit.refused import Refused, Stale
from youzhang.ledger.models import Duty, Fact

pytestmark = pytest.mark.django_db
FAILED = Assessed("phone", "routine", "failed", 2, "audience", "不是学生家长")
CAME, MISSED = Attendance(True), Attendance(False, "client")


def duties(row: Application, name: str) -> list[str]:
    return list(Duty.unscoped.filter(matter=row.matter_id, name=name).values_list("outcome", flat=True))


def nothing_to_rebuild() -> None:
    call_command("rebuild", "--check", verbosity=0)


def fresh(row: Application) -> Application:
    return Application.unscoped.select_related("matter__centre", "service__matter").get(pk=row.pk)


def refused(act: Any, *given: Any, **how: Any) -> Refused:
    before = Fact.unscoped.count()
    with pytest.raises(Refused) as caught:
        act(*given, **how)
    assert Fact.unscoped.count() == before
    return caught.value


def test_a_pass_that_was_none_becomes_a_refusal_and_its_duty_opens(world, acting):
    """psych:34.1d, psych:34.4a"""
    row = passed(an_application(world.service), world.lead)
    first = Fact.unscoped.get(kind="intake.assessed")
    assert duties(row, "tell_refusal") == []
    with clock.frozen_at(clock.at_hour(date(2026, 3, 2), 16)):
        correct_assessment(row, FAILED, **acting)
    second = Fact.unscoped.get(kind="intake.assessed", amends=first)
    assert (second.at, second.data["result"]) == (first.at, "failed")
    assert fresh(row).state == "refused"
    noted = Assessment.unscoped.get()
    assert (noted.result, noted.ground, noted.note, noted.at) == (
        "failed",
        "audience",
        "不是学生家长",
        first.at,
    )
    assert duties(row, "tell_refusal") == ["open"]
    assert duties(row, "assess") == ["met"]
    nothing_to_rebuild()


def test_a_refusal_taken_back_owes_no_explanation(world, acting):
    """psych:34.1d"""
    row = an_application(world.service)
    assess(row, replace(FAILED, version=row.version), **acting)
    assert duties(row, "tell_refusal") == ["open"]
    row = fresh(row)
    correct_assessment(row, Assessed("interview", "priority", "passed", row.version), **acting)
    assert duties(row, "tell_refusal") == []
    assert fresh(row).state == "passed"
    nothing_to_rebuild()


def test_the_last_place_is_ones_own(world, acting):
    """psych:34.1d: who has passed takes no second place when their assessment is corrected."""
    service = a_service(world.lead, world.here, notice={"capacity": 1, "name": "小组"})
    row = passed(an_application(service), world.lead)
    correct_assessment(row, Assessed("interview", "urgent", "passed", row.version), **acting)
    assert Assessment.unscoped.get().urgency == "urgent"
    other = an_application(service, applicant=somebody("林晚"))
    waiting = Assessed("phone", "routine", "waiting", other.version)
    assess(other, waiting, **acting)
    other = fresh(other)
    full = refused(
        correct_assessment, other, replace(waiting, result="passed", version=other.version), **acting
    )
    assert full.article == "psych:34.1d"


def somebody(name: str) -> Any:
    return a_person(name, phone="13900000001")


def test_what_was_signed_or_told_stands(world, acting):
    """psych:34.2a, psych:34.4a"""
    row = signed(passed(an_application(world.service), world.lead), world.lead)
    why = refused(correct_assessment, row, replace(FAILED, version=row.version), **acting)
    assert why.article == "psych:34.2a"
    assert fresh(row).state == "success"
    told = an_application(world.service, applicant=somebody("何雅"))
    assess(told, replace(FAILED, version=told.version), **acting)
    tell_refusal(fresh(told), Told("phone", True, "面向学生家长"), **acting)
    told = fresh(told)
    why = refused(correct_assessment, told, Assessed("phone", "routine", "passed", told.version), **acting)
    assert why.article == "psych:34.4a"
    assert Assessment.unscoped.get(application=told).result == "failed"


def test_a_refusal_is_not_taken_back_beside_a_newer_application(world, acting):
    row = an_application(world.service)
    assess(row, replace(FAILED, version=row.version), **acting)
    anew = an_application(world.service)
    Application.unscoped.filter(pk=anew.pk).update(applicant=row.applicant_id)
    row = fresh(row)
    why = refused(correct_assessment, row, Assessed("phone", "routine", "passed", row.version), **acting)
    assert why.rule == "rule:applied_already"


def test_nothing_to_correct_is_said(world, acting):
    row = an_application(world.service)
    assert (
        refused(correct_assessment, row, replace(FAILED, version=row.version), **acting).article
        == "psych:34.1d"
    )
    assert refused(correct_attendance, row, CAME, **acting).article == "psych:34.3c"
    row = passed(row, world.lead)
    same = Assessed("phone", "routine", "passed", row.version)
    assert refused(correct_assessment, row, same, **acting).rule == "rule:nothing_corrected"
    with pytest.raises(Stale):
        correct_assessment(row, replace(same, urgency="urgent", version=1), **acting)


def test_after_a_day_a_correction_says_why(world, acting):
    row = passed(an_application(world.service), world.lead)
    with clock.frozen_at(clock.at_hour(date(2026, 3, 4), 9)):
        assert refused(correct_assessment, row, FAILED, **acting).rule == "rule:late_entry"
        correct_assessment(row, FAILED, late_reason="correction", **acting)
    assert Fact.unscoped.get(amends__isnull=False).late_reason == "correction"
    nothing_to_rebuild()


def test_others_correct_nothing(world):
    row = passed(an_application(world.service), world.lead)
    for person in (world.duty, world.stranger):
        refused(correct_assessment, row, FAILED, by=viewing(person))
    assert fresh(row).state == "passed"


def attended(world: Any, acting: Any, given: Attendance = CAME) -> Application:
    row = signed(passed(an_application(world.service), world.lead), world.lead)
    with clock.frozen_at(clock.at_hour(date(2026, 4, 1), 16)):
        note_attendance(row, given, **acting)
    return fresh(row)


def test_who_took_part_is_put_right_and_again_put_right(world, acting):
    """psych:34.3c"""
    row = attended(world, acting)
    with clock.frozen_at(clock.at_hour(date(2026, 4, 1), 18)):
        correct_attendance(row, MISSED, **acting)
        correct_attendance(row, CAME, **acting)
        correct_attendance(row, MISSED, **acting)
    chain = list(Fact.unscoped.filter(kind__in=("intake.attended", "intake.absent")).order_by("seq"))
    assert [fact.kind for fact in chain] == ["intake.attended", "intake.absent"] * 2
    assert [fact.amends_id for fact in chain] == [None, *(fact.pk for fact in chain[:3])]
    assert len({fact.at for fact in chain}) == 1
    assert duties(row, "deliver") == ["met"]
    nothing_to_rebuild()


def test_a_correction_moves_the_day_on_which_it_happened(world, acting):
    """psych:34.3c: late is judged by the day as corrected."""
    row = attended(world, acting)
    with clock.frozen_at(clock.at_hour(date(2026, 4, 3), 9)):
        when = clock.at_hour(date(2026, 4, 2), 10)
        correct_attendance(row, CAME, at=when, **acting)
    duty = Duty.unscoped.get(matter=row.matter_id, name="deliver")
    assert (duty.closed_at, duty.late) == (when, True)
    nothing_to_rebuild()


def test_attendance_lies_neither_before_the_day_nor_without_a_cause(world, acting):
    """psych:34.3c"""
    row = attended(world, acting)
    with clock.frozen_at(clock.at_hour(date(2026, 4, 1), 18)):
        early = clock.at_hour(date(2026, 3, 31), 16)
        how: dict[str, Any] = {"at": early, "late_reason": "correction"} | acting
        assert refused(correct_attendance, row, CAME, **how).rule == "rule:not_started"
        assert refused(correct_attendance, row, Attendance(False), **acting).article == "psych:34.3c"


def test_the_pages_correct_and_the_timeline_says_so(world, acting, desk):
    row = passed(an_application(world.service), world.lead)
    address = reverse("intake:correct_assessment", args=[row.matter_id])
    assert address in desk.get(reverse("intake:application", args=[row.matter_id])).text
    sent = {"method": "phone", "urgency": "routine", "result": "failed", "ground": "audience", "note": "",
            "version": row.version, "late_reason": "correction"}  # fmt: skip
    assert desk.post(address, sent | {"version": row.version - 1}).status_code == 409
    assert desk.post(address, sent).status_code == 302
    page = desk.get(reverse("intake:application", args=[row.matter_id])).text
    assert "<s>Need assessed</s>" in page
    assert "does not meet the conditions" in page.partition("What happened")[0]
    assert "corrected" in page


def test_the_attendance_page_shows_what_was_noted_and_mends_it(world, acting, desk):
    row = attended(world, acting, MISSED)
    with clock.frozen_at(clock.at_hour(date(2026, 4, 1), 18)):
        address = reverse("intake:correct_attendance", args=[row.matter_id])
        assert address in desk.get(reverse("intake:application", args=[row.matter_id])).text
        assert 'value="client" checked' in desk.get(address).text.replace('id="id_cause_0" ', "")
        assert desk.post(address, {"attended": "yes", "late_reason": "correction"}).status_code == 302
    assert Fact.unscoped.filter(kind="intake.attended", amends__kind="intake.absent").exists()
