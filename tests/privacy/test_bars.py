"""Deny beats every grant: whatever somebody holds, a bar, a bar from the matter or a barring part hides it (T5, T6)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import START, viewing
from tests.privacy.expected import sight_of
from tests.privacy.world import World
from youzhang.accounts.actions import NewMember, bar, create_user, delegate, give_role
from youzhang.accounts.roles import ADMINISTRATORS, ROLES
from youzhang.kit import clock
from youzhang.ledger import policy
from youzhang.ledger.matters import add_party, let_in, shut_out
from youzhang.ledger.models import Duty, Fact, Matter

pytestmark = pytest.mark.django_db

ORDINARY = sorted(ROLES.keys() - ADMINISTRATORS)


@settings(max_examples=50)
@given(data=st.data())
def test_whatever_is_granted_a_bar_beats_it(world: World, data: st.DataObject) -> None:
    """Sight of every matter is what the table, the grants and the bars say, computed a second time."""
    with transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(policy, "barring_parts", lambda: ("guardian",))
        user = create_user(NewMember("somebody", "苏禾"))
        for role in data.draw(st.sets(st.sampled_from(ORDINARY), min_size=1, max_size=4), "roles"):
            give_role(user, world.here, role, starts_on=START)
        matters = [matter for matter in world.matters() if matter.centre_id == world.here.pk]
        for matter in data.draw(st.lists(st.sampled_from(matters), max_size=3), "granted"):
            ends = data.draw(st.sampled_from([None, clock.now() + timedelta(hours=1), clock.now()]), "until")
            let_in(matter, user, "case", ends)
        if data.draw(st.booleans(), "stands in"):
            delegate(
                world.users["lead"],
                user,
                world.here,
                starts_on=clock.today(),
                ends_on=clock.today(),
                by=world.users["lead"],
            )
        shut = data.draw(st.sets(st.sampled_from([m.pk for m in matters]), max_size=3), "shut out")
        for matter in matters:
            if matter.pk in shut:
                shut_out(matter, user)
        conflict = data.draw(st.sampled_from([None, *world.people]), "conflict")
        if conflict:
            bar(user, world.people[conflict].subject, reason="other", by=world.users["lead"], at=clock.now())
        part = data.draw(st.sampled_from([None, *world.applications]), "own part")
        own = {world.applications[part].matter_id} if part else set()
        if part:
            add_party(world.applications[part].matter, user.subject, "guardian")
        viewer = viewing(user)
        seen = set(Matter.objects.visible_to(viewer).values_list("pk", flat=True))
        assert seen == sight_of(user).matters - own
        assert not seen & (shut | own)
        for model in (Duty, Fact):
            rows = model.objects.visible_to(viewer).values_list("matter_id", flat=True)
            assert set(rows) <= seen
        transaction.set_rollback(True)
