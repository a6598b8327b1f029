"""The guardian signs on their own telephone: the desk sends them a link that needs no query code (psych:41)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from youzhang.accounts.models import User
from youzhang.accounts.viewer import Viewer
from youzhang.clients.kept_out import check_may_be_told
from youzhang.clients.models import Person
from youzhang.clients.reach import WAYS, channel_to
from youzhang.intake import rules
from youzhang.intake.actions.locking import changing, check_may_act
from youzhang.intake.models import Agreement, Application, Signature
from youzhang.intake.wording import signing_link
from youzhang.kit import clock
from youzhang.kit.refused import Refused
from youzhang.notices.actions import cancel_about, post
from youzhang.notices.models import Notice
from youzhang.web import wording

KIND = "intake.signing_link"
GOOD_FOR = timedelta(days=3)


def send_signing_link(
    application: Application, *, by: User, viewer: Viewer, at: datetime | None = None
) -> Notice:
    """Post the link to the guardian's own channel; an earlier one that still waits is taken back."""
    check_may_act(viewer, application, "intake.sign")
    now = at or clock.now()
    with changing(application, by=by, at=at) as (row, _record):
        guardian = guardian_who_signs(row, clock.day_of(now))
        channel, address = _way_to(guardian)
        cancel_about(row.matter_id, KIND)
        subject, body = _message(row, now)
        return post(
            about=row.matter_id, key=row.matter.key, centre=row.matter.centre, kind=KIND, channel=channel,
            address=address, subject=subject, body=body, due_at=now, lane=Notice.Lane.URGENT,
            dedupe=f"{KIND}:{row.pk}:{now:%Y%m%d%H%M}", to_subject=guardian.subject,
        )  # fmt: skip


def guardian_who_signs(row: Application, day: date) -> Person:
    """The guardian whose signature is missing on an agreement that was explained."""
    agreement = Agreement.unscoped.filter(application=row).first()
    if row.guardian is None or "guardian" not in rules.required_parts(row, day):
        raise Refused("psych:41", _("No guardian signs this agreement."), _("Name the guardian first."))
    if agreement is None or agreement.explained_at is None:
        why = _("The agreement has not been explained yet.")
        raise Refused("psych:34.2a", why, _("Explain it, by telephone if need be; then send the link."))
    if Signature.unscoped.filter(agreement=agreement, part="guardian").exists():
        raise Refused("psych:41", _("The guardian has signed already."))
    check_may_be_told(row.applicant, row.guardian)
    return row.guardian


def _way_to(guardian: Person) -> tuple[str, str]:
    channel, address = channel_to(guardian)
    if channel not in WAYS:
        why = _("No message reaches the guardian: no channel is known, or none is configured.")
        raise Refused("rule:no_channel", why, _("Ring them, or let them sign at the desk."))
    return channel, address


def _message(row: Application, now: datetime) -> tuple[str, str]:
    """Telephones are shared: neither service nor person is named."""
    with override(settings.LANGUAGE_CODE):
        said = _("A paper waits for your signature until %(until)s: %(url)s Questions: %(phone)s")
        until, phone = now + GOOD_FOR, row.service.phone or row.matter.centre.phone
        told = {"until": wording.short_moment(until), "url": signing_link(row, until), "phone": phone}
        return _("A message from the centre"), said % told
