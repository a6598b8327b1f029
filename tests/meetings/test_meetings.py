"""Meetings: called, signed in, minuted, decided; the crisis meeting of each half-year (psych:15.3e)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.builders import a_centre, signed_in, staff, viewing
from youzhang.accounts.models import User
from youzhang.kit import clock
from youzhang.kit.refused import Refused, Stale
from youzhang.ledger.models import Duty, Matter
from youzhang.ledger.years import centre_year
from youzhang.meetings import actions
from youzhang.meetings.actions import Call, Minutes, Resolution
from youzhang.meetings.models import Decision, Invited, Meeting

pytestmark = pytest.mark.django_db


def acting(user: User) -> dict[str, Any]:
    return {"by": viewing(user)}


def called(lead: User, *invited: User, kind: str = "crisis_meeting", **more: Any) -> Meeting:
    """A meeting called for tomorrow."""
    given = Call(kind, clock.now() + timedelta(days=1), "夜间值守", "会议室", invited, **more)
    centre = lead.holdings.get().centre
    return actions.call(centre, given, **acting(lead))


def everybody(meeting: Meeting) -> list[Any]:
    return list(Invited.unscoped.filter(meeting=meeting).values_list("pk", flat=True))


def test_the_crisis_meeting_of_the_half_year_is_owed_and_met(frozen: object) -> None:
    centre = a_centre()
    lead, counsellor = staff(centre, "project_lead"), staff(centre, "counsellor")
    year = centre_year(centre, clock.today().year)
    owed = Duty.unscoped.filter(matter=year, article="psych:15.3e", name="meeting").order_by("due")
    assert [one.outcome for one in owed] == ["open", "open"]
    meeting = called(lead, counsellor, guests=["安定医院 李主任"])
    actions.hold(meeting, everybody(meeting), by=viewing(lead))
    assert [one.outcome for one in owed.all()] == ["met", "open"]


def test_another_kind_of_meeting_does_not_count_as_one(frozen: object) -> None:
    centre = a_centre()
    lead = staff(centre, "project_lead")
    meeting = called(lead, staff(centre, "counsellor"), kind="expert_meeting")
    actions.hold(meeting, everybody(meeting), by=viewing(lead))
    assert not Duty.unscoped.filter(article="psych:15.3e", name="meeting", outcome="met").exists()


def test_nobody_meets_alone_and_a_meeting_is_held_once(frozen: object) -> None:
    centre = a_centre()
    lead = staff(centre, "project_lead")
    meeting = called(lead, staff(centre, "counsellor"))
    with pytest.raises(Refused):
        actions.hold(meeting, everybody(meeting)[:1], by=viewing(lead))
    assert Meeting.unscoped.get().state == "called"
    actions.hold(meeting, everybody(meeting), by=viewing(lead))
    with pytest.raises(Stale):
        actions.hold(meeting, everybody(meeting), by=viewing(lead))
    with pytest.raises(Stale):
        actions.call_off(meeting, **acting(lead))


def test_a_decision_is_a_duty_of_its_owner_until_it_is_carried_out(frozen: object) -> None:
    centre = a_centre()
    lead, one, other = staff(centre, "project_lead"), staff(centre, "counsellor"), staff(centre, "counsellor")
    meeting = called(lead, one, other)
    with pytest.raises(Refused):
        actions.file_minutes(meeting, Minutes("太早"), by=viewing(lead))
    actions.hold(meeting, everybody(meeting), by=viewing(lead))
    day = clock.today() + timedelta(days=7)
    resolved = [Resolution("联系医院", one, day), Resolution("更新名册", other, day)]
    actions.file_minutes(meeting, Minutes("讨论了夜间值守", resolved), by=viewing(lead))
    owed = Duty.unscoped.filter(matter=meeting.matter, name="decision")
    assert {tuple(duty.holders) for duty in owed} == {(str(one.pk),), (str(other.pk),)}
    mine = Decision.unscoped.select_related("matter").get(owner=one)
    with pytest.raises(Refused):
        actions.see_to(mine, **acting(other))
    actions.see_to(mine, **acting(one))
    assert sorted(owed.values_list("outcome", flat=True)) == ["met", "open"]
    with pytest.raises(Stale):
        actions.file_minutes(meeting, Minutes("再来一份"), by=viewing(lead))


def test_whether_a_role_was_there_is_asked_of_who_signed_in(frozen: object) -> None:
    centre = a_centre()
    lead, deputy, third = (
        staff(centre, "project_lead"),
        staff(centre, "deputy_head"),
        staff(centre, "counsellor"),
    )
    meeting = called(lead, deputy, third)
    assert not actions.held_with_role(meeting, "deputy_head")
    came = Invited.unscoped.filter(meeting=meeting, user__in=[lead, third]).values_list("pk", flat=True)
    actions.hold(meeting, came, by=viewing(lead))
    assert actions.held_with_role(meeting, "counsellor")
    assert not actions.held_with_role(meeting, "deputy_head")


def test_a_conference_is_seen_by_name_only(frozen: object) -> None:
    centre = a_centre()
    counsellor, invited = staff(centre, "counsellor"), staff(centre, "case_worker")
    lead = staff(centre, "project_lead")
    about = centre_year(centre, clock.today().year)
    given = Call("case_conference", clock.now(), "退出", about=about, invited=[invited])
    meeting = actions.call(centre, given, **acting(counsellor))
    seen = {
        person.pk: Matter.objects.visible_to(viewing(person)).filter(pk=meeting.matter_id).exists()
        for person in (counsellor, invited, lead)
    }
    assert list(seen.values()) == [True, True, False]
    with pytest.raises(Refused):
        actions.call(centre, Call("case_conference", clock.now(), "谁"), **acting(counsellor))
    with pytest.raises(Refused):
        actions.call(centre, Call("crisis_meeting", clock.now(), "不该"), **acting(counsellor))
    assert Meeting.unscoped.count() == 1


def test_only_the_kinds_that_one_may_call_are_offered(frozen: Any, client: Client) -> None:
    """psych:15.3e: the crisis meeting is called by the project lead."""
    centre = a_centre()
    for role, offered in (("department_head", False), ("project_lead", True)):
        browser = signed_in(client, staff(centre, role))
        shown = browser.get("/work/meetings/call").content.decode()
        assert ('value="crisis_meeting"' in shown) is offered
        assert 'value="work_meeting"' in shown
    head = signed_in(client, staff(centre, "department_head"))
    assert head.get("/work/meetings/call?kind=crisis_meeting").status_code == 422
    form = {"kind": "crisis_meeting", "starts_at": "2026-03-03 10:00", "topic": "夜间值守"}
    assert head.post("/work/meetings/call", form).status_code == 422
    assert not Meeting.unscoped.exists()


def test_the_pages_lead_from_the_call_to_the_decision(frozen: Any, client: Client) -> None:
    centre = a_centre()
    lead, counsellor = staff(centre, "project_lead"), staff(centre, "counsellor", name="咨询甲")
    browser = signed_in(client, lead)
    form = {
        "kind": "crisis_meeting", "starts_at": "2026-03-03 10:00", "topic": "夜间值守", "place": "会议室",
        "people": [str(counsellor.pk)], "guests": "安定医院 李主任",
    }  # fmt: skip
    year = centre_year(centre, clock.today().year)
    assert browser.get(f"/work/meetings/call/{year.pk}").status_code == 200
    page = browser.post("/work/meetings/call", form)
    assert page.status_code == 302
    at = page.url  # type: ignore[attr-defined]
    meeting = Meeting.unscoped.get()
    assert "安定医院 李主任" in browser.get(at).content.decode()
    assert (
        browser.post(f"{at}/sign-in", {"present": [str(pk) for pk in everybody(meeting)]}).status_code == 302
    )
    form = {"text": "讨论了值守", "decision": "联系医院", "owner": str(counsellor.pk), "due_on": "2026-03-09"}
    assert browser.post(f"{at}/minutes", form).status_code == 302
    assert "联系医院" in browser.get(f"{at}/printed").content.decode()
    mine = signed_in(client, counsellor)
    assert "联系医院" in mine.get("/work/meetings").content.decode()
    assert mine.get(f"{at}/see-to").status_code == 200
    assert mine.post(f"{at}/see-to", {}).status_code == 302
    assert Decision.unscoped.get().done_by == counsellor


def test_the_list_asks_as_much_for_many_as_for_one(
    frozen: object, client: Client, django_assert_max_num_queries: Any
) -> None:
    centre = a_centre()
    lead = staff(centre, "project_lead")
    browser, counts = signed_in(client, lead), []
    for _turn in range(3):
        called(lead, staff(centre, "counsellor"))
        with django_assert_max_num_queries(30) as asked:
            assert browser.get("/work/meetings").status_code == 200
        counts.append(len(asked.captured_queries))
    assert counts[1] == counts[2]
