"""The printed record is complete: whatever anybody entered in a crisis stands on it, word for word (psych:15.3b)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from tests.builders import a_person, signed_in, staff, viewing
from tests.crisis.people import CALM, Cast, a_cast, acting, taken, told
from tests.crisis.test_ends import called, closed
from youzhang.clients.actions import register_person
from youzhang.crisis import actions
from youzhang.crisis.actions.keepers import Said
from youzhang.crisis.actions.refer import Answer, Refer
from youzhang.crisis.codes import SAFETY
from youzhang.crisis.models import Crisis, Entry, LookBack, Telling
from youzhang.kit import clock
from youzhang.vault.fields import SealedText

pytestmark = pytest.mark.django_db
# A day as the page writes it, of one that is kept otherwise.
BORN = {"2009-05-17": "2009年5月17日"}


def a_full_crisis(cast: Cast) -> Crisis:
    """One of each entry while it goes on, and everything filled in."""
    lead = acting(cast.counsellor)
    mother = register_person(a_person("何雅琴", phone="13900000001"), centre=cast.centre, by=None)
    crisis = taken(cast)
    known = actions.Told(
        "小雨同学", "13911112222", "教学楼顶层", "补充说夜里哭", born=clock.today().replace(2009, 5, 17)
    )
    actions.add_known(crisis, known, **lead)
    actions.keep_safe(crisis, actions.Kept("call", "班主任秦老师", "reached", "约定陪到天亮"), **lead)
    found = CALM | {
        "plan": "specific",
        "attempts": "两次",
        "last_attempt": "去年冬天",
        "protective": "牵挂外婆",
    }
    actions.assess(crisis, actions.Assessed(found, "3", "referral", "面谈四十分钟所见"), **lead)
    actions.make_safety_plan(crisis, {name: f"计划之{n}" for n, name in enumerate(SAFETY)}, **lead)
    actions.tell(
        crisis,
        actions.Tell(
            "guardian", "skipped", person="姑姑沈秀英", said="说了要人陪", reason="danger", instead="adult"
        ),
        **lead,
    )
    crisis.refresh_from_db()
    left_out = Telling.unscoped.select_related("crisis__matter__centre", "matter__key").get(outcome="skipped")
    actions.second_left_out(left_out, agree=True, words="同意暂不告知", **acting(cast.head))
    named = actions.Tell(
        "authority", "told", "phone", "区值班员老赵", "十六岁，三级，已转介", necessity="须按姓名协查"
    )
    actions.review_telling(actions.tell(crisis, named, **lead), "说得不多不少", **acting(cast.head))
    told(crisis, cast.counsellor, "police")
    keeper = actions.confirm(crisis, Said("police", "has_them", "王警官", "JJ-0427", "已接到所里"), **lead)
    actions.note_sent_back(crisis, keeper, "所里让回家了", **lead)
    suspected = actions.Tell("guardian", "skipped", reason="suspected")
    actions.tell(crisis, suspected, suspect=mother.subject, **lead)
    actions.lift_suspicion(crisis, "公安查明无此事", guardian=mother, **acting(cast.head))
    actions.check_harm(crisis, [], report=False, words="九类逐项看过", **lead)
    actions.follow_up(crisis, actions.Contact("phone", True, "", "接电话时很平静"), **lead)
    sent = actions.refer(crisis, Refer("市精神卫生中心", "phone", "请尽快接诊", "周主任"), **lead)
    actions.answer_referral(sent, Answer("accepted", "夜班李医生", "床位已留"), **lead)
    given = actions.hand_over(crisis, cast.other, "晚班请接着看", **lead)
    actions.decline_hand_over(given, "今晚另有值守", by=viewing(cast.other))
    crisis.refresh_from_db()
    asked = actions.ask_lowering(crisis, "1", "住院后平稳", cast.other, **lead)
    actions.answer_lowering(asked, agree=True, words="看过同意", by=viewing(cast.other))
    return crisis


def one_that_ended(cast: Cast) -> Crisis:
    """Nobody was found; it was looked for again, looked back on, and commented."""
    crisis = taken(cast, told=actions.Told(words="说完就挂断了"))
    called(crisis, cast.counsellor, reached=False)
    told(crisis, cast.counsellor, "authority", "police")
    actions.confirm(crisis, Said("police", "number", "刘警官", "JJ-0500"), **acting(cast.counsellor))
    actions.tell(crisis, actions.Tell("guardian", "none", reason="unknown"), **acting(cast.counsellor))
    closed(crisis, "untraced", cast.head)
    actions.look_again(crisis, sign=False, words="警方仍在查", **acting(cast.counsellor))
    texts = {"well": "接得快", "badly": "没问到姓名", "change": "话术里加上姓名"}
    actions.look_back(crisis, texts, **acting(cast.counsellor))
    supervisor = staff(cast.centre, "supervisor", name="宋知衡")
    actions.ask_supervisor(crisis, supervisor, **acting(cast.counsellor))
    review = LookBack.unscoped.select_related("crisis__matter__centre", "matter__key").get()
    actions.comment_review(review, "下次先问在哪里", **acting(supervisor))
    return crisis


def one_with_a_second_from_outside(cast: Cast, settings: Any) -> Crisis:
    """The house has no second one: the body that took the person over agrees."""
    crisis = taken(cast)
    actions.assess(
        crisis, actions.Assessed(CALM | {"plan": "vague"}, "3", "referral"), **acting(cast.counsellor)
    )
    sent = actions.refer(crisis, Refer("安定医院", "phone", "需要评估"), **acting(cast.counsellor))
    actions.answer_referral(sent, Answer("accepted", "值班吴医生"), **acting(cast.counsellor))
    cast.other.is_active = False
    cast.other.save(update_fields=["is_active"])
    crisis.refresh_from_db()
    outside = actions.Second(outside="值班吴医生", phone="0571-5550 0999")
    actions.ask_lowering(crisis, "2", "医院说已稳定", outside, **acting(cast.counsellor))
    return crisis


def test_whatever_was_entered_stands_on_paper(frozen: Any, settings: Any) -> None:
    """One of each kind of entry, with everything that is sealed in it: a new kind, or a new field, fails here until it
    is entered above, and printed."""
    cast = a_cast()
    crises = [a_full_crisis(cast)]
    with clock.frozen_at(frozen + timedelta(minutes=30)):
        crises += [one_that_ended(cast), one_with_a_second_from_outside(cast, settings)]
        head = signed_in(Client(), cast.head)
        printed = "".join(head.get(reverse("crisis:printed", args=[one.matter_id])).text for one in crises)
    kinds = [model for model in apps.get_app_config("crisis").get_models() if issubclass(model, Entry)]
    assert len(kinds) > 15
    for model in kinds:
        rows = list(model.unscoped.select_related("matter__key"))
        assert rows, f"nobody entered a {model.__name__}"
        for field in (one.name for one in model._meta.fields if isinstance(one, SealedText)):
            said = [value for row in rows if (value := getattr(row, field))]
            assert said, f"{model.__name__}.{field} is nowhere filled in"
            for value in said:
                assert escape(BORN.get(value, value)) in printed, f"{model.__name__}.{field}: {value}"
    for words in ("两次", "去年冬天", "牵挂外婆", *(f"计划之{n}" for n in range(len(SAFETY)))):
        assert words in printed
