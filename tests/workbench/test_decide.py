"""What is decided about a duty, and what is refused."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.builders import a_centre, signed_in, staff, viewing
from tests.workbench.conftest import english
from tests.workbench.world import World, apply_for, assess, owed
from youzhang.ledger.duties import take
from youzhang.ledger.models import Duty, DutyHolder, Fact

pytestmark = pytest.mark.django_db


def post(client: Client, duty: Duty, act: str, **data: object) -> object:
    return client.post(f"/work/duties/{duty.pk}/{act}", data)


def decisions(duty: Duty) -> list[str]:
    return list(Fact.unscoped.filter(data__duty=str(duty.pk)).order_by("seq").values_list("kind", flat=True))


def test_take_and_give_back(world: World, desk: Client) -> None:
    duty = owed(apply_for(world))
    answer = post(desk, duty, "take")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/work/duties/{duty.pk}")
    assert owed(duty.matter).taken_by == world.desk
    assert "Took a duty" in desk.get(f"/work/duties/{duty.pk}").content.decode()
    assert post(desk, duty, "give-back").status_code == 302
    assert owed(duty.matter).taken_by is None
    assert decisions(duty) == ["ledger.duty_taken", "ledger.duty_given_back"]


def test_pass_on_to_a_colleague(world: World, desk: Client) -> None:
    duty, colleague = owed(apply_for(world)), staff(world.centre, "specialist", name="罗予安")
    assert post(desk, duty, "pass-on", to=world.desk.pk).status_code == 422  # to oneself is no passing on
    assert post(desk, duty, "pass-on", to=colleague.pk).status_code == 302
    assert [held.user for held in DutyHolder.objects.filter(duty=duty)] == [colleague]


def test_the_lead_extends_where_the_article_lets_it(world: World, lead: Client) -> None:
    """psych:34.4a"""
    matter = apply_for(world)
    assess(world, matter, result="failed", ground="age")
    duty = owed(matter, "psych:34.4a")
    assert post(lead, duty, "extend", to_date="20260306", reason_code="staff_ill").status_code == 302
    duty.refresh_from_db()
    assert duty.extended_from is not None


def test_the_lead_waives_with_a_reason(world: World, lead: Client) -> None:
    duty = owed(apply_for(world))
    assert post(lead, duty, "waive", reason_code="duplicate").status_code == 302
    duty.refresh_from_db()
    assert (duty.outcome, duty.reason_code) == ("waived", "duplicate")
    page = lead.get(f"/work/duties/{duty.pk}").content.decode()
    assert "waived" in page
    assert "/waive" not in page


def test_whoever_waits_may_remind(world: World) -> None:
    waiting = staff(world.centre, "duty_staff")
    duty = owed(apply_for(world))
    assert post(english(signed_in(Client(), waiting)), duty, "chase").status_code == 302
    assert decisions(duty) == ["ledger.duty_chased"]


@pytest.mark.parametrize(
    ("act", "data", "why"),
    [
        ("take", {}, "Your role may not do this"),
        ("give-back", {}, "Your role may not do this"),
        ("pass-on", {"to": "lead"}, "Your role may not do this"),
        ("extend", {"to_date": "20260401", "reason_code": "staff_ill"}, "Your role may not do this"),
        ("waive", {"reason_code": "duplicate"}, "Your role may not do this"),
    ],
)
def test_who_does_not_hold_it_decides_nothing(world: World, act: str, data: dict[str, str], why: str) -> None:
    other = english(signed_in(Client(), staff(world.centre, "duty_staff")))
    duty = owed(apply_for(world))
    given = {name: world.lead.pk if value == "lead" else value for name, value in data.items()}
    answer = post(other, duty, act, **given)
    assert (answer.status_code, why in answer.content.decode()) == (422, True)
    assert 'class="callout refusal"' in answer.content.decode()
    assert decisions(duty) == []


def test_a_fixed_term_is_not_extended(world: World, lead: Client) -> None:
    """psych:34.1d"""
    duty = owed(apply_for(world))
    assert "/extend" not in lead.get(f"/work/duties/{duty.pk}").content.decode()
    answer = post(lead, duty, "extend", to_date="20260401", reason_code="staff_ill")
    assert (answer.status_code, "The article fixes this term" in answer.content.decode()) == (422, True)
    assert decisions(duty) == []


def test_a_duty_that_has_ended_meanwhile_is_stale(world: World, desk: Client) -> None:
    matter = apply_for(world)
    assess(world, matter, result="failed", ground="age")
    answer = post(desk, owed(matter), "take")
    assert (answer.status_code, "no longer open" in answer.content.decode()) == (409, True)
    assert decisions(owed(matter)) == []


def test_what_is_missing_is_said_and_what_is_unknown_is_not_there(world: World, lead: Client) -> None:
    duty = owed(apply_for(world))
    for act in ("waive", "pass-on", "extend"):
        assert post(lead, duty, act).status_code == 422
    stranger = staff(a_centre(organisation="Elsewhere"), "specialist")
    assert post(lead, duty, "pass-on", to=stranger.pk).status_code == 422
    assert post(lead, duty, "burn").status_code == 404
    assert decisions(duty) == []


def test_a_leaver_s_duties_are_handed_over_in_one_act(world: World, lead: Client) -> None:
    made = [owed(apply_for(world)) for _n in range(2)]
    heir = staff(world.centre, "specialist", name="罗予安")
    for duty in made:
        take(duty, by=viewing(world.desk))
    given = {"leaver": world.desk.pk, "to": heir.pk}
    asked = lead.post("/work/duties/hand-over", given).content.decode()
    assert "2 open duties move" in asked
    assert DutyHolder.objects.filter(user=heir).count() == 0
    assert lead.post("/work/duties/hand-over", {**given, "sure": "on"}).status_code == 302
    assert DutyHolder.objects.filter(user=heir).count() == 2
    assert "Nobody holds" not in lead.get("/work/duties/hand-over").content.decode()


def test_handing_over_asks_for_two_people_and_a_lead(world: World, lead: Client, desk: Client) -> None:
    duty = owed(apply_for(world))
    take(duty, by=viewing(world.desk))
    same = {"leaver": world.desk.pk, "to": world.desk.pk, "sure": "on"}
    assert lead.post("/work/duties/hand-over", same).status_code == 422
    assert desk.get("/work/duties/hand-over").status_code == 404
    assert desk.post("/work/duties/hand-over", {**same, "to": world.lead.pk}).status_code == 404
    assert decisions(duty) == ["ledger.duty_taken"]
