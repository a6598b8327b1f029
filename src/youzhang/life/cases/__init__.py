"""Cases of the story: opened from successful applications, each lived by a plot of its own."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from youzhang.clients.rules import is_minor
from youzhang.flows.actions import Carriers, open_case_from_application
from youzhang.intake.models import Application
from youzhang.kit import clock
from youzhang.kit.kept import Given, kept
from youzhang.life.cases.begins import BEGINS, Begin
from youzhang.life.cases.telling import Told
from youzhang.life.founding import Place, viewing


def cases_today(place: Place, told: list[Told], last_day: date) -> None:
    """Open the next case once its day has come, and let every plot whose day it is go on."""
    if "supervisor" not in place.by_role:
        return
    if len(told) < len(BEGINS) and (last_day - clock.today()).days <= BEGINS[len(told)].days:
        begin = BEGINS[len(told)]
        if application := _successful(place, child=begin.child):
            told.append(_open(place, begin, application, len(told)))
    for one in told:
        while one.goes_on <= clock.today():
            one.goes_on = next(one.plot, date.max)


def _successful(place: Place, *, child: bool) -> Application | None:
    """The earliest successful application for talks one by one that has no case yet, of a child or of an adult."""
    found = kept("life.successful", _without_case).ask(centre=place.centre.pk)
    return next((row for row in found if is_minor(row.applicant, clock.today()) == child), None)


def _without_case() -> QuerySet[Application]:
    rows = Application.unscoped.filter(
        matter__centre=Given("centre"), state="success", service__type="routine", matter__case_after=None
    )
    along = ("matter__centre__organisation", "matter__key", "guardian__subject__key", "guardian__matter")
    found: QuerySet[Application] = rows.select_related(*along, "applicant__subject__key", "applicant__matter")
    return found.order_by("matter__number")


def _open(place: Place, begin: Begin, application: Application, number: int) -> Told:
    by = place.one("service_head")
    caseworker, backup = place.staff[begin.caseworker], place.staff[begin.backup]
    given = Carriers(caseworker, backup, place.one("supervisor"))
    case = open_case_from_application(application, given, by=viewing(by))
    told = Told(case, place, caseworker, backup, number)
    told.plot = begin.plot(told)
    return told
