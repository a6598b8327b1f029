"""Family and relations: noted in the file, seen by those who carry it (psych:13)."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from tests.builders import signed_in
from youzhang.casework.models import Relative


def test_people_around_the_client_are_noted_and_taken_out(world, child_case, desk):
    address = reverse("casework:family", args=[child_case.matter_id])
    sent = {
        "relation": "father",
        "name": "沈长青",
        "closeness": "feared",
        "lives_along": "on",
        "words": "酒后打人。",
    }
    assert desk.post(address, {**sent, "name": ""}).status_code == 422
    assert not Relative.unscoped.exists()
    assert desk.post(address, sent).status_code == 302
    relative = Relative.unscoped.get()
    assert (relative.name, relative.closeness, relative.lives_along) == ("沈长青", "feared", True)
    assert "酒后打人" in desk.get(address).content.decode()
    out = reverse("casework:relative_out", args=[child_case.matter_id, relative.pk])
    assert desk.post(out, {}).status_code == 302
    assert "沈长青" not in desk.get(address).content.decode()
    assert desk.get(out).status_code == 404


def test_to_others_the_family_does_not_exist(world, child_case, case):
    for user, row, status in (
        (world.other, child_case, 404),
        (world.lead, child_case, 404),
        (world.lead, case, 422),
    ):
        browser = signed_in(Client(), user)
        address = reverse("casework:family", args=[row.matter_id])
        sent = {"relation": "father", "name": "沈长青", "closeness": "close"}
        assert browser.get(address).status_code == browser.post(address, sent).status_code == status
    assert not Relative.unscoped.exists()
