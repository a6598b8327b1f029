"""Whom applications name to be called in an emergency."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet

from youzhang.clients.above import Named
from youzhang.intake.models import Application
from youzhang.kit.kept import Given, kept


def contacts(subjects: Sequence[UUID]) -> list[Named]:
    """As the form of each application had it."""
    return [
        Named(
            "emergency", row.emergency_name or "", row.emergency_phone or "", row.received_at, row.helped_by
        )
        for row in kept("intake.safety", _rows).ask(subjects=subjects)
    ]


def _rows() -> QuerySet[Application]:
    named = Application.unscoped.filter(
        applicant__subject__id__in=[Given("subjects")],
        emergency_phone__isnull=False,
        emergency_name__isnull=False,
    )
    found: QuerySet[Application] = named.select_related("matter__key", "helped_by__subject__key")
    return found.order_by("-received_at")[:5]
