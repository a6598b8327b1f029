"""Whom a form offers, and that it chooses nobody by itself."""

from __future__ import annotations

import pytest
from django import forms

from tests.builders import a_centre, staff
from youzhang.accounts.actions import colleagues, workers
from youzhang.accounts.fields import ColleagueField, offer
from youzhang.kit import clock

pytestmark = pytest.mark.django_db


class Choosing(forms.Form):
    """A form with a colleague in it."""

    to = ColleagueField()


def test_work_is_given_to_those_who_work_here() -> None:
    centre = a_centre()
    works, looks_on, keeps = (staff(centre, role) for role in ("duty_staff", "authority", "sysadmin"))
    staff(a_centre(), "duty_staff")
    today = clock.today()
    assert {one.pk for one in colleagues(centre.pk, today)} == {works.pk, looks_on.pk, keeps.pk}
    assert [one.pk for one in workers(centre.pk, today)] == [works.pk]


def test_nobody_is_chosen_beforehand_and_namesakes_are_told_apart() -> None:
    centre = a_centre()
    one, other = staff(centre, "duty_staff"), staff(centre, "counsellor")
    one.name = other.name = "林小满"
    form = Choosing({"to": ""})
    offer(form, "to", [one, other])
    assert form.fields["to"].choices[0][0] == ""  # type: ignore[attr-defined]
    labels = [label for _pk, label in form.fields["to"].choices[1:]]  # type: ignore[attr-defined]
    assert labels == [f"林小满 ({one.username})", f"林小满 ({other.username})"]
    assert "to" in form.errors


def test_the_value_is_the_colleague_and_no_one_else_goes_in() -> None:
    centre = a_centre()
    one, stranger = staff(centre, "duty_staff"), staff(a_centre(), "duty_staff")
    for pk, found in ((one.pk, True), (stranger.pk, False)):
        form = Choosing({"to": str(pk)})
        offer(form, "to", [one])
        assert form.is_valid() is found
        assert not found or form.cleaned_data["to"] == one
