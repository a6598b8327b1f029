"""A grown person's mother is not their guardian: in no form, no choice, no paper (psych:41)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from tests.builders import a_case, a_person, a_service, an_application
from tests.clients.safe_house import House, acting
from youzhang.accounts.models import Centre
from youzhang.casework.actions import issue_card
from youzhang.casework.actions.rights import open_by_card
from youzhang.casework.models import AccessCard, Case
from youzhang.clients.actions import NewPerson, record_capacity, register_person
from youzhang.clients.guardians import guardians_of
from youzhang.clients.models import Person
from youzhang.clients.safety import contacts_of
from youzhang.crisis.actions.guardians import may_be_suspects
from youzhang.intake.actions import name_guardian
from youzhang.intake.models import Application
from youzhang.kit import clock
from youzhang.kit.refused import Refused

GROWN = date(1990, 5, 4)


@pytest.fixture
def house(frozen: Any, db: None, settings: Any, tmp_path: Any) -> House:
    settings.FILES_ROOT = tmp_path
    return House()


def grown(centre: Centre, **more: Any) -> Person:
    return register_person(NewPerson("沈一禾", GROWN, phone="13812340001", **more), centre=centre, by=None)


def refused(act: Callable[[], object]) -> None:
    before = Person.unscoped.count(), Case.unscoped.count(), Application.unscoped.count()
    with pytest.raises(Refused) as found:
        act()
    assert found.value.rule == "psych:41"
    assert "紧急联系人" in found.value.way_on
    assert (Person.unscoped.count(), Case.unscoped.count(), Application.unscoped.count()) == before


def test_no_case_of_a_grown_person_names_a_guardian_unless_their_capacity_is_limited(house: House) -> None:
    who = grown(house.here)
    refused(lambda: a_case(who, house, guardian=house.father, relation="mother"))
    record_capacity(who, "limited", **acting(house.head))
    who = Person.unscoped.select_related("matter__centre", "subject__key").get(pk=who.pk)
    a_case(who, house, guardian=house.father, relation="mother")
    assert guardians_of(who) == [house.father]


def test_no_application_of_a_grown_person_names_one_either(house: House) -> None:
    service, mother = (
        a_service(house.head, house.here),
        a_person("何雅琴", date(1966, 1, 1), phone="13900000001"),
    )
    refused(
        lambda: an_application(service, house.head, applicant=a_person(), guardian=mother, relation="mother")
    )
    row = an_application(service, house.head, applicant=a_person("沈二禾"))
    refused(lambda: name_guardian(row, mother, "mother", **acting(house.head)))
    assert Application.unscoped.get(pk=row.pk).guardian is None


def test_on_the_eighteenth_birthday_the_guardian_is_called_no_more(house: House) -> None:
    eve = house.child.born.replace(year=house.child.born.year + 18)
    for day, parts in ((eve - timedelta(days=1), ["guardian", "self"]), (eve, ["self"])):
        with clock.frozen_at(clock.at_hour(day, 9)):
            assert [one.part for one in contacts_of(house.child)] == parts


def test_a_guardian_who_has_died_or_lost_capacity_guards_nobody(house: House) -> None:
    for found, left in (("died", []), ("by_age", [house.father]), ("none", [])):
        record_capacity(house.father, found, **acting(house.head))
        assert guardians_of(house.child) == left


def test_another_guardian_named_on_the_application_is_the_guardian_everywhere_at_once(house: House) -> None:
    """psych:4 psych:41"""
    card, code = issue_card(house.case, "guardian", identity_checked=True, **acting(house.worker))
    mother = a_person("何雅琴", date(1985, 1, 1), phone="13900000001")
    name_guardian(house.application, mother, "mother", **acting(house.head))
    named = Application.unscoped.get(pk=house.application.pk).guardian
    assert guardians_of(house.child) == [named]
    case = Case.unscoped.get(pk=house.case.pk)
    assert (case.file.guardian, case.file.relation) == (named, "mother")
    assert AccessCard.unscoped.get(pk=card.pk).revoked_at is not None
    assert open_by_card(house.case.matter.number, code, house.child.born) is None
    assert [one.name for one in contacts_of(house.child)] == ["何雅琴", "沈小满"]
    crisis = house.in_danger()
    assert [one.name for one in may_be_suspects(crisis)] == ["何雅琴"]


def test_a_guardian_whom_the_case_has_of_its_own_stays(house: House) -> None:
    mother = register_person(
        a_person("何雅琴", date(1985, 1, 1), phone="13900000001"), centre=house.here, by=None
    )
    name_guardian(house.application, mother, "mother", **acting(house.head))
    uncle = a_person("何叔", date(1979, 1, 1), phone="13900000002")
    Application.unscoped.filter(pk=house.application.pk).update(guardian=house.father)
    name_guardian(house.application, uncle, "other", **acting(house.head))
    assert Case.unscoped.get(pk=house.case.pk).file.guardian == mother
