"""Delegation gives sight between its dates only; a bar beats every grant."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import a_centre, staff, viewing
from youzhang.accounts.actions import bar, delegate, give_role
from youzhang.accounts.roles import ROLES
from youzhang.accounts.viewer import viewer_of
from youzhang.kit import clock
from youzhang.ledger.matters import let_in, opening, shut_out
from youzhang.ledger.models import Matter
from youzhang.ledger.registry import vocabulary
from youzhang.vault.actions import create_subject

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
FIRST, LAST = date(2026, 3, 4), date(2026, 3, 6)


def a_matter(centre, kind="resident", part="person"):
    subject = create_subject()
    with opening(kind, centre=centre, by=None, parties={part: subject}) as (matter, _record):
        pass
    return matter, subject


def sees(user, matter, day=None) -> bool:
    viewer = viewer_of(user, day or clock.today())
    return Matter.objects.visible_to(viewer).filter(pk=matter.pk).exists()


@pytest.mark.parametrize(
    ("day", "seen"),
    [(FIRST - timedelta(days=1), False), (FIRST, True), (LAST, True), (LAST + timedelta(days=1), False)],
)
def test_a_deputy_sees_from_the_first_day_to_the_last(day: date, seen: bool) -> None:
    centre = a_centre()
    absent, deputy = staff(centre, "specialist"), staff(centre, "counsellor")
    by_role, _subject = a_matter(centre)
    by_name, _subject = a_matter(centre, "application", "applicant")
    let_in(by_name, absent, "case")
    delegate(absent, deputy, centre, starts_on=FIRST, ends_on=LAST, by=absent)
    assert (sees(deputy, by_role, day), sees(deputy, by_name, day)) == (seen, seen)


def test_a_deputy_at_two_centres_stands_in_at_both() -> None:
    here, there = a_centre(), a_centre()
    absent, deputy = staff(here, "specialist"), staff(here, "counsellor")
    for user, role in ((absent, "specialist"), (deputy, "counsellor")):
        give_role(user, there, role, starts_on=date(2026, 1, 1))
    for centre in (here, there):
        delegate(absent, deputy, centre, starts_on=FIRST, ends_on=LAST, by=absent)
    viewer = viewer_of(deputy, FIRST)
    assert all(viewer.has("specialist", centre.pk) for centre in (here, there))


def test_a_deputy_does_not_inherit_another_centre() -> None:
    here, there = a_centre(), a_centre()
    absent, deputy = staff(here, "specialist"), staff(here, "counsellor")
    give_role(absent, there, "director", starts_on=date(2026, 1, 1))
    delegate(absent, deputy, here, starts_on=FIRST, ends_on=LAST, by=absent)
    assert viewer_of(deputy, FIRST).centres == {here.pk}
    far, _subject = a_matter(there)
    let_in(far, absent, "case")
    assert not sees(deputy, far, FIRST)


def test_a_deputy_s_own_bar_stays() -> None:
    centre = a_centre()
    absent, deputy = staff(centre, "specialist"), staff(centre, "counsellor")
    matter, subject = a_matter(centre)
    bar(deputy, subject, reason="relative", by=absent, at=clock.now())
    delegate(absent, deputy, centre, starts_on=FIRST, ends_on=LAST, by=absent)
    assert not sees(deputy, matter, FIRST)


PARTIES = [(kind.name, part) for kind in vocabulary().matters.values() for part in kind.parts]


@settings(max_examples=40)
@given(
    roles=st.sets(
        st.sampled_from(sorted(ROLES.keys() - {"sysadmin", "security_admin", "auditor"})),
        min_size=1,
        max_size=5,
    ),
    party=st.sampled_from(PARTIES),
    let=st.booleans(),
    deputised=st.booleans(),
    how=st.sampled_from(["person", "matter"]),
)
def test_a_bar_beats_every_grant(roles, party, let, deputised, how) -> None:
    centre = a_centre()
    user, colleague = staff(centre, *sorted(roles)), staff(centre, "director", "specialist")
    matter, subject = a_matter(centre, *party)
    if let:
        let_in(matter, user, "case")
        let_in(matter, colleague, "case")
    if deputised:
        delegate(colleague, user, centre, starts_on=clock.today(), ends_on=clock.today(), by=colleague)
    if let:
        assert sees(user, matter)
    if how == "person":
        bar(user, subject, reason="other", by=colleague, at=clock.now())
    else:
        shut_out(matter, user)
    assert not sees(user, matter)
    assert viewing(user).centres == {centre.pk}
