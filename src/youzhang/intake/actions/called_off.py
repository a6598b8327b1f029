"""Whoever applied for a service that was called off is told, each by the way that reaches them."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from youzhang.intake.contact import contact_of
from youzhang.intake.models import Application
from youzhang.intake.wording import track_url
from youzhang.kit import clock
from youzhang.notices.actions import post
from youzhang.notices.models import Notice

KIND = "intake.called_off"


def tell_called_off(row: Application) -> Notice:
    """Names neither service nor person: telephones are shared. Where nothing can be sent, a call waits for staff."""
    now, number, centre = clock.now(), row.matter.number, row.matter.centre
    contact = contact_of(row)
    channel, address = contact.way
    with override(settings.LANGUAGE_CODE):
        said = _(
            "What you applied for does not take place. More: %(url)s (receipt number %(number)s), or ring %(phone)s"
        )
        body = said % {"url": track_url(number), "number": number, "phone": row.service.phone or centre.phone}
        subject = _("A message from the centre")
    return post(
        about=row.matter_id, key=row.matter.key, centre=centre, kind=KIND, channel=channel, address=address,
        subject=subject, body=body, due_at=now, dedupe=f"{KIND}:{row.pk}", to_subject=contact.subject,
    )  # fmt: skip
