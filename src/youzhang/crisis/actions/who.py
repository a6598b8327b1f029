"""Who may lead, agree to a lower level, be handed a crisis: one answer for all of them (psych:15.3a)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from youzhang.accounts.models import RoleHolding
from youzhang.crisis.rules import LEADING
from youzhang.kit import clock
from youzhang.staff.queries import trained


def qualified(person: UUID, centre: UUID, at: datetime | None = None) -> bool:
    """Whether somebody may lead a crisis: counsellor or support worker by a role of their own, trained."""
    held = RoleHolding.objects.filter(RoleHolding.on(clock.today()), user=person, centre=centre)
    return trained(person, at=at) and held.filter(role__in=LEADING).exists()
