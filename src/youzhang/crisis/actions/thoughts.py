"""Thoughts of suicide told in any talk, at any level: both tellings are owed at once (psych:14b, psych:15.3b)."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from youzhang.accounts.models import User
from youzhang.crisis.actions.alarm import Told, note_suicidal, open_crisis
from youzhang.crisis.codes import ASKED
from youzhang.crisis.models import Crisis
from youzhang.ledger.models import Matter
from youzhang.vault.models import Subject


def running_about(subject: Subject, matters: QuerySet[Matter]) -> Crisis | None:
    """The crisis of somebody, or about one of these matters, that is open."""
    about = Q(about__in=matters) | Q(subject=subject)
    found: Crisis | None = (
        Crisis.unscoped.select_related("matter__centre").filter(about, closed_at=None).first()
    )
    return found


def every_running(crisis: Crisis) -> list[Crisis]:
    """It, and others of the same person that are open: what is heard counts in each, until they are joined."""
    mine = Q(pk=crisis.pk) | Q(subject=crisis.subject_id, subject__isnull=False)
    return list(Crisis.unscoped.select_related("matter__centre").filter(mine, closed_at=None).order_by("pk"))


def thoughts_told(
    subject: Subject,
    about: Matter,
    running: Crisis | None,
    *,
    by: User,
    reason: str = "suicide_thought",
    route: str = "other",
    words: str = "",
) -> Crisis:
    """They go on in the crisis that runs, as a new sign; else one is opened, by whatever shows."""
    crisis = running or open_crisis(
        about.centre, subject, about=about, reason=reason, source="staff", route=route, by=by,
        told=Told(words=words),
    )  # fmt: skip
    for one in every_running(crisis):
        if running or not one.suicide:
            note_suicidal(one, by=by)
    return crisis


def thoughts_answered(thoughts: str) -> str | None:
    """What was answered, as a fact keeps it; nothing where nobody asked."""
    return thoughts if thoughts in ASKED else None
