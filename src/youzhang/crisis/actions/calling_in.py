"""What is added to a crisis reaches whoever leads it, as an alarm does."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from youzhang.crisis.models import Crisis
from youzhang.kit import clock
from youzhang.notices.colleagues import link, tell_colleague
from youzhang.notices.models import Notice

KIND = "crisis.added"


def tell_lead(crisis: Crisis, entry: UUID) -> None:
    """At once, by every open channel, in words that name neither person nor what happened."""
    if crisis.lead is None:
        return
    page = link(reverse("crisis:crisis", args=[crisis.matter_id]))
    tell_colleague(
        crisis.lead, about=crisis.matter_id, key=crisis.matter.key, centre=crisis.matter.centre, kind=KIND,
        subject=_("Urgent: more is known"), body=_("Somebody added what you must know now: %(page)s") % {"page": page},
        due_at=clock.now(), lane=Notice.Lane.URGENT, dedupe=f"{KIND}:{entry}",
    )  # fmt: skip
