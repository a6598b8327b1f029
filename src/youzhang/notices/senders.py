"""Hand one message to the mail server or a gateway. Faults come back as codes without personal content."""

from __future__ import annotations

import logging
import smtplib
from dataclasses import dataclass
from urllib.parse import quote

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from youzhang.notices.asking import where_to
from youzhang.notices.channels import GATEWAYS, closed_because
from youzhang.notices.models import Notice
from youzhang.vault.keys import KeyDestroyed

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 20


@dataclass(frozen=True)
class Outcome:
    """How one try ended. `detail` is error classes and numbers only: servers repeat addresses in words."""

    code: str
    detail: str = ""

    @property
    def is_success(self) -> bool:
        return self.code == "sent"


SENT = Outcome("sent")
# Whoever may not be told (any more) is not; why is told nobody here.
NOT_TOLD = Outcome("not_told")


def send(notice: Notice) -> Outcome:
    """Deliver one notice by its channel; never raises."""
    try:
        address = where_to(notice)
        if address is None:
            return NOT_TOLD
        if closed_because(notice.channel):
            return Outcome("channel_closed")
        if notice.channel == Notice.Channel.EMAIL:
            _mail(notice, address)
        elif notice.channel in GATEWAYS and not _gateway(notice, address):
            return Outcome("refused", notice.channel)
    except KeyDestroyed:  # the person was erased: there is nobody to tell
        return Outcome("erased")
    except smtplib.SMTPRecipientsRefused as fault:
        return Outcome("refused", ",".join(str(code) for code, _words in fault.recipients.values())[:120])
    except smtplib.SMTPResponseException as fault:
        return Outcome("refused", f"{type(fault).__name__} {fault.smtp_code}")
    except Exception as fault:
        return Outcome("error", type(fault).__name__)
    return SENT  # what is shown on the tracking page is delivered by being due


def _mail(notice: Notice, address: str) -> None:
    # The same id at every try: where a crash made one go out twice, mail programs show it once.
    headers = {"Message-ID": f"<{notice.id}@{_domain()}>", "Auto-Submitted": "auto-generated"}
    connection = get_connection(timeout=TIMEOUT_SECONDS)
    to = [address]
    EmailMessage(notice.subject, notice.body, to=to, headers=headers, connection=connection).send()


def _domain() -> str:
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"


def _gateway(notice: Notice, address: str) -> bool:
    # Reading apprise's hundred plugins takes most of a second: only a worker with a gateway pays for it.
    from apprise import Apprise

    url = settings.NOTIFY_URLS[notice.channel].replace("{address}", quote(address, safe=""))
    target = Apprise()
    return target.add(url) and bool(target.notify(title=notice.subject, body=notice.body))
