"""An application as it stands under the lock, and what follows from its facts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from youzhang.accounts.models import User
from youzhang.accounts.viewer import Viewer
from youzhang.intake import rules
from youzhang.intake.models import STATES, Application
from youzhang.kit.kept import Given, kept
from youzhang.kit.refused import Refused, Stale
from youzhang.ledger import refusals
from youzhang.ledger.models import Matter
from youzhang.ledger.refresh import derived
from youzhang.ledger.writing import Record, writing
from youzhang.notices.actions import cancel_about
from youzhang.services.rules import check_may_lead

# The notices that bring a link for signing, by the part that it is for.
LINK_KINDS = {"guardian": "intake.signing_link", "client": "intake.signing_link_client"}
PARTS = (
    "matter__key",
    "matter__centre__organisation",
    "matter__parent__centre",
    "service__matter__centre",
    "applicant__subject__key",
    "guardian__subject__key",
)


@contextmanager
def changing(
    application: Application,
    *also: Matter,
    by: User | None,
    at: datetime | None = None,
    late_reason: str = "",
    version: int | None = None,
) -> Iterator[tuple[Application, Record]]:
    """Lock, read anew, let the caller act, save. `Stale` when the form's version is old: somebody has decided since;
    a remark or a note makes no new version."""
    with writing(application.matter, *also, by=by, at=at, late_reason=late_reason) as record:
        [row] = kept("intake.changing", _rows).ask(pk=application.pk)
        if version is not None and version != row.version:
            raise stale(row)
        before = row.state
        yield row, record
        row.version += version is not None or row.state != before
        row.save()
        if row.state != before and row.state not in rules.RUNNING:
            for kind in LINK_KINDS.values():
                cancel_about(row.matter_id, kind)


def _rows() -> QuerySet[Application]:
    rows: QuerySet[Application] = Application.unscoped.filter(pk=Given("pk")).select_related(*PARTS)
    return rows


def stale(row: Application) -> Stale:
    """Somebody else was quicker: says how things stand now."""
    why = _("Somebody else has worked on this application meanwhile.")
    return Stale("rule:stale", why, _("It is now: %(state)s.") % {"state": str(STATES[row.state])})


@contextmanager
def counting(application: Application, kind: str) -> Iterator[None]:
    """Count it when an article says no, as the gates of the ledger do for theirs."""
    try:
        yield
    except Refused as refused:
        if refused.article:
            refusals.count(application.matter.centre, refused.article, kind)
        raise


def check_may_act(viewer: Viewer, application: Application, act: str) -> None:
    """Whoever is in charge of the service acts on its applications; others by their role."""
    check_may_lead(viewer, application.service, act)


def settle(row: Application, record: Record) -> None:
    """Success follows from the facts and is never set by hand (psych:34.2c); online, its receipt stands on the
    tracking page from that moment (psych:34.3a)."""
    reached = {milestone.name for milestone in derived(row.matter, record.views_of(row.matter)).milestones}
    if "success" in reached and row.state in {"received", "waiting", "passed"}:
        row.state = "success"
        if row.channel == "online":
            record("intake.receipt_given", paper=False)


def places_taken(service_id: object) -> int:
    """How many places of a service are given."""
    return Application.unscoped.filter(service=service_id, state__in=("passed", "success", "ended")).count()
