"""What keeps somebody safe travels with the person: onto every page about them, to nobody more (psych:4, psych:50)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests.builders import staff
from tests.clients.safe_house import ADDRESS, NAMES, NUMBERS, WHY, House, acting, browser, seen_by
from youzhang.accounts.actions import delegate, end_role
from youzhang.accounts.models import AccessEntry, User
from youzhang.accounts.roles import ADMINISTRATORS, ROLES
from youzhang.casework.actions import lift_protection, notes, wish_to_leave
from youzhang.clients.emergency import Emergency, enter_emergency
from youzhang.clients.kept_out import keep_out
from youzhang.clients.models import EmergencyContact, Person
from youzhang.crisis import actions as crises
from youzhang.crisis.actions.glass import Emergency as Reading
from youzhang.crisis.actions.glass import break_glass
from youzhang.kit import clock
from youzhang.kit.refused import Refused
from youzhang.ledger.matters import shut_out
from youzhang.ledger.models import Fact
from youzhang.ledger.policy import kinds_seen_by, roles_for

DO_NOT = "Do not contact 沈大山 about this. Ask 程知夏 whom to tell instead."
DANGER = "In danger: urgent"


@pytest.fixture
def house(frozen: Any, db: None, settings: Any, tmp_path: Any) -> House:
    settings.FILES_ROOT = tmp_path
    return House()


@pytest.fixture
def unsafe(house: House, frozen: Any) -> Iterator[House]:
    house.keep_out()
    with clock.frozen_at(frozen + timedelta(hours=1)):
        house.in_danger()
        yield house


def numbers_of(house: House, user: User, matter: Any, **asked: str) -> Any:
    return browser(user).post(
        reverse("clients:numbers", args=[matter]), asked, headers={"hx-request": "true"}
    )


# -- the panel


def test_whoever_carries_any_of_it_reads_all_of_it_on_every_page(unsafe: House) -> None:
    """psych:4 psych:50"""
    read = {
        unsafe.worker: ("clients:person", "casework:case", "casework:session", "crisis:crisis"),
        unsafe.backup: ("clients:person", "casework:case", "casework:session"),
        unsafe.supervisor: ("casework:case", "casework:session"),
        unsafe.crisis_lead: ("crisis:crisis",),
        unsafe.head: ("clients:person", "intake:application", "crisis:crisis"),
    }
    pages = unsafe.pages()
    for user, names in read.items():
        for name in names:
            shown = seen_by(user, pages[name])
            assert DANGER in shown, (user, name)
            assert unsafe.crisis.matter.number in shown, (user, name)
            assert "led by 程知夏" in shown, (user, name)
            assert NUMBERS["lead"] in shown, (user, name)
            assert DO_NOT in shown, (user, name)
            told = user != unsafe.head  # what a case says of who is safe, it says to those in it
            assert ("safe to call instead of the guardian" in shown) == told, (user, name)
            assert NUMBERS["safe"] not in shown, (user, name)
            assert NUMBERS["father"] not in shown, (user, name)
            assert WHY not in shown


def test_a_deputy_reads_it_and_a_link_is_there_only_for_whom_the_crisis_shows_to(unsafe: House) -> None:
    deputy, today = staff(unsafe.here, "case_worker", name="代班"), clock.today()
    case, crisis = unsafe.pages()["casework:case"], unsafe.pages()["crisis:crisis"]
    assert seen_by(deputy, case) == ""
    delegate(unsafe.worker, deputy, unsafe.here, starts_on=today, ends_on=today, by=unsafe.worker)
    assert DANGER in seen_by(deputy, case)
    assert f'href="{crisis}"' in seen_by(unsafe.worker, case)
    assert DANGER in seen_by(unsafe.supervisor, case)
    assert f'href="{crisis}"' not in seen_by(unsafe.supervisor, case)


def test_the_desk_reads_whom_not_to_contact_and_whom_to_ask_never_why(unsafe: House) -> None:
    """psych:4"""
    for name in ("clients:person", "intake:application"):
        assert "suspicion" not in seen_by(unsafe.desk, unsafe.pages()[name])
        shown = seen_by(unsafe.specialist, unsafe.pages()[name])
        assert DO_NOT in shown
        assert WHY not in shown
        assert "In danger" not in shown
        assert unsafe.crisis.matter.number not in shown


def test_risk_noted_in_a_case_shows_to_those_in_it_only(house: House) -> None:
    with clock.frozen_at(house.session.starts_at):
        notes.write_note(
            house.session, notes.Written("free", {"free": "睡不好。"}, 2, 50), **acting(house.worker)
        )
        pages = house.pages()
        assert "Risk as last judged: middle" in seen_by(house.worker, pages["casework:case"])
        assert "Risk as last judged" not in seen_by(house.head, pages["clients:person"])


def test_a_crisis_from_which_one_is_shut_out_shows_in_no_panel(unsafe: House) -> None:
    shut_out(unsafe.crisis.matter, unsafe.backup)
    for name in ("clients:person", "casework:case", "casework:session"):
        shown = seen_by(unsafe.backup, unsafe.pages()[name])
        assert shown
        assert "In danger" not in shown
        assert unsafe.crisis.matter.number not in shown


def test_who_is_let_in_again_and_a_crisis_that_is_over_are_gone_everywhere_at_once(unsafe: House) -> None:
    lift_protection(unsafe.case, "mistaken", "父亲不在场。", **acting(unsafe.worker))
    for user, name in ((unsafe.worker, "casework:case"), (unsafe.specialist, "intake:application")):
        assert "Do not contact" in seen_by(user, unsafe.pages()[name])  # the crisis still has it
    head = staff(unsafe.here, "department_head", name="主管")
    crises.lift_suspicion(unsafe.crisis, "父亲不在场。", **acting(head))
    for user, name in ((unsafe.worker, "casework:case"), (unsafe.specialist, "intake:application")):
        assert "Do not contact" not in seen_by(user, unsafe.pages()[name])


@pytest.mark.parametrize("role", [role for role in ROLES if role not in ADMINISTRATORS])
def test_no_role_sees_more_than_the_policy_gives(unsafe: House, role: str) -> None:
    """Danger only where the table shows crises; numbers only where it lets ring; why, never."""
    user = staff(unsafe.here, role, name="某人")
    sees = kinds_seen_by(frozenset({role}))
    kinds = {"clients:person": "resident", "intake:application": "application", "crisis:crisis": "crisis"}
    for name, address in unsafe.pages().items():
        shown = seen_by(user, address)
        assert bool(shown) == (
            kinds.get(name, "") in sees or (name == "casework:case" and "minor-case" in sees)
        )
        assert WHY not in shown
        assert not any(number in shown for number in (NUMBERS["father"], NUMBERS["safe"]))
        if shown:
            assert (DANGER in shown) == ("crisis" in sees)
            assert (reverse("clients:numbers", args=[matter_of(unsafe, name)]) in shown) == (
                role in roles_for("clients.call")
            )
    for name in unsafe.pages():
        may = role in roles_for("clients.call") and kinds.get(name, "") in sees
        before = AccessEntry.objects.count()
        answer = numbers_of(unsafe, user, matter_of(unsafe, name))
        assert answer.status_code == (200 if may else 404), name
        assert AccessEntry.objects.count() == before + may


def matter_of(house: House, page: str) -> Any:
    files = {
        "clients:person": house.child,
        "intake:application": house.application,
        "casework:case": house.case,
    }
    return (files | {"casework:session": house.session, "crisis:crisis": house.crisis})[page].matter_id


# -- numbers


def test_numbers_are_seen_on_asking_and_that_is_written_down(unsafe: House) -> None:
    """psych:35.4 psych:50"""
    for user, matter in (
        (unsafe.worker, unsafe.session.matter_id),
        (unsafe.supervisor, unsafe.case.matter_id),
        (unsafe.crisis_lead, unsafe.crisis.matter_id),
        (unsafe.desk, unsafe.application.matter_id),
    ):
        answer = numbers_of(unsafe, user, matter)
        shown = answer.content.decode()
        assert answer.status_code == 200
        assert (f"tel:{NUMBERS['safe']}" in shown) == (user != unsafe.desk)
        assert f"tel:{NUMBERS['child']}" in shown
        assert ADDRESS in shown
        assert NUMBERS["father"] not in shown
        entry = AccessEntry.objects.filter(user=user).latest("at")
        assert (entry.act, entry.about) == ("clients.numbers_shown", unsafe.child.matter_id)


def test_one_number_is_given_to_be_dialled_at_once(unsafe: House) -> None:
    shown = numbers_of(unsafe, unsafe.worker, unsafe.case.matter_id, who="safe").content.decode()
    assert f"tel:{NUMBERS['safe']}" in shown
    assert "data-dial" in shown
    assert NUMBERS["child"] not in shown
    plain = browser(unsafe.worker).post(
        reverse("clients:numbers", args=[unsafe.case.matter_id]), {"who": "safe"}
    )
    assert f"tel:{NUMBERS['safe']}" in plain.content.decode()


def test_a_guardian_who_is_kept_out_of_nothing_can_be_rung(house: House) -> None:
    shown = numbers_of(house, house.worker, house.case.matter_id, who=str(house.father.pk)).content.decode()
    assert f"tel:{NUMBERS['father']}" in shown
    house.keep_out()
    after = numbers_of(house, house.worker, house.case.matter_id, who=str(house.father.pk)).content.decode()
    assert NUMBERS["father"] not in after


@pytest.mark.parametrize("who", ["other", "father", "gone"])
def test_who_has_no_part_in_it_sees_no_number(unsafe: House, who: str) -> None:
    user = staff(unsafe.here, "counsellor", name="路人")
    if who == "gone":
        end_role(unsafe.worker.holdings.get(), last_day=clock.today() - timedelta(days=1), by=unsafe.head)
        user = unsafe.worker
    before = AccessEntry.objects.count()
    for name in unsafe.pages():
        assert numbers_of(unsafe, user, matter_of(unsafe, name)).status_code in {302, 403, 404}
    assert AccessEntry.objects.count() == before


def test_whoever_reads_in_an_emergency_finds_the_address_for_the_police(unsafe: House) -> None:
    """psych:50"""
    number = unsafe.case.matter.number
    assert numbers_of(unsafe, unsafe.other, unsafe.case.matter_id).status_code == 404
    break_glass(Reading(number, "life", "电话里说站在楼顶"), **acting(unsafe.other))
    assert ADDRESS in numbers_of(unsafe, unsafe.other, unsafe.case.matter_id).content.decode()
    assert DANGER in seen_by(unsafe.other, unsafe.pages()["casework:case"])


# -- emergency contact and address


def test_what_is_entered_in_a_crisis_holds_on_every_page_at_once(unsafe: House) -> None:
    """psych:50"""
    given = {"name": "周老师", "phone": "13933330003", "relation": "teacher", "address": "学校宿舍 5 号楼"}
    address = reverse("clients:emergency", args=[unsafe.crisis.matter_id])
    assert browser(unsafe.crisis_lead).post(address, given).status_code == 302
    for user, matter in (
        (unsafe.worker, unsafe.case),
        (unsafe.desk, unsafe.application),
        (unsafe.head, unsafe.child),
    ):
        shown = numbers_of(unsafe, user, matter.matter_id).content.decode()
        assert "tel:13933330003" in shown
        assert "学校宿舍 5 号楼" in shown
        assert "entered by 程知夏" in shown
        assert ADDRESS not in shown
    assert Fact.unscoped.filter(matter=unsafe.child.matter_id, kind="clients.emergency_entered").count() == 1


def test_the_newest_is_called_be_it_of_the_form_or_of_the_file(house: House) -> None:
    house.application.emergency_name, house.application.emergency_phone = "舅舅", "13600000001"
    house.application.save()
    shown = lambda: numbers_of(house, house.desk, house.application.matter_id).content.decode()  # noqa: E731
    assert "舅舅" in shown()
    enter_emergency(house.child, Emergency("姑姑", "13600000002"), by=house.desk)
    assert "姑姑" in shown()
    assert "舅舅" not in shown()


def test_whoever_was_named_before_somebody_unnamed_was_kept_out_is_not_rung(
    house: House, frozen: Any
) -> None:
    """psych:4: a violent husband, of whom there is no file, is often the emergency contact."""
    enter_emergency(house.child, Emergency("丈夫", "13600000001"), by=house.desk)
    shown = lambda: numbers_of(house, house.worker, house.case.matter_id).content.decode()  # noqa: E731
    assert "13600000001" in shown()
    with clock.frozen_at(frozen + timedelta(hours=1)):
        file, child = house.case.matter, house.child.subject
        keep_out(file, child, None, ask=house.worker, at=clock.now())
        assert "13600000001" not in shown()
        assert "Do not contact 丈夫" in shown()
    with clock.frozen_at(frozen + timedelta(hours=2)):
        enter_emergency(house.child, Emergency("姐姐", "13600000002"), by=house.worker)
        assert "13600000002" in shown()


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        (Emergency(), "rule:emergency"),
        (Emergency("姑姑"), "rule:emergency"),
        (Emergency(phone="13600000002"), "rule:emergency"),
        (Emergency("别人", NUMBERS["father"]), "psych:4"),
        (Emergency(NAMES["father"], "13600000009"), "psych:4"),
    ],
)
def test_nothing_half_and_nobody_who_is_kept_out_becomes_the_emergency_contact(
    unsafe: House, given: Emergency, rule: str
) -> None:
    """psych:4"""
    with pytest.raises(Refused) as found:
        enter_emergency(unsafe.child, given, by=unsafe.worker)
    assert found.value.rule == rule
    assert found.value.way_on
    assert not EmergencyContact.unscoped.exists()
    assert not Fact.unscoped.filter(kind="clients.emergency_entered").exists()


def test_whoever_may_see_no_number_enters_none(unsafe: House) -> None:
    given = {"name": "周老师", "phone": "13933330003", "relation": "teacher"}
    answer = browser(unsafe.other).post(reverse("clients:emergency", args=[unsafe.case.matter_id]), given)
    assert answer.status_code == 404
    assert not EmergencyContact.unscoped.exists()
    assert Person.unscoped.get(pk=unsafe.child.pk).version == unsafe.child.version


@pytest.mark.parametrize("page", ["cancel", "move"])
def test_whoever_calls_a_session_off_sees_the_number_to_ring_on_that_page(house: House, page: str) -> None:
    """psych:13"""
    shown = seen_by(house.worker, reverse(f"casework:{page}", args=[house.session.matter_id]))
    assert reverse("clients:numbers", args=[house.case.matter_id]) in shown
    assert NUMBERS["father"] not in shown


def test_whoever_follows_up_an_exit_does_too(house: House) -> None:
    """psych:35.4"""
    wish_to_leave(house.case, "wish", "孩子说不想来了。", **acting(house.worker))
    shown = seen_by(house.worker, reverse("casework:leave_reasons", args=[house.case.matter_id]))
    assert reverse("clients:numbers", args=[house.case.matter_id]) in shown
