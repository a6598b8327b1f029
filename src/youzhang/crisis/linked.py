"""The crises with which another could go on."""

from __future__ import annotations

from django.db.models import Q

from youzhang.accounts.viewer import Viewer
from youzhang.crisis.models import Crisis
from youzhang.crisis.sight import SUPERVISOR, reasons_at


def others_open(viewer: Viewer, crisis: Crisis) -> list[Crisis]:
    """The crises with which it could go on: open ones at the centre, of the same person as far as anybody knows."""
    found = Crisis.objects.visible_to(viewer).filter(matter__centre=crisis.matter.centre_id, closed_at=None)
    if crisis.subject_id:
        found = found.filter(Q(subject=crisis.subject_id) | Q(subject=None))
    rows = found.exclude(pk=crisis.pk).select_related("matter__centre__organisation", "matter__key")
    others = list(rows.order_by("-opened_at"))
    reasons = reasons_at(viewer, crisis.matter.centre_id, others)
    return [one for one in others if reasons[one.matter_id] - {SUPERVISOR}]
