"""What crises tell of a person's safety, and how they follow the person's file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from youzhang.accounts.models import User
from youzhang.clients.above import Sign
from youzhang.clients.models import Person
from youzhang.crisis.actions.known import found_young
from youzhang.crisis.models import Crisis, SafetyPlan
from youzhang.kit.kept import Given, kept


def signs(subjects: Sequence[UUID]) -> list[Sign]:
    """The crises that run, and the last safety plan, also of one that is over."""
    return [_sign(crisis) for crisis in kept("crisis.signs", _rows).ask(subjects=subjects)]


def tells(subject: Any) -> Exists:
    """Whether `signs` would find any."""
    planned = Exists(SafetyPlan.unscoped.filter(crisis=OuterRef("pk")))
    return Exists(Crisis.unscoped.filter(Q(closed_at=None) | Q(planned), subject=subject))


def follow(person: Person, *, by: User | None, at: datetime) -> None:
    """A birth date or a finding that makes a child of somebody counts in their open crises at once (psych:53.3)."""
    for crisis in Crisis.unscoped.filter(subject=person.subject_id, closed_at=None).select_related("matter"):
        found_young(crisis, person, by=by)


def _rows() -> QuerySet[Crisis]:
    plans = SafetyPlan.unscoped.filter(crisis=OuterRef("pk")).order_by("-at").values("at")[:1]
    planned = Crisis.unscoped.annotate(planned_at=Subquery(plans)).filter(subject__id__in=[Given("subjects")])
    found: QuerySet[Crisis] = planned.filter(Q(closed_at=None) | Q(planned_at__isnull=False))
    return found.select_related("matter", "lead__subject__key").order_by("-opened_at")[:20]


def _sign(crisis: Crisis) -> Sign:
    return Sign(
        crisis.matter_id, "crisis", crisis.opened_at, int(crisis.level) if crisis.level else None,
        crisis.matter.number, "crisis:crisis", crisis.lead, getattr(crisis, "planned_at", None),
        is_danger=crisis.closed_at is None,
    )  # fmt: skip
