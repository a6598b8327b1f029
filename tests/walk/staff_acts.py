"""What happens among colleagues: trainings lapse, somebody is away, somebody leaves; and what the house does itself."""

from __future__ import annotations

from datetime import timedelta

from tests.walk.walker import Walk, act
from tests.walk.world import HEADS, Draw, NotNow, train
from youzhang.accounts.actions import delegate, end_roles
from youzhang.casework.background import birthdays, owners
from youzhang.clients.actions import bar_from_person
from youzhang.crisis.background import look_for_guardians
from youzhang.kit import clock
from youzhang.ledger.background import escalate_due, note_missed
from youzhang.notices.background import deliver_normal, deliver_urgent
from youzhang.staff.actions.files import withdraw_training
from youzhang.staff.background import open_and_close_files


@act()
def worker(_walk: Walk, draw: Draw) -> str:
    """Some of what the house does by itself, behind the pages."""
    by_itself = (
        look_for_guardians, birthdays, owners, note_missed, escalate_due, open_and_close_files, deliver_urgent,
        deliver_normal,
    )  # fmt: skip
    done = draw.sample(by_itself, 3)
    for one in done:
        one()
    return f"the worker runs {', '.join(one.__name__ for one in done)}"


@act()
def train_one(walk: Walk, draw: Draw) -> str:
    lead, one = (
        draw.one(walk.house.of("project_lead")),
        draw.one(walk.house.of("counsellor", "support_worker")),
    )
    days = draw.choice((1, 30, 365))
    train(walk.house.centre, one, lead, days)
    return f"{one} is trained for {days} days"


@act(weight=1)
def withdraw_one(walk: Walk, draw: Draw) -> str:
    lead = draw.one(walk.house.of("project_lead"))
    one = draw.one(member for member in walk.house.here if member.trained)
    training = one.trained[-1]
    withdraw_training(training, **lead.acting)
    training.withdrawn_at = clock.now()
    return f"a training of {one} is withdrawn"


@act()
def name_deputy(walk: Walk, draw: Draw) -> str:
    """Somebody is away; a colleague stands in."""
    absent, deputy = draw.one(walk.house.here), draw.one(walk.house.here)
    today = clock.today()
    by = absent if draw.chance(0.7) else draw.one(walk.house.of("project_lead"))
    days = timedelta(days=draw.randint(0, 20))
    delegate(absent.user, deputy.user, walk.house.centre, starts_on=today, ends_on=today + days, by=by.user)
    walk.house.stands_in.append((deputy, absent, today, today + days))
    return f"{deputy} stands in for {absent} for {days.days} days"


@act(weight=1)
def leave_for_good(walk: Walk, draw: Draw) -> str:
    """A role ends; of the house of three everybody stays, and some head stays in any."""
    if walk.cast == "three":
        raise NotNow
    one, today = draw.one(walk.house.here), clock.today()
    if one.roles & HEADS or "sysadmin" in one.roles:
        raise NotNow
    end_roles(one.user, walk.house.centre, last_day=today - timedelta(days=1))
    one.gone_on = today - timedelta(days=1)
    return f"{one} works here no more"


@act(weight=1)
def bar_one(walk: Walk, draw: Draw) -> str:
    """A conflict of interest: somebody sees nothing of this person any more."""
    if walk.cast == "three":
        raise NotNow
    by, one = draw.one(walk.house.of("project_lead")), draw.one(walk.house.of("counsellor", "case_worker"))
    resident = draw.one(walk.house.residents)
    bar_from_person(one.user, resident.file, reason="relative", **by.acting)
    walk.house.barred.append(one)
    return f"{one} is barred from {resident}"
