"""What may be done with a service, and what its notice must say (psych:32-34). Pure decisions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from youzhang.accounts.viewer import Viewer
from youzhang.kit import clock
from youzhang.kit.refused import Refused
from youzhang.ledger.policy import check_may, may
from youzhang.rulebook import library
from youzhang.services.facts import CORRECTED, MOVED
from youzhang.services.models import Service, title_of

NOTICE = library.builtin("psych").by_id["psych:34.1b"]


@dataclass(frozen=True)
class Dates:
    """When a service starts and until when one may apply; a routine service runs from the start of its project."""

    starts_on: date | None = None
    starts_at: time | None = None
    closes_on: date | None = None
    project_starts_on: date | None = None

    @property
    def begins_at(self) -> datetime | None:
        """The day and the hour."""
        if self.starts_on is None or self.starts_at is None:
            return None
        return clock.at_hour(self.starts_on, self.starts_at.hour, self.starts_at.minute)


@dataclass(frozen=True)
class Item:
    """One item of the notice: whether it is there."""

    code: str
    title: str
    value: object

    @property
    def heading(self) -> str:
        """The title at the beginning of a line."""
        return capfirst(self.title)

    @property
    def present(self) -> bool:
        """Whether something stands there."""
        return self.value not in (None, "")


def notice_items(service: Service) -> list[Item]:
    """The thirteen items that the article lists, and the special note where there is something special to know."""
    content = NOTICE.contents[0]
    wanted = [*content.items, *(item for flag, item in content.only_if.items() if getattr(service, flag))]
    return [Item(code, title_of(code), getattr(service, code)) for code in wanted]


def check_notice_complete(service: Service) -> None:
    """A notice is published, and stays published, with every item only."""
    missing = [item.title for item in notice_items(service) if not item.present]
    if missing:
        raise Refused(
            "psych:34.1b",
            _("The notice lacks: %(items)s.") % {"items": _(", ").join(missing)},
            _("Fill in what is missing, then publish."),
            way_on_url=reverse("services:edit", args=[service.matter_id]),
        )


def check_dates(kind: str, dates: Dates, today: date) -> None:
    """The dates are there, lie ahead and stand in order."""
    if kind == "routine":
        _need(dates.project_starts_on, "psych:33.3", "project_starts_on", _("Say when the project starts."))
    else:
        _need(dates.starts_on, "psych:34.1a", "starts_on", _("Say on which day it starts."))
    if dates.starts_on and dates.starts_on < today:
        raise Refused("rule:dates", _("The start lies in the past."), _("Choose a later day."), "starts_on")
    if dates.closes_on and dates.closes_on < today:
        why = _("The closing date has passed already, so nobody could apply.")
        raise Refused("rule:dates", why, _("Choose today or a later day."), "closes_on")
    start = dates.starts_on or dates.project_starts_on
    if kind != "routine" and dates.closes_on and start and dates.closes_on > start:
        why = _("The closing date lies after the start.")
        raise Refused("psych:34.2b", why, _("Assessing and signing come before the start."), "closes_on")


def check_reason(reason: str) -> None:
    """A date that is another than before has a reason: it moved, or it was wrong."""
    if reason not in (*MOVED, *CORRECTED):
        why = _("It is not said why the dates are others.")
        raise Refused("rule:reason", why, _("Say why it moves, or that it was entered wrongly."), "reason")


def check_sessions(kind: str, sessions: int) -> None:
    """A single service has one session, a series at least two (psych:33.1, psych:33.2)."""
    if kind == "single" and sessions != 1:
        why = _("A single service has one session.")
        raise Refused("psych:33.1", why, _("Choose a series, or write 1."), "sessions")
    if kind == "multi" and sessions < 2:
        why = _("A series has two sessions or more.")
        raise Refused("psych:33.2", why, _("Choose a single service, or write 2 or more."), "sessions")


def check_ages(youngest: int | None, oldest: int | None) -> None:
    """Published conditions must be such that somebody can meet them (psych:32)."""
    if youngest is not None and oldest is not None and youngest > oldest:
        why = _("The youngest age is above the oldest, so nobody could apply.")
        raise Refused("psych:32", why, _("Exchange the two."), "min_age")


def check_running(service: Service) -> None:
    """What was called off or has ended stays as it is."""
    if service.called_off_at:
        raise Refused("rule:service_over", _("This service was called off."), _("Plan a new one."))
    if service.ended_on:
        raise Refused("rule:service_over", _("This service has ended."), _("Plan a new one."))


def check_unpublished(service: Service) -> None:
    """A notice is published once."""
    if service.published_at:
        raise Refused(
            "rule:published", _("The notice is published already."), _("Look at the service again.")
        )


def check_may_close_early(service: Service, today: date) -> None:
    """Applications can be closed early only while they are taken."""
    if not is_open(service, today):
        raise Refused(
            "rule:not_open", _("Applications are not being taken now."), _("Look at the service again.")
        )


def check_may_end(service: Service, ended_on: date, today: date) -> None:
    """A service ends after it started, and not tomorrow."""
    start = service.starts_on or service.project_starts_on
    if ended_on > today:
        raise Refused(
            "rule:future", _("This day has not come yet."), _("Enter it once it has ended."), "ended_on"
        )
    if start and ended_on < start:
        why = _("It cannot end before it started.")
        raise Refused("rule:dates", why, _("Call it off instead, or choose a later day."), "ended_on")


def may_lead(viewer: Viewer, service: Service, act: str) -> bool:
    """Whoever is in charge of a service leads it; others by their role."""
    return service.in_charge_id in viewer.people(service.matter.centre_id) or may(
        viewer, act, service.matter.centre_id
    )


def check_may_lead(viewer: Viewer, service: Service, act: str) -> None:
    """Refuse an act on a service to who neither is in charge of it nor may by role."""
    if service.in_charge_id not in viewer.people(service.matter.centre_id):
        check_may(viewer, act, service.matter.centre_id)


def is_open(service: Service, today: date) -> bool:
    """Whether one may apply: until the end of the closing day."""
    over = service.called_off_at or service.ended_on or service.applications_closed_at
    in_time = service.closes_on is None or today <= service.closes_on
    return service.published_at is not None and not over and in_time


def state_of(service: Service, today: date) -> str:
    """`planned`, `open`, `closed`, `called_off` or `ended`."""
    if service.called_off_at:
        return "called_off"
    if service.ended_on:
        return "ended"
    if service.published_at is None:
        return "planned"
    return "open" if is_open(service, today) else "closed"


def _need(value: object, article: str, field: str, why: str) -> None:
    if value is None:
        raise Refused(article, why, _("The term of the notice runs from this day."), field)
