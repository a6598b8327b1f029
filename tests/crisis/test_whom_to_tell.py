"""Why no guardian is told is held against the file, and owed again when the file says otherwise (psych:15.3b)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests.builders import a_person, a_service, an_application, signed_in, staff
from tests.crisis.people import Cast, a_cast, acting, duty, kinds, outcome, ready, taken
from youzhang.casework.actions import NewCase, open_case
from youzhang.clients.actions import NewPerson, correct_person, record_capacity, register_person
from youzhang.clients.models import Person
from youzhang.clients.safety import contacts_of
from youzhang.crisis import actions
from youzhang.crisis.actions.guardians import may_be_suspects, person_of
from youzhang.crisis.background import look_for_guardians
from youzhang.crisis.models import Crisis, Telling
from youzhang.kit import clock
from youzhang.kit.refused import Refused

pytestmark = pytest.mark.django_db
ADULT, CHILD = date(1990, 5, 4), date(2013, 3, 8)


@pytest.fixture
def cast(frozen: object) -> Iterator[Cast]:
    with translation.override("en"):
        yield a_cast()


def test_one_call_to_the_department_meets_both_articles(cast: Cast) -> None:
    """psych:14b, psych:15.3b: the report of the crisis and the telling of the suicide are one act."""
    crisis = taken(cast)
    owed = (("psych:14b", "report"), ("psych:15.3b", "department"))
    assert [outcome(crisis, *one) for one in owed] == ["open", "open"]
    sent = {
        "to": "authority",
        "outcome": "told",
        "way": "phone",
        "person": "区值班员",
        "said": "一名成年人，已有人陪",
    }
    page = reverse("crisis:tell", args=[crisis.matter_id])
    assert signed_in(Client(), cast.counsellor).post(page, sent).status_code == 302
    assert [outcome(crisis, *one) for one in owed] == ["met", "met"]
    assert Telling.unscoped.count() == 1


def test_who_has_no_file_is_kept_safe_by_what_the_alarm_says(cast: Cast) -> None:
    """psych:3, psych:4: whom to call, where to send the police, and that a suspected guardian is told nothing."""
    crisis = taken(cast)
    page, browser = reverse("crisis:crisis", args=[crisis.matter_id]), signed_in(Client(), cast.counsellor)
    shown = browser.get(page).text
    assert 'id="unfiled"' in shown
    assert "tel:13800000427" in shown
    assert "活动室" in shown.split('id="unfiled"')[1].split("</section>")[0]
    given = actions.Tell("guardian", "skipped", reason="suspected")
    actions.tell(crisis, given, **acting(cast.counsellor))
    assert "不告知" in browser.get(page).text.split('id="unfiled"')[1].split("</section>")[0]
    filed = taken(cast, subject=person(cast).subject)
    assert 'id="unfiled"' not in browser.get(reverse("crisis:crisis", args=[filed.matter_id])).text
    assert 'id="unfiled"' not in signed_in(Client(), cast.other).get(page).text


def person(cast: Cast, birth: date | None = ADULT, **more: Any) -> Person:
    return register_person(NewPerson("小雨", birth, **more), centre=cast.centre, by=None)


def a_crisis(cast: Cast, subject: Person | None = None, /, **told: Any) -> Crisis:
    """Of thoughts of suicide; nothing said about the person but by their file."""
    return taken(cast, subject=subject.subject if subject else None, told=actions.Told(**told))


def guarded_case(cast: Cast, who: Person, name: str = "何雅琴") -> Person:
    """A case in which this guardian of theirs is named."""
    guardian = register_person(a_person(name, date(1970, 1, 1)), centre=cast.centre, by=None)
    given = NewCase(who, cast.counsellor, cast.other, "self", "", guardian=guardian, relation="mother")
    open_case(given, centre=cast.centre, **acting(cast.lead))
    return guardian


def nobody(crisis: Crisis, cast: Cast, reason: str) -> Telling:
    """Said a little while before what happens next."""
    given, before = actions.Tell("guardian", "none", reason=reason), clock.now() - timedelta(minutes=1)
    return actions.tell(crisis, given, at=before, **acting(cast.counsellor))


def refused(crisis: Crisis, cast: Cast, reason: str, why: str) -> Refused:
    before = kinds(crisis), Telling.unscoped.count()
    with pytest.raises(Refused) as found:
        nobody(crisis, cast, reason)
    assert found.value.rule == "psych:15.3b"
    assert why in found.value.why, found.value
    assert found.value.way_on
    assert (kinds(crisis), Telling.unscoped.count()) == before
    assert outcome(crisis, "psych:15.3b", "guardian") == "open"
    return found.value


def test_a_grown_person_with_a_birth_date_on_file_has_no_guardian(cast: Cast) -> None:
    crisis = a_crisis(cast, person(cast))
    nobody(crisis, cast, "capable_adult")
    assert outcome(crisis, "psych:15.3b", "guardian") == "met"


def test_nobody_counts_as_grown_without_a_birth_date(cast: Cast) -> None:
    for crisis in (
        a_crisis(cast),
        a_crisis(cast, person(cast, None)),
        a_crisis(cast, who="李强", minor=False),
    ):
        refused(crisis, cast, "capable_adult", "birth date is not known")
        actions.add_known(crisis, actions.Told(born=ADULT), **acting(cast.counsellor))
        nobody(crisis, cast, "capable_adult")
        assert outcome(crisis, "psych:15.3b", "guardian") == "met"


def test_neither_a_child_nor_whoever_lacks_capacity_is_a_capable_adult(cast: Cast) -> None:
    refused(a_crisis(cast, person(cast, CHILD)), cast, "capable_adult", "under 18")
    refused(a_crisis(cast, born=CHILD), cast, "capable_adult", "under 18")
    refused(a_crisis(cast, minor=True), cast, "capable_adult", "under 18, or without full capacity")
    limited = person(cast, capacity="limited")
    refused(a_crisis(cast, limited), cast, "capable_adult", "without full capacity")
    # What was said at the alarm does not outweigh the file.
    refused(a_crisis(cast, person(cast, CHILD), minor=False), cast, "capable_adult", "under 18")


@pytest.mark.parametrize(("birth", "grown"), [(date(2008, 3, 2), True), (date(2008, 3, 3), False)])
def test_the_eighteenth_birthday_counts(cast: Cast, birth: date, grown: bool) -> None:
    crisis = a_crisis(cast, person(cast, birth))
    if grown:
        nobody(crisis, cast, "capable_adult")
    else:
        refused(crisis, cast, "capable_adult", "under 18")


def test_a_guardian_named_for_a_grown_person_without_full_capacity_is_told(cast: Cast) -> None:
    who = person(cast, capacity="limited")
    guarded_case(cast, who)
    found = refused(a_crisis(cast, who), cast, "dead", "何雅琴")
    assert found.way_on_url == reverse("clients:person", args=[who.matter_id])


def guardians(crisis: Crisis) -> list[str]:
    """Whom the form says to call, besides the person."""
    who = person_of(crisis)
    assert who is not None
    return [one.name for one in contacts_of(who, minor=crisis.minor) if one.part == "guardian"]


def test_the_mother_of_a_grown_person_is_not_their_guardian(cast: Cast) -> None:
    """psych:15.3b psych:41"""
    who = person(cast, date(2008, 3, 10))
    mother = guarded_case(cast, who)
    for day, numbers in ((clock.now(), ["何雅琴"]), (clock.now() + timedelta(days=30), [])):
        with clock.frozen_at(day):
            crisis = a_crisis(cast, who)
            assert guardians(crisis) == numbers
            # She can be suspected all the same.
            assert may_be_suspects(crisis) == [mother]
    with clock.frozen_at(clock.now() + timedelta(days=30)):
        record_capacity(who, "limited", **acting(cast.lead))
        assert guardians(a_crisis(cast, who)) == ["何雅琴"]


def test_who_guarded_a_child_guards_the_grown_person_no_more(frozen: Any, cast: Cast) -> None:
    who = person(cast, date(2008, 3, 10))
    guarded_case(cast, who)
    refused(a_crisis(cast, who), cast, "dead", "何雅琴")
    with clock.frozen_at(frozen + timedelta(days=30)):
        nobody(a_crisis(cast, who), cast, "capable_adult")


def test_only_of_somebody_of_whom_nothing_is_known_nobody_knows_the_guardian(cast: Cast) -> None:
    refused(a_crisis(cast, person(cast, CHILD)), cast, "unknown", "known who the person is")
    named = a_crisis(cast, who="小雨")
    refused(named, cast, "unknown", "known who the person is")
    actions.add_known(named, actions.Told(nameless=True), **acting(cast.counsellor))
    nobody(named, cast, "unknown")
    nobody(a_crisis(cast), cast, "unknown")


def test_a_guardian_who_can_be_told_is_not_dead_until_their_file_says_so(cast: Cast) -> None:
    who = person(cast, CHILD)
    guardian = guarded_case(cast, who)
    crisis = a_crisis(cast, who)
    assert "何雅琴" in refused(crisis, cast, "dead", "stands on file").why
    for found in ("died", "none", "limited"):
        record_capacity(guardian, "by_age", **acting(cast.lead))
        refused(a_crisis(cast, who), cast, "dead", "stands on file")
        record_capacity(guardian, found, **acting(cast.lead))
        nobody(a_crisis(cast, who), cast, "dead")


def test_a_guardian_who_is_kept_out_or_suspected_cannot_be_told(cast: Cast) -> None:
    """psych:4"""
    who = person(cast, CHILD)
    guardian = guarded_case(cast, who)
    crisis = a_crisis(cast, who)
    suspected = actions.Tell("guardian", "skipped", reason="suspected")
    actions.tell(crisis, suspected, suspect=guardian.subject, **acting(cast.counsellor))
    nobody(crisis, cast, "dead")
    nobody(a_crisis(cast, who), cast, "dead")


def test_the_form_says_so_on_the_same_page_and_leads_to_the_file(cast: Cast) -> None:
    who = person(cast, CHILD)
    crisis = a_crisis(cast, who)
    browser = signed_in(Client(headers={"accept-language": "zh-hans"}), cast.counsellor)
    form = {"to": "guardian", "outcome": "none", "reason": "capable_adult"}
    answer = browser.post(reverse("crisis:tell", args=[crisis.matter_id]), form)
    assert answer.status_code == 422
    assert "未满十八周岁" in answer.content.decode()
    assert reverse("clients:person", args=[who.matter_id]) in answer.content.decode()
    assert "crisis.guardian_none" not in kinds(crisis)


# -- owed again


def owed_again(crisis: Crisis, cast: Cast) -> None:
    """The duty is open, and the crisis is not closed before the guardian is told."""
    assert kinds(crisis).count("crisis.guardian_owed") == 1
    assert outcome(crisis, "psych:15.3b", "guardian_after_all") == "open"
    ready(crisis, cast)
    with pytest.raises(Refused) as found:
        actions.close_crisis(crisis, "settled", "", **acting(cast.head))
    assert found.value.rule in {"psych:15.3b", "psych:53.3"}
    assert Crisis.unscoped.get(pk=crisis.pk).closed_at is None
    assert kinds(crisis).count("crisis.guardian_owed") == 1


def test_a_birth_date_that_is_put_right_opens_the_duty_again(cast: Cast) -> None:
    who = person(cast)
    crisis = a_crisis(cast, who)
    nobody(crisis, cast, "capable_adult")
    right = NewPerson("小雨", CHILD)
    correct_person(who, right, version=who.version, **acting(cast.lead))
    assert look_for_guardians() == 0  # in the same act
    owed_again(crisis, cast)
    given = actions.Tell("guardian", "told", "phone", "母亲", "需要有人陪着")
    actions.tell(crisis, given, **acting(cast.counsellor))
    assert outcome(crisis, "psych:15.3b", "guardian_after_all") == "met"
    actions.check_harm(crisis, [], report=False, **acting(cast.counsellor))
    actions.close_crisis(crisis, "settled", "平稳", **acting(cast.head))


def test_even_before_anybody_looked_it_is_not_closed(cast: Cast) -> None:
    who = person(cast)
    crisis = a_crisis(cast, who)
    nobody(crisis, cast, "capable_adult")
    ready(crisis, cast)
    correct_person(who, NewPerson("小雨", CHILD), version=who.version, **acting(cast.lead))
    with pytest.raises(Refused) as found:
        actions.close_crisis(crisis, "settled", "", **acting(cast.head))
    assert found.value.rule == "psych:15.3b"
    assert Crisis.unscoped.get().closed_at is None


def test_a_guardian_who_comes_on_file_is_told_after_all(cast: Cast) -> None:
    who = person(cast, CHILD)
    crisis = a_crisis(cast, who)
    nobody(crisis, cast, "dead")
    guarded_case(cast, who)
    look_for_guardians()
    owed_again(crisis, cast)


def test_a_guardian_named_on_an_application_counts(cast: Cast) -> None:
    who = person(cast, CHILD)
    crisis = a_crisis(cast, who)
    nobody(crisis, cast, "dead")
    lead = staff(cast.centre, "project_lead", "specialist")
    guardian = a_person("何雅琴", date(1980, 1, 1), phone="13900000001")
    an_application(a_service(lead, cast.centre), lead, applicant=who, guardian=guardian, relation="mother")
    assert look_for_guardians() == 1
    owed_again(crisis, cast)


@pytest.mark.parametrize("more", [{"who": "沈小满"}, {"minor": True}, {"born": CHILD}])
def test_what_becomes_known_in_the_crisis_opens_it_at_once(cast: Cast, more: dict[str, Any]) -> None:
    first = "unknown" if "who" in more else "capable_adult"
    crisis = a_crisis(cast, **({} if first == "unknown" else {"who": "李强", "born": ADULT}))
    nobody(crisis, cast, first)
    actions.add_known(crisis, actions.Told(**more), **acting(cast.counsellor))
    owed_again(crisis, cast)
    page = signed_in(Client(headers={"accept-language": "en"}), cast.counsellor).get(
        reverse("crisis:crisis", args=[crisis.matter_id])
    )
    shown = page.content.decode()
    assert "Tell the guardian after all" in shown
    assert "tell?to=guardian" in shown
    assert "Reason given before" in shown


def test_without_suicide_nothing_is_owed_until_it_is_found(cast: Cast) -> None:
    crisis = taken(cast, reason="other", told=actions.Told("李强", born=ADULT))
    nobody(crisis, cast, "capable_adult")
    actions.add_known(crisis, actions.Told(minor=True), **acting(cast.counsellor))
    assert duty(crisis, "psych:15.3b", "guardian_after_all") is None
    ready(crisis, cast)  # finds thoughts of suicide
    owed_again(crisis, cast)


def test_a_reason_that_still_holds_closes_the_crisis(cast: Cast) -> None:
    crisis = a_crisis(cast, person(cast))
    nobody(crisis, cast, "capable_adult")
    ready(crisis, cast)
    assert look_for_guardians() == 0
    actions.close_crisis(crisis, "settled", "平稳", **acting(cast.head))
    assert "crisis.guardian_owed" not in kinds(crisis)


@pytest.mark.parametrize(("result", "reason"), [("skipped", "capable_adult"), ("none", "danger")])
def test_a_reason_of_the_other_answer_is_refused_in_words(cast: Cast, result: str, reason: str) -> None:
    """The form offers both lists in one field."""
    crisis = a_crisis(cast, person(cast))
    page = signed_in(Client(), cast.counsellor)
    sent = {"to": "guardian", "outcome": result, "reason": reason}
    assert page.post(reverse("crisis:tell", args=[crisis.matter_id]), sent).status_code == 422
    assert not Telling.unscoped.exists()
