"""Search, lists, counts, figures, evidence: what is hidden leaves no trace in any of them (threat model T6)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from tests.builders import START, a_service, an_application, signed_in, staff, viewing
from tests.privacy.world import World
from youzhang.accounts.actions import give_role
from youzhang.accounts.models import User
from youzhang.clients import queries as clients
from youzhang.clients.actions import bar_from_person
from youzhang.clients.models import Person
from youzhang.intake.actions import Assessed, assess
from youzhang.intake.pages import list_context
from youzhang.jobs.queries import visible_jobs
from youzhang.kit import clock
from youzhang.ledger import queries as ledger
from youzhang.ledger import tallies
from youzhang.ledger.matters import shut_out
from youzhang.ledger.models import Duty, Matter
from youzhang.ledger.queries import Wanted
from youzhang.ledger.scope import Scoped
from youzhang.notices.models import Notice
from youzhang.services.models import Service

pytestmark = pytest.mark.django_db

BARRED = {
    "barred": "child",
    "barred_from_guardian": "guardian of child",
    "there_lead": "adult",
    "welfare_lead": "child",
}


def browser(world: World, name: str) -> Client:
    return signed_in(Client(), world.users[name])


@pytest.mark.parametrize("name", BARRED)
@pytest.mark.parametrize("page", ["workbench:search", "clients:people", "clients:register"])
def test_no_search_finds_who_is_hidden(world: World, name: str, page: str) -> None:
    person = world.people[BARRED[name]]
    for text in (person.name, person.name[:7], person.phone, (person.phone or "")[-4:], person.id_number):
        answer = browser(world, name).get(reverse(page), {"q": text, "name": ""}).content.decode()
        assert str(person.matter_id) not in answer
        assert clients.search(viewing(world.users[name]), text or "") == []


@pytest.mark.parametrize("name", BARRED)
def test_no_number_finds_what_is_hidden(world: World, name: str) -> None:
    row = world.applications["adult" if name == "there_lead" else "child"]
    answer = browser(world, name).get(reverse("workbench:search"), {"q": row.matter.number}).content.decode()
    assert str(row.matter_id) not in answer


def test_who_is_known_already_is_not_told_to_who_is_barred(world: World) -> None:
    child, barred = world.people["child"], viewing(world.users["barred"])
    asked: Any = {"name": child.name, "phone": child.phone or "", "birth": child.born}
    assert clients.find_or_offer(barred, world.here, **asked) == []
    assert clients.find_or_offer(viewing(world.users["lead"]), world.here, **asked) == [child]


def figures(user: User, world: World, service: Service) -> dict[str, Any]:
    """Everything that is counted or listed for one person at the first centre."""
    viewer, day = viewing(user), clock.today()
    wanted = Wanted(viewer, world.here, team=True)
    listed = list_context(
        viewer, Service.unscoped.select_related("matter__centre").get(pk=service.pk), "", ""
    )
    return {
        "duties": ledger.ahead(wanted, [clock.end_of(day), clock.end_of(day + timedelta(days=60))]).counts,
        "board": tallies.tallies(viewer, world.here, tallies.last_months(day, 12)),
        "open": tallies.standing(viewer, world.here).open,
        "evidence": [
            duty.pk for duty in tallies.evidence(viewer, world.here, ["psych:34.1d", "psych:34.2b"])
        ],
        "unheld": [duty.pk for duty in ledger.unheld(viewer, world.here)],
        "by name": [(one.pk, count) for one, count in ledger.holding_by_name(viewer, world.here)],
        "waiting": [duty.pk for duty in ledger.waiting_for_others(wanted, clock.now() - ledger.RECENT)],
        "applications": [row.pk for row in listed["page"].rows],
        "places": (listed["taken"], listed["waiting"], listed["free"]),
        "people": [person.pk for person in clients.recent(viewer, world.here)],
    }


@pytest.mark.parametrize("how", ["person", "matter"])
def test_figures_are_those_of_a_world_without_what_is_hidden(world: World, how: str) -> None:
    """Somebody barred counts what they would count had the hidden application never come in."""
    lead = world.users["lead"]
    user, service = staff(world.here, "project_lead", "specialist"), a_service(lead, world.here)
    seen = an_application(service, lead, applicant=world.particulars("seen", date(1980, 1, 1)))
    before = figures(user, world, service)
    hidden = an_application(service, lead, applicant=world.particulars("hidden", date(1981, 1, 1)))
    assert figures(user, world, service) != before
    if how == "person":
        bar_from_person(user, hidden.applicant, reason="relative", by=viewing(lead))
    else:
        shut_out(hidden.matter, user)
        shut_out(hidden.applicant.matter, user)
    assert figures(user, world, service) == before
    assert before["applications"] == [seen.pk]


@pytest.mark.parametrize("state", ["passed", "waiting"])
def test_places_and_line_do_not_count_who_is_hidden(world: World, state: str) -> None:
    """A place too many in the count would tell that somebody they must not know of has applied."""
    lead = world.users["lead"]
    user, service = staff(world.here, "specialist"), a_service(lead, world.here)
    hidden = an_application(service, lead, applicant=world.particulars("hidden", date(1981, 1, 1)))
    given = Assessed("phone", "routine", state, hidden.version)
    assess(hidden, given, by=viewing(lead))
    assert figures(user, world, service)["places"] != (0, 0, False)
    shut_out(hidden.matter, user)
    assert figures(user, world, service)["places"] == (0, 0, False)


def test_the_other_centre_counts_nothing(world: World) -> None:
    there = viewing(world.users["there_lead"])
    assert tallies.tallies(there, world.here, tallies.last_months(clock.today(), 12)) == {}
    assert tallies.standing(there, world.here).open == {}
    assert ledger.ahead(Wanted(there, world.here, team=True), [clock.now()]).counts == [0, 0]
    assert clients.recent(there, world.here) == []


@pytest.mark.parametrize("name", ["welfare_lead", "moved", "sysadmin", "security_admin", "auditor"])
def test_no_scoped_row_of_a_centre_reaches_who_has_no_part_in_it(world: World, name: str) -> None:
    """Whatever hangs on a matter, in any room: pages to come read from the same set."""
    viewer = viewing(world.users[name])
    scoped = [model for model in apps.get_models() if isinstance(model._default_manager, Scoped)]
    assert len(scoped) > 10
    for model in scoped:
        manager: Any = model._default_manager
        path = f"{manager.path}__centre" if manager.path else "centre"
        assert not manager.visible_to(viewer).filter(**{path: world.here}).exists(), model


def test_notices_are_shown_by_no_page_to_the_barred(world: World) -> None:
    """The notice of a matter is found by the matter: barred from it, none is found."""
    barred = viewing(world.users["matter_barred"])
    abouts = set(Matter.objects.visible_to(barred).values_list("pk", flat=True))
    assert set(Notice.objects.values_list("about", flat=True)) - abouts


def test_a_job_is_followed_by_who_asked_while_they_work_at_its_centre(world: World) -> None:
    job, lead = world.jobs[0], world.users["lead"]
    assert visible_jobs(viewing(lead)).filter(pk=job.pk).exists()
    assert visible_jobs(viewing(world.users["project_lead"])).filter(pk=job.pk).exists()
    for name in ("there_lead", "specialist", "welfare_lead", "sysadmin"):
        assert browser(world, name).get(reverse("jobs:job", args=[job.pk])).status_code == 404
    type(job).objects.filter(pk=job.pk).update(asked_by=world.users["moved"])
    assert not visible_jobs(viewing(world.users["moved"])).filter(pk=job.pk).exists()


def test_who_looked_is_for_the_same_centre_and_who_may_see_the_file(world: World) -> None:
    page = reverse("clients:person", args=[world.people["child"].matter_id])
    browser(world, "lead").get(page)
    assert browser(world, "barred").get(page).status_code == 404
    assert browser(world, "there_lead").get(page).status_code == 404


def test_a_role_at_another_centre_opens_no_form_here(world: World) -> None:
    """Director there, at the desk here: what only a director opens stays shut here."""
    both = world.user("both", "duty_staff")
    give_role(both, world.there, "director", starts_on=START)
    for page in ("bars", "link"):
        answer = browser(world, "both").get(
            reverse(f"clients:{page}", args=[world.people["child"].matter_id])
        )
        assert answer.status_code in {404, 422}, page
    assert Person.objects.visible_to(viewing(both)).filter(pk=world.people["child"].pk).exists()


def test_addresses_hold_no_numbers_in_sequence(world: World) -> None:
    """No gap between ids can tell how much is hidden: whatever hangs on a matter has a random id."""
    for model in (Matter, Duty, Person, Service, Notice):
        assert re.search("UUID", type(model._meta.pk).__name__)
