"""The demo's story, lived through the real actions."""

from __future__ import annotations

from datetime import date

import pytest

from youzhang.accounts.models import Centre, User
from youzhang.ledger.models import Duty, Fact, Matter
from youzhang.ledger.putting_right import put_right
from youzhang.ledger.refresh import refresh
from youzhang.ledger.verification import Window, examine_all
from youzhang.life import living

pytestmark = pytest.mark.django_db

LAST_DAY = date(2026, 6, 30)


def lived(seed: int) -> list[tuple[str, str, str]]:
    """Some days of life; what happened, to which matter, when."""
    living.live(0, seed, LAST_DAY, "demo-password", tell=lambda _month: None)
    rows = Fact.unscoped.order_by("centre__code", "seq").values_list("kind", "matter__number", "at")
    return [(kind, number, at.isoformat()) for kind, number, at in rows]


@pytest.fixture(autouse=True)
def short(monkeypatch, settings, tmp_path):
    """Three weeks tell enough."""
    settings.FILES_ROOT = settings.DATA = tmp_path
    monkeypatch.setattr(living, "LEAD_IN", 21)


def test_a_story_leaves_a_whole_chain_and_duties_that_follow_from_facts():
    """Whatever staff and residents did, derived duties and the chain stand."""
    facts = lived(1)
    assert len({kind for kind, _number, _at in facts}) > 10
    assert {found.finding for _name, found in examine_all(Window(), [])} == {None}
    assert put_right(keep=False).wrong == []
    assert sum(refresh(matter) for matter in Matter.unscoped.select_related("centre", "parent__centre")) == 0
    assert Duty.unscoped.filter(outcome="met").exists()
    assert sorted(Centre.objects.values_list("code", flat=True)) == ["AK", "BH", "QL"]
    assert User.objects.get(username="counsellor").bars.count() == 1
