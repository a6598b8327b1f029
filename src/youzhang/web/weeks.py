"""A week from Monday to Sunday, as pages of shifts and rooms show it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from youzhang.kit import clock

LENGTH = timedelta(days=7)


@dataclass(frozen=True)
class Week:
    """The week that begins on a Monday."""

    monday: date

    @classmethod
    def read(cls, text: str) -> Week:
        """The week of a day in the address; this week when there is none or a spoilt one."""
        try:
            day = date.fromisoformat(text)
        except ValueError:
            day = clock.today()
        day = day if 2000 <= day.year <= 2100 else clock.today()
        return cls(day - timedelta(days=day.weekday()))

    @property
    def days(self) -> list[date]:
        """Monday to Sunday."""
        return [self.monday + timedelta(days=n) for n in range(LENGTH.days)]

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.days[-1]

    @property
    def before(self) -> date:
        """The Monday before."""
        return self.monday - LENGTH

    @property
    def after(self) -> date:
        """The Monday after."""
        return self.monday + LENGTH

    @property
    def starts_at(self) -> datetime:
        """00:00 of Monday."""
        return clock.start_of(self.monday)

    @property
    def ends_at(self) -> datetime:
        """24:00 of Sunday."""
        return clock.end_of(self.sunday)

    def by_day(self, rows: Iterable[Any]) -> Mapping[date, list[Any]]:
        """Rows with `starts_at`, under the day on which they start; what began before stands under Monday."""
        found: dict[date, list[Any]] = {day: [] for day in self.days}
        for row in rows:
            found[max(clock.day_of(row.starts_at), self.monday)].append(row)
        return found
