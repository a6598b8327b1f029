"""Send what is due: each notice claimed by one worker, tried again after a while, every try written down."""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from youzhang.accounts.models import User
from youzhang.notices.followers import FOLLOWERS
from youzhang.notices.models import Attempt, Notice
from youzhang.notices.senders import NOT_TOLD, Outcome, send

logger = logging.getLogger(__name__)

State = Notice.State
RETRIES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
# Longer than any sender waits: a notice still "being sent" after this belongs to a worker that died.
LOST_AFTER = timedelta(minutes=5)
BATCH = 200
# A mail server that hangs must not hold up the lane: what is left has its turn at the next call.
BUDGET_SECONDS = 30


def deliver_due(now: datetime, lane: str = Notice.Lane.NORMAL) -> int:
    """Try every notice of a lane that is due, a batch at most; how many reached their address."""
    _free_lost(now, lane)
    _follow_left(lane)
    due = Notice.objects.filter(lane=lane, state__in=[State.WAITING, State.FAILED], next_at__lte=now)
    due = due.exclude(channel=Notice.Channel.CALL)  # staff call; see actions.mark_done
    count, end = 0, time.monotonic() + BUDGET_SECONDS
    for notice_id in list(due.order_by("next_at").values_list("id", flat=True)[:BATCH]):
        if time.monotonic() > end:
            break
        count += _deliver(notice_id, now)
    return count


def note(notice: Notice, at: datetime, code: str, detail: str = "", by: User | None = None) -> None:
    """One line of the delivery log."""
    Attempt.objects.create(notice=notice, at=at, code=code, detail=detail, by=by)


@transaction.atomic
def follow(notice_id: UUID) -> None:
    """Run what follows from a told notice, once."""
    told = Notice.objects.filter(pk=notice_id, follow_up=True, told_at__isnull=False)
    notice = told.select_for_update().first()
    if notice is None or notice.told_at is None:
        return
    Notice.objects.filter(pk=notice_id).update(follow_up=False)
    if notice.kind in FOLLOWERS:
        FOLLOWERS[notice.kind](notice, notice.told_at)


def _deliver(notice_id: UUID, now: datetime) -> bool:
    """Claim, send outside any transaction of ours, write the outcome down."""
    mine = Notice.objects.filter(pk=notice_id, state__in=[State.WAITING, State.FAILED], next_at__lte=now)
    if not mine.update(state=State.SENDING, next_at=now, attempts=F("attempts") + 1):
        return False
    notice = Notice.objects.select_related("key").get(pk=notice_id)
    outcome = send(notice)
    _settle(notice, outcome, now)
    if outcome.is_success:
        _follow_safely(notice_id)
    return outcome.is_success


@transaction.atomic
def _settle(notice: Notice, outcome: Outcome, now: datetime) -> None:
    note(notice, now, outcome.code, outcome.detail)
    mine = Notice.objects.filter(pk=notice.pk, state=State.SENDING, attempts=notice.attempts)
    if outcome.is_success:
        mine.update(state=State.SENT, told_at=now, follow_up=True)
    elif outcome.code == "erased":
        mine.update(state=State.CANCELLED)
    elif (
        outcome == NOT_TOLD
    ):  # it never went out: when they may be told again, the same message may be posted
        mine.update(state=State.CANCELLED, dedupe=f"{notice.dedupe[:120]}~{notice.pk}")
    elif notice.attempts > len(RETRIES):
        mine.update(state=State.GIVEN_UP)
    else:
        mine.update(state=State.FAILED, next_at=now + RETRIES[notice.attempts - 1])


def _free_lost(now: datetime, lane: str) -> None:
    """A worker died between claiming and writing down: better sent twice than never."""
    lost = Notice.objects.filter(lane=lane, state=State.SENDING, next_at__lt=now - LOST_AFTER)
    for notice in lost:
        _settle(notice, Outcome("interrupted"), now)


def _follow_left(lane: str) -> None:
    left = Notice.objects.filter(lane=lane, follow_up=True).order_by("told_at")
    for notice_id in list(left.values_list("id", flat=True)[:BATCH]):
        _follow_safely(notice_id)


def _follow_safely(notice_id: UUID) -> None:
    try:
        follow(notice_id)
    except Exception:
        logger.exception("what follows from notice %s failed; it will be tried again", notice_id)
