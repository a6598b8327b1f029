"""Tell a colleague: by every way that reaches them, in words that name neither service nor person."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings

from youzhang.accounts.models import Centre, User
from youzhang.notices.actions import post
from youzhang.notices.channels import GATEWAYS, Channel, closed_because
from youzhang.notices.models import Notice
from youzhang.vault.models import DataKey


def tell_colleague(
    person: User,
    *,
    about: UUID,
    key: DataKey,
    centre: Centre,
    kind: str,
    subject: str,
    body: str,
    due_at: datetime,
    dedupe: str,
    lane: str = Notice.Lane.NORMAL,
) -> int:
    """Post it by each open channel for which they have an address; by how many."""
    ways = {channel: person.mail if channel == Channel.EMAIL else person.phone for channel in _open()}
    reached = {channel: address for channel, address in ways.items() if address}
    for channel, address in reached.items():
        post(
            about=about, key=key, centre=centre, kind=kind, channel=channel, address=address, subject=subject,
            body=body, due_at=due_at, dedupe=f"{dedupe}:{person.pk}:{channel}", lane=lane,
        )  # fmt: skip
    return len(reached)


def link(path: str) -> str:
    """The whole address of a page."""
    return f"{settings.PUBLIC_URL}{path}"


def _open() -> list[str]:
    return [channel for channel in (Channel.EMAIL, *GATEWAYS) if not closed_because(channel)]
