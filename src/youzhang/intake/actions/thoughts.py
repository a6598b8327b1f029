"""Thoughts of suicide told in a talk about an application go on in a crisis in the same act (psych:14, psych:15.3b)."""

from __future__ import annotations

from youzhang.accounts.models import User
from youzhang.crisis.actions import running_about, thoughts_told
from youzhang.crisis.models import Crisis
from youzhang.intake.models import Application
from youzhang.ledger.models import Matter


def hear(row: Application, thoughts: str | None, *, by: User, route: str = "other") -> None:
    """With yes a crisis opens, or goes on; with anything else nothing does."""
    if thoughts == "yes":
        thoughts_told(row.applicant.subject, row.matter, crisis_of(row), by=by, route=route)


def crisis_of(row: Application) -> Crisis | None:
    """The crisis about the application, or its applicant, that is open."""
    return running_about(row.applicant.subject, Matter.unscoped.filter(pk=row.matter_id))
