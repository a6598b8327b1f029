"""What intake does behind the page: reminders, and what follows when a service moves, is called off or passes on."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from youzhang.intake.actions.called_off import tell_called_off
from youzhang.intake.actions.locking import PARTS, changing
from youzhang.intake.actions.remind import DAYS_AHEAD, KIND, goes_out_at, note_reminded, post_reminder
from youzhang.intake.models import Application
from youzhang.intake.rules import RUNNING
from youzhang.jobs.registry import JobResult, Progress, every, job
from youzhang.kit import clock
from youzhang.kit.refused import Refused
from youzhang.ledger.matters import close_matter, let_in
from youzhang.ledger.models import Duty, Fact, Matter
from youzhang.ledger.openness import still_open
from youzhang.ledger.refresh import refresh
from youzhang.notices.actions import cancel_about
from youzhang.notices.followers import when_sent
from youzhang.notices.models import Notice

DATED = ("starts_on", "begins_at", "project_starts_on", "closes_on")


@when_sent(KIND)
def record_reminder(notice: Notice, at: datetime) -> None:
    """A reminder reached its address: the duty closes by this fact (psych:34.3b)."""
    note_reminded(notice, at)


@every("intake.remind", minutes=5)
def post_reminders() -> int:
    """Put the reminders that are due into the outbox, worded as the services stand now."""
    today = clock.today()
    days = (today, today + timedelta(days=DAYS_AHEAD))
    expected = Q(meets_on__range=days) | Q(meets_on=None, service__starts_on__range=days)
    soon = Application.unscoped.filter(expected, state="success").select_related(*PARTS)
    waiting = [
        application for application in soon if (goes_out_at(application) or clock.now()) <= clock.now()
    ]
    owed = _owed(waiting)
    return sum(_post(application) for application in waiting if application.matter_id in owed)


@job("intake.service_moved", title=_("Move the terms and reminders of a moved service"))
def service_moved(progress: Progress, service: str) -> JobResult:
    """Each application's duties anew; whoever was reminded of the old date is owed another reminder."""
    moved_at = _start_moved_at(service)
    return _each(progress, service, lambda application: _move(application, moved_at))


@job("intake.service_called_off", title=_("End the applications of a service that was called off"))
def service_called_off(progress: Progress, service: str) -> JobResult:
    """Nothing about these applications is owed any more; the applicants are told, and the tracking page says why."""
    return _each(progress, service, _end)


@job("intake.in_charge_changed", title=_("Pass the applications on to the new person in charge"))
def in_charge_changed(progress: Progress, service: str) -> JobResult:
    """The new person in charge sees every application and holds what is owed."""
    return _each(progress, service, _pass_on)


def _each(progress: Progress, service: str, act: object) -> JobResult:
    """Run over the running applications of a service, each in a short transaction of its own; safe to repeat."""
    assert callable(act)
    running = Application.unscoped.filter(service=service, state__in=RUNNING)
    ids = list(running.order_by("received_at").values_list("pk", flat=True))
    progress.start(len(ids))
    changed = 0
    for pk in ids:
        application = Application.unscoped.select_related(*PARTS).get(pk=pk)
        changed += bool(act(application))
        progress.step()
    return {"applications": len(ids), "changed": changed}


def _move(application: Application, moved_at: datetime | None) -> bool:
    with transaction.atomic():
        locked = Matter.unscoped.select_for_update().filter(pk=application.matter_id)
        changed = bool(refresh(locked.get()))
    cancel_about(application.matter_id, KIND)
    if moved_at and application.meets_on is None and _was_reminded_before(application, moved_at):
        with changing(application, by=None) as (_row, record):
            record("intake.date_moved")
        changed = True
    return changed


def _was_reminded_before(application: Application, moved_at: datetime) -> bool:
    """Reminded of the date as it stood, and not yet owed another reminder because of this move."""
    mine = Fact.unscoped.filter(matter=application.matter_id)
    reminded = mine.filter(kind="intake.reminded", at__lte=moved_at).exists()
    return reminded and not mine.filter(kind="intake.date_moved", at__gte=moved_at).exists()


def _start_moved_at(service: str) -> datetime | None:
    """When the start was last moved, or mended."""
    told = Q(kind="services.date_moved") | Q(amends__isnull=False)
    moves = Fact.unscoped.filter(told, matter__service=service).select_related("amends")
    started = (move for move in moves.order_by("-recorded_at", "-id") if _moves_the_start(move))
    return next((move.recorded_at for move in started), None)


def _moves_the_start(move: Fact) -> bool:
    """The day or the hour is another; a fact without any date tells that the hour moved."""
    was = move.amends.data if move.amends else {}
    changed = {name for name in DATED if move.data.get(name) != was.get(name)}
    return not changed or bool(changed & {"starts_on", "begins_at"})


def _end(application: Application) -> bool:
    with changing(application, by=None) as (row, record):
        if row.state not in RUNNING:
            return False
        row.state = "ended"
        record("intake.service_called_off")
        cancel_about(row.matter_id, KIND)
        tell_called_off(row)
        close_matter(row.matter, record.at)
    return True


def _pass_on(application: Application) -> bool:
    to = application.service.in_charge_id
    last = (
        Fact.unscoped.filter(matter=application.matter_id, kind="intake.assigned")
        .order_by("-at", "-id")
        .first()
    )
    if last and last.data["to"] == str(to):
        return False
    with changing(application, by=None) as (row, record):
        record("intake.assigned", to=to)
        let_in(row.matter, to, "in_charge")
    return True


def _owed(applications: list[Application]) -> set[UUID]:
    """The matters whose reminder is still owed."""
    matters = [application.matter_id for application in applications]
    owed = Duty.unscoped.filter(still_open(), matter__in=matters, article="psych:34.3b", name="remind")
    return set(owed.values_list("matter_id", flat=True))


def _post(application: Application) -> bool:
    """A service whose reminder lacks something is left to its staff: the open duty says what is missing."""
    try:
        return post_reminder(application) is not None
    except Refused:
        return False
