"""What a card shows: who helps, when one meets, what is aimed at, what was asked. Never a note."""

from __future__ import annotations

from typing import Any

from youzhang.casework.codes import GOALS, SESSION_STATES
from youzhang.casework.models import AccessCard, CasePlan, Goal, RightRequest, Session
from youzhang.kit import clock

MOST = 100


def context(card: AccessCard) -> dict[str, Any]:
    """The residents' page of a case; a guardian sees how it goes, not what was asked by the client."""
    case = card.case
    plan = CasePlan.unscoped.filter(case=case).select_related("matter__key").order_by("-edition").first()
    goals = Goal.unscoped.filter(plan=plan).select_related("matter__key").order_by("place") if plan else []
    asked = RightRequest.unscoped.filter(case=case, asked_by=card.holder).select_related("matter__key")
    return {
        "card": card,
        "case": case,
        "centre": case.matter.centre,
        "plan": plan,
        "goals": list(goals),
        "goal_states": GOALS,
        "sessions": list(Session.unscoped.filter(case=case).order_by("-starts_at")[:MOST]),
        "session_states": SESSION_STATES,
        "asked": list(asked.order_by("-asked_at")[:MOST]),
        "today": clock.today(),
    }
