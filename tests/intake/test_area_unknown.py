"""Whether somebody lives in the area is unknown where nobody asked, and then no ground for anything."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from tests.builders import a_person, a_service, an_application, signed_in, staff
from tests.intake.applying import applied
from tests.intake.test_assess import FAILED, refused_leaving_nothing
from youzhang.clients.actions import register_person
from youzhang.clients.models import Person
from youzhang.intake.models import Application


def page_of(world: Any, person: Person) -> str:
    browser = signed_in(Client(headers={"accept-language": "en"}), staff(world.here, "project_lead"))
    return browser.get(reverse("clients:person", args=[person.matter_id])).text


def test_a_form_that_does_not_ask_leaves_it_unknown(world: Any) -> None:
    applied(Client(headers={"accept-language": "en"}), world.service)
    row = Application.unscoped.get()
    assert (row.applicant.in_area, row.guardian.in_area) == (None, None)
    page = page_of(world, row.applicant)
    assert "not asked" in page
    assert "lives or studies here" not in page


@pytest.mark.parametrize(
    ("sent", "kept", "said"),
    [("", None, "not asked"), ("yes", True, "lives or studies here"), ("no", False, "from elsewhere")],
)
def test_at_the_desk_it_is_asked_and_nothing_is_taken_for_granted(
    world: Any, sent: str, kept: bool | None, said: str
) -> None:
    browser = signed_in(Client(headers={"accept-language": "en"}), staff(world.here, "duty_staff"))
    form = browser.get(reverse("clients:register") + "?q=%E9%99%86%E9%81%A5&new=1").text
    assert form.count('name="in_area"') == 3
    assert 'name="in_area" value="yes" checked' not in form
    answer = browser.post(
        reverse("clients:register"),
        {"name": "陆遥", "channel": "call", "sex": "x", "is_new": "on", "in_area": sent},
    )
    assert answer.status_code == 302, answer.text
    person = Person.unscoped.latest("matter__opened_at")
    assert person.in_area is kept
    assert said in page_of(world, person)


def test_unknown_refuses_nobody_and_says_what_to_do(world: Any, acting: Any, desk: Client) -> None:
    """psych:32"""
    service = a_service(world.lead, world.here, notice={"name": "街道组", "area_only": True})
    row = an_application(service)
    refused = refused_leaving_nothing(row, FAILED.__class__(**vars(FAILED) | {"ground": "area"}), **acting)
    assert (refused.article, refused.field) == ("psych:32", "ground")
    form = desk.get(reverse("intake:assess", args=[row.matter_id])).text
    assert "nobody asked whether this person lives or studies here" in form
    assert 'value="area"' not in form
    Person.unscoped.filter(pk=row.applicant_id).update(in_area=False)
    form = desk.get(reverse("intake:assess", args=[row.matter_id])).text
    assert "nobody asked" not in form
    assert 'value="area"' in form


def test_what_was_only_put_down_becomes_unknown(world: Any) -> None:
    """Those who were asked, at the desk or for a service of the area, keep their answer."""
    of_area = a_service(world.lead, world.here, notice={"name": "街道组", "area_only": True})
    people = [a_person(f"居民{n}", phone=f"1390000000{n}", in_area=True) for n in range(5)]
    online, for_area, at_desk = (
        an_application(service, by, applicant=person).applicant
        for service, by, person in [
            (world.service, None, people[0]), (of_area, None, people[1]), (world.service, world.lead, people[2])
        ]
    )  # fmt: skip
    corrected = an_application(world.service, applicant=people[3]).applicant
    Person.unscoped.filter(pk=corrected.pk).update(version=2)
    registered = register_person(people[4], centre=world.here, by=world.lead)
    as_it_was = SimpleNamespace(get_model=lambda *of: SimpleNamespace(objects=apps.get_model(*of).unscoped))
    import_module("youzhang.intake.migrations.0002_area_nobody_asked_for").forget(as_it_was, None)
    known = dict(Person.unscoped.values_list("pk", "in_area"))
    assert known[online.pk] is None
    assert [known[one.pk] for one in (for_area, at_desk, corrected, registered)] == [True] * 4
