"""What is made of rows is what Django would have made of them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db.models import F, Model, QuerySet
from django.db.models.signals import post_init, pre_init

from tests.builders import a_centre, staff
from youzhang.accounts.models import Centre, RoleHolding, User
from youzhang.kit import clock
from youzhang.kit.kept import kept
from youzhang.kit.made import fresh
from youzhang.ledger.models import Duty, Matter
from youzhang.vault.actions import create_key
from youzhang.vault.fields import SealedField
from youzhang.vault.models import Subject
from youzhang.web.models import Draft, FormToken

pytestmark = pytest.mark.django_db


def made(queryset: QuerySet[Any]) -> list[Any]:
    return kept(f"test {uuid4()}", lambda: queryset).ask()


def test_instances_hold_what_djangos_hold(django_assert_num_queries: Any) -> None:
    staff(a_centre(), "specialist", "counsellor")
    rows = RoleHolding.objects.select_related("user__subject__key", "centre__organisation").order_by("pk")
    for ours, theirs in zip(made(rows), rows, strict=True):
        for mine, other in (
            (ours, theirs),
            (ours.user, theirs.user),
            (ours.user.subject, theirs.user.subject),
        ):
            plain = [
                field.attname for field in mine._meta.concrete_fields if not isinstance(field, SealedField)
            ]
            assert [getattr(mine, name) for name in plain] == [getattr(other, name) for name in plain]
            assert (mine._state.adding, mine._state.db) == (False, "default")
        with django_assert_num_queries(0):
            assert ours.user.name == theirs.user.name
            assert ours.centre.organisation == theirs.centre.organisation


def test_what_is_read_along_is_one_for_all_rows_that_point_at_it() -> None:
    staff(a_centre(), "specialist", "counsellor")
    one, other = made(RoleHolding.objects.select_related("centre", "user"))
    assert one is not other
    assert one.centre is other.centre
    assert one.user is other.user


def test_one_to_one_is_known_from_both_sides(django_assert_num_queries: Any) -> None:
    user = staff(a_centre(), "specialist")
    [found] = made(User.objects.filter(pk=user.pk).select_related("subject"))
    [subject] = made(Subject.objects.filter(pk=user.subject_id).select_related("user", "person"))
    with django_assert_num_queries(0):
        assert found.subject.user is found
        assert subject.user == user
        assert not hasattr(subject, "person")


def test_annotations_and_what_is_left_out() -> None:
    centre = a_centre()
    [found] = made(Centre.objects.filter(pk=centre.pk).annotate(called=F("name")).defer("name"))
    assert found.called == centre.name
    assert found.get_deferred_fields() == {"name"}


def test_an_instance_can_be_changed_and_saved() -> None:
    [found] = made(Centre.objects.filter(pk=a_centre().pk))
    found.name = "Elsewhere"
    found.save()
    assert Centre.objects.get(pk=found.pk).name == "Elsewhere"


def test_values_keep_their_shape() -> None:
    centre = a_centre()
    rows = Centre.objects.filter(pk=centre.pk)
    assert made(rows.values_list("pk", "code")) == [(centre.pk, centre.code)]
    assert made(rows.values_list("code", flat=True)) == [centre.code]
    assert made(rows.values("code", "pk")) == [{"code": centre.code, "pk": centre.pk}]
    with pytest.raises(TypeError):
        made(rows.values_list("code", named=True))


def test_nothing_happens_in_a_constructor_that_is_passed_by() -> None:
    for model in apps.get_models():
        assert model.__init__ is Model.__init__, model
        assert model.from_db.__func__ is Model.from_db.__func__, model  # type: ignore[attr-defined]
    assert not pre_init.receivers
    assert not post_init.receivers


def test_a_fresh_instance_is_as_its_constructor_makes_it() -> None:
    centre = a_centre()
    for model, values in (
        (FormToken, {"token": uuid4(), "owner": "visitor:1", "answered_url": "/", "created_at": clock.now()}),
        (Matter, {"kind": "service", "centre": centre, "opened_at": clock.now(), "parent": None}),
        (Duty, {"id": uuid4(), "centre_id": centre.pk, "article": "psych:30", "due": None}),
    ):
        ours, theirs = fresh(model, **values), model(**values)
        for field in model._meta.concrete_fields:
            if field.attname != "id" or "id" in values:
                assert getattr(ours, field.attname) == getattr(theirs, field.attname), field
        assert ours._state.adding
    assert fresh(Matter, centre=centre).centre is centre
    assert fresh(Matter, centre=centre).parent is None
    one, other = fresh(Duty), fresh(Duty)
    one.holders.append("specialist")
    assert other.holders == []


def test_a_fresh_instance_seals_what_is_sealed() -> None:
    draft = fresh(Draft, owner="visitor:1", form="f", about="", key=create_key(), saved_at=clock.now())
    draft.content = {"wish": "a talk"}
    draft.save()
    assert Draft.objects.get().content == {"wish": "a talk"}
