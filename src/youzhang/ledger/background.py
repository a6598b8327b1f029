"""What the ledger does behind the page: refresh children, escalate, open years, sign the chains."""

from __future__ import annotations

import logging
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from youzhang.accounts.models import Centre
from youzhang.jobs.registry import JobResult, Progress, every, job
from youzhang.kit import clock
from youzhang.ledger import counting, own_values, years
from youzhang.ledger.escalating import escalate, note_too_late
from youzhang.ledger.models import Duty, Matter
from youzhang.ledger.openness import missed_by_now, still_open
from youzhang.ledger.queries import nobody_can_do
from youzhang.ledger.refresh import refresh
from youzhang.vault import roots
from youzhang.vault.chain import seal
from youzhang.vault.models import ChainHead, Seal

logger = logging.getLogger(__name__)
BATCH = 50


def refresh_all(progress: Progress, ids: list[UUID]) -> dict[str, int]:
    """Derive many matters anew in short transactions; what changed."""
    changed = 0
    progress.start(len(ids))
    for start in range(0, len(ids), BATCH):
        with transaction.atomic():
            locked = Matter.unscoped.select_for_update(of=("self",)).select_related(
                "centre", "parent__centre"
            )
            for matter in locked.filter(pk__in=ids[start : start + BATCH]).order_by("pk"):
                changed += refresh(matter)
        progress.step(min(BATCH, len(ids) - start))
    return {"matters": len(ids), "changed": changed}


@job("ledger.refresh_children", title=_("Move the terms of everything that depends on a date"))
def refresh_children(progress: Progress, parent: str) -> JobResult:
    """The duties of a matter's children, after its dates moved."""
    return refresh_all(progress, list(Matter.unscoped.filter(parent=parent).values_list("pk", flat=True)))


@job("ledger.refresh_centre", title=_("Reckon the terms of a centre anew"))
def refresh_centre(progress: Progress, centre_id: str) -> JobResult:
    """Every duty of a centre, after it took up or left a rulebook."""
    return refresh_all(progress, list(Matter.unscoped.filter(centre=centre_id).values_list("pk", flat=True)))


@job("ledger.refresh_own_values", title=_("Reckon the terms anew after a setting changed"))
def refresh_own_values(
    progress: Progress, centre_id: str, rulebook: str, holds_from: str, years: bool
) -> JobResult:
    """The duties on which a centre's own value may bear."""
    day = date.fromisoformat(holds_from)
    done = refresh_all(progress, own_values.touched(UUID(centre_id), rulebook, day, years=years))
    return {**done, "url": reverse("workbench:settings", args=[rulebook])}


def unheld() -> dict[str, int]:
    """Centre → how many open duties nobody there can do; centres without any are left out."""
    found = {
        centre.name: nobody_can_do(Duty.unscoped.all(), centre).count() for centre in Centre.objects.all()
    }
    return {name: count for name, count in found.items() if count}


@every("ledger.too_late", seconds=60)
def note_missed() -> None:
    """What became too late to do ends as missed."""
    for duty in missed_by_now().select_related("matter__centre", "matter__parent__centre")[:BATCH]:
        note_too_late(duty)


@every("ledger.escalate", seconds=20, lane="urgent")
def escalate_due() -> None:
    """Tell those whom an article names when a duty waits too long."""
    waiting = Duty.unscoped.filter(still_open(), next_escalation_at__lte=clock.now())
    waiting = waiting.order_by(
        "-next_escalation_at"
    )  # what waits since minutes before what has waited for days
    for duty in waiting.select_related("matter__centre", "matter__parent__centre")[:BATCH]:
        try:
            escalate(duty)
        except (
            Exception
        ):  # what goes wrong with one holds up nobody else's: it is tried again at the next pass
            logger.exception("A step of the duty %s could not be taken.", duty.pk)


@every("ledger.counts", minutes=24 * 60)
def lay_counts_together() -> None:
    """Keep the table behind the board small."""
    counting.lay_together()


@every("ledger.years", minutes=60)
def open_years() -> None:
    """A year begins for every centre."""
    years.open_next_years()


@every("ledger.seal", minutes=10)
def seal_chains() -> int:
    """Sign where each chain stands, if it moved; how many did."""
    roots.confirm()
    sealed = dict(Seal.objects.values_list("chain").annotate(Max("seq")))
    moved = [name for name, seq in ChainHead.objects.values_list("name", "seq") if seq > sealed.get(name, 0)]
    for name in moved:
        seal(name, at=clock.now(), anchors=settings.ANCHORS)
    return len(moved)
