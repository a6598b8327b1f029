"""Break the glass: read a file in an emergency, for three hours, written down before it is shown, then reviewed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from youzhang.accounts.accesses import log_access
from youzhang.accounts.viewer import Viewer
from youzhang.crisis.models import Crisis, EmergencyReading
from youzhang.crisis.sight import may_read
from youzhang.kit import clock
from youzhang.kit.refused import Refused, Stale
from youzhang.kit.text import clean_line, clean_text
from youzhang.ledger.matters import close_matter, let_in, opening
from youzhang.ledger.models import Matter
from youzhang.ledger.policy import check_may, may
from youzhang.ledger.writing import writing

LASTS = timedelta(hours=3)
# Files of people; what else there is needs no emergency.
READABLE = ("resident", "application", "case", "minor-case", "casefile", "session", "crisis", "conference")


@dataclass(frozen=True)
class Emergency:
    """Which file, by its number, why, and what happens."""

    number: str
    reason: str
    words: str


def break_glass(given: Emergency, *, by: Viewer) -> EmergencyReading:
    """Let this person in to a file and what hangs on it for three hours. A bar stands even then."""
    about = _found(given.number, by)
    with opening("glass", centre=about.centre, by=by.user) as (matter, record):
        until = record.at + LASTS
        for one in whole_of(about):
            let_in(one, by.user, "glass", until)
        if not Matter.objects.visible_to(by).filter(pk=about.pk).exists():
            raise _unknown()
        let_in(matter, by.user, "glass")
        reading: EmergencyReading = EmergencyReading.unscoped.create(
            matter=matter, about=about, by=by.user, reason=given.reason, words=clean_text(given.words),
            at=record.at, until=until,
        )  # fmt: skip
        record("crisis.glass_broken", about=about.pk, reason=given.reason)
        log_access(by, "crisis.glass", about.pk, about.centre_id)
    return reading


def whole_of(about: Matter) -> list[Matter]:
    """A file and what hangs on it."""
    return [about, *Matter.unscoped.filter(parent=about, kind__in=READABLE)]


def _found(number: str, viewer: Viewer) -> Matter:
    text = clean_line(number)
    wanted = Q(number__iexact=text) if text else Q(pk__in=[])
    if pk := _uuid(text):
        wanted = Q(pk=pk)
    centres = [centre for centre in viewer.centres if may(viewer, "crisis.break_glass", centre)]
    if not centres:
        check_may(viewer, "crisis.break_glass", next(iter(viewer.centres)))
    found = Matter.unscoped.filter(wanted, centre__in=centres, kind__in=READABLE).select_related("centre")
    about: Matter | None = found.first()
    if about is None:
        raise _unknown()
    if _is_open_anyway(viewer, about):
        raise Refused("rule:glass", _("You may open this anyway."), _("Look for it by its number."), "number")
    return about


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _unknown() -> Refused:
    """The same words for what is not there and for what one is barred from."""
    return Refused(
        "rule:glass", _("There is no such file that you could open."), _("Check the number."), "number"
    )


def _is_open_anyway(viewer: Viewer, about: Matter) -> bool:
    visible = Matter.objects.visible_to(viewer).filter(pk=about.pk).exists()
    crisis = Crisis.unscoped.select_related("matter").filter(matter=about).first() if visible else None
    return bool(may_read(viewer, crisis) if crisis else visible)


def review_glass(reading: EmergencyReading, *, sound: bool, words: str, by: Viewer) -> EmergencyReading:
    """A second person looks at it: was it needed?"""
    check_may(by, "crisis.review", reading.matter.centre_id)
    with writing(reading.matter, by=by.user) as record:
        row: EmergencyReading = EmergencyReading.unscoped.select_related("matter__key").get(pk=reading.pk)
        if row.reviewed_at:
            raise Stale("rule:glass", _("This was reviewed already."), _("Load the page again."))
        record("crisis.glass_reviewed", sound=sound)
        row.sound, row.reviewed_by, row.reviewed_at = sound, by.user, clock.now()
        row.review = clean_text(words) or None
        row.save()
        close_matter(row.matter, record.at)
    return row
