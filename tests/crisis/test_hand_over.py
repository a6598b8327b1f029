"""A crisis is handed over to one at a time, who accepts or declines; the lead may keep it after all (psych:15.3a)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import signed_in, staff, viewing
from tests.crisis.people import (
    Cast,
    a_cast,
    acting,
    assessed,
    duty,
    kinds,
    outcome,
    ready,
    taken,
    told,
    trained,
)  # fmt: skip
from youzhang.crisis import actions
from youzhang.crisis.models import Crisis, HandOver
from youzhang.kit import clock
from youzhang.kit.refused import Refused, Stale
from youzhang.ledger.models import Duty, Grant
from youzhang.notices.models import Notice

pytestmark = pytest.mark.django_db


def handed(cast: Cast, to: Any, crisis: Any = None) -> Any:
    crisis = crisis or taken(cast)
    made = actions.hand_over(crisis, to, "请接手。", **acting(cast.counsellor))
    return HandOver.unscoped.select_related("crisis__matter__centre", "matter__key").get(pk=made.pk)


def asked(crisis: Any, user: Any) -> bool:
    return Grant.objects.filter(matter=crisis.matter_id, user=user, reason="handed_over").exists()


def test_whoever_declines_says_why_and_reads_it_no_longer(frozen: object) -> None:
    cast = a_cast()
    given = handed(cast, cast.other)
    with pytest.raises(Refused):
        actions.decline_hand_over(given, " ", by=viewing(cast.other))
    with pytest.raises(Refused):
        actions.decline_hand_over(given, "我代他说", by=viewing(cast.counsellor))
    actions.decline_hand_over(given, "正在另一起危机里。", by=viewing(cast.other))
    assert outcome(given.crisis, "psych:15.3a", "accept") == "lapsed"
    assert not asked(given.crisis, cast.other)
    assert Crisis.unscoped.get().lead_id == cast.counsellor.pk
    with pytest.raises(Stale):
        actions.accept_hand_over(given, **acting(cast.other))


def test_both_sides_are_told_at_once_in_words_that_name_nobody(frozen: object, settings: Any) -> None:
    settings.MAIL_URL = "smtp://localhost"
    cast = a_cast()
    for person in (cast.counsellor, cast.other):
        person.mail = f"{person.username}@example.org"
        person.save()
    given = handed(cast, cast.other)
    actions.decline_hand_over(given, "正在另一起危机里。", by=viewing(cast.other))
    for kind, user in (("handed_over", cast.other), ("hand_over_declined", cast.counsellor)):
        notice = Notice.objects.select_related("key").get(about=given.matter_id, kind=f"crisis.{kind}")
        assert (notice.address, notice.lane, notice.due_at) == (user.mail, "urgent", clock.now())
        assert reverse("crisis:crisis", args=[given.matter_id]) in notice.body
        assert not any(word in notice.subject + notice.body for word in ("请接手", "另一起", "小雨"))


def test_only_one_is_asked_at_a_time_and_the_first_cannot_take_it_any_more(frozen: object) -> None:
    cast = a_cast()
    first = handed(cast, cast.other)
    third = staff(cast.centre, "counsellor", name="咨询丙")
    trained(third, cast)
    second = handed(cast, third, first.crisis)
    assert not asked(first.crisis, cast.other)
    with pytest.raises(Stale):
        actions.accept_hand_over(first, **acting(cast.other))
    owed = Duty.unscoped.filter(matter=first.crisis.matter_id, name="accept").order_by("opened_at", "pk")
    assert sorted(owed.values_list("outcome", flat=True)) == ["lapsed", "open"]
    actions.accept_hand_over(second, **acting(third))
    assert Crisis.unscoped.get().lead_id == third.pk


def test_the_lead_keeps_it_after_all(frozen: object) -> None:
    cast = a_cast()
    given = handed(cast, cast.other)
    for user in (cast.other, cast.reporter):
        with pytest.raises(Refused):
            actions.take_hand_over_back(given, **acting(user))
    actions.take_hand_over_back(given, **acting(cast.counsellor))
    assert "crisis.hand_over_taken_back" in kinds(given.crisis)
    assert not asked(given.crisis, cast.other)
    with pytest.raises(Stale):
        actions.take_hand_over_back(given, **acting(cast.counsellor))


def test_the_pages_offer_it_to_whom_it_concerns(frozen: object) -> None:
    cast = a_cast()
    crisis = handed(cast, cast.other).crisis
    lead, other = (
        signed_in(Client(headers={"accept-language": "en"}), one) for one in (cast.counsellor, cast.other)
    )

    def address(name: str) -> str:
        return reverse(f"crisis:{name}", args=[crisis.matter_id])

    shown = other.get(address("crisis")).content.decode()
    assert address("decline") in shown
    assert address("accept") in shown
    assert address("keep") not in shown
    assert address("keep") in lead.get(address("crisis")).content.decode()
    assert "请接手。" in other.get(address("decline")).content.decode()
    assert other.post(address("decline"), {"words": ""}).status_code == 422
    assert other.post(address("decline"), {"words": "正在另一起危机里。"}).status_code == 302
    told_of = lead.get(address("crisis")).content.decode()
    assert "正在另一起危机里。" in told_of
    assert address("keep") not in told_of
    assert "Duty passed on" not in told_of


def test_a_level_is_lowered_only_to_a_lower_one_and_closing_comes_first_when_nothing_is_owed(
    frozen: object,
) -> None:
    cast = a_cast()
    crisis = taken(cast)
    ready(crisis, cast)
    told(crisis, cast.counsellor, "guardian")
    head = signed_in(Client(headers={"accept-language": "en"}), cast.head)
    page = head.get(reverse("crisis:crisis", args=[crisis.matter_id])).content.decode()
    buttons = page.partition("page-head")[2].partition("<details")[0]
    assert reverse("crisis:close", args=[crisis.matter_id]) in buttons
    assessed(crisis, cast.counsellor, "2")
    form = head.get(reverse("crisis:ask_lowering", args=[crisis.matter_id])).content.decode()
    choices = form.partition('name="level"')[2].partition("</select>")[0]
    assert [f'value="{level}"' in choices for level in "01234"] == [True, True, False, False, False]
    assert duty(crisis, "psych:15.3b", "guardian")
