"""Reading what stands beside crises: the expert team, emergency readings."""

from __future__ import annotations

from uuid import UUID

from youzhang.accounts.models import AccessEntry, Centre
from youzhang.accounts.viewer import Viewer
from youzhang.crisis.actions.glass import whole_of
from youzhang.crisis.keyset import one_page
from youzhang.crisis.models import EmergencyReading, Expert


def experts_at(viewer: Viewer, centre: Centre) -> list[Expert]:
    """The expert team of a centre."""
    found = Expert.objects.visible_to(viewer).filter(matter__centre=centre, left_at=None)
    return list(found.select_related("matter__key").order_by("field", "matter__opened_at"))


def expert_for(viewer: Viewer, matter_id: UUID) -> Expert | None:
    """One expert, if the viewer may see them."""
    found = Expert.objects.visible_to(viewer).filter(matter=matter_id)
    expert: Expert | None = found.select_related("matter__centre", "matter__key").first()
    return expert


def reading_for(viewer: Viewer, matter_id: UUID) -> EmergencyReading | None:
    """One emergency reading, if the viewer may see it."""
    along = ("matter__centre", "matter__key", "about", "by__subject__key", "reviewed_by__subject__key")
    found = EmergencyReading.objects.visible_to(viewer).select_related(*along).filter(matter=matter_id)
    reading: EmergencyReading | None = found.first()
    return reading


def readings(viewer: Viewer, after: str = "") -> tuple[list[EmergencyReading], str]:
    """Emergency readings, newest first; one page, and where the next begins."""
    found = EmergencyReading.objects.visible_to(viewer)
    return one_page(found.select_related("matter", "by__subject__key"), "at", after)


def opened_in(reading: EmergencyReading) -> list[AccessEntry]:
    """What the reader opened of the file while it was open to them, as the access log has it."""
    found = AccessEntry.objects.filter(
        centre=reading.matter.centre_id, user=reading.by_id, at__range=(reading.at, reading.until),
        about__in=[one.pk for one in whole_of(reading.about)],
    )  # fmt: skip
    return list(found.order_by("at")[:100])
