"""What people decided about single duties, in words for the timelines of every room (grammar B.9)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from youzhang.accounts.models import User
from youzhang.accounts.roles import ROLES
from youzhang.accounts.viewer import Viewer
from youzhang.ledger.models import Duty, Fact
from youzhang.ledger.reasons import MOVE, WAIVE
from youzhang.ledger.wording import rule_of, title_of
from youzhang.rulebook.constructs import DutyRule
from youzhang.vault.fields import readable
from youzhang.web.wording import day

REASONS: Mapping[str, Any] = WAIVE | MOVE
Pairs = list[tuple[str, str]]


def decisions_in(viewer: Viewer, facts: Iterable[Fact]) -> dict[UUID, Pairs]:
    """Of each decision among the facts: which duty, why, until when, to whom. Nothing is asked where there is none."""
    decided = [fact for fact in facts if "duty" in fact.data]
    if not decided:
        return {}
    duties = Duty.objects.visible_to(viewer).filter(pk__in={fact.data["duty"] for fact in decided})
    known = {str(duty.pk): duty for duty in duties}
    people = {fact.data["to"] for fact in decided if fact.data.get("to")}
    names = {
        str(one.pk): readable(one, "name")
        for one in (User.objects.filter(pk__in=people).select_related("subject__key") if people else ())
    }
    return {fact.pk: _pairs(fact.data, known.get(fact.data["duty"]), names) for fact in decided}


def decision_words(pairs: Pairs) -> list[str]:
    """A decision for a timeline that tells a fact in one line."""
    return [_("%(label)s: %(value)s") % {"label": label, "value": value} for label, value in pairs]


def _pairs(data: Mapping[str, Any], duty: Duty | None, names: Mapping[str, str]) -> Pairs:
    reason = str(data.get("reason_code") or "")
    found = [
        (_("Duty"), title_of(duty) if duty else ""),
        (_("Reason"), str(REASONS.get(reason, reason))),
        (_("New day"), _day(data.get("to_date"))),
        (_("Whose it is now"), names.get(str(data.get("to")), "")),
        (_("Told besides"), _told(duty, data.get("step"))),
    ]
    return [(label, value) for label, value in found if value]


def _day(said: Any) -> str:
    """What is no date is shown as it stands: a line of the past never keeps a page from opening."""
    try:
        return day(date.fromisoformat(said)) if said else ""
    except (TypeError, ValueError):
        return str(said)


def _told(duty: Duty | None, step: Any) -> str:
    """Whom a step of an escalation lets in."""
    rule = rule_of(duty.article, duty.name) if duty else None
    steps = rule.escalates if isinstance(rule, DutyRule) else ()
    roles = steps[step - 1].to if isinstance(step, int) and 0 < step <= len(steps) else ()
    return _(", ").join(str(ROLES.get(role, role)) for role in roles)
