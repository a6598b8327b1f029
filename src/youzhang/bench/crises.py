"""A hundred crises opened at once, some of them sent twice as by a browser that got no answer to the first.

They have a centre of their own: their alarm rings on no page that is measured.
"""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from statistics import quantiles
from typing import Any

from django.urls import reverse

from youzhang.accounts.actions import NewCentre, NewMember, create_centre, create_user, give_role
from youzhang.accounts.models import User
from youzhang.bench import cast
from youzhang.bench.served import Served
from youzhang.crisis.models import Crisis
from youzhang.kit import clock
from youzhang.kit.ids import new_id
from youzhang.ledger.models import Fact

CODE = "ALARM"
CRISES, AGAIN = 100, 20
TURNS = 20  # as the page does by itself: an answer that is a fault is sent again, with its token
FORM: dict[str, object] = {"reason": "other", "source": "self", "route": "venue"}


def opened_at_once(served: Served) -> dict[str, Any]:
    """How many were sent, opened and recorded, how many are missing or there twice; how long they took."""
    before, sender = _counts(), _Sender(served, cast.cookies_of(_reporter()))
    sender.send(CRISES, AGAIN)
    crises, facts = (now - then for now, then in zip(_counts(), before, strict=True))
    return {
        "sent": CRISES + AGAIN,
        "opened": crises,
        "recorded": facts,
        "missing": CRISES - len(sender.answers - {""}),
        "twice": max(crises - CRISES, 0),
        "p95_ms": round(quantiles(sender.took, n=20)[-1] * 1000, 1),
        "seconds": round(max(sender.took), 2),
    }


class _Sender:
    """As many browsers as forms, let go together."""

    def __init__(self, served: Served, cookies: dict[str, str]) -> None:
        self.served = served
        self.cookies = cookies | {"csrftoken": "x" * 32}
        self.answers: set[str] = set()
        self.took: list[float] = []

    def send(self, count: int, again: int) -> None:
        tokens = [str(new_id()) for _turn in range(count)]
        gate = threading.Barrier(count + again)
        both = [*tokens, *tokens[:again]]
        threads = [threading.Thread(target=self._one, args=(token, gate)) for token in both]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _one(self, token: str, gate: threading.Barrier) -> None:
        browser = self.served.browser(cookies=self.cookies)
        gate.wait()
        began = time.perf_counter()
        for _turn in range(TURNS):
            answer = browser.post(reverse("crisis:open"), FORM | {"form_token": token})
            if answer.status < 500:
                break
        self.took.append(time.perf_counter() - began)
        self.answers.add(next(iter(answer.header("location")), ""))
        browser.close()


def _counts() -> tuple[int, int]:
    return Crisis.unscoped.count(), Fact.unscoped.filter(kind="crisis.opened").count()


def _reporter() -> User:
    """Somebody at the centre of the alarms, where another is there to be called; both made when first needed."""
    known = User.objects.filter(username="duty_staff.alarm").first()
    if known:
        return known
    began = clock.today() - timedelta(days=1000)
    centre = create_centre(NewCentre("Bench", CODE, f"Centre {CODE}", f"Centre {CODE}", began))
    made = {
        role: create_user(NewMember(f"{role}.alarm", f"{role} {CODE}"))
        for role in ("counsellor", "duty_staff")
    }
    for role, user in made.items():
        give_role(user, centre, role, starts_on=began)
    return made["duty_staff"]
