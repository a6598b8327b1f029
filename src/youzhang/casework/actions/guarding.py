"""Another guardian: who was named by mistake, or guards the client no more, learns nothing of the case from now on."""

from __future__ import annotations

from datetime import datetime

from youzhang.accounts.models import User
from youzhang.casework.actions.locking import changing, matters_of
from youzhang.casework.models import AccessCard, Case
from youzhang.clients.models import Person
from youzhang.ledger.matters import add_party, take_back
from youzhang.ledger.models import MatterParty


def follow_guardian(
    case: Case, before: Person | None, guardian: Person, relation: str, *, by: User | None, at: datetime
) -> None:
    """Where the case has the guardian who was named before, or none, it has the new one; a card of the old one ends."""
    with changing(case, by=by) as (row, record):
        file = row.file
        if file.guardian not in {before, None} or file.guardian == guardian:
            return
        theirs = MatterParty.objects.filter(matter__in=matters_of(row), part="guardian")
        if file.guardian:
            take_back(theirs.filter(subject=file.guardian.subject_id))
        for matter in (row.matter, file.matter):
            add_party(matter, guardian.subject, "guardian")
        file.guardian, file.relation = guardian, relation
        file.save(update_fields=["guardian", "relation"])
        AccessCard.unscoped.filter(case=row, holder="guardian", revoked_at=None).update(revoked_at=at)
        record("casework.guardian_named")
