"""Take a crisis (psych:15.3a)."""

from __future__ import annotations

from datetime import datetime

from youzhang.accounts.viewer import Viewer
from youzhang.clients.kept_out import ask_from_now
from youzhang.crisis import rules, who_rules
from youzhang.crisis.actions.alarm import stop_calling
from youzhang.crisis.actions.locking import changing, counting
from youzhang.crisis.actions.who import own_roles
from youzhang.crisis.models import Crisis
from youzhang.kit.text import clean_text
from youzhang.ledger.matters import let_in
from youzhang.ledger.models import Fact
from youzhang.ledger.policy import check_may
from youzhang.staff.queries import trained


def take_crisis(
    crisis: Crisis,
    *,
    by: Viewer,
    override: str = "",
    words: str = "",
    at: datetime | None = None,
) -> Crisis:
    """From now on this person leads. Two who take it at once: the first has it, the second is told who."""
    with changing(crisis, by=by.user, at=at) as (row, record):
        if row.lead_id == by.user.pk:
            return row
        rules.check_waiting(row, row.lead.name if row.lead else "")
        with counting(row, "crisis.taken"):
            roles = own_roles(by.user.pk, row.matter.centre_id)
            is_override = who_rules.check_trained(trained(by.user.pk, at=record.at), roles, override)
        row.lead, row.taken_at = by.user, record.at
        row.override_words = (clean_text(words) or None) if is_override else None
        let_in(row.matter, by.user, "lead")
        ask_from_now(row.matter, by.user)
        record("crisis.taken", to=by.user.pk, override=is_override, reason=override if is_override else None)
        stop_calling(row)
    return row


def review_override(crisis: Crisis, *, sound: bool, by: Viewer) -> Crisis:
    """Afterwards a head looks at why somebody without training led."""
    check_may(by, "crisis.review", crisis.matter.centre_id)
    with changing(crisis, by=by.user, closed=True) as (row, record):
        who_rules.check_override_waits(override_waits(row))
        record("crisis.override_reviewed", sound=sound)
    return row


def override_waits(row: Crisis) -> bool:
    """Whether somebody without a valid training took it, and nobody has looked at that since."""
    kinds = ["crisis.taken", "crisis.override_reviewed"]
    facts = Fact.unscoped.filter(matter=row.matter_id, kind__in=kinds, void=False).order_by("at", "id")
    waits = False
    for kind, data in facts.values_list("kind", "data"):
        waits = kind == "crisis.taken" and (waits or bool(data.get("override")))
    return waits
