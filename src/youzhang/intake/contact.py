"""Whom the centre turns to about an application, and whether its code may be in the wrong hands (psych:4)."""

from __future__ import annotations

from datetime import date, datetime

from youzhang.clients import told
from youzhang.intake import rules
from youzhang.intake.models import Application
from youzhang.kit import clock
from youzhang.ledger.models import Fact


def asks_anybody(row: Application) -> bool:
    """Of a row found for a page nothing is asked where nobody is kept out."""
    return bool(getattr(row, "is_anybody_out", True))


def contact_of(row: Application) -> told.Contact:
    """The guardian where one acts for the applicant, else the applicant."""
    return told.turn_to(row.applicant, row.guardian, anybody=asks_anybody(row))


def is_shut(row: Application) -> bool:
    """Whether the query code may be in the hands of a guardian who was kept out after it was given."""
    since = told.out_since(row.applicant, row.guardian) if row.guardian and asks_anybody(row) else None
    return since is not None and _code_given(row) < since


def code_stands_for(row: Application, day: date) -> str:
    """The part of whoever has number and code; empty where it may be anybody."""
    anew = None if row.filled_by == "self" else _code_anew(row)
    handed = anew or (row.received_at if row.filled_by == "staff" else None)
    return rules.own_part(row, day, clock.day_of(handed) if handed else None)


def _code_given(row: Application) -> datetime:
    return _code_anew(row) or row.received_at


def _code_anew(row: Application) -> datetime | None:
    """When the desk handed out a code anew, to somebody whose ID was seen."""
    anew = Fact.unscoped.filter(matter=row.matter_id, kind="intake.code_reissued", void=False)
    last: datetime | None = anew.order_by("at").values_list("at", flat=True).last()
    return last
