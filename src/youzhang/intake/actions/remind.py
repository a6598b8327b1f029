"""Remind applicants before a service starts, each by the way that reaches them (psych:34.3b)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import override

from youzhang.accounts.viewer import Viewer
from youzhang.clients.reach import WAYS
from youzhang.intake import rules
from youzhang.intake.actions.locking import changing, check_may_act, counting
from youzhang.intake.contact import contact_of
from youzhang.intake.meeting import meeting_of
from youzhang.intake.models import Application
from youzhang.intake.wording import check_reminder, mail_of, reminder_for, short_message_of
from youzhang.kit import clock
from youzhang.notices.actions import cancel, cancel_about, post
from youzhang.notices.models import Notice

KIND = "intake.reminder"
DAYS_AHEAD = 3
HOUR = 9


def remind(
    application: Application,
    *,
    way: str = "call",
    by: Viewer,
    at: datetime | None = None,
    late_reason: str = "",
) -> None:
    """Staff have reminded somebody themselves; what still waited to be sent is taken back."""
    check_may_act(by, application, "intake.receive")
    with changing(application, by=by.user, at=at, late_reason=late_reason) as (row, record):
        with counting(row, "intake.reminded"):
            rules.check_success(row)
            check_reminder(reminder_for(row))
        cancel_about(row.matter_id, KIND)
        record("intake.reminded", way=way)


def goes_out_at(application: Application) -> datetime | None:
    """When the reminder is sent: three days before one is expected, at nine, one day ahead of the duty."""
    start = meeting_of(application).day
    return clock.at_hour(start - timedelta(days=DAYS_AHEAD), HOUR) if start else None


def post_reminder(application: Application) -> Notice | None:
    """Put the reminder into the outbox as the service stands now, once per start; None: somebody has to call.

    What waits with another date or text is taken back.
    """
    now, due_at = clock.now(), goes_out_at(application)
    contact = contact_of(application)
    channel, address = contact.way
    dedupe = f"{KIND}:{application.pk}:{meeting_of(application).mark}:{application.service.version}"
    _take_back_others(application, dedupe)
    if due_at is None or channel not in WAYS:
        return None
    with override(settings.LANGUAGE_CODE):
        reminder = reminder_for(application)
        check_reminder(reminder)
        number = application.matter.number
        subject, body = mail_of(reminder, number)
        if channel != Notice.Channel.EMAIL:
            body = short_message_of(reminder, number)
    return post(
        about=application.matter_id, key=application.matter.key, centre=application.matter.centre, kind=KIND,
        channel=channel, address=address, subject=subject, body=body, due_at=max(due_at, now), dedupe=dedupe,
        to_subject=contact.subject,
    )  # fmt: skip


def note_reminded(notice: Notice, at: datetime) -> None:
    """The message has reached its address: the reminder is given."""
    application = Application.unscoped.filter(matter=notice.about).select_related("matter").first()
    if application is None:
        return
    with changing(application, by=None, at=at, late_reason="no_network") as (row, record):
        if row.state == "success":
            record("intake.reminded", way=WAYS.get(notice.channel, "call"))


def _take_back_others(application: Application, dedupe: str) -> None:
    others = Notice.objects.filter(about=application.matter_id, kind=KIND).exclude(dedupe=dedupe)
    for other in others.values_list("dedupe", flat=True):
        cancel(other)
