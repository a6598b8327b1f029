"""Who is on duty and who is trained, as the duty roster and the training register say."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from youzhang.accounts.models import Centre, User


def on_duty(centre: Centre) -> list[User]:
    """Who is on duty now."""
    return []


def is_trained(user_id: UUID, at: datetime) -> bool:
    """Whether a valid crisis training is on record (psych:15.3a)."""
    return False
