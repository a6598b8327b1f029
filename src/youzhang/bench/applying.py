"""A resident's form, filled in step by step as a browser does; only the last sending is timed."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import time
from random import Random
from uuid import UUID

from django.urls import reverse

from youzhang.bench import people
from youzhang.bench.drive import Call
from youzhang.bench.served import Served
from youzhang.bench.wire import Answer, Browser
from youzhang.intake.portal_proof import QUICKEST

_INPUT = re.compile(r"<input\b[^>]*>")
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
_CHALLENGE = re.compile(r'data-challenge=(?:"([^"]*)"|\'([^\']*)\')')
_EACH_ADDRESS = 8  # sends; the quota of an address is ten in an hour


class Forms:
    """Last steps, ready to be sent, each once and from a browser of its own with its proof of work done."""

    def __init__(self, served: Served, services: list[UUID], count: int, seed: int) -> None:
        draw = Random(seed)
        offset = draw.randrange(1, 200) * 250
        self._calls = [
            _filled_in(served, draw.choice(services), draw, offset + number) for number in range(count)
        ]
        self._ready_at = time.monotonic() + QUICKEST + 1

    def take(self, count: int) -> list[Call]:
        """So many of them, as soon as nobody can say that they came too quickly."""
        time.sleep(max(self._ready_at - time.monotonic(), 0))
        taken, self._calls = self._calls[:count], self._calls[count:]
        return taken


def _filled_in(served: Served, service: UUID, draw: Random, number: int) -> Call:
    place = number // _EACH_ADDRESS
    browser = served.browser(f"127.{1 + place // 62500 % 250}.{place // 250 % 250}.{1 + place % 250}")
    who: dict[str, object] = {
        "who": "self",
        "name": people.name_of(draw),
        "birth": "1990-05-04",
        "sex": "x",
        "phone": people.phone_of(draw),
    }
    _step(browser, _path(service, 1), who)
    _step(browser, _path(service, 2), {"wish": "A calm talk about school.", "channel": "call"})
    page = browser.get(_path(service, 3))
    content = fields(page) | {"proof": _proof(page)}
    call = Call(browser.form(_path(service, 3), content), 302, browser.source)
    browser.close()
    return call


def _step(browser: Browser, path: str, content: dict[str, object]) -> None:
    page = browser.get(path)
    answer = browser.post(path, fields(page) | content)
    if answer.status != 302:
        raise SystemExit(f"The step {path} of applying answered {answer.status}.")


def _path(service: UUID, number: int) -> str:
    return reverse("intake:apply_step", args=[service, number])


def fields(page: Answer) -> dict[str, object]:
    """Hidden fields as the page has them, and every consent given."""
    found: dict[str, object] = {}
    for tag in _INPUT.findall(page.body.decode()):
        given = {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(tag)}
        if given.get("type") == "hidden" and given.get("name"):
            found[given["name"]] = given.get("value", "")
        elif given.get("name", "").startswith("consent_"):
            found.setdefault(given["name"], given.get("value", "on"))
    return found


def _proof(page: Answer) -> str:
    """The challenge solved as altcha's script does."""
    found = _CHALLENGE.search(page.body.decode())
    if found is None:
        raise SystemExit("The last step of applying shows no challenge.")
    asked = json.loads(html.unescape(found[1] or found[2]))
    number = _solve(
        asked["salt"].encode(), asked["challenge"], asked.get("maxnumber") or asked.get("maxNumber")
    )
    answer = {name: asked[name] for name in ("algorithm", "challenge", "salt", "signature")} | {
        "number": number
    }
    return base64.b64encode(json.dumps(answer).encode()).decode()


def _solve(salt: bytes, wanted: str, most: int) -> int:
    known = hashlib.sha256(salt)
    for number in range(most + 1):
        attempt = known.copy()
        attempt.update(str(number).encode())
        if attempt.hexdigest() == wanted:
            return number
    raise SystemExit("The challenge has no solution.")
