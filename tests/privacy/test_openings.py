"""A page that acts says on opening why the act would be refused, and the form is not even shown."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import signed_in
from tests.privacy.world import World
from youzhang.kit import clock
from youzhang.ledger.models import Duty
from youzhang.policy.actions import open_library
from youzhang.premises.models import RoomBooking
from youzhang.staff.models import HandOver, Shift, StaffFile

pytestmark = pytest.mark.django_db


def opened(world: World, name: str, page: str, *about: Any) -> Any:
    browser = signed_in(Client(headers={"accept-language": "en"}), world.users[name])
    return browser.get(reverse(page, args=about))


def refused(answer: Any, words: str) -> None:
    """The refusal with its words, and no form of the page's own."""
    assert answer.status_code in (409, 422), answer.status_code
    assert words in answer.text
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    assert 'method="post"' not in main


ROLE = "Your role may not do this."


@pytest.mark.parametrize(
    ("name", "page", "application", "words"),
    [
        ("specialist", "assess", "refused", "is not to be assessed: it is refused"),
        ("specialist", "tell_refusal", "adult", "No refusal waits to be explained"),
        ("specialist", "phone_consent", "withdrawn", "There is nothing to sign"),
        ("specialist", "send_link", "adult", "There is nothing to sign"),
        ("specialist", "remind", "refused", "The application is not successful yet"),
        ("specialist", "attendance", "refused", "The application is not successful yet"),
        ("specialist", "correct_attendance", "adult", "Nobody has noted yet who took part."),
        ("specialist", "note_withdrawal", "withdrawn", "The withdrawal is noted already."),
        ("specialist", "appoint", "adult", "Only an application for a routine service"),
        ("group_leader", "reissue_code", "adult", ROLE),
    ],
)
def test_a_step_with_an_application(world: World, name: str, page: str, application: str, words: str) -> None:
    row = world.applications[application].matter_id
    answer = opened(world, name, f"intake:{page}", row)
    refused(answer, words)
    leads_back = f'href="{reverse("intake:application", args=[row])}">Go there' in answer.text
    assert leads_back == (words != ROLE)


@pytest.mark.parametrize(
    "page", ["reschedule", "close_early", "call_off", "end", "in_charge", "edit", "publish"]
)
def test_an_act_on_a_service(world: World, page: str) -> None:
    service = world.services["here"]
    refused(opened(world, "duty_staff", f"services:{page}", service.matter_id), ROLE)
    type(service).unscoped.filter(pk=service.pk).update(called_off_at=clock.now())
    refused(
        opened(world, "project_lead", f"services:{page}", service.matter_id), "This service was called off."
    )


def test_what_the_state_of_a_service_does_not_allow(world: World) -> None:
    service = world.services["here"]
    answer = opened(world, "project_lead", "services:publish", service.matter_id)
    refused(answer, "published already")
    assert f'href="{reverse("services:service", args=[service.matter_id])}">Go there' in answer.text
    refused(
        opened(world, "project_lead", "services:end", service.matter_id), "It cannot end before it started."
    )
    type(service).unscoped.filter(pk=service.pk).update(applications_closed_at=clock.now())
    refused(opened(world, "project_lead", "services:close_early", service.matter_id), "not being taken now")


@pytest.mark.parametrize("page", ["publish_about", "withdraw_about", "publicise"])
def test_publishing(world: World, page: str) -> None:
    library = open_library(world.here, by=None)
    refused(opened(world, "duty_staff", f"policy:{page}", library.pk), ROLE)


def test_withdrawing_what_is_not_there(world: World) -> None:
    library = open_library(world.here, by=None)
    refused(opened(world, "project_lead", "policy:withdraw_anti_abuse", library.pk), "Nothing of this kind")


@pytest.mark.parametrize("act", ["extend", "waive", "give-back"])
def test_deciding_about_a_duty(world: World, act: str) -> None:
    library = open_library(world.here, by=None)
    duty = Duty.unscoped.filter(matter=library, outcome="open").earliest("article", "name")
    refused(opened(world, "specialist", "workbench:decide", duty.pk, act), ROLE)
    assert opened(world, "project_lead", "workbench:decide", duty.pk, act).status_code == 200
    Duty.unscoped.filter(pk=duty.pk).update(outcome="met")
    refused(opened(world, "project_lead", "workbench:decide", duty.pk, act), "no longer open")


def test_on_the_roster(world: World) -> None:
    row = Shift.unscoped.filter(centre=world.here, starts_at__gt=clock.now()).earliest("starts_at")
    other = next(name for name in ("specialist", "duty_staff") if world.users[name] != row.user)
    refused(opened(world, other, "staff:offer", row.pk), "somebody else&#39;s")
    refused(opened(world, other, "staff:give", row.pk), ROLE)
    Shift.unscoped.filter(pk=row.pk).update(starts_at=clock.now() - clock.INSTANT)
    refused(opened(world, "project_lead", "staff:remove", row.pk), "This shift has begun.")
    handover = HandOver.unscoped.filter(matter__centre=world.here, accepted_at=None).first()
    refused(opened(world, "director", "staff:accept", handover.matter_id), "It goes to somebody else.")


def test_in_a_staff_file(world: World) -> None:
    file = StaffFile.unscoped.get(centre=world.here, user=world.users["project_lead"])
    refused(opened(world, "project_lead", "staff:check", file.matter_id), "your own background check")
    answer = opened(world, "project_lead", "staff:leave", file.matter_id)
    refused(answer, "This person still holds a role here.")
    assert reverse("accounts:member", args=[file.user_id]) in answer.text


def test_other_rooms(world: World) -> None:
    adult = world.applications["refused"].matter_id
    refused(opened(world, "project_lead", "flows:open_case", adult), "Only a successful application")
    booking = RoomBooking.unscoped.filter(room__centre=world.here).exclude(user=world.users["specialist"])[0]
    refused(opened(world, "specialist", "premises:cancel", booking.pk), "somebody else&#39;s")
