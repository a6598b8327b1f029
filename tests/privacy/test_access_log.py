"""That a record was opened is written before anybody sees it (threat model T4; psych:35.0)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import signed_in
from tests.privacy.world import World
from youzhang.accounts.accesses import payload
from youzhang.accounts.models import AccessEntry
from youzhang.documents.models import StoredFile
from youzhang.vault import chain

pytestmark = pytest.mark.django_db

CHILD_PAGES = ("application", "printed", "assess", "sign", "phone_consent", "guardian", "remind", "need",
               "answer_remark", "consents", "note_withdrawal")  # fmt: skip


@pytest.fixture
def lead(world: World) -> Client:
    return signed_in(Client(raise_request_exception=False), world.users["lead"])


def entries(about: Any) -> list[AccessEntry]:
    return list(AccessEntry.objects.filter(about=about).order_by("seq"))


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is rendered fails: the process dies before the first byte."""

    def fails(*_args: object, **_options: object) -> None:
        raise RuntimeError("killed")

    for module in ("pages.acts", "clients.views", "intake.views", "intake.act_views", "intake.talk_views"):
        monkeypatch.setattr(f"youzhang.{module}.render", fails)
    monkeypatch.setattr("youzhang.intake.views.serve", fails)


@pytest.mark.parametrize("page", CHILD_PAGES)
def test_an_application_opened_by_any_page_is_noted_first(
    world: World, lead: Client, broken: None, page: str
) -> None:
    matter = world.applications["child"].matter_id
    # 422: the step is not to be taken as the application stands, which is said of what was opened all the same.
    assert lead.get(reverse(f"intake:{page}", args=[matter])).status_code in {422, 500}
    assert [entry.user_id for entry in entries(matter)] == [world.users["lead"].pk]


def test_a_paper_is_noted_first(world: World, lead: Client, broken: None) -> None:
    matter = world.applications["adult"].matter_id
    file = StoredFile.objects.filter(about=matter)[0]
    assert lead.get(reverse("intake:paper", args=[matter, file.pk])).status_code == 500
    assert "intake.paper" in {entry.act for entry in entries(matter)}


@pytest.mark.parametrize(("page", "method", "act"), [
    ("person", "get", "clients.opened"), ("contact", "post", "clients.contact_shown"),
    ("correct", "get", "clients.contact_shown"),
])  # fmt: skip
def test_a_file_and_its_telephone_are_noted_first(
    world: World, lead: Client, broken: None, page: str, method: str, act: str
) -> None:
    matter = world.people["child"].matter_id
    answer = getattr(lead, method)(reverse(f"clients:{page}", args=[matter]))
    assert answer.status_code == 500
    assert act in {entry.act for entry in entries(matter)}


def test_what_is_not_shown_is_not_noted(world: World) -> None:
    barred, matter = signed_in(Client(), world.users["barred"]), world.applications["child"].matter_id
    assert barred.get(reverse("intake:application", args=[matter])).status_code == 404
    assert entries(matter) == []


def test_the_log_is_a_chain_and_says_nothing_of_the_person(world: World, lead: Client) -> None:
    lead.get(reverse("clients:person", args=[world.people["child"].matter_id]))
    entry = entries(world.people["child"].matter_id)[0]
    assert not world.canaries.in_(str(payload(entry)))
    leaf = (
        chain.leaf_of(bytes(entry.salt), payload(entry)) if hasattr(chain, "leaf_of") else bytes(entry.leaf)
    )
    assert leaf == bytes(entry.leaf)
