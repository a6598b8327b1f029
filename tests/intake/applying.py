"""Fills in the residents' form as a browser does."""

from __future__ import annotations

import base64
import json
import re
from datetime import datetime, timedelta
from html import unescape
from typing import Any

from altcha.v1 import solve_challenge
from django.test import Client

from youzhang.kit import clock
from youzhang.services.models import Service

CHILD = {
    "who": "child",
    "name": "沈一禾",
    "birth": "20130308",
    "sex": "f",
    "phone": "",
    "school": "青澜中学 8 年级",
}
MOTHER = {
    "guardian_name": "何雅琴", "relation": "mother", "guardian_phone": "138 0000 0427", "wish": "为手机的事常吵架。",
    "special": ["allergy"], "channel": "call",
}  # fmt: skip
ADULT = {"who": "self", "name": "林晚", "birth": "19900504", "sex": "f", "phone": "13800000001"}
NOTHING = {"wish": "", "channel": "call"}
AGREED = {"consent_information": "on", "consent_sensitive": "on"}


def step(client: Client, service: Service, number: int, sent: dict[str, Any]) -> Any:
    return client.post(f"/apply/{service.pk}/{number}/", sent)


def fill(
    client: Client, service: Service, who: dict[str, Any] = CHILD, more: dict[str, Any] = MOTHER
) -> None:
    """The first two steps."""
    assert step(client, service, 1, who).status_code == 302
    assert step(client, service, 2, more).status_code == 302


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    return unescape(found[1]) if found else ""


def solved(page: str) -> str:
    """What the script puts into the form."""
    challenge = json.loads(unescape(re.search(r'data-challenge="([^"]*)"', page)[1]))  # type: ignore[index]
    return proof_of(challenge)


def proof_of(challenge: dict[str, Any]) -> str:
    found = solve_challenge(challenge["challenge"], challenge["salt"], "SHA-256", challenge["maxNumber"])
    del challenge["maxNumber"]
    return base64.b64encode(json.dumps(challenge | {"number": found.number}).encode()).decode()


def last_page(client: Client, service: Service, *, script: bool = True, **changes: str) -> dict[str, str]:
    """The last step as it is sent."""
    page = client.get(f"/apply/{service.pk}/3/").content.decode()
    sent = AGREED | {name: hidden(page, name) for name in ("permit", "form_token")}
    return sent | {"proof": solved(page) if script else ""} | changes


def send(client: Client, service: Service, *, after: int = 60, **changes: Any) -> Any:
    """Read for a minute, then send."""
    sent = last_page(client, service, **changes)
    with clock.frozen_at(later(after)):
        return step(client, service, 3, sent)


def later(seconds: int) -> datetime:
    return clock.now() + timedelta(seconds=seconds)


def applied(client: Client, service: Service, **people: Any) -> tuple[str, str]:
    """Number and code of an application that went in."""
    fill(client, service, **people)
    assert send(client, service).status_code == 302
    return receipt(client)


def receipt(client: Client) -> tuple[str, str]:
    page = client.get("/apply/received/").content.decode()
    number = re.search(r'<output id="number">([^<]+)<', page)
    code = re.search(r'<output id="code">([^<]+)<', page)
    assert number
    assert code
    return number[1], code[1]
