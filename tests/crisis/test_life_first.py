"""Keeping somebody alive comes first: no gate, consent or approval delays it; what gave way is written down and
reviewed (psych:3)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from tests.builders import a_person, signed_in, staff
from tests.crisis.people import a_cast, acting, assessed, duty, kinds, opened, outcome, taken
from youzhang.accounts.roles import ROLES
from youzhang.clients.actions import register_person
from youzhang.crisis import actions
from youzhang.crisis.actions.refer import Refer
from youzhang.crisis.models import Crisis
from youzhang.kit import clock
from youzhang.kit.refused import Refused
from youzhang.ledger.coverage import BOOKS
from youzhang.rulebook.library import builtin

pytestmark = pytest.mark.django_db

# What keeps somebody alive; everything else may wait.
SAFETY = {
    "crisis.opened", "crisis.suicide_found", "crisis.minor_found", "crisis.more_known", "crisis.taken",
    "crisis.hand_over_accepted", "crisis.assessed", "crisis.level_set", "crisis.guardian_told",
    "crisis.authority_told", "crisis.police_told", "crisis.civil_affairs_told", "crisis.ambulance_told",
    "crisis.other_told", "crisis.not_reached", "crisis.guardian_skipped", "crisis.referral_sent",
    "crisis.safety_planned", "crisis.followed_up", "crisis.harm_checked", "crisis.glass_broken",
}  # fmt: skip


def test_no_gate_stands_before_an_act_that_keeps_somebody_alive_unless_it_gives_way() -> None:
    gates = [gate for book in map(builtin, BOOKS) for article in book.articles for gate in article.gates]
    standing = {gate.name: gate.override for gate in gates if SAFETY & set(gate.before)}
    # A level may always be raised; a hand-over that nobody asked for is none, and whoever stands by takes it over.
    assert standing == {"trained": "life", "never_lower": "never", "asked": "never"}
    # The one gate before the choice of a path leaves referral and emergency free.
    path = next(gate for gate in gates if "crisis.path_set" in gate.before)
    assert [(one.field, one.test, one.values) for one in path.when] == [("path", "is", ("in_house",))]


@pytest.mark.parametrize("role", sorted(ROLES))
def test_whatever_the_role_a_crisis_is_opened(frozen: object, client: Client, role: str) -> None:
    cast = a_cast()
    form = {"reason": "suicide_act", "source": "staff", "route": "venue"}
    page = signed_in(client, staff(cast.centre, role)).post("/work/crises/open", form)
    assert page.status_code == 302
    assert Crisis.unscoped.count() == 1


def test_nobody_s_consent_agreement_or_assessment_is_asked_for(frozen: object) -> None:
    cast = a_cast()
    person = register_person(a_person("小雨"), centre=cast.centre, by=cast.reporter)
    crisis = opened(cast, subject=person.subject)
    # Before anybody leads it, whoever opened it calls, refers and tells.
    actions.choose_path(crisis, "emergency", **acting(cast.reporter))
    actions.tell(
        crisis, actions.Tell("ambulance", "told", "phone", "调度员", "有人受伤"), **acting(cast.reporter)
    )
    actions.refer(crisis, Refer("急诊", "face", "服药过量"), **acting(cast.reporter))
    assert "crisis.taken" not in kinds(crisis)
    assert outcome(crisis, "psych:15.3d", "emergency") == "met"


def test_the_gate_that_gave_way_is_written_down_with_its_reason_and_reviewed_by_another(
    frozen: object,
) -> None:
    cast = a_cast()
    crisis = actions.take_crisis(
        opened(cast), override="already_there", words="我在现场", **acting(cast.reporter)
    )
    owed = duty(crisis, "psych:3", "review")
    assert owed
    assert owed.due == clock.end_of(clock.today() + timedelta(days=1))
    with pytest.raises(Refused):
        actions.review_override(crisis, sound=True, **acting(cast.reporter))
    actions.review_override(crisis, sound=False, **acting(cast.head))
    assert outcome(crisis, "psych:3", "review") == "met"


def test_whoever_stands_by_acts_after_an_emergency_reading_though_another_leads(
    frozen: object, client: Client
) -> None:
    cast = a_cast()
    crisis = taken(cast)
    browser, at = signed_in(client, cast.other), f"/work/crises/{crisis.matter_id}"
    page = browser.get(at).content.decode()
    assert f"/work/read-now?about={crisis.matter.number}" in page
    assert (
        crisis.matter.number in browser.get(f"/work/read-now?about={crisis.matter.number}").content.decode()
    )
    told = {"to": "ambulance", "outcome": "told", "way": "phone", "person": "调度员", "said": "有人受伤"}
    assert browser.post(f"{at}/tell", told).status_code == 422
    form = {"number": crisis.matter.number, "reason": "life", "words": "主责人联系不上"}
    assert browser.post("/work/read-now", form).status_code == 302
    assert browser.post(f"{at}/tell", told).status_code == 302
    assert "crisis.ambulance_told" in kinds(crisis)


def test_in_house_alone_waits_for_an_assessment(frozen: object) -> None:
    cast = a_cast()
    crisis = taken(cast)
    with pytest.raises(Refused):
        actions.choose_path(crisis, "in_house", **acting(cast.counsellor))
    assessed(crisis, cast.counsellor)
    assert "crisis.path_set" in kinds(crisis)
