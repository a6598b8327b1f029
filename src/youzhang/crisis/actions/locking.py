"""A crisis as it stands under the lock, and who may act in it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from youzhang.accounts.models import Bar, RoleHolding, User
from youzhang.accounts.roles import ROLES
from youzhang.accounts.viewer import Viewer
from youzhang.crisis import rules
from youzhang.crisis.actions.guardians import reopen
from youzhang.crisis.models import Crisis
from youzhang.crisis.sight import may_act, may_add
from youzhang.kit import clock
from youzhang.kit.kept import Given, kept
from youzhang.kit.refused import Refused
from youzhang.ledger import refusals
from youzhang.ledger.models import MatterBar, MatterParty
from youzhang.ledger.policy import kinds_seen_by
from youzhang.ledger.writing import Record, writing

# The roles that see crises, by the policy table.
ACTING = frozenset(role for role in ROLES if "crisis" in kinds_seen_by(frozenset({role})))
PARTS = (
    "matter__centre__organisation",
    "matter__key",
    "subject",
    "lead__subject__key",
    "opened_by__subject__key",
)


@contextmanager
def changing(
    crisis: Crisis,
    *,
    by: User | None,
    at: datetime | None = None,
    late_reason: str = "",
    closed: bool = False,
) -> Iterator[tuple[Crisis, Record]]:
    """Lock, read anew, let the caller act, save. `closed`: also a closed crisis may be written to.

    At the end it is asked whether a guardian is to be told after all: by what became known, or by the file.
    """
    with writing(crisis.matter, by=by, at=at, late_reason=late_reason) as record:
        (row,) = kept("crisis.changing", _rows).ask(crisis=crisis.pk)
        if not closed:
            rules.check_open(row)
        yield row, record
        if row.closed_at is None:
            reopen(row, record)
        row.save()


def _rows() -> QuerySet[Crisis]:
    return Crisis.unscoped.select_related(*PARTS).filter(pk=Given("crisis"))


def set_level(row: Crisis, record: Record, level: str, *, tool: bool) -> None:
    """A level as it is from now on; lower it is only set by two people."""
    with counting(row, "crisis.level_set"):
        rules.check_not_lower(level, row.level)
    if level != row.level:
        row.level = level
        record("crisis.level_set", level=level, tool=tool)


def note_level(row: Crisis, record: Record, level: str, *, tool: bool) -> None:
    """A level that somebody found: a higher one counts at once; danger that is found again is a new sign of it."""
    if level > row.level:
        set_level(row, record, level, tool=tool)
    elif level >= rules.DANGER:
        record("crisis.danger_found", level=level)


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
    if not may_act(viewer, crisis):
        raise others_work_on(crisis)


def others_work_on(crisis: Crisis) -> Refused:
    """What is said to whoever was not let in."""
    return Refused(
        "rule:crisis_others",
        _("Others work on this crisis."),
        _("Take it if nobody has, ask its lead to hand it over, or open it as an emergency reading."),
        way_on_url=reverse("crisis:crisis", args=[crisis.matter_id]),
    )


def check_may_add(viewer: Viewer, crisis: Crisis) -> None:
    """Whoever opened it says what they hear, and whom they called, at any time: they decide nothing."""
    if not may_add(viewer, crisis):
        check_may_act(viewer, crisis)


def may_be_asked(crisis: Crisis, roles: Collection[str] = ACTING) -> list[User]:
    """Who can be the second person or the next lead: colleagues who see crises, and whom nothing bars from this one."""
    key = ("crisis.may_be_asked", frozenset(roles))
    asked = {"matter": crisis.matter_id, "centre": crisis.matter.centre_id}
    return kept(key, lambda: _askable(roles)).ask(**asked)


def _askable(roles: Collection[str]) -> QuerySet[User]:
    held = RoleHolding.objects.filter(
        RoleHolding.on(clock.today()), centre=Given("centre"), role__in=roles, user__is_active=True
    )
    parties = MatterParty.objects.filter(matter=Given("matter"))
    barred = Bar.objects.filter(subject__in=parties.values("subject"))
    suspects = parties.filter(part="guardian_suspected").values("subject")
    shut_out = MatterBar.objects.filter(matter=Given("matter"))
    found = User.objects.filter(pk__in=held.values("user")).exclude(pk__in=barred.values("user"))
    found = found.exclude(subject__in=suspects).exclude(pk__in=shut_out.values("user"))
    return found.select_related("subject__key").order_by("username")
