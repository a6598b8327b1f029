"""One world for a whole module: built once; what a test does to it (marked `django_db`) is rolled back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

from tests.conftest import MONDAY_NINE
from youzhang.kit import clock

# Models are there only once Django is set up, so the fixtures import what they need.


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Any]:
    """2 March 2026, 09:00."""
    from django.db import transaction
    from django.test import override_settings

    from tests.privacy.casework import add_cases
    from tests.privacy.crises import add_crises
    from tests.privacy.nouns import add_nouns
    from tests.privacy.world import a_world
    from youzhang.ledger import refusals

    files = override_settings(FILES_ROOT=tmp_path_factory.mktemp("files"), PUBLIC_URL=settings.PUBLIC_URL)
    with django_db_blocker.unblock(), files, clock.frozen_at(MONDAY_NINE), transaction.atomic():
        built = a_world()
        add_cases(built)
        add_nouns(built)
        add_crises(built)
        yield built
        refusals._pending.set(None)
        transaction.set_rollback(True)
