"""Forms offer as signing, asking or told only whom the service takes (psych:4, psych:35.4, psych:41)."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from youzhang.casework.actions import (
    NewReferral,
    Protection,
    agree_anew,
    make_referral,
    propose_exit,
    protect,
    wish_to_leave,
)
from youzhang.casework.models import CaseFile
from youzhang.clients.models import Person
from youzhang.kit import clock
from youzhang.kit.refused import Refused

CARD = NewReferral("medical", "phone", "评估", "失眠", body="市七院")
OF_AGE = clock.at_hour(date(2031, 3, 8), 9)


def offered(desk, address: str, name: str) -> set[str]:
    """The values that a form offers under a name."""
    page = desk.get(address).content.decode()
    inputs = [one.partition(">")[0] for one in page.split("<input")[1:] if f'name="{name}"' in one]
    return {one.partition('value="')[2].partition('"')[0] for one in inputs}


def whom(desk, case, acting) -> dict[str, set[str]]:
    """What each form of a case offers."""
    card = make_referral(case, CARD, **acting)

    def address(name: str, *more: object) -> str:
        return reverse(f"casework:{name}", args=[case.matter_id, *more])

    return {
        "consent": offered(desk, address("referral_act", card.pk, "consent"), "code"),
        "asks": offered(desk, address("rights"), "asked_by"),
        "card": offered(desk, address("card"), "holder"),
    }


def test_for_a_child_the_guardian_agrees_and_both_ask(child_case, acting, desk):
    found = whom(desk, child_case, acting)
    assert found["consent"] == {"guardian", "life", "report"}
    assert found["asks"] == found["card"] == {"client", "guardian"}
    wish_to_leave(child_case, "wish", "想走。", **acting)
    reason = reverse("casework:leave_reason", args=[child_case.matter_id])
    assert offered(desk, reason, "code") == {"guardian", "nobody"}


def test_a_guardian_who_is_kept_out_is_offered_nowhere(child_case, acting, desk):
    protect(child_case, Protection(True, "孩子说被打。", "班主任"), **acting)
    found = whom(desk, child_case, acting)
    assert found["consent"] == {"client", "life", "report"}
    assert found["asks"] == found["card"] == {"client"}
    wish_to_leave(child_case, "wish", "想走。", **acting)
    reason = reverse("casework:leave_reason", args=[child_case.matter_id])
    assert offered(desk, reason, "code") == {"client", "nobody"}


def test_an_exit_for_safety_leads_to_why_the_guardian_is_not_told(child_case, acting, desk):
    protect(child_case, Protection(True, "孩子说被打。", "班主任"), **acting)
    propose_exit(child_case, "threat", "打人。", **acting)
    page = desk.get(reverse("casework:case", args=[child_case.matter_id])).content.decode()
    assert reverse("casework:leave_spare", args=[child_case.matter_id]) in page
    assert reverse("casework:leave_guardian", args=[child_case.matter_id]) not in page


def test_a_grown_client_agrees_themselves_and_has_no_guardian_offered(case, acting, desk):
    found = whom(desk, case, acting)
    assert found["consent"] == {"client", "life", "report"}
    assert found["asks"] == found["card"] == {"client"}


@pytest.mark.parametrize("known", [True, False])
def test_from_the_18th_birthday_only_with_the_client_s_word(child_case, acting, desk, known):
    with clock.frozen_at(OF_AGE):
        assert whom(desk, child_case, acting)["asks"] == {"client"}
        agree_anew(child_case, guardian_may_know=known, **acting)
        child_case.file.refresh_from_db()
        found = whom(desk, child_case, acting)
        assert found["asks"] == found["card"] == ({"client", "guardian"} if known else {"client"})
        assert found["consent"] == {"client", "life", "report"}


def test_whoever_came_of_age_is_not_offered_to_let_know_who_is_kept_out(child_case, acting, desk):
    protect(child_case, Protection(True, "孩子说被打。"), **acting)
    address = reverse("casework:of_age", args=[child_case.matter_id])
    with clock.frozen_at(OF_AGE):
        assert offered(desk, address, "guardian") == {"no"}
        with pytest.raises(Refused) as refused:
            agree_anew(child_case, guardian_may_know=True, **acting)
        assert refused.value.rule == "psych:4"
        assert CaseFile.unscoped.get(case=child_case).guardian_may_know is None
        assert desk.post(address, {"guardian": "no"}).status_code == 302


def test_the_guardian_of_a_grown_client_without_full_capacity_asks(child_case, acting, desk):
    Person.unscoped.filter(pk=child_case.person_id).update(capacity="limited")
    with clock.frozen_at(OF_AGE):
        assert whom(desk, child_case, acting)["asks"] == {"client", "guardian"}
