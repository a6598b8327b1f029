"""Plan, announce, move, close and end a service."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from youzhang.accounts.models import Centre, RoleHolding, User
from youzhang.accounts.viewer import Viewer
from youzhang.documents.actions import keep, open_file
from youzhang.documents.kinds import IMAGES
from youzhang.jobs.actions import enqueue
from youzhang.jobs.models import Job
from youzhang.jobs.registry import WORKS
from youzhang.kit import clock
from youzhang.kit.refused import Refused, Stale
from youzhang.ledger import refusals
from youzhang.ledger.matters import close_matter, opening
from youzhang.ledger.policy import check_may
from youzhang.ledger.writing import Record, writing
from youzhang.services import rules
from youzhang.services.dating import correct_dates, move_to
from youzhang.services.facts import CORRECTED
from youzhang.services.models import Service, title_of
from youzhang.services.rules import Dates

Logo = UploadedFile[Any] | bytes | None


@dataclass(frozen=True)
class Notice:
    """What people read about a service, its dates apart."""

    name: str
    form: str = ""
    audience: str = ""
    place: str = ""
    phone: str = ""
    how: str = ""
    steps: str = ""
    success: str = ""
    results: str = ""
    organiser: str = ""
    special: bool = False
    special_note: str = ""
    sessions: int = 1
    transport: str = ""
    bring: str = ""
    capacity: int | None = None
    min_age: int | None = None
    max_age: int | None = None
    area_only: bool = False


@dataclass(frozen=True)
class Plan:
    """A service to be."""

    type: str
    in_charge: User
    dates: Dates
    notice: Notice
    logo: Logo = None


def plan_service(centre: Centre, given: Plan, *, by: Viewer, at: datetime | None = None) -> Service:
    """Plan a service: from now on its notice is owed (psych:34.1a)."""
    check_may(by, "services.plan", centre.pk)
    _check_content(given.type, given.notice)
    rules.check_dates(given.type, given.dates, clock.today())
    _check_colleague(given.in_charge, centre)
    with opening("service", centre=centre, by=by.user, at=at) as (matter, record):
        service = Service(
            matter=matter,
            centre_id=matter.centre_id,
            type=given.type,
            in_charge=given.in_charge,
            **asdict(given.dates),
        )
        service.in_charge_name = given.in_charge.name
        _write_notice(service, given.notice)
        _put_logo(service, given.logo, by.user)
        service.save(force_insert=True)
        record("services.planned", type=given.type, **_dated(asdict(given.dates), given.dates))
        record("services.in_charge_set", to=given.in_charge.pk)
    return service


def edit_notice(service: Service, given: Notice, *, version: int, by: Viewer, logo: Logo = None) -> Service:
    """Change what the notice says; a published one keeps all its items."""
    rules.check_may_lead(by, service, "services.plan")
    with _changing(service, by=by.user, version=version, given=given) as (row, _record):
        _check_content(row.type, given)
        _write_notice(row, given)
        _put_logo(row, logo, by.user)
        if row.published_at:
            _check_complete(row)
    return row


def publish_notice(service: Service, *, by: Viewer, at: datetime | None = None) -> Service:
    """Publish the notice: refused while an item is missing (psych:34.1b); late is possible, and shown (34.1a)."""
    rules.check_may_lead(by, service, "services.publish")
    with _changing(service, by=by.user, at=at) as (row, record):
        if row.published_at:
            raise Stale(
                "rule:published", _("The notice is published already."), _("Look at the service again.")
            )
        _check_complete(row)
        rules.check_dates(row.type, _dates_of(row), clock.today())
        row.published_at = record.at
        record("services.notice_published", closes_on=row.closes_on)
    return row


def move_dates(
    service: Service, given: Dates, reason: str, *, version: int, by: Viewer
) -> tuple[Service, Job | None]:
    """Move the start or the closing date, or correct it; the applicants' duties and messages follow as a job."""
    rules.check_may_lead(by, service, "services.reschedule")
    rules.check_reason(reason)
    late_reason = "correction" if reason in CORRECTED else ""
    with _changing(service, by=by.user, version=version, late_reason=late_reason) as (row, record):
        rules.check_dates(row.type, given, clock.today())
        moved = {name: value for name, value in asdict(given).items() if value != getattr(row, name)}
        if not moved:
            raise Refused(
                "rule:nothing_moved", _("No date is different."), _("Choose another day."), "starts_on"
            )
        if "closes_on" in moved:
            row.applications_closed_at = None
        for name, value in moved.items():
            setattr(row, name, value)
        if row.published_at:
            _check_complete(row)
        change = correct_dates if reason in CORRECTED else move_to
        change(row.matter, _dated(moved, given), reason, record)
        _ask_for("ledger.refresh_children", row, by.user, parent=row.matter_id)
        job = _ask_for("intake.service_moved", row, by.user, service=row.pk)
    return row, job


def _dated(values: Mapping[str, Any], dates: Dates) -> dict[str, Any]:
    """Dates as facts say them: the hour only together with its day."""
    said = {name: value for name, value in values.items() if name != "starts_at"}
    begins = {"starts_on", "starts_at"} & values.keys()
    return said | ({"begins_at": dates.begins_at} if begins else {})


def close_early(service: Service, *, by: Viewer) -> Service:
    """Take no more applications; the closing date stays as the term of the staff's own work (psych:34.2b)."""
    rules.check_may_lead(by, service, "services.reschedule")
    with _changing(service, by=by.user) as (row, record):
        rules.check_may_close_early(row, clock.today())
        row.applications_closed_at = record.at
        record("services.closed_early", closed_on=clock.day_of(record.at))
    return row


def call_off(service: Service, *, by: Viewer) -> tuple[Service, Job | None]:
    """Call a service off: nothing about it is owed any more."""
    rules.check_may_lead(by, service, "services.reschedule")
    with _changing(service, by=by.user) as (row, record):
        row.called_off_at = record.at
        record("services.called_off")
        close_matter(row.matter, record.at)
        job = _ask_for("intake.service_called_off", row, by.user, service=row.pk)
    return row, job


def mark_ended(service: Service, ended_on: date, *, by: Viewer) -> Service:
    """The service is over; its papers begin to age."""
    rules.check_may_lead(by, service, "services.reschedule")
    with _changing(service, by=by.user) as (row, record):
        rules.check_may_end(row, ended_on, clock.today())
        row.ended_on = ended_on
        record("services.ended", ended_on=ended_on)
        close_matter(row.matter, record.at)
    return row


def set_in_charge(service: Service, to: User, *, by: Viewer) -> tuple[Service, Job | None]:
    """Name another person in charge: what they hold by this part passes to them."""
    rules.check_may_lead(by, service, "services.plan")
    with _changing(service, by=by.user) as (row, record):
        _check_colleague(to, row.matter.centre)
        row.in_charge, row.in_charge_name = to, to.name
        record("services.in_charge_set", to=to.pk)
        job = _ask_for("intake.in_charge_changed", row, by.user, service=row.pk)
    return row, job


@contextmanager
def _changing(
    service: Service,
    *,
    by: User,
    at: datetime | None = None,
    version: int | None = None,
    given: Notice | None = None,
    late_reason: str = "",
) -> Iterator[tuple[Service, Record]]:
    """The row as it stands under the lock; saved with the next version."""
    with writing(service.matter, by=by, at=at, late_reason=late_reason) as record:
        row = Service.unscoped.select_related("matter__centre", "in_charge").get(pk=service.pk)
        rules.check_running(row)
        if version is not None and version != row.version:
            raise _stale(row, given)
        yield row, record
        row.version += 1
        row.save()


def _stale(row: Service, given: Notice | None) -> Stale:
    differing = [
        title_of(field.name)
        for field in (fields(given) if given else ())
        if getattr(row, field.name) != getattr(given, field.name)
    ]
    way_on = (
        _("Different from yours now: %(items)s.") % {"items": _(", ").join(differing)} if differing else ""
    )
    return Stale("rule:stale", _("Somebody else changed this service meanwhile."), way_on)


def _check_content(kind: str, given: Notice) -> None:
    rules.check_sessions(kind, given.sessions)
    rules.check_ages(given.min_age, given.max_age)


def _check_complete(service: Service) -> None:
    """Says no, and counts that it did."""
    try:
        rules.check_notice_complete(service)
    except Refused as refused:
        refusals.count(service.matter.centre, refused.rule, "services.notice_published")
        raise


def _check_colleague(person: User, centre: Centre) -> None:
    today = RoleHolding.on(clock.today())
    if not person.is_active or not person.holdings.filter(today, centre=centre).exists():
        why = _("This person does not work at the centre now.")
        raise Refused("rule:colleague", why, _("Choose a colleague."), "in_charge")


def _write_notice(service: Service, given: Notice) -> None:
    for name, value in asdict(given).items():
        setattr(service, name, value)


def _put_logo(service: Service, logo: Logo, by: User) -> None:
    """The logo sent; for a new service without one, a copy of the centre's last, so that nobody uploads it twice."""
    name = getattr(logo, "name", None) or "logo.png"
    if not logo and service.logo_id is None:
        logo = _last_logo(service.matter.centre)
    if logo:
        matter = service.matter
        service.logo = keep(content=logo, name=name, key=matter.key, about=matter.pk, by=by, allowed=IMAGES)


def _last_logo(centre: Centre) -> bytes | None:
    before = Service.unscoped.filter(matter__centre=centre, logo__isnull=False, logo__destroyed_at=None)
    last = before.select_related("logo__key").order_by("-matter__opened_at").first()
    return open_file(last.logo) if last else None


def _dates_of(service: Service) -> Dates:
    return Dates(**{field.name: getattr(service, field.name) for field in fields(Dates)})


def _ask_for(name: str, row: Service, by: User, **arguments: object) -> Job | None:
    """What a room above does after it, where that room is installed."""
    return enqueue(name, by=by, centre=row.matter.centre, **arguments) if name in WORKS else None
