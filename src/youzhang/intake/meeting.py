"""When and where somebody is expected: their own appointment, else the start of the service (psych:33.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from hashlib import sha256

from youzhang.intake.models import Application
from youzhang.kit import clock
from youzhang.web import wording


@dataclass(frozen=True)
class Meeting:
    """A day, perhaps an hour, and the place."""

    day: date | None
    hour: time | None
    place: str

    @property
    def at(self) -> datetime | None:
        """Day and hour together."""
        if self.day is None or self.hour is None:
            return None
        return clock.at_hour(self.day, self.hour.hour, self.hour.minute)

    @property
    def mark(self) -> str:
        """Tells this meeting from any other day, hour or place of the same application."""
        return sha256(f"{self.day} {self.hour} {self.place}".encode()).hexdigest()[:16]

    @property
    def words(self) -> str:
        """Day and hour in words; empty when no day is known."""
        if self.day is None:
            return ""
        day = wording.day(self.day)
        return f"{day} {self.hour:%H:%M}" if self.hour else day


def meeting_of(application: Application) -> Meeting:
    """When and where this applicant is expected."""
    service = application.service
    if application.meets_on is None:
        return Meeting(service.starts_on, service.starts_at, service.place)
    return Meeting(application.meets_on, application.meets_at, application.meets_place or service.place)
