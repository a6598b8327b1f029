"""When a room can be had, and which agreements hold. Pure decisions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from youzhang.kit import clock
from youzhang.kit.refused import Refused, Stale
from youzhang.premises.models import Agreement

STEP = timedelta(minutes=5)
LONGEST = timedelta(hours=14)
OPENS, CLOSES = time(8), time(22)
DAYS_AHEAD = 14
EXPIRING = timedelta(days=30)


@dataclass(frozen=True)
class Span:
    """From a time until another, the end not included."""

    starts_at: datetime
    ends_at: datetime

    @property
    def length(self) -> timedelta:
        """How long."""
        return self.ends_at - self.starts_at

    def slots(self) -> Iterator[datetime]:
        """The five-minute slots that it takes."""
        at = self.starts_at
        while at < self.ends_at:
            yield at
            at += STEP


def check_span(span: Span, now: datetime) -> None:
    """A booking lies within one day, in steps of five minutes, and is not over yet."""
    if span.ends_at <= span.starts_at:
        raise Refused(
            "rule:times", _("The end is not after the beginning."), _("Put the earlier time first."), "ends"
        )
    if span.length > LONGEST or clock.day_of(span.starts_at) != clock.day_of(span.ends_at - clock.INSTANT):
        raise Refused(
            "rule:times", _("A booking lies within one day."), _("Book each day by itself."), "ends"
        )
    if any(at.timestamp() % STEP.total_seconds() for at in (span.starts_at, span.ends_at)):
        why = _("Rooms are booked in steps of five minutes.")
        raise Refused("rule:times", why, _("Round the times, such as 14:05."), "starts")
    if span.ends_at <= now:
        raise Refused("rule:times", _("This time is over."), _("Choose a time ahead."), "day")


def next_free(taken: Sequence[Span], wanted: Span) -> Span | None:
    """The first time after the wanted one, equally long, in which the room is free; within opening hours."""
    day = clock.day_of(wanted.starts_at)
    for ahead in range(DAYS_AHEAD):
        opens, closes = _hours(day + timedelta(days=ahead))
        at = max(opens, wanted.starts_at)
        for span in sorted(taken, key=lambda span: span.starts_at):
            if span.starts_at < at + wanted.length and at < span.ends_at:
                at = span.ends_at
        if at + wanted.length <= closes:
            return Span(at, at + wanted.length)
    return None


def _hours(day: date) -> tuple[datetime, datetime]:
    return clock.at_hour(day, OPENS.hour), clock.at_hour(day, CLOSES.hour)


def agreement_state(until: date | None, today: date) -> str:
    """`none`, `expired`, `expiring` within thirty days, or `standing` (psych:15.3e)."""
    if until is None:
        return "none"
    if until < today:
        return "expired"
    return "expiring" if until - EXPIRING <= today else "standing"


def check_agreement_dates(signed_on: date, expires_on: date, today: date) -> None:
    """An agreement is signed by now, and holds for some time."""
    if signed_on > today:
        raise Refused("rule:future", _("This day has not come yet."), _("Enter it afterwards."), "signed_on")
    if expires_on < max(signed_on, today):
        why = _("This agreement does not hold any more.")
        raise Refused("rule:dates", why, _("Choose a later day."), "expires_on")


def check_standing(agreement: Agreement) -> None:
    """An agreement is renewed or ended once."""
    if agreement.ended_at:
        why = _("This agreement has ended already.")
        raise Stale("rule:agreement_over", why, _("Look at the partner again."))
