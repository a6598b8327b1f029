"""What happened in a case, page by page, newest first; one topic of it, or all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from youzhang.accounts.viewer import Viewer
from youzhang.casework.models import Case, Transfer
from youzhang.casework.queries import is_key
from youzhang.kit.kept import Given
from youzhang.ledger.models import Fact
from youzhang.ledger.registry import vocabulary
from youzhang.ledger.scope import seen

PAGE = 100


@dataclass(frozen=True)
class Timeline:
    """Some facts, and the key with which the next begin; empty at the end. Each says whether it is `is_amended`."""

    facts: Sequence[Fact]
    next: str


def timeline_of(viewer: Viewer, case: Case, topic: str = "", after: str = "") -> Timeline:
    """`topic`: of the vocabulary's, "" for all; what is no key counts as the beginning. One query."""
    moment, _sign, pk = after.partition("~")
    key: dict[str, Any] = {}
    if moment and is_key(moment, pk):
        key = {"at": datetime.fromisoformat(moment), "pk": UUID(pk)}

    def build() -> QuerySet[Fact]:
        found = Fact.objects.visible_to(viewer).filter(matter=Given("matter"))
        if topic:
            found = found.filter(kind__in=_kinds_about(topic))
        if key:
            found = found.filter(Q(at__lt=Given("at")) | Q(at=Given("at"), pk__lt=Given("pk")))
        amended = Exists(Fact.objects.visible_to(viewer).filter(amends=OuterRef("pk")))
        told: QuerySet[Fact] = found.annotate(is_amended=amended).select_related("by__subject__key")
        return told.order_by("-at", "-pk")[: PAGE + 1]

    name = f"casework.timeline {topic} {bool(key)}"
    facts = seen(name, viewer, build, matter=case.matter_id, **key)
    last = facts[PAGE - 1] if len(facts) > PAGE else None
    return Timeline(facts[:PAGE], f"{last.at.isoformat()}~{last.pk}" if last else "")


def answers_to(viewer: Viewer, case: Case, facts: Sequence[Fact]) -> dict[str, str]:
    """Why hand-overs were declined, by the fact that tells of it; nothing is asked where none was."""
    declined = {fact.data["transfer"]: fact for fact in facts if fact.kind == "casework.transfer_declined"}
    if not declined:
        return {}
    found = Transfer.objects.visible_to(viewer).filter(case=case, pk__in=list(declined))
    answers = found.select_related("matter__key")
    return {str(declined[str(one.pk)].pk): one.answer or "" for one in answers}


def _kinds_about(topic: str) -> list[str]:
    return sorted(name for name, kind in vocabulary().facts.items() if kind.topic == topic)
