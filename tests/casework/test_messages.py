"""Colleagues learn by message that a case comes to them, and what became of a hand-over (welfare:2.2b)."""

from __future__ import annotations

import pytest

from tests.builders import a_case, viewing
from youzhang.casework.actions import (
    HandOn,
    NewOwners,
    accept_transfer,
    ask_transfer,
    decline_transfer,
    name_backup,
    step_aside,
)
from youzhang.notices.models import Notice

NAMES = ("worker", "backup", "other", "lead", "supervisor")


@pytest.fixture(autouse=True)
def mailed(world, settings):
    settings.MAIL_URL = "smtp://localhost"
    for name in NAMES:
        user = getattr(world, name)
        user.mail = f"{name}@example.org"
        user.save()


def told(world) -> list[str]:
    """Who was written to since the last time; no word names service or person."""
    rows = list(Notice.objects.all())
    Notice.objects.all().delete()
    for row in rows:
        for word in ("沈一禾", "咨询", "心理", "睡不好"):
            assert word not in row.subject + row.body
    return sorted(row.address.partition("@")[0] for row in rows)


def test_who_carries_a_new_case_learns_it(world):
    a_case(world.grown, world)
    assert told(world) == ["backup", "worker"]


def test_a_hand_over_is_told_to_the_receiver_and_its_answer_to_the_asker(world, case, acting):
    """welfare:2.2b"""
    told(world)
    other = {"by": viewing(world.other)}
    transfer = ask_transfer(case, HandOn(world.other, "每周三来。"), **acting)
    assert told(world) == ["other"]
    decline_transfer(transfer, "排满了", **other)
    assert told(world) == ["worker"]
    accept_transfer(ask_transfer(case, HandOn(world.other, "每周三来。"), **acting), **other)
    assert told(world) == ["other", "worker"]


def test_another_backup_and_who_takes_over_from_somebody_barred_learn_it(world, case, acting):
    told(world)
    name_backup(case, world.other, **acting)
    assert told(world) == ["other"]
    step_aside(case, NewOwners(world.other, world.backup), reason="relative", **acting)
    assert told(world) == ["backup", "other"]
