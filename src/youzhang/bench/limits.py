"""What can be reached at all: the same fifty rows by the ORM and by a bare cursor; and what writing one fact costs."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median
from typing import Any

from django.db import connection

from youzhang.bench.cast import Member
from youzhang.ledger.models import Duty, DutyHolder, Fact
from youzhang.ledger.writing import writing
from youzhang.services.models import Service

ROWS = 50
REPEATS = 60
FACTS = 200


def rows_by_orm(member: Member) -> float:
    """Fifty open duties of a member's centre as model instances, in ms."""
    held = DutyHolder.objects.filter(centre=member.centre, role="specialist", user=None)
    return _median(lambda: list(held.select_related("duty").order_by("due", "duty_id")[:ROWS]))


def rows_by_cursor(member: Member) -> float:
    """The same rows as the driver gives them, in ms."""
    columns = ", ".join(f"d.{field.column}" for field in Duty._meta.concrete_fields)
    sql = (
        f"SELECT {columns} FROM ledger_dutyholder h JOIN ledger_duty d ON d.id = h.duty_id"
        " WHERE h.centre_id = %s AND h.role = 'specialist' AND h.user_id IS NULL ORDER BY h.due, h.duty_id LIMIT 50"
    )
    centre = member.centre.pk.hex if connection.vendor == "sqlite" else member.centre.pk

    def read() -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, [centre])
            cursor.fetchall()

    return _median(read)


def writing_one_fact(member: Member) -> dict[str, float]:
    """Recording on a matter that has 200 facts already: gates, duties anew, chain, commit."""
    service = Service.unscoped.select_related("matter").filter(matter__centre=member.centre, ended_on=None)[0]
    matter = service.matter

    def write(count: int = 1) -> None:
        with writing(matter, by=member.user) as record:
            for _turn in range(count):
                record("services.date_moved", starts_on=service.starts_on, closes_on=service.closes_on)

    write(FACTS - Fact.unscoped.filter(matter=matter).count())
    took = _median(write, 20)
    return {"facts": Fact.unscoped.filter(matter=matter).count(), "median_ms": took}


def _median(act: Callable[[], Any], repeats: int = REPEATS) -> float:
    took = []
    for _turn in range(repeats):
        began = time.perf_counter()
        act()
        took.append(time.perf_counter() - began)
    return round(median(took) * 1000, 3)
