"""What a second person looks at, as those read it who may."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from youzhang.accounts.viewer import Viewer
from youzhang.casework.models import Case, Referral, SecondLook
from youzhang.casework.queries import is_key
from youzhang.ledger.models import Matter

PAGE = 30
_PEOPLE = ("by__subject__key", "reviewed_by__subject__key")


def second_looks(viewer: Viewer, centre_id: UUID, after: str = "") -> tuple[list[SecondLook], str]:
    """Those of a centre, newest first; one page, and where the next begins."""
    found = SecondLook.objects.visible_to(viewer).filter(matter__centre=centre_id)
    moment, _sign, pk = after.partition("~")
    if moment and is_key(moment, pk):
        at = datetime.fromisoformat(moment)
        found = found.filter(Q(at__lt=at) | Q(at=at, pk__lt=UUID(pk)))
    rows = list(found.select_related("matter", "by__subject__key").order_by("-at", "-pk")[: PAGE + 1])
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return rows[:PAGE], f"{last.at.isoformat()}~{last.pk}" if last else ""


def second_look_for(viewer: Viewer, matter_id: UUID) -> SecondLook | None:
    """One, if the viewer may see it."""
    along = ("matter__centre", "matter__key", "case__matter", *_PEOPLE)
    found = SecondLook.objects.visible_to(viewer).filter(matter=matter_id)
    look: SecondLook | None = found.select_related(*along).first()
    return look


def second_look_at(viewer: Viewer, about: Matter, what: str = "no_crisis") -> SecondLook | None:
    """The newest about what stands in a session or in the file of a case: why no crisis was opened, say."""
    found = SecondLook.objects.visible_to(viewer).filter(about=about, what=what)
    look: SecondLook | None = found.select_related("matter__key", *_PEOPLE).order_by("-at").first()
    return look


def second_looks_at(viewer: Viewer, cards: Sequence[Referral]) -> Mapping[UUID, SecondLook]:
    """The newest about each card that was shown without consent."""
    found = SecondLook.objects.visible_to(viewer).filter(referral__in=[one.pk for one in cards])
    rows = found.select_related("matter__key", *_PEOPLE).order_by("at")
    return {one.referral_id: one for one in rows if one.referral_id}


def sees_case(viewer: Viewer, case: Case) -> bool:
    """Whether the viewer sees the frame of the case."""
    return Matter.objects.visible_to(viewer).filter(pk=case.matter_id).exists()
