"""The suspicion against a guardian is lifted by another head: what it barred opens again (psych:4, psych:15.3b)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import a_person, signed_in, staff
from tests.crisis.people import Cast, a_cast, acting, kinds, outcome, ready, taken, told
from youzhang.clients.actions import register_person
from youzhang.crisis import actions
from youzhang.crisis.actions.guardians import suspected_in
from youzhang.crisis.actions.locking import may_be_asked
from youzhang.crisis.models import Crisis, Lifting
from youzhang.kit import clock
from youzhang.kit.refused import Refused, Stale
from youzhang.ledger.models import Fact, Matter, MatterParty

pytestmark = pytest.mark.django_db
WHY = "公安与民政已核查，未发现伤害。"


def suspected(cast: Cast, *guardians: Any, by: Any = None) -> Crisis:
    """A crisis in which these guardians are suspected."""
    crisis = taken(cast)
    skipped = actions.Tell("guardian", "skipped", reason="suspected")
    for one in guardians or (None,):
        actions.tell(crisis, skipped, suspect=one, **acting(by or cast.counsellor))
    crisis.refresh_from_db()
    return crisis


def later() -> Any:
    return clock.frozen_at(clock.now() + timedelta(hours=1))


def test_the_guardian_sees_it_again_and_is_owed_to_be_told(frozen: object) -> None:
    cast = a_cast()
    guardian = staff(cast.centre, "department_head", name="监护人")
    crisis = suspected(cast, guardian.subject)
    with later():
        actions.lift_suspicion(crisis, WHY, **acting(cast.head))
        assert Matter.objects.visible_to(acting(guardian)["by"]).filter(pk=crisis.matter_id).exists()
        assert guardian in may_be_asked(crisis)
        assert outcome(crisis, "psych:15.3b", "suspect_police") == "lapsed"
        assert outcome(crisis, "psych:15.3b", "suspect_civil_affairs") == "lapsed"
        assert outcome(crisis, "psych:15.3b", "guardian_after_all") == "open"
        ready(crisis, cast)
        with pytest.raises(Refused) as refused:
            actions.close_crisis(crisis, "settled", "", **acting(cast.head))
        assert refused.value.rule == "psych:15.3b"
        told(crisis, cast.counsellor, "guardian")
        assert outcome(crisis, "psych:15.3b", "guardian_after_all") == "met"
        actions.close_crisis(crisis, "settled", "", **acting(cast.head))
    assert Crisis.unscoped.get().outcome == "settled"


def test_of_two_only_the_one_who_is_cleared(frozen: object) -> None:
    cast = a_cast()
    mother, father = (
        register_person(a_person(name, phone=phone), centre=cast.centre, by=None)
        for name, phone in (("何雅琴", "13900000001"), ("沈大山", "13900000002"))
    )
    crisis = suspected(cast, mother.subject, father.subject)
    with later():
        actions.lift_suspicion(crisis, WHY, guardian=mother, **acting(cast.head))
    assert suspected_in(crisis) == [father]
    crisis.refresh_from_db()
    assert crisis.suspected
    assert outcome(crisis, "psych:15.3b", "suspect_police") == "open"
    assert outcome(crisis, "psych:15.3b", "guardian_after_all") == "open"


def test_nobody_lifts_what_they_entered_nor_twice_nor_without_a_word(frozen: object) -> None:
    cast = a_cast()
    crisis = suspected(cast, by=cast.head)
    for who, words in ((cast.head, WHY), (cast.lead, " "), (cast.counsellor, WHY), (cast.reporter, WHY)):
        with pytest.raises(Refused):
            actions.lift_suspicion(crisis, words, **acting(who))
    assert not Lifting.unscoped.exists()
    assert "crisis.suspicion_lifted" not in kinds(crisis)
    actions.lift_suspicion(crisis, WHY, **acting(cast.lead))
    with pytest.raises(Stale):
        actions.lift_suspicion(crisis, WHY, **acting(cast.lead))


def test_in_a_closed_crisis_it_is_lifted_too_and_nothing_is_owed(frozen: object) -> None:
    cast = a_cast()
    guardian = register_person(a_person("何雅琴"), centre=cast.centre, by=None)
    crisis = suspected(cast, guardian.subject)
    ready(crisis, cast)
    told(crisis, cast.counsellor, "police", "civil_affairs")
    actions.close_crisis(crisis, "settled", "", **acting(cast.head))
    with later():
        actions.lift_suspicion(crisis, WHY, **acting(cast.lead))
    assert outcome(crisis, "psych:15.3b", "guardian_after_all") == ""
    assert not MatterParty.objects.filter(part="guardian_suspected").exists()


def test_the_page_offers_it_to_heads_only_and_tells_of_it(frozen: object) -> None:
    cast = a_cast()
    crisis = suspected(cast)
    page, lift = (reverse(f"crisis:{name}", args=[crisis.matter_id]) for name in ("crisis", "lift"))
    head, counsellor = (
        signed_in(Client(headers={"accept-language": "en"}), one) for one in (cast.head, cast.counsellor)
    )
    assert "under suspicion" in counsellor.get(page).content.decode()
    assert lift not in counsellor.get(page).content.decode()
    assert counsellor.post(lift, {"words": WHY}).status_code in (403, 422)
    assert not Fact.unscoped.filter(kind="crisis.suspicion_lifted").exists()
    assert lift in head.get(page).content.decode()
    assert head.post(lift, {"words": WHY}).status_code == 302
    shown = head.get(page).content.decode()
    assert WHY in shown
    assert "under suspicion" not in shown
    assert lift not in shown
