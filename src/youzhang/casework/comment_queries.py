"""What the supervisor wrote, as those let in by name read it, and the documents that can be commented."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from django.db.models import QuerySet

from youzhang.accounts.viewer import Viewer
from youzhang.casework import leaving_queries, plan_queries
from youzhang.casework.models import Case, Comment, Commented
from youzhang.kit.kept import Given
from youzhang.ledger.scope import seen

LONGEST = 100
# The documents of a case that are commented besides the notes of its sessions.
FINDERS: Mapping[str, Callable[[Viewer, Case], Commented | None]] = {
    "interview": plan_queries.interview_of,
    "plan": plan_queries.plan_of,
    "leaving": leaving_queries.leaving_of,
}


def comments_on(viewer: Viewer, case: Case, document: Commented | None, on: str) -> Sequence[Comment]:
    """What was written about one document of a case, in order; nothing is asked where nobody ever supervised it."""
    if document is None or case.supervisor_id is None:
        return ()

    def build() -> QuerySet[Comment]:
        found = Comment.objects.visible_to(viewer).filter(**{f"{on}_id": Given("document")})
        read: QuerySet[Comment] = found.select_related("matter__key", "by__subject__key").order_by("at", "pk")
        return read

    return seen(f"casework.comments on {on}", viewer, build, document=document.pk)


def comments_in(viewer: Viewer, case: Case) -> list[Comment]:
    """What was written about any document of a case, newest first."""
    found = Comment.objects.visible_to(viewer).filter(matter__parent=case.matter_id)
    along = ("matter__key", "by__subject__key", "note__session", "plan")
    return list(found.select_related(*along).order_by("-at", "-pk")[:LONGEST])
