"""The progress page: for who asked and for the centre's lead, nobody else."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests.jobs.people import make_centre, make_member
from youzhang.accounts.models import Centre, User
from youzhang.jobs.actions import enqueue
from youzhang.jobs.models import Job
from youzhang.jobs.registry import Progress, job
from youzhang.jobs.worker import run_pending
from youzhang.kit.refused import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("counting", "frozen")]


@pytest.fixture
def asked(centre: Centre, member: User) -> Job:
    return enqueue("test.count", by=member, centre=centre, to=4)


def page(asked: Job) -> str:
    return reverse("jobs:job", args=[asked.pk])


def test_a_waiting_job_asks_for_itself_again(client: Client, asked: Job, member: User) -> None:
    client.force_login(member)
    answer = client.get(page(asked))
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    text = answer.content.decode()
    assert 'hx-trigger="every 2s"' in text
    assert reverse("jobs:cancel", args=[asked.pk]) in text


def test_a_finished_job_shows_its_result_and_is_quiet(client: Client, asked: Job, member: User) -> None:
    run_pending()
    client.force_login(member)
    text = client.get(page(asked)).content.decode()
    assert 'class="btn primary" href="/work/"' in text
    assert "hx-trigger" not in text


def test_a_failed_job_says_why(client: Client, centre: Centre, member: User) -> None:
    @job("test.refuse")
    def refuse(progress: Progress) -> None:
        raise Refused("rule:test", "The list has no first row.", "Mend it.")

    asked = enqueue("test.refuse", by=member)
    run_pending()
    client.force_login(member)
    assert "The list has no first row. Mend it." in client.get(page(asked)).content.decode()


def test_the_asker_cancels(client: Client, asked: Job, member: User) -> None:
    client.force_login(member)
    answer = client.post(reverse("jobs:cancel", args=[asked.pk]))
    assert (answer.status_code, answer["Location"]) == (302, page(asked))
    asked.refresh_from_db()
    assert asked.state == "cancelled"


def test_the_lead_of_the_centre_sees_and_cancels(client: Client, asked: Job, centre: Centre) -> None:
    client.force_login(make_member("lead", centre, "project_lead"))
    assert client.get(page(asked)).status_code == 200
    client.post(reverse("jobs:cancel", args=[asked.pk]))
    asked.refresh_from_db()
    assert asked.state == "cancelled"


@pytest.mark.parametrize("role", ["specialist", "sysadmin", "authority"])
def test_a_colleague_does_not_find_it(client: Client, asked: Job, centre: Centre, role: str) -> None:
    client.force_login(make_member("colleague", centre, role))
    assert client.get(page(asked)).status_code == 404
    assert client.post(reverse("jobs:cancel", args=[asked.pk])).status_code == 404
    asked.refresh_from_db()
    assert asked.state == "queued"


def test_the_lead_of_another_centre_does_not_find_it(client: Client, asked: Job) -> None:
    client.force_login(make_member("lead.b", make_centre("other"), "project_lead"))
    assert client.get(page(asked)).status_code == 404
    assert client.post(reverse("jobs:cancel", args=[asked.pk])).status_code == 404
    asked.refresh_from_db()
    assert asked.state == "queued"


def test_a_visitor_is_sent_to_sign_in(client: Client, asked: Job) -> None:
    assert client.get(page(asked)).status_code == 302


def test_cancelling_is_never_a_link(client: Client, asked: Job, member: User) -> None:
    client.force_login(member)
    assert client.get(reverse("jobs:cancel", args=[asked.pk])).status_code == 405
    asked.refresh_from_db()
    assert asked.state == "queued"


def test_a_job_that_is_none_is_not_found(client: Client, member: User) -> None:
    client.force_login(member)
    assert client.get(reverse("jobs:job", args=[uuid4()])).status_code == 404
