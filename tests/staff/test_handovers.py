"""A shift is handed over by name, read and accepted (welfare:2.2b, psych:75)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.builders import staff, viewing
from youzhang.kit import clock
from youzhang.kit.refused import Refused, Stale
from youzhang.ledger.models import Duty
from youzhang.staff.actions import accept, hand_over, pass_on
from youzhang.staff.models import HandOver
from youzhang.staff.queries import handover_for

NOTE = "三号来访者等回电，钥匙在前台抽屉。"


def who(user):
    return {"by": viewing(user)}


def duties(handover):
    return {duty.article: duty for duty in Duty.unscoped.filter(matter=handover.matter)}


def test_what_was_handed_over_is_owed_to_be_read_by_whoever_receives_it(world):
    given = hand_over(world.early, to=world.lin, note=NOTE, **who(world.su))
    owed = duties(given)
    assert owed.keys() == {"psych:75", "welfare:2.2b"}
    assert {duty.due for duty in owed.values()} == {clock.now() + timedelta(hours=2)}
    assert {tuple(duty.holders) for duty in owed.values()} == {(str(world.lin.pk),)}
    accept(given, **who(world.lin))
    assert {duty.outcome for duty in duties(given).values()} == {"met"}
    row = HandOver.unscoped.select_related("matter__key").get()
    assert (row.accepted_by, row.note) == (world.lin, NOTE)
    with pytest.raises(Stale):
        accept(given, **who(world.lin))


def test_only_the_receiver_accepts_and_only_whoever_is_on_duty_hands_over(world):
    with pytest.raises(Refused):
        hand_over(world.early, to=world.lead, note=NOTE, **who(world.lin))
    with pytest.raises(Refused):
        hand_over(world.late, to=world.su, note=NOTE, **who(world.lin))  # it has not begun
    with pytest.raises(Refused):
        hand_over(world.early, to=world.su, note=NOTE, **who(world.su))
    with pytest.raises(Refused):
        hand_over(world.early, to=world.stranger, note=NOTE, **who(world.su))
    assert HandOver.unscoped.count() == 0
    given = hand_over(world.early, to=world.lin, note=NOTE, **who(world.su))
    with pytest.raises(Refused):
        accept(given, **who(world.su))
    assert HandOver.unscoped.get().accepted_at is None


def test_a_shift_is_handed_over_once(world):
    hand_over(world.early, to=world.lin, note=NOTE, **who(world.su))
    with pytest.raises(Stale):
        hand_over(world.early, to=world.lead, note=NOTE, **who(world.su))
    assert HandOver.unscoped.count() == 1


def test_the_duty_goes_to_whoever_takes_over_instead(world):
    given = hand_over(world.early, to=world.lin, note=NOTE, **who(world.su))
    third = staff(world.here, "duty_staff")
    with pytest.raises(Refused):
        pass_on(given, third, **who(third))
    with pytest.raises(Refused):
        pass_on(given, world.su, **who(world.lin))
    pass_on(given, third, **who(world.lead))
    assert {tuple(duty.holders) for duty in duties(given).values()} == {(str(third.pk),)}
    accept(given, **who(third))
    assert {duty.outcome for duty in duties(given).values()} == {"met"}
    with pytest.raises(Stale):
        pass_on(given, world.lin, **who(world.lead))


def test_giver_receiver_and_leads_read_it_and_nobody_else(world):
    given = hand_over(world.early, to=world.lin, note=NOTE, **who(world.su))
    third = staff(world.here, "duty_staff")
    people = (world.su, world.lin, world.lead, third, world.stranger)
    seen = [bool(handover_for(viewing(user), given.matter_id)) for user in people]
    assert seen == [True, True, True, False, False]
