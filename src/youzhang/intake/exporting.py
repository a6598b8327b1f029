"""The applications of a service as a sheet: what the list shows, of those whom the viewer may see."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from youzhang.accounts.accesses import log_access
from youzhang.accounts.viewer import Viewer
from youzhang.documents.sheets import FORMATS, sheet_response
from youzhang.intake import queries
from youzhang.intake.models import Application
from youzhang.intake.pages import state_badge
from youzhang.kit import clock
from youzhang.rulebook.terms import last_day_of
from youzhang.services.models import Service
from youzhang.web.marks import article_short


def export(viewer: Viewer, service: Service, state: str, form: str) -> HttpResponse:
    """Every application that fits the filter; noted in the access log before anything leaves the house."""
    if form not in FORMATS:
        raise Http404
    log_access(viewer, "intake.exported", service.matter_id, service.matter.centre_id)
    heads = [
        _("Number"), _("Applicant"), _("State"), _("Received"), _("Channel"), _("Owed next"), _("Due"),
    ]  # fmt: skip
    name = f"{service.name} {clock.today():%Y-%m-%d}"
    return sheet_response(form, name, heads, _rows(viewer, service, state))


def _rows(viewer: Viewer, service: Service, state: str) -> Iterator[tuple[object, ...]]:
    after, found = "", True
    while found:
        page = queries.applications_of(viewer, service, state=state, after=after)
        yield from _of_page(viewer, page.rows)
        after, found = page.next, bool(page.next)


def _of_page(viewer: Viewer, rows: Sequence[Application]) -> Iterator[tuple[object, ...]]:
    duties = queries.next_duties(viewer, rows)
    for row in rows:
        words, _tone = state_badge(row)
        duty = duties.get(row.matter_id)
        owed = (article_short(duty.article), duty.due and _until(duty.due)) if duty else ("", None)
        yield row.matter.number, row.applicant.name, words, row.received_at, row.get_channel_display(), *owed


def _until(due: datetime) -> datetime | date:
    """A term that ends with a day is that day, not the first minute of the next."""
    return last_day_of(due) if clock.start_of(clock.day_of(due)) == due else due
