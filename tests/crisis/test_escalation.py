"""What keeps somebody alive is told to more and more people until it is done, and nobody is let off it
(psych:3, psych:14b, psych:15.3a, psych:15.3b, psych:15.3d, psych:50, psych:53.3)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import a_centre, signed_in, staff, viewing
from tests.crisis.people import Cast, a_cast, acting, assessed, duty, kinds, opened, taken
from tests.workbench.conftest import english
from youzhang.accounts.actions import delegate
from youzhang.crisis import actions
from youzhang.crisis.models import Crisis
from youzhang.crisis.record import folded
from youzhang.crisis.record_lines import Line
from youzhang.kit import clock
from youzhang.kit.refused import Refused
from youzhang.ledger import background, queries
from youzhang.ledger.background import escalate_due
from youzhang.ledger.duties import Extension, extend, hand_over, take, waive
from youzhang.ledger.matters import shut_out
from youzhang.ledger.models import Duty, Fact
from youzhang.ledger.policy import kinds_seen_by
from youzhang.notices.models import Notice
from youzhang.rulebook.constructs import DutyRule
from youzhang.rulebook.faults import RulebookRefused
from youzhang.rulebook.library import BOOKS, builtin, find
from youzhang.rulebook.overlay import overlay

pytestmark = pytest.mark.django_db
LIFE = (
    "psych:3",
    "psych:14b",
    "psych:15.3a",
    "psych:15.3b",
    "psych:15.3c",
    "psych:15.3d",
    "psych:50",
    "psych:53.3",
)


def urgent(rule: DutyRule) -> bool:
    return any(due.at_once or (due.term is not None and due.term.exact) for due in rule.due)


def after_minutes(start: datetime, minutes: int) -> Any:
    return clock.frozen_at(start + timedelta(minutes=minutes))


def told(crisis: Crisis, name: str = "guardian") -> list[str]:
    found = duty(crisis, "psych:15.3b", name)
    assert found
    return found.told


def owes(person: Any, crisis: Crisis, name: str = "guardian") -> bool:
    """Whether it stands in this person's own list."""
    found = duty(crisis, "psych:15.3b", name)
    if found is None or not Duty.objects.visible_to(viewing(person)).filter(pk=found.pk).exists():
        return False
    wanted = queries.Wanted(viewing(person), crisis.matter.centre)
    return found.pk in {pk for _due, pk in queries.ahead(wanted, []).keys}


def test_every_urgent_duty_of_the_built_in_books_calls_somebody_else_when_it_waits() -> None:
    alone = [
        (article.id, rule.name)
        for book in BOOKS
        for article in builtin(book).articles
        for rule in article.duties
        if urgent(rule) and not rule.escalates
    ]
    assert alone == []


def test_nobody_is_let_off_what_keeps_somebody_alive() -> None:
    for name in LIFE:
        article = find(name)
        assert article
        rules = [
            rule for rule in article.duties if rule.name != "renew"
        ]  # a training that runs out waits for a day
        assert [rule.name for rule in rules if rule.waivable] == []
        assert [rule.name for rule in rules if rule.extendable and not rule.extension] == []


def test_a_chain_calls_only_who_can_see_what_it_is_about() -> None:
    for name in LIFE:
        article = find(name)
        assert article
        for rule in article.duties:
            for step in rule.escalates:
                kind = {"glass": "glass", "concern": "concern"}.get(rule.name, "crisis")
                assert all(kind in kinds_seen_by(frozenset({role})) for role in step.to), (name, rule.name)


def test_a_centre_cannot_loosen_it() -> None:
    for line in ('"15.3b.guardian.waivable" = true', '"14b.follow.extendable" = "9 days"'):
        with pytest.raises(RulebookRefused, match="cannot be set"):
            overlay(builtin("psych"), f'[rulebook]\nbase = "psych@1"\n[set]\n{line}\n')


def test_the_guardian_untold_calls_the_heads_one_after_another(frozen: datetime, settings: Any) -> None:
    settings.MAIL_URL = "smtp://localhost"
    cast = a_cast()
    director = staff(cast.centre, "director", name="院长")
    for person in (cast.head, cast.lead, director):
        person.mail = f"{person.username}@example.org"
        person.save()
    crisis = taken(cast)
    assert told(crisis) == []
    assert not owes(cast.head, crisis)
    steps = [(10, cast.head), (20, cast.lead), (30, director)]
    for minutes, person in steps:
        with after_minutes(frozen, minutes):
            escalate_due()
            assert owes(person, crisis)
            notice = Notice.objects.get(kind="ledger.escalated", dedupe__contains=str(person.pk))
            assert (notice.lane, notice.address, notice.about) == ("urgent", person.mail, crisis.matter_id)
            assert "小雨" not in notice.body + notice.subject
    assert told(crisis) == ["department_head", "project_lead", "service_head", "director", "deputy_head"]
    found = duty(crisis, "psych:15.3b", "guardian")
    steps_taken = Fact.unscoped.filter(kind="ledger.duty_escalated", data__duty=str(found and found.pk))
    assert [fact.data["step"] for fact in steps_taken.order_by("seq")] == [1, 2, 3]


def test_a_chain_that_went_on_is_one_line_that_opens_and_on_paper_each_step(frozen: datetime) -> None:
    """psych:14b"""
    crisis = taken(a_cast())
    for minutes in (15, 25, 35):
        with after_minutes(frozen, minutes):
            escalate_due()
    steps = Fact.unscoped.filter(matter=crisis.matter_id, kind="ledger.duty_escalated")
    chains = {fact.data["duty"] for fact in steps}
    assert steps.count() > len(chains)
    lines = [Line(fact.at, "", "", [], chain=fact.data["duty"]) for fact in steps.order_by("at")]
    shown = folded(lines)
    assert {line.chain for line in shown} == chains
    assert sum(1 + len(line.before) for line in shown) == steps.count()


def test_a_lowering_that_nobody_answers_calls_the_heads(frozen: datetime) -> None:
    """psych:15.3d: who was asked keeps the answer; the heads learn that it waits."""
    cast = a_cast()
    crisis = taken(cast)
    assessed(crisis, cast.counsellor, "2", path="")
    crisis.refresh_from_db()
    actions.ask_lowering(crisis, "1", "平稳", cast.other, **acting(cast.counsellor))
    owed = duty(crisis, "psych:15.3d", "lower")
    assert owed
    assert owed.due
    for hours, called in ((0, ()), (1, ("department_head",)), (2, ("department_head", "project_lead"))):
        with after_minutes(owed.due, hours * 60 + 1):
            escalate_due()
            owed.refresh_from_db()
            assert set(called) <= set(owed.told)
            assert bool(owed.told) == bool(called)


def test_once_the_guardian_is_told_nobody_else_is_called(frozen: datetime) -> None:
    cast = a_cast()
    crisis = taken(cast)
    actions.tell(
        crisis, actions.Tell("guardian", "told", "phone", "母亲", "需要陪伴"), **acting(cast.counsellor)
    )
    with after_minutes(frozen, 40):
        escalate_due()
    assert told(crisis) == []
    assert told(crisis, "department") != []


def test_several_duties_of_one_crisis_call_somebody_once(frozen: datetime, settings: Any) -> None:
    settings.MAIL_URL = "smtp://localhost"
    cast = a_cast()
    cast.head.mail = "head@example.org"
    cast.head.save()
    crisis = opened(cast)
    with after_minutes(frozen, 5):
        escalate_due()  # the alarm of the crisis has called the head at this minute
    with after_minutes(frozen, 11):
        escalate_due()  # the report, the guardian and the department all wait
    kinds_sent = Notice.objects.filter(about=crisis.matter_id, due_at__lte=frozen + timedelta(minutes=11))
    assert sorted(kinds_sent.values_list("kind", flat=True)) == ["crisis.alarm", "ledger.escalated"]


@pytest.mark.parametrize("roles", [("project_lead",), ("director",), ("deputy_head",)])
def test_a_step_that_nobody_holds_goes_on_at_once(frozen: datetime, roles: tuple[str, ...]) -> None:
    centre = a_centre()
    desk, counsellor, head = staff(centre, "duty_staff"), staff(centre, "counsellor"), staff(centre, *roles)
    crisis = opened(Cast(centre, desk, counsellor, counsellor, head, head))
    with after_minutes(frozen, 10):
        escalate_due()
        assert owes(head, crisis)
    assert roles[0] in told(crisis)


def test_a_step_whose_people_may_not_see_it_goes_on_at_once(frozen: datetime) -> None:
    cast = a_cast()
    crisis = taken(cast)
    shut_out(crisis.matter, cast.head)
    with after_minutes(frozen, 10):
        escalate_due()
        assert owes(cast.lead, crisis)
        assert not owes(cast.head, crisis)


def test_whoever_stands_in_for_a_head_on_leave_is_called(frozen: datetime, settings: Any) -> None:
    settings.MAIL_URL = "smtp://localhost"
    cast = a_cast()
    deputy = staff(cast.centre, "specialist", name="代班")
    deputy.mail = "deputy@example.org"
    deputy.save()
    delegate(cast.head, deputy, cast.centre, starts_on=clock.today(), ends_on=clock.today(), by=cast.head)
    crisis = taken(cast)
    with after_minutes(frozen, 10):
        escalate_due()
        assert owes(deputy, crisis)
    assert Notice.objects.filter(kind="ledger.escalated", dedupe__contains=str(deputy.pk)).exists()


def test_the_lead_cannot_waive_it_and_is_offered_no_button(frozen: datetime, client: Client) -> None:
    cast = a_cast()
    crisis = taken(cast)
    browser = english(signed_in(client, cast.lead))
    for article, name in (("psych:15.3b", "guardian"), ("psych:14b", "report"), ("psych:14b", "follow")):
        found = duty(crisis, article, name)
        assert found
        page = reverse("workbench:duty", args=[found.pk])
        assert "/waive" not in browser.get(page).content.decode()
        before, rows = kinds(crisis), list(Duty.unscoped.order_by("pk").values())
        answer = browser.post(f"{page}/waive", {"reason_code": "duplicate"})
        cited = find(article)
        assert cited
        assert (answer.status_code, cited.short("en") in answer.content.decode()) == (422, True)
        assert "Nobody can be let off this" in answer.content.decode()
        assert (kinds(crisis), list(Duty.unscoped.order_by("pk").values())) == (before, rows)
        with pytest.raises(Refused) as refused:
            waive(found, "duplicate", **acting(cast.lead))
        assert (refused.value.article, bool(refused.value.way_on)) == (article, True)


def test_a_review_is_put_off_by_two_days_at_the_most(frozen: datetime) -> None:
    """psych:50"""
    cast = a_cast()
    crisis = taken(cast)
    actions.tell(
        crisis, actions.Tell("guardian", "told", "phone", "母亲", "需要陪伴"), **acting(cast.counsellor)
    )
    review = duty(crisis, "psych:50", "review")
    assert review
    with pytest.raises(Refused, match="3月5日") as refused:
        extend(review, Extension(date(2026, 3, 6), "staff_ill"), **acting(cast.lead))
    assert refused.value.article == "psych:50"
    assert "ledger.duty_extended" not in kinds(crisis)
    extend(review, Extension(date(2026, 3, 4), "staff_ill"), **acting(cast.lead))
    extend(review, Extension(date(2026, 3, 5), "staff_ill"), **acting(cast.lead))
    moved = duty(crisis, "psych:50", "review")
    assert moved
    with pytest.raises(Refused):
        extend(moved, Extension(date(2026, 3, 6), "staff_ill"), **acting(cast.lead))


def test_it_is_passed_on_to_nobody_who_could_not_see_it(frozen: datetime, client: Client) -> None:
    cast = a_cast()
    crisis = taken(cast)
    found = duty(crisis, "psych:15.3b", "guardian")
    assert found
    before, rows = kinds(crisis), list(Duty.unscoped.order_by("pk").values())
    volunteer = staff(cast.centre, "hotline_volunteer")
    page = f"/work/duties/{found.pk}/pass-on"
    assert signed_in(client, cast.counsellor).post(page, {"to": volunteer.pk}).status_code == 422
    assert (kinds(crisis), list(Duty.unscoped.order_by("pk").values())) == (before, rows)


def test_a_leaver_s_duties_are_handed_to_nobody_who_is_gone(frozen: datetime) -> None:
    cast = a_cast()
    crisis = taken(cast)
    found = duty(crisis, "psych:15.3b", "guardian")
    assert found
    take(found, **acting(cast.counsellor))
    before = kinds(crisis)
    stranger = staff(a_centre(organisation="Elsewhere"), "counsellor")
    with pytest.raises(Refused):
        hand_over(cast.counsellor, stranger, **acting(cast.lead), centre_id=cast.centre.pk)
    assert kinds(crisis) == before


def test_a_step_that_fails_holds_up_nobody_elses(
    frozen: datetime, db: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    cast = a_cast()
    first, second = taken(cast), taken(cast)
    failing, tried = duty(first, "psych:15.3b", "guardian"), background.escalate

    def broken_for_one(one: Duty) -> None:
        if failing and one.matter_id == failing.matter_id:
            raise RuntimeError("broken")
        tried(one)

    monkeypatch.setattr(background, "escalate", broken_for_one)
    with after_minutes(frozen, 11):
        escalate_due()
    assert told(first) == []
    assert "department_head" in told(second)
    assert "could not be taken" in caplog.text
