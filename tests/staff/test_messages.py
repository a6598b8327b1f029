"""Colleagues learn by message what was asked, answered, given and handed over."""

from __future__ import annotations

import pytest

from tests.builders import viewing
from youzhang.notices.models import Notice
from youzhang.staff.actions import (
    Offer,
    answer_swap,
    give_shift,
    hand_over,
    offer_shift,
    pass_on,
    remove_shift,
    withdraw_swap,
)


@pytest.fixture(autouse=True)
def mailed(world, settings):
    """Everybody has a mailbox."""
    settings.MAIL_URL = "smtp://localhost"
    for name in ("lead", "su", "lin"):
        user = getattr(world, name)
        user.mail = f"{name}@example.org"
        user.save()


def who(user):
    return {"by": viewing(user)}


def told() -> list[str]:
    """Who was written to since the last time, by mailbox."""
    rows = Notice.objects.order_by("posted_at", "pk")
    found = sorted(row.address.partition("@")[0] for row in rows)
    rows.delete()
    return found


def test_whoever_is_asked_learns_it_and_whoever_asked_learns_the_answer(world):
    shift = world.on(world.su, 19, 21)
    swap = offer_shift(shift, Offer(world.lin, reason="看病"), **who(world.su))
    assert "看病" not in "".join(notice.body for notice in Notice.objects.all())
    assert told() == ["lin"]
    answer_swap(swap, takes=True, **who(world.lin))
    assert told() == ["su"]


def test_an_offer_to_all_reaches_those_on_the_roster(world):
    shift = world.on(world.su, 19, 21)
    swap = offer_shift(shift, Offer(), **who(world.su))
    assert told() == ["lin"]
    withdraw_swap(swap, **who(world.su))
    assert told() == []


def test_a_question_taken_back_is_not_left_standing(world):
    swap = offer_shift(world.on(world.su, 19, 21), Offer(world.lin), **who(world.su))
    told()
    withdraw_swap(swap, **who(world.su))
    assert told() == ["lin"]


def test_both_learn_that_a_lead_gave_a_shift_away_and_that_one_was_removed(world):
    shift = give_shift(world.on(world.su, 19, 21), world.lin, viewer=viewing(world.lead))
    assert told() == ["lin", "su"]
    remove_shift(shift, viewer=viewing(world.lead))
    assert told() == ["lin"]


def test_the_next_shift_learns_that_there_is_something_to_read(world):
    given = hand_over(world.early, to=world.lin, note="钥匙在抽屉。", **who(world.su))
    assert "钥匙" not in Notice.objects.get().body
    assert told() == ["lin"]
    pass_on(given, world.lead, **who(world.lin))
    assert told() == ["lead"]
