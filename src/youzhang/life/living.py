"""Months of life, day by day, through the real actions: the same seed gives the same story."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from django.db import transaction

from youzhang.jobs.models import Job
from youzhang.jobs.worker import run_pending
from youzhang.kit import clock
from youzhang.ledger.background import escalate_due, note_missed
from youzhang.ledger.calendars import calendar
from youzhang.life.cases import cases_today
from youzhang.life.cases.telling import Told
from youzhang.life.crises import crises_today
from youzhang.life.founding import Place, found
from youzhang.life.house import furnish, keep_house_today
from youzhang.life.plot import plan_today, settle, turn_today
from youzhang.life.residents import apply_today, speak_up_today
from youzhang.life.staff import work_today

LEAD_IN = 45
# In the last days somebody is ill, so that the story ends with duties that wait.
SHORT_HANDED = 8
# What is done by itself from time to time is done on Sundays, the jobs of a day in its night.
SUNDAY = 6


def live(
    months: int, seed: int, last_day: date, password: str, *, copies: int = 1, tell: Callable[[str], None]
) -> None:
    """Let the cast live until the evening before `last_day`. One transaction a day: a story needs no fsync an act."""
    chance = Random(seed)
    first_day = last_day - timedelta(days=30 * months + LEAD_IN)
    with transaction.atomic(), clock.frozen_at(clock.at_hour(first_day, 8)):
        suffixes = [""] + [f".{number}" for number in range(2, copies + 1)]
        places = [place for suffix in suffixes for place in found(first_day, password, suffix)]
        furnish(places, last_day)
    told: list[list[Told]] = [[] for _place in places]
    day = first_day
    while day < last_day:
        with transaction.atomic():
            for place, cases in zip(places, told, strict=True):
                _a_day(place, cases, day, last_day, chance)
        with clock.frozen_at(clock.at_hour(day, 19)):
            note_missed()
            escalate_due()
            if day.weekday() == SUNDAY or Job.objects.filter(state=Job.State.QUEUED).exists():
                run_pending()
        if day.day == 1:
            tell(f"{day:%Y-%m}")
        day += timedelta(days=1)
    with transaction.atomic(), clock.frozen_at(clock.at_hour(last_day, 8)):
        settle(places)
    with clock.frozen_at(clock.at_hour(last_day, 8)):
        run_pending()


def _a_day(place: Place, told: list[Told], day: date, last_day: date, chance: Random) -> None:
    with clock.frozen_at(clock.at_hour(day, 9, chance.randrange(60))):
        if calendar().is_working(day):
            plan_today(place, last_day, chance)
    with clock.frozen_at(clock.at_hour(day, 10 + chance.randrange(8), chance.randrange(60))):
        apply_today(place, chance, busy=1.0)
        speak_up_today(place, chance)
    with clock.frozen_at(clock.at_hour(day, 16)):
        crises_today(place, last_day)
    with clock.frozen_at(clock.at_hour(day, 17)):
        keep_house_today(place, last_day)
    if calendar().is_working(day):
        with clock.frozen_at(clock.at_hour(day, 18, chance.randrange(60))):
            turn_today(place, last_day, chance)
            cases_today(place, told, last_day)
            work_today(place, chance, short_handed=(last_day - day).days < SHORT_HANDED)
