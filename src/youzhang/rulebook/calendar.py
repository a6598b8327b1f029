"""Working days by the State Council's list: weekends worked (调休) and weekdays off are the exceptions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

_DAY = timedelta(days=1)


@dataclass(frozen=True, eq=False)
class Calendar:
    """`days`: only the exceptions, True = working. `years`: "official" or "estimated"; any other year is unknown."""

    days: Mapping[date, bool] = field(default_factory=dict)
    years: Mapping[int, str] = field(default_factory=dict)

    def is_working(self, day: date) -> bool:
        """Whether people work on this day."""
        return self.days.get(day, day.weekday() < 5)

    def add_working_days(self, day: date, n: int) -> date:
        """The n-th working day after a day (before it when n is negative); the day itself is not counted."""
        step = _DAY if n > 0 else -_DAY
        for _ in range(abs(n)):
            day += step
            while not self.is_working(day):
                day += step
        return day

    def provisional(self, first_day: date, last_day: date) -> bool:
        """Whether a span touches a year whose list is not the official one."""
        years = range(first_day.year, last_day.year + 1)
        return any(self.years.get(year) != "official" for year in years)
