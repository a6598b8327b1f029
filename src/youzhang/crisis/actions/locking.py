"""A crisis as it stands under the lock, and who may act in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.utils.translation import gettext as _

from youzhang.accounts.models import User
from youzhang.accounts.viewer import Viewer
from youzhang.crisis import rules
from youzhang.crisis.models import Crisis
from youzhang.crisis.sight import may_read
from youzhang.kit.refused import Refused
from youzhang.ledger import refusals
from youzhang.ledger.writing import Record, writing

PARTS = ("matter__centre__organisation", "matter__key", "lead__subject__key", "opened_by__subject__key")


@contextmanager
def changing(
    crisis: Crisis,
    *,
    by: User | None,
    at: datetime | None = None,
    late_reason: str = "",
    closed: bool = False,
) -> Iterator[tuple[Crisis, Record]]:
    """Lock, read anew, let the caller act, save. `closed`: also a closed crisis may be written to."""
    with writing(crisis.matter, by=by, at=at, late_reason=late_reason) as record:
        row = Crisis.unscoped.select_related(*PARTS).get(pk=crisis.pk)
        if not closed:
            rules.check_open(row)
        yield row, record
        row.save()


@contextmanager
def counting(crisis: Crisis, kind: str) -> Iterator[None]:
    """Count it when an article says no, as the gates of the ledger do for theirs."""
    try:
        yield
    except Refused as refused:
        if refused.article:
            refusals.count(crisis.matter.centre, refused.article, kind)
        raise


def check_may_act(viewer: Viewer, crisis: Crisis) -> None:
    """Whoever was let in acts: the one who opened it, the lead, the heads. Others take it, or are handed it."""
    if not may_read(viewer, crisis):
        raise Refused(
            "rule:crisis_others",
            _("Others work on this crisis."),
            _("Take it if nobody has, ask its lead to hand it over, or open it as an emergency reading."),
        )
