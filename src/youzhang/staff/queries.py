"""Who is on duty, who is trained; the roster and the files as their readers may see them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from youzhang.accounts.models import Centre, User
from youzhang.kit import clock
from youzhang.staff.models import Shift, Training


def on_duty(centre: Centre, at: datetime | None = None, part: str = "") -> list[User]:
    """Who is on duty at a centre now (or then), in any part or in one; each person once, the earliest shift first.

    For notices and crises: without a viewer, for it says nothing about anybody who comes.
    """
    moment = at or clock.now()
    shifts = Shift.unscoped.filter(centre=centre, starts_at__lte=moment, ends_at__gt=moment)
    if part:
        shifts = shifts.filter(part=part)
    people = [shift.user for shift in shifts.select_related("user__subject__key").order_by("starts_at", "pk")]
    return list({person.pk: person for person in people if person.is_active}.values())


def trained(user_id: UUID, subject: str = "crisis", at: datetime | None = None) -> bool:
    """Whether somebody's training in a subject holds at a moment (psych:15.3a), wherever it was entered."""
    day = clock.day_of(at or clock.now())
    rows = Training.unscoped.filter(user=user_id, subject=subject, withdrawn_at=None)
    return rows.filter(trained_on__lte=day, valid_until__gte=day).exists()
