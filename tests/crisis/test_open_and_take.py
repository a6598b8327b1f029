"""One button, at once, told to all who can act; one of them takes it (psych:14a, psych:14b, psych:15.1, psych:15.2,
psych:15.3a, psych:15.4)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import a_centre, signed_in, staff, viewing
from tests.crisis.people import a_cast, acting, duty, kinds, opened, outcome
from youzhang.crisis import actions
from youzhang.crisis.models import Crisis
from youzhang.crisis.queries import crisis_for, open_for
from youzhang.kit import clock
from youzhang.kit.ids import new_id
from youzhang.kit.refused import Refused, Stale
from youzhang.ledger.models import Fact
from youzhang.notices.models import Notice

pytestmark = pytest.mark.django_db


def test_anybody_on_the_staff_opens_a_crisis_and_it_is_there_at_once(frozen: object, client: Client) -> None:
    cast = a_cast()
    volunteer = staff(cast.centre, "hotline_volunteer")
    form = {"reason": "suicide_act", "source": "other", "route": "hotline"}
    page = signed_in(client, volunteer).post("/work/crises/open", form)
    crisis = Crisis.unscoped.get()
    assert page.status_code == 302
    assert kinds(crisis) == ["crisis.opened", "crisis.suicide_found"]  # psych:14a, psych:15.1, psych:15.2
    assert [one.pk for one in open_for(viewing(cast.counsellor))] == [crisis.pk]


def test_the_same_form_sent_twice_opens_one_crisis(frozen: object, client: Client) -> None:
    cast = a_cast()
    form = {"reason": "abuse", "source": "school", "route": "partner", "form_token": str(new_id())}
    browser = signed_in(client, cast.reporter)
    first, second = browser.post("/work/crises/open", form), browser.post("/work/crises/open", form)
    assert first.url == second.url  # type: ignore[attr-defined]
    assert Crisis.unscoped.count() == 1


def test_a_crisis_opened_from_a_page_knows_what_it_is_about(frozen: object, client: Client) -> None:
    cast = a_cast()
    earlier = opened(cast)
    page = signed_in(client, cast.reporter).get(f"/work/crises/open?about={earlier.matter_id}")
    assert earlier.matter.number in page.content.decode()
    signed_in(client, cast.reporter).post(
        f"/work/crises/open?about={earlier.matter_id}",
        {"reason": "other", "source": "self", "route": "venue"},
    )
    assert Crisis.unscoped.filter(about=earlier.matter_id).count() == 1


def test_the_strip_stands_on_every_page_until_it_is_taken(client: Client) -> None:
    with clock.frozen_at(clock.at_hour(clock.today(), 9)):
        cast = a_cast()
        crisis = opened(cast)
    browser = signed_in(client, cast.other)
    with clock.frozen_at(clock.at_hour(clock.today(), 9) + timedelta(minutes=7)):
        page = browser.get("/work/rules/").content.decode()
        assert crisis.matter.number in page
        assert "已等 7 分钟" in page
        assert "部门主管" in page  # called besides, by now
        assert "小雨" not in page
        actions.take_crisis(crisis, **acting(cast.counsellor))
        assert crisis.matter.number not in browser.get("/work/rules/").content.decode()


def test_an_open_page_asks_for_the_strips_and_gets_them_only_when_they_changed(
    frozen: object, client: Client, django_assert_max_num_queries: object
) -> None:
    cast = a_cast()
    browser = signed_in(client, cast.lead)
    page = browser.get("/work/rules/").content.decode()
    have = page.partition('data-stamp="')[2].partition('"')[0]
    assert 'data-strips="/work/strips"' in page
    with django_assert_max_num_queries(5):  # type: ignore[operator]
        assert browser.get(f"/work/strips?have={have}").status_code == 204
    crisis = opened(cast)
    found = browser.get(f"/work/strips?have={have}")
    assert found.status_code == 200
    assert crisis.matter.number in found.content.decode()
    assert browser.get(f"/work/strips?have={found['X-Stamp']}").status_code == 204
    volunteer = signed_in(Client(), staff(cast.centre, "hotline_volunteer"))
    assert "data-strips" not in volunteer.get("/work/rules/").content.decode()
    assert crisis.matter.number not in volunteer.get("/work/strips").content.decode()


def test_the_strip_costs_one_query(
    frozen: object, client: Client, django_assert_max_num_queries: object
) -> None:
    cast = a_cast()
    browser = signed_in(client, cast.counsellor)
    with django_assert_max_num_queries(99) as before:  # type: ignore[operator]
        browser.get("/help")
    from_other = [query["sql"] for query in before.captured_queries if "crisis_crisis" in query["sql"]]
    with django_assert_max_num_queries(99) as found:  # type: ignore[operator]
        browser.get(reverse("workbench:duties"))
    asked = [query["sql"] for query in found.captured_queries if "crisis_crisis" in query["sql"]]
    assert (len(from_other), len(asked)) == (0, 1)


def test_whoever_cannot_act_on_crises_sees_no_strip(frozen: object, client: Client) -> None:
    cast = a_cast()
    crisis = opened(cast)
    for role in ("hotline_volunteer", "club_member", "observer", "case_worker"):
        page = signed_in(client, staff(cast.centre, role)).get("/work/rules/").content.decode()
        assert crisis.matter.number not in page
    elsewhere = staff(a_centre(), "counsellor")
    assert list(open_for(viewing(elsewhere))) == []
    assert crisis_for(viewing(elsewhere), crisis.matter_id) is None


def test_those_on_call_are_told_by_every_open_channel_and_no_more_once_it_is_taken(
    frozen: object, settings: object
) -> None:
    settings.MAIL_URL = "smtp://localhost"  # type: ignore[attr-defined]
    cast = a_cast()
    for person in (cast.counsellor, cast.head, cast.lead):
        person.mail = f"{person.username}@example.org"
        person.save()
    crisis = opened(cast)
    posted = Notice.objects.filter(about=crisis.matter_id).order_by("due_at")
    waits = [int((one.due_at - crisis.opened_at).total_seconds() // 60) for one in posted]
    assert waits == [0, 5, 10]
    assert {one.lane for one in posted} == {"urgent"}
    assert all("小雨" not in one.body + one.subject for one in posted.select_related("key"))
    actions.take_crisis(crisis, **acting(cast.counsellor))
    assert set(posted.values_list("state", flat=True)) == {"cancelled"}


def test_a_trained_counsellor_takes_it_and_leads(frozen: object) -> None:
    """psych:15.3a allowed."""
    cast = a_cast()
    crisis = actions.take_crisis(opened(cast), **acting(cast.counsellor))
    assert crisis.lead == cast.counsellor
    assert outcome(crisis, "psych:15.3a", "take") == "met"
    assert outcome(crisis, "psych:3", "review") == ""


def test_two_take_it_and_the_second_is_told_who_has_it(frozen: object, client: Client) -> None:
    cast = a_cast()
    crisis = opened(cast)
    actions.take_crisis(crisis, **acting(cast.counsellor))
    with pytest.raises(Stale, match=cast.counsellor.name):
        actions.take_crisis(crisis, **acting(cast.other))
    page = signed_in(client, cast.other).post(f"/work/crises/{crisis.matter_id}/take", {})
    assert page.status_code == 409
    assert Crisis.unscoped.get().lead == cast.counsellor
    assert kinds(crisis).count("crisis.taken") == 1


def test_who_is_not_trained_takes_it_in_an_emergency_and_it_is_reviewed_by_another(frozen: object) -> None:
    """psych:15.3a refused."""
    cast = a_cast()
    crisis, novice = opened(cast), staff(cast.centre, "counsellor", name="新人")
    with pytest.raises(Refused, match=r"psych:15\.3a|training"):
        actions.take_crisis(crisis, **acting(novice))
    assert Crisis.unscoped.get().lead is None
    actions.take_crisis(crisis, override="nobody_else", words="只有我在", **acting(novice))
    assert outcome(crisis, "psych:3", "review") == "open"
    actions.review_override(crisis, sound=True, **acting(cast.head))
    assert outcome(crisis, "psych:3", "review") == "met"


def test_a_head_who_took_it_does_not_review_that(frozen: object) -> None:
    cast = a_cast()
    crisis = actions.take_crisis(opened(cast), override="already_there", **acting(cast.head))
    with pytest.raises(Refused):
        actions.review_override(crisis, sound=True, **acting(cast.head))
    assert outcome(crisis, "psych:3", "review") == "open"


def test_the_frame_shows_to_who_can_act_and_what_is_said_only_to_who_was_let_in(
    frozen: object, client: Client
) -> None:
    cast = a_cast()
    crisis = actions.take_crisis(opened(cast), **acting(cast.counsellor))
    other = signed_in(client, cast.other).get(f"/work/crises/{crisis.matter_id}").content.decode()
    assert crisis.matter.number in other
    assert "小雨" not in other
    assert "活着没意思" not in other
    assert "13800000427" not in other
    assert signed_in(client, cast.other).get(f"/work/crises/{crisis.matter_id}/printed").status_code == 422
    mine = signed_in(client, cast.counsellor).get(f"/work/crises/{crisis.matter_id}").content.decode()
    assert "小雨" in mine
    assert "活着没意思" in mine


def test_a_hand_over_counts_once_it_is_accepted(frozen: object) -> None:
    cast = a_cast()
    crisis = actions.take_crisis(opened(cast), **acting(cast.counsellor))
    given = actions.hand_over(crisis, cast.other, "下午接手", **acting(cast.counsellor))
    owed = duty(crisis, "psych:15.3a", "accept")
    assert Crisis.unscoped.get().lead == cast.counsellor
    assert owed
    assert owed.holders == [str(cast.other.pk)]
    with pytest.raises(Refused):
        actions.accept_hand_over(given, **acting(cast.head))
    actions.accept_hand_over(given, **acting(cast.other))
    assert Crisis.unscoped.get().lead == cast.other
    assert outcome(crisis, "psych:15.3a", "accept") == "met"
    with pytest.raises(Stale):
        actions.accept_hand_over(given, **acting(cast.other))


def test_what_becomes_known_later_is_added_and_a_minor_counts_at_once(frozen: object) -> None:
    """psych:53.3"""
    cast = a_cast()
    crisis = opened(cast, told=actions.Told(minor=False))
    assert outcome(crisis, "psych:53.3", "harm") == ""
    with pytest.raises(Refused):
        actions.add_known(crisis, actions.Told(), **acting(cast.reporter))
    with pytest.raises(Refused):
        actions.add_known(crisis, actions.Told("小雨"), **acting(cast.other))
    assert "crisis.more_known" not in kinds(crisis)
    actions.add_known(crisis, actions.Told("小雨", place="天台", minor=True), **acting(cast.reporter))
    actions.add_known(crisis, actions.Told(words="同学来电"), **acting(cast.reporter))
    now = Crisis.unscoped.select_related("matter__key").get()
    assert (now.who, now.place, now.minor) == ("小雨", "天台", True)
    assert outcome(crisis, "psych:53.3", "harm") == "open"
    assert kinds(crisis).count("crisis.minor_found") == 1


def test_whoever_comes_back_to_the_form_is_shown_what_they_reported_just_now(
    frozen: object, client: Client
) -> None:
    cast = a_cast()
    crisis, other = opened(cast), signed_in(Client(), cast.other)
    reporter = signed_in(client, cast.reporter)
    assert (
        reverse("crisis:crisis", args=[crisis.matter_id])
        in reporter.get("/work/crises/open").content.decode()
    )
    assert "您刚刚上报了" not in other.get("/work/crises/open").content.decode()
    form = {"reason": "abuse", "source": "other", "route": "venue"}
    assert reporter.post("/work/crises/open", form).status_code == 302  # it stops nothing
    assert Crisis.unscoped.count() == 2
    with clock.frozen_at(clock.now() + timedelta(minutes=11)):
        assert "您刚刚上报了" not in reporter.get("/work/crises/open").content.decode()


def test_an_age_that_nobody_knows_is_not_called_of_age_until_somebody_says_so(
    frozen: object, client: Client
) -> None:
    """psych:53.3"""
    cast = a_cast()
    reporter = signed_in(client, cast.reporter)
    reporter.post("/work/crises/open", {"reason": "abuse", "source": "other", "route": "venue", "minor": ""})
    crisis = Crisis.unscoped.get()
    address = reverse("crisis:crisis", args=[crisis.matter_id])
    age = "<dt>未满 18 周岁，或不具有完全行为能力</dt><dd>"
    assert f"{age}不知道" in reporter.get(address).content.decode()
    head = signed_in(Client(), cast.head)
    assert f"{age}不知道" in head.get(reverse("crisis:printed", args=[crisis.matter_id])).content.decode()
    reporter.post(reverse("crisis:more", args=[crisis.matter_id]), {"minor": "no"})
    assert f"{age}否" in reporter.get(address).content.decode()
    reporter.post(reverse("crisis:more", args=[crisis.matter_id]), {"minor": "yes"})
    assert f"{age}是" in reporter.get(address).content.decode()
    assert outcome(crisis, "psych:53.3", "harm") == "open"


def test_a_trained_counsellor_is_asked_nothing_and_others_why(frozen: object, client: Client) -> None:
    cast = a_cast()
    crisis, novice = opened(cast), staff(cast.centre, "counsellor", name="新人")
    at = f"/work/crises/{crisis.matter_id}/take"
    assert 'name="override"' not in signed_in(client, cast.counsellor).get(at).content.decode()
    browser = signed_in(Client(), novice)
    assert 'name="override"' in browser.get(at).content.decode()
    assert browser.post(at, {}).status_code == 422
    assert browser.post(at, {"override": "nobody_else", "words": "只有我在"}).status_code == 302
    assert Crisis.unscoped.select_related("matter__key").get().override_words == "只有我在"


def test_it_cannot_be_noted_for_tomorrow(frozen: object) -> None:
    cast = a_cast()
    with pytest.raises(Refused):
        opened(cast, at=clock.now() + timedelta(days=1))
    assert not Fact.unscoped.filter(kind="crisis.opened").exists()


def test_everybody_sees_who_helps_now(client: Client, frozen: object) -> None:
    a_centre()
    page = client.get("/help").content.decode()
    assert all(f"tel:{number}" in page for number in ("12356", "110", "120"))
