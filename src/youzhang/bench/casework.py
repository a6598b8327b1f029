"""A case that has lasted: its sessions booked and noted each in its hour, through the real actions."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from youzhang.accounts.actions import NewMember, create_user, give_role
from youzhang.accounts.models import Centre, User
from youzhang.accounts.viewer import Viewer, viewer_of
from youzhang.bench import people
from youzhang.bench.cast import COUNSELLOR
from youzhang.casework.actions import (
    Appointment,
    PlanData,
    Written,
    book_session,
    file_interview,
    make_plan,
    open_case,
    write_note,
)
from youzhang.casework.actions.start import NewCase
from youzhang.casework.models import Case
from youzhang.clients.actions import NewPerson, register_person
from youzhang.kit import clock

CARRIERS = (COUNSELLOR, "case_worker")  # the caseworker, the backup
GOALS = [("Sleep seven hours", "a diary of two weeks"), ("Go to class", "one day missed in a week at most")]


def long_case(centre_id: UUID, sessions: int, seed: int) -> None:
    """One session a day up to yesterday, the case opened two days before the first."""
    draw, first = Random(f"{seed}-case"), clock.today() - timedelta(days=sessions)
    centre = Centre.objects.get(pk=centre_id)
    worker, backup = (_carrier(centre, role) for role in CARRIERS)
    with clock.frozen_at(clock.at_hour(first - timedelta(days=2), 9)):
        viewer = viewer_of(worker, clock.today())
        case = _opened(centre, worker, backup, draw)
        file_interview(case, {"complaint": "Cannot sleep.", "risk": "None."}, 0, by=viewer)
        plan = PlanData(GOALS, "Once a week", clock.today() + timedelta(days=30))
        make_plan(case, plan, by=viewer)
    for turn in range(sessions):
        _session(
            case, clock.at_hour(first + timedelta(days=turn), draw.randrange(9, 17)), worker, viewer, draw
        )


def _carrier(centre: Centre, role: str) -> User:
    user = create_user(NewMember(f"{role}.{centre.code.lower()}", f"{role} {centre.code}"))
    give_role(user, centre, role, starts_on=centre.started_on)
    return user


def _opened(centre: Centre, worker: User, backup: User, draw: Random) -> Case:
    given = NewPerson(people.name_of(draw), date(1990, 5, 4), phone=people.phone_of(draw))
    lead = User.objects.get(username=f"project_lead0.{centre.code.lower()}")
    person = register_person(given, centre=centre, by=lead)
    new = NewCase(person, worker, backup, "self", "Sleeps badly, often afraid.")
    return open_case(new, centre=centre, by=viewer_of(lead, clock.today()))


def _session(case: Case, at: datetime, worker: User, viewer: Viewer, draw: Random) -> None:
    with clock.frozen_at(at):
        session = book_session(case, Appointment(at), by=viewer)
    said = {"s": "Slept a little better.", "o": "Awake, calm.", "a": "On the way.", "p": "The diary goes on."}
    with clock.frozen_at(at + timedelta(hours=1)):
        write_note(session, Written("soap", said, draw.randrange(2), 50), by=viewer)
