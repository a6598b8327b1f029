"""Registering people: what is kept, what is refused, who is found again."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from stdnum.cn import ric

from tests.builders import a_centre, staff, viewing
from tests.clients.people import a_person
from youzhang.clients.actions import NewPerson, register_at_desk, register_person
from youzhang.clients.models import Person
from youzhang.clients.queries import person_for, search
from youzhang.kit import clock
from youzhang.kit.refused import Refused
from youzhang.ledger.models import Fact, MatterParty

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def id_number(birth: str = "20120506", serial: str = "002") -> str:
    body = f"110105{birth}{serial}"
    return body + ric.calc_check_digit(f"{body}0")


def test_a_registered_person_has_a_file_a_part_a_fact_and_can_be_found() -> None:
    centre = a_centre()
    viewer = viewing(staff(centre, "duty_staff"))
    person = a_person(centre)
    assert MatterParty.objects.get(matter=person.matter).subject_id == person.subject_id
    assert Fact.unscoped.get(matter=person.matter).kind == "clients.registered"
    assert person_for(viewer, person.matter_id) == person
    for typed in ("林小雨", "小雨", "linxiaoyu", "lxy", "0427", "138 0000 0427", "１３８０００００４２７"):
        assert search(viewer, typed) == [person], typed


def test_nothing_personal_stands_in_the_row() -> None:
    person = a_person(a_centre(), address="青澜路 8 号", id_number=id_number())
    row = Person.unscoped.filter(pk=person.pk).values_list().get()
    assert not any("林小雨".encode() in bytes(v) for v in row if isinstance(v, bytes))
    assert not any(isinstance(v, str) and ("林" in v or "138" in v or "青澜" in v) for v in row)


def test_a_rare_character_outside_the_basic_plane_is_kept_and_found() -> None:
    centre = a_centre()
    viewer = viewing(staff(centre, "duty_staff"))
    person = a_person(centre, name="𠮷野𠮷")
    assert person_for(viewer, person.matter_id).name == "𠮷野𠮷"
    assert search(viewer, "𠮷野") == [person]


def test_full_width_digits_are_kept_half_width() -> None:
    person = a_person(
        a_centre(),
        phone="１３８-００００ ０４２７",
        id_number=id_number().translate(str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")),
    )
    assert (person.phone, person.id_number) == ("13800000427", id_number())


@pytest.mark.parametrize(
    ("given", "rule", "field"),
    [
        ({"birth": date(2026, 3, 3)}, "rule:birth", "birth"),
        ({"birth": date(1890, 1, 1)}, "rule:birth", "birth"),
        ({"id_number": "11010520120506002" + "?"}, "rule:id_number", "id_number"),
        (
            {"id_number": id_number()[:-1] + ("1" if id_number()[-1] != "1" else "2")},
            "rule:id_number",
            "id_number",
        ),
        ({"id_number": id_number("20110506")}, "rule:id_number", "id_number"),
        ({"id_number": id_number(serial="001")}, "rule:id_number", "id_number"),
        ({"name": "  "}, "rule:name", "name"),
        ({"name": "雨" * 350_000}, "rule:name", "name"),
    ],
    ids=[
        "born tomorrow",
        "too old",
        "no digit",
        "wrong checksum",
        "other birth date",
        "other sex",
        "no name",
        "1 MB",
    ],
)
def test_what_cannot_be_true_is_refused_and_nothing_is_kept(
    given: dict[str, object], rule: str, field: str
) -> None:
    centre = a_centre()
    with pytest.raises(Refused) as refused:
        a_person(centre, **given)
    assert (refused.value.rule, refused.value.field) == (rule, field)
    assert not Person.unscoped.exists()
    assert not Fact.unscoped.exists()


def test_a_child_born_today_can_be_registered(frozen: datetime) -> None:
    assert a_person(a_centre(), birth=clock.day_of(frozen)).age == 0


def test_the_desk_is_offered_files_before_a_second_one_is_made() -> None:
    centre = a_centre()
    user = staff(centre, "duty_staff")
    known = a_person(centre)
    again = NewPerson("林小雨", birth=date(2012, 5, 6))
    with pytest.raises(Refused, match="rule:known_person"):
        register_at_desk(again, is_new=False, centre=centre, by=viewing(user))
    assert list(Person.unscoped.all()) == [known]
    made = register_at_desk(again, is_new=True, centre=centre, by=viewing(user))
    assert made.pk != known.pk


def test_somebody_of_the_same_name_born_on_another_day_is_not_offered() -> None:
    centre = a_centre()
    user = staff(centre, "duty_staff")
    a_person(centre)
    other = NewPerson("林小雨", birth=date(1990, 1, 1))
    assert register_at_desk(other, is_new=False, centre=centre, by=viewing(user))


def test_a_role_that_may_not_register_is_refused() -> None:
    centre = a_centre()
    user = staff(centre, "counsellor")
    with pytest.raises(Refused, match="rule:policy"):
        register_at_desk(NewPerson("林小雨"), is_new=True, centre=centre, by=viewing(user))
    assert not Person.unscoped.exists()


def test_a_finding_given_at_once_is_a_fact_too() -> None:
    """psych:41: capacity is a finding of its own, apart from age."""
    person = a_person(a_centre(), birth=date(1980, 1, 1), capacity="limited")
    kinds = set(Fact.unscoped.filter(matter=person.matter).values_list("kind", flat=True))
    assert kinds == {"clients.registered", "clients.capacity_found"}


def test_a_late_entry_says_why(frozen: datetime) -> None:
    with pytest.raises(Refused, match="rule:late_entry"):
        register_person(NewPerson("林小雨"), centre=a_centre(), by=None, at=frozen - timedelta(days=2))
    assert not Person.unscoped.exists()
