"""By which way a message reaches somebody."""

from __future__ import annotations

from youzhang.clients.models import Person
from youzhang.notices.channels import closed_because
from youzhang.notices.models import Notice

# Channels by which a message goes out, with the words of the facts that tell of it.
WAYS = {"email": "mail", "sms": "sms", "wecom": "wecom", "dingtalk": "dingtalk"}


def channel_to(person: Person) -> tuple[str, str]:
    """The person's own channel and address; a call where there is none or the installation cannot send."""
    address = (person.mail if person.channel == Notice.Channel.EMAIL else person.phone) or ""
    if person.channel not in WAYS or not address or closed_because(person.channel):
        return Notice.Channel.CALL.value, person.phone or ""
    return person.channel, address
