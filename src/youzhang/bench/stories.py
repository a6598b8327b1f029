"""How generated applications went: what happened to each, and when. Seeded, so the same every time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from youzhang.kit import clock

Happening = tuple[str, datetime, dict[str, Any]]

# Of twenty applications: how many ended which way. They come to 83 duties, 10 of them open.
PAST = ("attended",) * 13 + ("refused",)
CURRENT = ("received", "received", "passed", "passed", "success", "success")
ROUND = len(PAST) + len(CURRENT)
DUTIES_OF_A_ROUND = 83
STATES = {"attended": "ended", "refused": "refused"}
LATE = 0.1


@dataclass(frozen=True)
class Dates:
    """Until when one could apply for a service, and when it began."""

    closes_on: date
    starts_on: date

    @property
    def planned_at(self) -> datetime:
        """Two months before the closing date."""
        return clock.at_hour(self.closes_on - timedelta(days=60), 10)


def dates_of_the_past(since: date, today: date, draw: Random) -> Dates:
    """A service that was planned since a day, closed and is over."""
    closes_on = today - timedelta(days=draw.randrange(20, max((today - since).days - 60, 21)))
    return Dates(closes_on, closes_on + timedelta(days=draw.randrange(5, 15)))


def service_story(dates: Dates, in_charge: UUID) -> list[Happening]:
    """A single service: planned, announced."""
    day = {"starts_on": dates.starts_on, "closes_on": dates.closes_on}
    announced = dates.planned_at + timedelta(days=3)
    return [
        ("services.planned", dates.planned_at, {"type": "single", **day}),
        ("services.in_charge_set", dates.planned_at, {"to": in_charge}),
        ("services.notice_published", announced, {"closes_on": dates.closes_on}),
    ]


def application_story(
    ending: str, dates: Dates, in_charge: UUID, now: datetime, draw: Random
) -> list[Happening]:
    """What happened to an application up to now; a tenth of the steps came too late."""
    received = clock.at_hour(dates.closes_on - timedelta(days=draw.randrange(8, 25)), draw.randrange(9, 18))
    received = min(received, now - timedelta(days=3))
    found: list[Happening] = [
        (
            "intake.form_filled",
            received,
            {"channel": draw.choice(("online", "desk")), "minor": False, "filled_by": "self"},
        ),
        ("intake.assigned", received, {"to": in_charge}),
    ]
    if ending == "received":
        return found
    result = {"result": "failed", "ground": "age"} if ending == "refused" else {"result": "passed"}
    assessed = _by(received, clock.start_of(dates.closes_on), now, draw)
    found.append(("intake.assessed", assessed, {"method": "phone", "urgency": "routine", **result}))
    if ending == "refused":
        told = min(assessed + timedelta(hours=draw.randrange(2, 20)), now)
        return [*found, ("intake.refusal_told", told, {"way": "phone", "referral": True})]
    return (
        found
        if ending == "passed"
        else [*found, *_signed(assessed, dates, now, draw), *_after(ending, assessed, dates, draw)]
    )


def _by(after: datetime, term: datetime, now: datetime, draw: Random) -> datetime:
    """A moment between the step before and its term, sometimes beyond it, never in the future."""
    span = max(term - after, timedelta(hours=2)) * (1.2 if draw.random() < LATE else draw.uniform(0.1, 0.6))
    return min(after + span, now - timedelta(days=1))


def _signed(assessed: datetime, dates: Dates, now: datetime, draw: Random) -> list[Happening]:
    at = min(assessed + timedelta(hours=draw.randrange(1, 10)), now)
    return [
        ("intake.explained", at, {}),
        ("intake.signed", at, {"part": "client", "how": "screen", "way": "desk"}),
        ("intake.signed", at, {"part": "centre", "how": "screen"}),
        ("intake.agreement_signed", at, {"template": 1}),
    ]


def _after(ending: str, assessed: datetime, dates: Dates, draw: Random) -> Sequence[Happening]:
    if ending != "attended":
        return []
    given = assessed + timedelta(
        hours=draw.randrange(30, 40) if draw.random() < LATE else draw.randrange(11, 24)
    )
    reminded = clock.at_hour(dates.starts_on - timedelta(days=3), draw.randrange(9, 18))
    reminded = max(reminded, given)
    attended = max(clock.at_hour(dates.starts_on, 15), reminded)
    return [
        ("intake.receipt_given", given, {"paper": False}),
        ("intake.reminded", reminded, {"way": "call"}),
        ("intake.attended", attended, {}),
    ]
