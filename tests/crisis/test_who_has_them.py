"""An end is somebody's safety: who has the person says so, and who lets them go again is written down; nobody found is
looked for again; a new sign opens the next crisis; two crises of one person become one (psych:14b, psych:15.3d)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests.builders import a_person, signed_in, staff, viewing
from tests.crisis.people import (
    Cast,
    a_cast,
    acting,
    assessed,
    calmed,
    confirmed,
    duty,
    kinds,
    opened,
    outcome,
    said_same,
    taken,
    told,
)
from tests.crisis.test_ends import an_anonymous_call, called, closed, not_closed, on_the_way, sent
from youzhang.clients.actions import register_person
from youzhang.crisis import actions
from youzhang.crisis.actions.close import course_of
from youzhang.crisis.actions.keepers import Said, keepers_of
from youzhang.crisis.models import Confirmation, Crisis, LookAgain, SentBack
from youzhang.kit import clock
from youzhang.kit.refused import Refused
from youzhang.ledger.matters import shut_out
from youzhang.ledger.models import Duty, MatterBar
from youzhang.ledger.refresh import views_of

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def cast(frozen: object) -> Iterator[Cast]:
    with translation.override("en"):
        yield a_cast()


def in_danger(cast: Cast, **more: Any) -> Crisis:
    """Armed, both told, police and ambulance called."""
    crisis = taken(cast, **more)
    actions.choose_path(crisis, "emergency", **acting(cast.counsellor))
    told(crisis, cast.counsellor, "authority", "guardian", "police", "ambulance")
    crisis.refresh_from_db()
    return crisis


def test_police_or_ambulance_who_have_them_end_it_by_name_without_a_call_of_ours(cast: Cast) -> None:
    """psych:15.3d"""
    crisis = in_danger(cast)
    not_closed(crisis, "taken_over", cast.head, "psych:15.3d", "confirm that they have them")
    confirmed(crisis, cast.counsellor, "ambulance", "number")
    not_closed(crisis, "taken_over", cast.head, "psych:15.3d", "confirm that they have them")
    confirmed(crisis, cast.counsellor, "ambulance", "has_them")
    assert outcome(crisis, "psych:15.3d", "send") == "met"
    closed(crisis, "taken_over", cast.head)


def test_whom_the_police_have_is_referred_all_the_same(cast: Cast) -> None:
    """psych:15.3d"""
    crisis = in_danger(cast)
    confirmed(crisis, cast.counsellor, "police", "has_them")
    not_closed(crisis, "taken_over", cast.head, "psych:15.3d", "to be referred")
    sent(crisis, cast.counsellor, "accepted")
    closed(crisis, "taken_over", cast.head)


def test_nobody_confirms_who_was_not_called_nor_a_report_without_its_number(cast: Cast) -> None:
    """psych:53.3"""
    crisis = taken(cast)
    before = kinds(crisis)
    with pytest.raises(Refused, match="not entered that they were called"):
        confirmed(crisis, cast.counsellor)
    told(crisis, cast.counsellor, "police")
    with pytest.raises(Refused, match=r"psych:53\.3"):
        actions.confirm(crisis, Said("police", "number", "王警官"), **acting(cast.counsellor))
    with pytest.raises(Refused):
        confirmed(crisis, cast.other)
    assert kinds(crisis) == [*before, "crisis.police_told"]
    assert not Confirmation.unscoped.exists()


def test_a_number_given_in_the_call_is_entered_with_it(cast: Cast) -> None:
    crisis = taken(cast)
    given = actions.Tell("police", "told", "phone", "王警官", "请查找", number="JJ-0427")
    actions.tell(crisis, given, **acting(cast.counsellor))
    assert Confirmation.unscoped.get().number == "JJ-0427"
    assert kinds(crisis)[-2:] == ["crisis.police_told", "crisis.confirmed"]


def test_a_body_that_sends_them_back_is_a_new_sign_of_danger(frozen: Any, cast: Cast) -> None:
    """psych:15.3d"""
    crisis = on_the_way(cast, "referral", plan="vague")
    sent(crisis, cast.counsellor, "accepted")
    assert outcome(crisis, "psych:15.3d", "refer") == "met"
    with clock.frozen_at(frozen + HOUR):
        keeper = keepers_of(crisis)[0]
        actions.note_sent_back(crisis, keeper, "没有床位，让他回家了", **acting(cast.counsellor))
        for name in ("refer", "send_on"):
            assert outcome(crisis, "psych:15.3d", name) == "open"
        not_closed(crisis, "taken_over", cast.head, "psych:15.3d")
        with pytest.raises(Refused, match="noted already"):
            actions.note_sent_back(crisis, keeper, "再记一次", **acting(cast.counsellor))
        assert SentBack.unscoped.count() == 1
        sent(crisis, cast.counsellor, "accepted")
        closed(crisis, "taken_over", cast.head)


def test_police_who_let_them_go_have_them_no_more(frozen: Any, cast: Cast) -> None:
    crisis = in_danger(cast)
    confirmed(crisis, cast.counsellor, "ambulance", "has_them")
    with clock.frozen_at(frozen + HOUR):
        actions.note_sent_back(crisis, keepers_of(crisis)[0], "自行离开", **acting(cast.counsellor))
        not_closed(crisis, "taken_over", cast.head, "psych:15.3d")


def test_only_somebody_qualified_has_reached_them(cast: Cast) -> None:
    """psych:15.3a: a voice counts, heard by somebody who can tell."""
    crisis = on_the_way(cast)
    called(crisis, cast.head)
    not_closed(crisis, "settled", cast.lead, "psych:15.3a", "valid crisis training")
    calmed(crisis, cast)
    closed(crisis, "settled", cast.lead)


def test_a_silence_an_old_assessment_or_one_pair_of_eyes_settle_nothing(frozen: Any, cast: Cast) -> None:
    """psych:14b, psych:15.3d"""
    crisis = on_the_way(cast)
    called(crisis, cast.counsellor)
    not_closed(crisis, "settled", cast.head, "psych:15.3d", "not later than the last sign")
    assessed(crisis, cast.counsellor, "0", path="")
    not_closed(crisis, "settled", cast.head, "psych:15.3d", "level stands at")
    crisis.refresh_from_db()
    assert crisis.level == "1"


def test_a_phone_that_is_known_is_tried_before_nobody_can_be_found(cast: Cast) -> None:
    """psych:15.3c"""
    told_of = actions.Told("年轻女声", phone="13800000427", nameless=True)
    crisis = taken(cast, route="hotline", told=told_of)
    told(crisis, cast.counsellor, "authority", "police")
    confirmed(crisis, cast.counsellor)
    actions.tell(crisis, actions.Tell("guardian", "none", reason="unknown"), **acting(cast.counsellor))
    actions.follow_up(crisis, actions.Contact("face", False), **acting(cast.counsellor))
    not_closed(crisis, "untraced", cast.head, "psych:15.3c", "not tried yet: by telephone")
    actions.follow_up(crisis, actions.Contact("phone", False), **acting(cast.counsellor))
    closed(crisis, "untraced", cast.head)


def untraced(cast: Cast) -> Crisis:
    """A caller whom nobody can find."""
    crisis = an_anonymous_call(cast)
    told(crisis, cast.counsellor, "authority", "police")
    confirmed(crisis, cast.counsellor)
    called(crisis, cast.counsellor, reached=False)
    actions.tell(crisis, actions.Tell("guardian", "none", reason="unknown"), **acting(cast.counsellor))
    closed(crisis, "untraced", cast.head)
    crisis.refresh_from_db()
    return crisis


def test_whom_nobody_found_is_looked_for_again_after_a_day_and_a_week(frozen: Any, cast: Cast) -> None:
    """psych:14b: the duties live after the end."""
    crisis = untraced(cast)
    owed = Duty.unscoped.filter(matter=crisis.matter_id, name="look_again").order_by("due")
    assert [one.outcome for one in owed] == ["open", "open"]
    assert owed[0].due == frozen + 24 * HOUR
    browser = signed_in(Client(), cast.head)
    page = reverse("crisis:look_again", args=[crisis.matter_id])
    with clock.frozen_at(frozen + 20 * HOUR):
        assert browser.get(page).status_code == 200
        assert browser.post(page, {"sign": "no", "words": "警方仍在查找"}).status_code == 302
        assert [one.outcome for one in owed.all()] == ["met", "open"]
    assert LookAgain.unscoped.get().words == "警方仍在查找"
    assert Crisis.unscoped.count() == 1


def test_a_new_sign_opens_a_linked_crisis_in_one_press(frozen: Any, cast: Cast) -> None:
    """Whoever sees the crisis presses: nothing stands before an alarm (psych:3)."""
    crisis = untraced(cast)
    with clock.frozen_at(frozen + 30 * HOUR):
        answer = signed_in(Client(), cast.other).post(reverse("crisis:again", args=[crisis.matter_id]), {})
    again = Crisis.unscoped.get(closed_at=None)
    assert answer.status_code == 302
    assert answer["location"] == reverse("crisis:crisis", args=[again.matter_id])
    assert (again.before_id, again.reason, again.words) == (crisis.pk, crisis.reason, None)
    assert outcome(again, "psych:15.3a", "take") == "open"
    assert "crisis.opened_again" in kinds(crisis)
    page = signed_in(Client(), cast.head).get(reverse("crisis:crisis", args=[again.matter_id]))
    assert reverse("crisis:crisis", args=[crisis.matter_id]) in page.content.decode()


def test_what_is_still_open_is_not_opened_again(cast: Cast) -> None:
    crisis = taken(cast)
    page = reverse("crisis:again", args=[crisis.matter_id])
    assert signed_in(Client(), cast.counsellor).post(page, {}).status_code in {302, 409, 422}
    assert Crisis.unscoped.count() == 1


def test_a_guardian_suspected_before_is_suspected_in_the_next_one(cast: Cast) -> None:
    """psych:4"""
    crisis = taken(cast)
    suspect = staff(cast.centre, "department_head", name="监护人")
    skipped = actions.Tell("guardian", "skipped", reason="suspected")
    actions.tell(crisis, skipped, suspect=suspect.subject, **acting(cast.counsellor))
    told(crisis, cast.counsellor, "authority", "police", "civil_affairs")
    closed(crisis, "died", cast.head)
    again = actions.open_again(Crisis.unscoped.get(pk=crisis.pk), by=viewing(cast.counsellor))
    assert again.suspected
    assert again.matter.parties.filter(part="guardian_suspected", subject=suspect.subject).exists()


def test_two_crises_of_one_person_become_one_and_nothing_owed_is_lost(cast: Cast) -> None:
    """psych:14b"""
    person = register_person(a_person("小雨"), centre=cast.centre, by=None)
    first = taken(cast, reason="bullying", subject=person.subject, told=actions.Told())
    second = taken(cast, told=actions.Told("年轻女声", place="天台", minor=True))
    assessed(second, cast.counsellor, "3", path="", plan="vague")
    second.refresh_from_db()
    said_same(second, first, cast.counsellor)
    actions.join(second, first, "同一个女孩", **acting(cast.head))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (second.outcome, second.joined_id, first.closed_at) == ("joined", first.pk, None)
    assert (first.level, first.suicide, first.minor, first.place) == ("3", True, True, "天台")
    assert outcome(first, "psych:15.3b", "guardian") == "open"
    assert outcome(first, "psych:53.3", "harm") == "open"
    not_closed(first, "unfounded", cast.head, "psych:14b")


def test_that_two_alarms_are_about_one_person_is_two_peoples_word(cast: Cast) -> None:
    """psych:14b: of somebody whom nobody knows, and of one who is known and one who is not."""
    person = register_person(a_person("小雨"), centre=cast.centre, by=None)
    into, known = taken(cast), taken(cast, subject=person.subject)
    crisis = taken(cast, told=actions.Told("年轻女声"))
    for other in (into, known):
        said_same(crisis, other, cast.head)
        before = kinds(crisis), kinds(other)
        with pytest.raises(Refused, match="nobody but you says so") as refused:
            actions.join(crisis, other, "同一个人", **acting(cast.head))
        assert refused.value.rule == "psych:14b"
        assert (kinds(crisis), kinds(other)) == before
        with pytest.raises(Refused):
            said_same(crisis, other, cast.reporter)
        assert (kinds(crisis), kinds(other)) == before
    said_same(into, crisis, cast.counsellor)
    actions.join(crisis, into, "同一个人", **acting(cast.head))
    crisis.refresh_from_db()
    assert (crisis.outcome, crisis.joined_id) == ("joined", into.pk)


def test_whoever_opened_any_of_a_chain_adds_to_the_one_that_goes_on_and_does_not_close_it(
    frozen: Any, cast: Cast
) -> None:
    """psych:14b: the first alarm is a volunteer's, and was joined twice."""
    volunteer = staff(cast.centre, "hotline_volunteer", name="接线")
    openers = (volunteer, cast.lead, cast.reporter)
    first, second, third = (taken(cast, by=opener) for opener in openers)
    for n, (one, other) in enumerate(((first, second), (second, third))):
        with clock.frozen_at(frozen + timedelta(minutes=10 * (n + 1))):
            said_same(one, other, cast.counsellor)
            actions.join(one, other, "同一个人", **acting(cast.head))
    opened_by = {one.pk for one in openers}
    assert course_of(third, views_of(third.matter), None).openers == opened_by
    with clock.frozen_at(frozen + timedelta(hours=1)):
        not_closed(third, "died", cast.lead, "psych:14b", "You opened this crisis")
        browser, at = signed_in(Client(), volunteer), f"/work/crises/{third.matter_id}"
        shown = browser.get(at)
        assert shown.status_code == 200
        assert "咨询甲" in shown.text
        assert "说活着没意思" not in shown.text
        assert "小雨" not in shown.text
        assert browser.post(f"{at}/more", {"words": "她又打来了"}).status_code == 302
        assert "她又打来了" in browser.get(at).text
        assert outcome(third, "psych:14b", "heard") == "open"


def test_two_people_are_not_joined_nor_by_who_opened_it(cast: Cast) -> None:
    """psych:14b"""
    crises = [
        taken(cast, subject=register_person(a_person(name), centre=cast.centre, by=None).subject)
        for name in ("小雨", "小山")
    ]
    before = [kinds(one) for one in crises]
    with pytest.raises(Refused, match="two people"):
        actions.join(*crises, "同一个人", **acting(cast.head))
    unknown = taken(cast, by=cast.head)
    with pytest.raises(Refused, match="You opened this crisis"):
        actions.join(unknown, crises[0], "同一个人", **acting(cast.head))
    with pytest.raises(Refused):
        actions.join(crises[0], unknown, "同一个人", **acting(cast.counsellor))
    assert [kinds(one) for one in crises] == before
    assert not Crisis.unscoped.exclude(outcome="").exists()


def test_the_pages_of_an_end_open_and_do_what_they_say(cast: Cast) -> None:
    crisis = in_danger(cast)
    browser, at = signed_in(Client(), cast.counsellor), f"/work/crises/{crisis.matter_id}"
    form = {"by_whom": "ambulance", "what": "has_them", "person": "李医生"}
    assert browser.get(f"{at}/confirm").status_code == 200
    assert browser.post(f"{at}/confirm", form).status_code == 302
    keeper = Confirmation.unscoped.get()
    assert browser.get(f"{at}/sent-back").status_code == 200
    assert browser.post(f"{at}/sent-back", {"keeper": str(keeper.pk), "words": "出院"}).status_code == 302
    other = opened(cast, told=actions.Told("年轻女声"))
    actions.take_crisis(other, **acting(cast.counsellor))
    head = signed_in(Client(), cast.head)
    assert head.get(f"{at}/join").status_code == 200
    sent = {"other": str(other.pk), "words": "同一个人"}
    assert head.post(f"{at}/join", sent).status_code == 422
    other.refresh_from_db()
    assert "crisis.joined" not in kinds(other)
    assert browser.post(f"{at}/same", sent).status_code == 302
    assert head.post(f"{at}/join", sent).status_code == 302
    printed = head.get(f"{at}/printed").content.decode()
    assert all(word in printed for word in ("李医生", "出院"))
    assert duty(other, "psych:15.3b", "guardian")


def test_whoever_may_not_know_of_one_does_not_learn_of_it_by_the_other(cast: Cast) -> None:
    """psych:53.3: an accused colleague neither reads what is carried over nor leads it."""
    person = register_person(a_person("小雨"), centre=cast.centre, by=None)
    crisis, into = (taken(cast, subject=person.subject, told=actions.Told()) for _one in range(2))
    shut_out(crisis.matter, cast.counsellor)
    before = kinds(crisis), kinds(into)
    with pytest.raises(Refused) as refused:
        actions.join(crisis, into, "同一个人", **acting(cast.head))
    assert refused.value.rule == "psych:53.3"
    assert (kinds(crisis), kinds(into)) == before
    assert not MatterBar.objects.filter(matter=into.matter).exists()
    given = actions.hand_over(into, cast.other, "请接手", **acting(cast.head))
    actions.accept_hand_over(given, **acting(cast.other))
    actions.join(crisis, into, "同一个人", **acting(cast.head))
    assert MatterBar.objects.filter(matter=into.matter, user=cast.counsellor).exists()
