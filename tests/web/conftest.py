"""A browser, anonymous and signed in, on the project's addresses and those of these tests."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings


@pytest.fixture
def pages(settings: Settings, db: None) -> Client:
    """A browser on the project's addresses and the ones of these tests, in English."""
    templates = deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"].append(Path(__file__).parent / "templates")
    settings.TEMPLATES = templates
    settings.ROOT_URLCONF = "tests.web.urls"
    client = Client(headers={"accept-language": "en"})
    client.raise_request_exception = False
    return client


@pytest.fixture
def member(pages: Client) -> Client:
    """The same pages, opened by somebody on duty (models are there only once Django is set up)."""
    from youzhang.accounts.actions import NewCentre, NewMember, create_centre, create_user, give_role

    centre = create_centre(NewCentre("Body", "a", "Centre A", "Unit A", date(2026, 1, 1)))
    user = create_user(NewMember("sam", "Sam Example"))
    give_role(user, centre, "duty_staff", starts_on=date(2026, 1, 1))
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client
