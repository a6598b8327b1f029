"""Putting particulars right, linking two files of one human being."""

from __future__ import annotations

from datetime import date

import pytest

from tests.builders import a_centre, staff, viewing
from tests.clients.people import a_person
from youzhang.accounts.models import Bar
from youzhang.clients.actions import (
    NewPerson,
    bar_from_person,
    correct_person,
    link_same_person,
    record_capacity,
    unlink,
)
from youzhang.clients.models import Person, SamePerson
from youzhang.clients.queries import linked, person_for, search
from youzhang.kit.refused import Refused, Stale
from youzhang.ledger.models import Fact

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def kinds(person: Person) -> list[str]:
    return list(Fact.unscoped.filter(matter=person.matter_id).order_by("seq").values_list("kind", flat=True))


def test_a_corrected_person_is_found_by_the_new_name_only() -> None:
    centre = a_centre()
    user = staff(centre, "specialist")
    viewer, person = viewing(user), a_person(centre)
    correct_person(person, NewPerson("林晓宇", phone="13911112222"), version=1, by=viewer)
    assert search(viewer, "林小雨") == search(viewer, "0427") == []
    assert [p.name for p in search(viewer, "林晓宇")] == ["林晓宇"]
    assert kinds(person) == ["clients.registered", "clients.corrected"]


def test_whoever_is_slower_is_told_what_differs_and_changes_nothing() -> None:
    centre = a_centre()
    user = staff(centre, "specialist")
    person = a_person(centre)
    correct_person(person, NewPerson("林晓宇"), version=1, by=viewing(user))
    with pytest.raises(Stale) as stale:
        correct_person(person, NewPerson("林小玉"), version=1, by=viewing(user))
    assert stale.value.way_on
    assert Person.unscoped.select_related("subject__key").get(pk=person.pk).name == "林晓宇"
    assert kinds(person).count("clients.corrected") == 1


def test_a_correction_that_cannot_be_true_is_refused() -> None:
    centre = a_centre()
    user = staff(centre, "specialist")
    person = a_person(centre)
    with pytest.raises(Refused, match="rule:birth"):
        correct_person(person, NewPerson("林小雨", birth=date(2026, 3, 3)), version=1, by=viewing(user))
    assert kinds(person) == ["clients.registered"]


def test_a_correction_leaves_the_finding_alone() -> None:
    """psych:41: what was found about capacity is changed by a finding only."""
    centre = a_centre()
    user = staff(centre, "specialist")
    person = a_person(centre, birth=date(1980, 1, 1), capacity="limited")
    correct_person(person, NewPerson("林小雨"), version=1, by=viewing(user))
    assert Person.unscoped.get(pk=person.pk).capacity == "limited"


def test_a_finding_is_recorded_once() -> None:
    """psych:41."""
    centre = a_centre()
    user = staff(centre, "specialist")
    person = a_person(centre, birth=date(1980, 1, 1))
    for _ in range(2):
        record_capacity(person, "limited", by=viewing(user))
    assert kinds(person) == ["clients.registered", "clients.capacity_found"]


def test_linked_files_stay_two_and_each_shows_the_other() -> None:
    centre = a_centre()
    user = staff(centre, "specialist")
    viewer, one, other = viewing(user), a_person(centre), a_person(centre, name="小雨林")
    for pair in ((one, other), (other, one)):
        link_same_person(*pair, by=viewer)
    assert (linked(viewer, one), linked(viewer, other)) == ([other], [one])
    assert SamePerson.objects.count() == 1
    assert kinds(one) == kinds(other) == ["clients.registered", "clients.linked"]
    unlink(other, one, by=viewer)
    assert linked(viewer, one) == []
    assert kinds(one)[-1] == kinds(other)[-1] == "clients.unlinked"


def test_a_file_is_not_linked_with_itself_nor_over_centres() -> None:
    here, there = a_centre(), a_centre()
    user = staff(here, "specialist")
    one, far = a_person(here), a_person(there)
    for other in (one, far):
        with pytest.raises(Refused, match="rule:link"):
            link_same_person(one, other, by=viewing(user))
    assert not SamePerson.objects.exists()


def test_a_bar_holds_on_every_linked_file_whichever_came_first() -> None:
    centre = a_centre()
    lead, barred = staff(centre, "project_lead"), staff(centre, "specialist")
    one, two, three, four = files = [a_person(centre) for _ in range(4)]
    link_same_person(one, two, by=viewing(lead))
    link_same_person(three, four, by=viewing(lead))
    bar_from_person(barred, one, reason="relative", by=viewing(lead))
    link_same_person(two, three, by=viewing(lead))
    assert Bar.objects.filter(user=barred).count() == 4
    assert [person_for(viewing(barred), file.matter_id) for file in files] == [None] * 4
    assert search(viewing(barred), "林小雨") == []


@pytest.mark.parametrize("role", ["duty_staff", "counsellor", "observer", "sysadmin"])
def test_only_those_the_policy_names_link_or_bar(role: str) -> None:
    centre = a_centre()
    user = staff(centre, role)
    one, other = a_person(centre), a_person(centre)
    with pytest.raises(Refused, match="rule:policy"):
        link_same_person(one, other, by=viewing(user))
    with pytest.raises(Refused, match="rule:policy"):
        bar_from_person(user, one, reason="other", by=viewing(user))
    assert not SamePerson.objects.exists()
    assert not Bar.objects.exists()
