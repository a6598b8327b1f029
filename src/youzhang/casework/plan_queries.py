"""First interview, plan and papers as those let in by name read them."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from youzhang.accounts.viewer import Viewer
from youzhang.casework.models import Attachment, Case, CasePlan, Goal, Interview, Relative
from youzhang.documents.models import StoredFile
from youzhang.kit.kept import Given
from youzhang.ledger.scope import seen

MOST_GOALS = 20


def interview_of(viewer: Viewer, case: Case) -> Interview | None:
    """The first interview."""
    found = Interview.objects.visible_to(viewer).filter(case=case)
    interview: Interview | None = found.select_related("matter__key", "by__subject__key").first()
    return interview


def plan_of(viewer: Viewer, case: Case) -> CasePlan | None:
    """The newest edition of the plan, with its goals in order: each plan has one at least, and few."""

    def build() -> QuerySet[Goal]:
        goals = Goal.objects.visible_to(viewer).filter(plan__case=Given("case"))
        along = ("matter__key", "plan__matter__key", "plan__by__subject__key", "plan__case__matter__centre")
        newest: QuerySet[Goal] = goals.select_related(*along).order_by("-plan__edition", "place")
        return newest[:MOST_GOALS]

    found = seen("casework.plan", viewer, build, case=case.pk)
    if not found:
        return None
    plan: CasePlan = found[0].plan
    plan.goals_in_order = [goal for goal in found if goal.plan_id == plan.pk]
    return plan


def papers_of(viewer: Viewer, case: Case) -> list[Attachment]:
    """The papers in the file, newest first."""
    found = (
        Attachment.objects.visible_to(viewer)
        .filter(case=case)
        .select_related("stored__key", "by__subject__key")
    )
    return list(found.order_by("-at")[:100])


def paper_for(viewer: Viewer, case: Case, file_id: UUID) -> StoredFile | None:
    """The stored file of a paper in the file."""
    found = (
        Attachment.objects.visible_to(viewer).filter(case=case, stored=file_id).select_related("stored__key")
    )
    paper = found.first()
    return paper.stored if paper else None


def relatives_of(viewer: Viewer, case: Case) -> list[Relative]:
    """Who stands around the client now."""
    found = Relative.objects.visible_to(viewer).filter(case=case, gone_at=None)
    along = ("matter__key", "case__matter__centre", "case__person")
    return list(found.select_related(*along).order_by("at")[:50])
