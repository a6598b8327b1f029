"""A supervisor comments the review of a crisis, and whoever led it reads the comment (psych:10)."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import a_person, signed_in, staff
from tests.crisis.people import a_cast, acting, duty, kinds, outcome, taken, unfounded
from youzhang.clients.actions import register_person
from youzhang.crisis import actions
from youzhang.crisis.models import Crisis, LookBack, ReviewComment
from youzhang.kit import clock
from youzhang.kit.refused import Refused
from youzhang.ledger import matters
from youzhang.ledger.models import Matter

pytestmark = pytest.mark.django_db


@pytest.fixture
def over(frozen: object) -> Any:
    """A crisis that is closed and looked back on, and two supervisors, one of whom was asked."""
    cast = a_cast()
    crisis = taken(cast)
    unfounded(crisis, cast)
    review = actions.look_back(crisis, {"change": "夜间也要有人"}, **acting(cast.counsellor))
    supervisor, second = (staff(cast.centre, "supervisor", name=name) for name in ("宋知衡", "另一督导"))
    actions.ask_supervisor(crisis, supervisor, **acting(cast.counsellor))
    review = LookBack.unscoped.select_related("crisis__matter__centre", "matter__key").get(pk=review.pk)
    return SimpleNamespace(cast=cast, crisis=crisis, review=review, supervisor=supervisor, second=second)


def browser(user: Any) -> Client:
    return signed_in(Client(headers={"accept-language": "en"}), user)


def page(over: Any, name: str = "crisis") -> str:
    return reverse(f"crisis:{name}", args=[over.crisis.matter_id])


def test_the_supervisor_comments_beside_the_review_and_the_lead_owes_to_read_it(over: Any) -> None:
    supervisor, lead = browser(over.supervisor), browser(over.cast.counsellor)
    shown = supervisor.get(page(over)).content.decode()
    assert "夜间也要有人" in shown
    assert page(over, "comment") in shown
    assert page(over, "look_back") not in shown
    assert "夜间也要有人" in supervisor.get(page(over, "comment")).content.decode()
    assert supervisor.post(page(over, "comment"), {"words": "值班表要写清楚。"}).status_code == 302
    owed = duty(over.crisis, "psych:10", "read_review")
    assert owed
    assert (owed.outcome, owed.holders) == ("open", [str(over.cast.counsellor.pk)])
    assert page(over, "comment_read") in lead.get("/work/").content.decode()
    read = lead.get(page(over)).content.decode()
    assert "值班表要写清楚。" in read
    assert page(over, "comment_read") in read
    assert "值班表要写清楚。" in lead.get(page(over, "comment_read")).content.decode()
    assert lead.post(page(over, "comment_read")).status_code == 302
    assert outcome(over.crisis, "psych:10", "read_review") == "met"
    assert lead.get(page(over, "comment_read")).status_code == 404
    assert kinds(over.crisis).count("crisis.comment_read") == 1


def test_the_supervisor_reads_and_writes_nothing_else(over: Any) -> None:
    supervisor = browser(over.supervisor)
    before = kinds(over.crisis)
    for name in ("look_back", "lift", "ask_supervisor", "comment_read", "assess", "close", "disclosures"):
        answer = supervisor.post(page(over, name), {"words": "x", "change": "x"})
        assert answer.status_code in (403, 404, 409, 422), name
    assert supervisor.get(page(over, "printed")).status_code == 422
    for act in (
        lambda who: actions.look_back(over.crisis, {"change": "x"}, **who),
        lambda who: actions.lift_suspicion(over.crisis, "x", **who),
        lambda who: actions.ask_supervisor(over.crisis, over.second, **who),
    ):
        with pytest.raises(Refused):
            act(acting(over.supervisor))
    assert kinds(over.crisis) == before


def test_nobody_comments_who_was_not_asked(over: Any) -> None:
    for user in (over.second, over.cast.counsellor, over.cast.head, over.cast.other):
        with pytest.raises(Refused):
            actions.comment_review(over.review, "x", **acting(user))
        answer = browser(user).post(page(over, "comment"), {"words": "x"})
        assert answer.status_code == (404 if user == over.second else 422)
    with pytest.raises(Refused):
        actions.comment_review(over.review, "  ", **acting(over.supervisor))
    assert not ReviewComment.unscoped.exists()


def test_that_somebody_else_saw_the_comment_meets_nothing(over: Any) -> None:
    made = actions.comment_review(over.review, "值班表要写清楚。", **acting(over.supervisor))
    made = ReviewComment.unscoped.select_related("crisis__matter__centre", "matter").get(pk=made.pk)
    for user in (over.cast.head, over.supervisor):
        with pytest.raises(Refused) as refused:
            actions.note_comment_read(made, **acting(user))
        assert refused.value.rule == "psych:10"
    assert outcome(over.crisis, "psych:10", "read_review") == "open"


def test_only_a_supervisor_without_a_hand_in_it_and_without_a_bar_is_asked(over: Any) -> None:
    cast = over.cast
    for user in (cast.head, cast.other, cast.counsellor):
        with pytest.raises(Refused) as refused:
            actions.ask_supervisor(over.crisis, user, **acting(cast.counsellor))
        assert refused.value.rule == "psych:10"
    form = browser(cast.counsellor).get(page(over, "ask_supervisor")).content.decode()
    assert "另一督导" in form
    assert "咨询乙" not in form


def test_before_anybody_looked_back_nobody_is_asked(frozen: object) -> None:
    cast = a_cast()
    crisis = taken(cast)
    supervisor = staff(cast.centre, "supervisor", name="宋知衡")
    with pytest.raises(Refused) as refused:
        actions.ask_supervisor(crisis, supervisor, **acting(cast.counsellor))
    assert refused.value.rule == "psych:15.3e"
    assert not Matter.objects.visible_to(acting(supervisor)["by"]).filter(pk=crisis.matter_id).exists()


def test_a_supervisor_who_is_barred_from_the_person_is_not_asked(frozen: object) -> None:
    cast = a_cast()
    person = register_person(a_person("小雨"), centre=cast.centre, by=None)
    crisis = taken(cast, subject=person.subject)
    supervisor = staff(cast.centre, "supervisor", name="宋知衡")
    matters.bar(supervisor, person.subject, reason="relative", by=cast.head, at=clock.now())
    unfounded(crisis, cast)
    actions.look_back(crisis, {"change": "无"}, **acting(cast.counsellor))
    with pytest.raises(Refused):
        actions.ask_supervisor(Crisis.unscoped.get(), supervisor, **acting(cast.counsellor))
    assert "crisis.supervisor_asked" not in kinds(crisis)
