"""By which ways this installation can reach people, and why another way is closed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from youzhang.notices.models import Notice

Channel = Notice.Channel

# Channels that a gateway outside delivers to: an apprise address per channel in YOUZHANG_NOTIFY_URLS.
GATEWAYS = (Channel.SMS, Channel.WECOM, Channel.DINGTALK)


@dataclass(frozen=True)
class ChannelState:
    """One way to reach people; shown greyed with its reason where it is closed."""

    code: str
    title: Any
    available: bool
    reason: str = ""


def channels() -> list[ChannelState]:
    """Every channel as this installation is configured."""
    return [ChannelState(c.value, c.label, not (why := closed_because(c.value)), why) for c in Channel]


def closed_because(channel: str) -> str:
    """Why nothing can be sent this way, in words; empty when it can."""
    if channel == Channel.EMAIL and not settings.MAIL_URL:
        return _("No mail server is configured (YOUZHANG_MAIL_URL).")
    if channel in GATEWAYS and not settings.NOTIFY_URLS.get(channel):
        return _("No gateway is configured for it (YOUZHANG_NOTIFY_URLS).")
    return ""
