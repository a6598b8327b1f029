"""A few crises of the story: one followed up in house, one referred and still open, one without ground that was
looked back on, one of a client whose guardian is kept out; and the crisis meeting."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from youzhang.accounts.models import User
from youzhang.casework.models import CaseFile
from youzhang.clients.emergency import Emergency, enter_emergency
from youzhang.crisis import actions
from youzhang.crisis.actions.refer import Answer, Refer
from youzhang.crisis.actions.who import offered_to
from youzhang.crisis.models import Crisis
from youzhang.kit import clock
from youzhang.life.founding import Place, viewing
from youzhang.meetings import actions as meetings
from youzhang.meetings.models import Invited

# How many days before the end of the story.
MEETING, IN_HOUSE, REFERRED, ALARM, OF_A_CLIENT = 50, 36, 5, 2, 1
FOLLOW_UPS = (IN_HOUSE - 1, IN_HOUSE - 7, IN_HOUSE - 30)
CALM: dict[str, Any] = {
    "ideation": "passive", "method": False, "plan": "none", "intent": False, "behaviour": "none", "self_harm": False,
    "disorder": False, "developmental": False, "to_others": False, "protective": "有家人陪伴，愿意求助",
}  # fmt: skip


def crises_today(place: Place, last_day: date) -> None:
    """What of it happens today, at a centre with counsellors."""
    if not place.by_role.get("counsellor") or "psych" not in place.centre.rulebooks:
        return
    left = (last_day - clock.today()).days
    if left == MEETING:
        _meet(place)
    elif left == IN_HOUSE:
        _assess(_first_hour(place, "suicide_thought", "夜里睡不着，说不想活了"), place, "in_house")
    elif left == REFERRED:
        _refer(_first_hour(place, "self_harm", "手臂上有新的划痕"), place)
    elif left == REFERRED - 1:
        _calm(place)
    elif left == ALARM:
        _look_back(_first_hour(place, "other", "同学说联系不上他，后来在图书馆找到"), place)
    elif left == OF_A_CLIENT:
        _of_a_client(place)
    elif left in FOLLOW_UPS:
        _follow_up(place)


def _acting(user: User) -> dict[str, Any]:
    return {"by": viewing(user)}


def _first_hour(place: Place, reason: str, words: str) -> Crisis:
    desk, counsellor = place.one("duty_staff"), place.one("counsellor")
    told = actions.Told("小雨", place="场馆一楼", words=words, minor=False)
    crisis = actions.open_crisis(
        place.centre, reason=reason, source="self", route="venue", by=desk, told=told
    )
    # Who is not on the register of training leads in an emergency, and says so.
    actions.take_crisis(crisis, override="training_lapsed", **_acting(counsellor))
    for to, person in (("authority", "区文明办值班员"), ("guardian", "母亲")):
        given = actions.Tell(to, "told", "phone", person, "来访者需要有人陪伴，请保持电话畅通")
        actions.tell(crisis, given, **_acting(counsellor))
    return crisis


def _assess(crisis: Crisis, place: Place, path: str, level: str = "1", **answers: Any) -> None:
    given = actions.Assessed(CALM | answers, level, path, "面谈四十分钟")
    actions.assess(crisis, given, **_acting(place.one("counsellor")))


def _refer(crisis: Crisis, place: Place) -> None:
    acting = _acting(place.one("counsellor"))
    _assess(crisis, place, "referral", self_harm=True)
    sent = actions.refer(crisis, Refer("市精神卫生中心", "phone", "自残，有想法，无计划"), **acting)
    actions.answer_referral(sent, Answer("accepted", "值班医生"), **acting)


def _calm(place: Place) -> None:
    """The one who was referred is reached, assessed anew and, a second person agreeing, no longer in high danger."""
    crisis = Crisis.unscoped.filter(matter__centre=place.centre, path="referral", closed_at=None).first()
    if crisis is None:
        return
    lead = _acting(place.one("counsellor"))
    second = offered_to(crisis, lead["by"].user)[0]
    actions.make_safety_plan(crisis, {"warning": "整夜不睡", "stays": "母亲在病房陪着"}, **lead)
    actions.follow_up(crisis, actions.Contact("phone", True, "", "在病房，母亲陪着，肯说话"), **lead)
    _assess(crisis, place, "", "1")
    asked = actions.ask_lowering(crisis, "1", "已住院，有人陪，没有再伤害自己", second, **lead)
    actions.answer_lowering(asked, agree=True, **_acting(second))


def _look_back(crisis: Crisis, place: Place) -> None:
    """An alarm without ground, looked back on all the same; the supervisor's comment waits to be read."""
    found = actions.Contact("phone", True, "", "手机没电了，人在图书馆，一切都好")
    actions.follow_up(crisis, found, **_acting(place.one("counsellor")))
    _assess(crisis, place, "", "0", ideation="none")
    actions.close_crisis(crisis, "unfounded", "人已找到，一切平安", **_acting(place.one("project_lead")))
    counsellor = _acting(place.one("counsellor"))
    texts = {"well": "五分钟内有人接手", "badly": "找人花了四十分钟", "change": "值班表上写明各班级联系人"}
    review = actions.look_back(crisis, texts, **counsellor)
    for supervisor in place.by_role.get("supervisor", ())[:1]:
        actions.ask_supervisor(crisis, supervisor, **counsellor)
        actions.comment_review(review, "做得稳。下次先问清最后联系的时间。", **_acting(supervisor))


def _of_a_client(place: Place) -> None:
    """A child whose guardian is kept out is in danger: what keeps them safe shows on every page about them."""
    shut = CaseFile.unscoped.filter(case__matter__centre=place.centre, kept_out_why__isnull=False)
    along = (
        "case__person__subject__key",
        "case__person__matter__key",
        "case__matter__centre",
        "case__caseworker",
    )
    file = shut.filter(case__state="open").select_related(*along).first()
    if file is None:
        return
    case, lead = file.case, _acting(place.by_role["counsellor"][-1])
    told = actions.Told(place="家中", words="发来消息说撑不下去了，想从楼上跳下去")
    crisis = actions.open_crisis(
        place.centre, case.person.subject, about=case.matter, reason="suicide_thought", source="staff",
        route="other", by=case.caseworker, told=told,
    )  # fmt: skip
    actions.take_crisis(crisis, override="training_lapsed", **lead)
    given = Emergency("姑姑李秀英", "13712340081", "other", "梧桐路 8 号 3 幢 402 室")
    enter_emergency(case.person, given, by=lead["by"].user)
    actions.make_safety_plan(crisis, {"warning": "夜里独自在家", "stays": "姑姑"}, **lead)


def _follow_up(place: Place) -> None:
    crisis = Crisis.unscoped.filter(matter__centre=place.centre, path="in_house", closed_at=None).first()
    if crisis:
        contact = actions.Contact("phone", True, "1", "睡眠好转，仍有家人陪伴")
        actions.follow_up(crisis, contact, **_acting(place.one("counsellor")))


def _meet(place: Place) -> None:
    lead, day = place.one("project_lead"), clock.today()
    people = [place.one("counsellor"), place.one("duty_staff")]
    starts_at = clock.at_hour(day, 15)
    given = meetings.Call("crisis_meeting", starts_at, "夜间值守与转介", "会议室", people)
    meeting = meetings.call(place.centre, given, **_acting(lead))
    came = Invited.unscoped.filter(meeting=meeting).values_list("pk", flat=True)
    meetings.hold(meeting, came, **_acting(lead))
    decided = meetings.Resolution("与医院确认夜间联系人", people[0], day + timedelta(days=14))
    meetings.file_minutes(
        meeting, meetings.Minutes("讨论夜间值守安排和转介流程。", [decided]), **_acting(lead)
    )
