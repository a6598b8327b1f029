"""What the story needs so that every page has something to show: set pieces beside the everyday."""

from __future__ import annotations

from datetime import date, time, timedelta
from random import Random
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from youzhang.accounts.actions import delegate
from youzhang.clients.actions import bar_from_person
from youzhang.intake.actions.attend import Attendance
from youzhang.intake.actions.correct import correct_attendance
from youzhang.intake.models import Application
from youzhang.kit import clock
from youzhang.kit.kept import Given, kept
from youzhang.ledger.duties import Extension, chase, extend, rule_of, take, waive
from youzhang.ledger.models import Duty, Fact
from youzhang.ledger.openness import still_open
from youzhang.life.cast import cast
from youzhang.life.founding import Place, viewing
from youzhang.life.pen import a_signature
from youzhang.services.actions import Notice, Plan, mark_ended, move_dates, plan_service, publish_notice
from youzhang.services.left_property import Found, take_in
from youzhang.services.models import Service
from youzhang.services.rules import Dates

# How long before its start a service is planned and until when one may apply.
PLANNED, CLOSES, ROUTINE_OPEN = 52, 4, 60


def plan_today(place: Place, last_day: date, chance: Random) -> None:
    """The services whose day of planning has come."""
    for idea in cast()["service"]:
        here = place.centre.code.startswith(idea["centre"])
        due = here and _planned_on(idea, last_day) <= clock.today() <= _closes_on(idea, last_day)
        if due and not Service.unscoped.filter(matter__centre=place.centre, name=idea["name"]).exists():
            _plan(place, idea, last_day)


def _planned_on(idea: dict[str, Any], last_day: date) -> date:
    return last_day + timedelta(days=idea["days"] - (7 if idea["type"] == "routine" else PLANNED))


def _closes_on(idea: dict[str, Any], last_day: date) -> date:
    return last_day + timedelta(days=ROUTINE_OPEN if idea["type"] == "routine" else idea["days"] - CLOSES)


def _plan(place: Place, idea: dict[str, Any], last_day: date) -> None:
    start = last_day + timedelta(days=idea["days"])
    dates = Dates(start, time(14, 0), _closes_on(idea, last_day))
    if idea["type"] == "routine":
        dates = Dates(project_starts_on=start, closes_on=_closes_on(idea, last_day))
    lead = place.one("specialist", "director")
    centre = place.centre
    notice = Notice(
        name=idea["name"], form=idea["form"], audience=idea["audience"], place=centre.address, phone=centre.phone,
        **cast()["notice"],
        organiser=centre.organisation.name, special="special" in idea, special_note=idea.get("special", ""),
        sessions=idea.get("sessions", 1), transport=centre.transport, bring=idea.get("bring", ""),
        capacity=idea.get("capacity"), min_age=idea["ages"][0], max_age=idea["ages"][1],
    )  # fmt: skip
    viewer, logo = viewing(lead), a_signature(Random(7))
    service = plan_service(centre, Plan(idea["type"], lead, dates, notice, logo=logo), by=viewer)
    if "psych" not in centre.rulebooks:  # no article there asks for the notice, so no duty reminds of it
        publish_notice(service, by=viewer)


def turn_today(place: Place, last_day: date, chance: Random) -> None:
    """Set pieces: a date that moves, a thing left behind, services that end, decisions of the lead."""
    for service in _services(place):
        _move(place, service)
        _end(place, service)
        if service.starts_on == clock.today() - timedelta(days=1) and chance.random() < 0.6:
            desk = place.one("duty_staff")
            thing = Found(chance.choice(cast()["names"]["property"]), "前台柜子二层", clock.today())
            take_in(service, thing, by=viewing(desk))
    _correct(place)
    _decide(place, chance)


def _correct(place: Place) -> None:
    """One who had come was ticked off as absent, noticed a day or two later; once in each centre."""
    before = clock.now() - timedelta(hours=20)
    row = next(iter(kept("life.absent", _absent).ask(centre=place.centre.pk, before=before)), None)
    if row is not None:
        by = row.service.in_charge
        correct_attendance(row, Attendance(True), by=viewing(by), late_reason="correction")


def _absent() -> QuerySet[Application]:
    """Somebody noted as absent at a centre where no attendance was put right yet."""
    noted = {"matter__facts__kind": "intake.absent", "matter__facts__recorded_at__lt": Given("before")}
    corrected = Fact.unscoped.filter(
        centre=OuterRef("matter__centre"), kind="intake.attended", amends__isnull=False
    )
    rows = Application.unscoped.filter(~Exists(corrected), matter__centre=Given("centre"), **noted)
    found: QuerySet[Application] = rows.select_related("matter__centre", "service__in_charge")
    return found.order_by("matter__number")[:1]


def _services(place: Place) -> list[Service]:
    return kept("life.services", _going_on).ask(centre=place.centre.pk)


def _going_on() -> QuerySet[Service]:
    rows = Service.unscoped.filter(matter__centre=Given("centre"), ended_on=None, called_off_at=None)
    found: QuerySet[Service] = rows.select_related("matter__centre__organisation", "in_charge")
    return found.order_by("matter__number")


def _move(place: Place, service: Service) -> None:
    """The day after one service closed, it is put off: what was late by then stays marked as slipped."""
    idea = next((one for one in cast()["service"] if one["name"] == service.name and "moved_by" in one), None)
    if idea is None or service.closes_on != clock.today() - timedelta(days=1):
        return
    if service.starts_on is None or service.starts_on != service.closes_on + timedelta(days=CLOSES):
        return
    by = timedelta(days=idea["moved_by"])
    dates = Dates(service.starts_on + by, service.starts_at, service.closes_on + by - timedelta(days=1))
    lead = service.in_charge
    move_dates(service, dates, "too_few", version=service.version, by=viewing(lead))


def _end(place: Place, service: Service) -> None:
    if service.starts_on and clock.today() >= service.starts_on + timedelta(days=7 * service.sessions):
        mark_ended(service, clock.today(), by=viewing(service.in_charge))


def _decide(place: Place, chance: Random) -> None:
    """The lead takes, waives, extends or chases one of the late duties now and then."""
    lead = place.one("project_lead", "director")
    viewer = viewing(lead)
    for duty in kept("life.late", _late).ask(centre=place.centre.pk):
        luck = chance.random()
        if luck < 0.05 and _may_be_waived(duty):
            waive(duty, "agreed_otherwise", by=viewer)
        elif luck < 0.08:
            chase(duty, by=viewer)
        elif luck < 0.10:
            take(duty, by=viewer)
        elif luck < 0.2 and duty.name == "respond":
            extend(
                duty,
                Extension(clock.today() + timedelta(days=5), "waiting_for_client"),
                by=viewer,
            )


def _may_be_waived(duty: Duty) -> bool:
    rule = rule_of(duty)
    return rule is None or rule.waivable


def _late() -> QuerySet[Duty]:
    rows = Duty.unscoped.filter(still_open(), centre=Given("centre"), due__lt=clock.now())
    found: QuerySet[Duty] = rows.select_related("matter__centre").order_by("due", "matter__number", "name")
    return found[:3]


def settle(places: list[Place]) -> None:
    """The last day: a colleague who may not see a relative's file, another on leave."""
    first = places[0]
    lead = first.one("project_lead")
    newest = (
        Application.unscoped.filter(matter__centre=first.centre).select_related("applicant__matter").first()
    )
    if newest is not None:
        other = first.staff["counsellor"]
        bar_from_person(other, newest.applicant, reason="relative", by=viewing(lead))
    week = timedelta(days=6)
    head, leader = first.staff["head"], first.staff["leader"]
    delegate(head, leader, first.centre, starts_on=clock.today(), ends_on=clock.today() + week, by=head)
