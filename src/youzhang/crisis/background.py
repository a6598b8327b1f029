"""What crises do behind the page."""

from __future__ import annotations

from youzhang.crisis.actions.guardians import is_owed_again
from youzhang.crisis.actions.locking import PARTS, changing
from youzhang.crisis.actions.who import qualified
from youzhang.crisis.models import Crisis, Telling
from youzhang.jobs.registry import every
from youzhang.ledger.models import Fact

LEAD_FACTS = ("crisis.taken", "crisis.hand_over_accepted", "crisis.lead_lapsed", "crisis.lead_qualified")


@every("crisis.guardians", minutes=5)
def look_for_guardians() -> int:
    """Where a file was put right since, so that there is a guardian to tell after all: owe it again (psych:15.3b)."""
    left_out = Telling.unscoped.filter(outcome="none", crisis__closed_at=None).values("crisis")
    found = Crisis.unscoped.filter(pk__in=left_out).select_related(*PARTS)
    owed = [crisis for crisis in found if is_owed_again(crisis)]
    for crisis in owed:
        with changing(crisis, by=None):
            pass  # every act in a crisis ends by looking at this
    return len(owed)


@every("crisis.leads", minutes=60)
def look_at_leads() -> int:
    """Flag the running crises of a colleague whose training ran out; and say so when they are trained again.

    Whoever took one for want of anybody trained was noted then, and is reviewed (psych:3)."""
    running = Crisis.unscoped.filter(closed_at=None, lead__isnull=False).select_related(*PARTS)
    return sum(_look_at(crisis) for crisis in running)


def _look_at(crisis: Crisis) -> bool:
    facts = Fact.unscoped.filter(matter=crisis.matter_id, kind__in=LEAD_FACTS, void=False)
    last = facts.order_by("-at", "-id").first()
    if last is None or crisis.lead_id is None or last.data.get("override"):
        return False
    flagged = last.kind == "crisis.lead_lapsed"
    if qualified(crisis.lead_id, crisis.matter.centre_id) != flagged:
        return False
    with changing(crisis, by=None) as (row, record):
        record("crisis.lead_qualified" if flagged else "crisis.lead_lapsed", to=row.lead_id)
    return True
