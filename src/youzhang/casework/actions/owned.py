"""No case without an owner, also when somebody leaves the house (welfare:2.2b)."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from youzhang.accounts.models import RoleHolding
from youzhang.casework.actions.locking import PARTS, barred_from, changing, who_carries
from youzhang.casework.actions.messages import tell_carriers
from youzhang.casework.actions.owners import NewOwners, change_owners, people_of
from youzhang.casework.codes import RUNNING
from youzhang.casework.models import Case
from youzhang.kit import clock
from youzhang.ledger.matters import let_in
from youzhang.ledger.models import Fact
from youzhang.ledger.policy import roles_for
from youzhang.ledger.writing import Record


def keep_owned() -> int:
    """The backup takes over from a caseworker who left; whoever is missing then is owed to be named."""
    running = Case.unscoped.filter(state__in=RUNNING)
    count = 0
    for centre_id in running.order_by().values_list("matter__centre", flat=True).distinct():
        here = who_carries(centre_id)
        orphaned = running.filter(matter__centre=centre_id).exclude(caseworker__in=here, backup__in=here)
        for case in orphaned.select_related(*PARTS):
            count += _keep(case, here)
    return count


def _keep(case: Case, here: set[UUID]) -> bool:
    gone = [one for one in (case.caseworker_id, case.backup_id) if one not in here]
    if all(_noted(case, user) for user in gone):
        return False
    with changing(case, by=None) as (row, record):
        fit = row.backup_id in here and row.backup_id not in barred_from(people_of(row))
        if row.caseworker_id not in here and fit:
            change_owners(row, record, NewOwners(row.backup, row.caseworker))
            tell_carriers(row, row.caseworker)
        for part in ("caseworker", "backup"):
            if getattr(row, f"{part}_id") not in here:
                _note(row, part, record)
    return True


def _note(row: Case, part: str, record: Record) -> None:
    user = getattr(row, f"{part}_id")
    if not _noted(row, user):
        record("casework.owner_left", user=user, part=part)
    if part == "caseworker":
        _let_leads_in(row)


def _noted(case: Case, user: UUID) -> bool:
    return bool(
        Fact.unscoped.filter(matter=case.matter_id, kind="casework.owner_left", data__user=str(user)).exists()
    )


def _let_leads_in(row: Case) -> None:
    """Those who may name another caseworker see the frame of the case, a child's too."""
    roles = roles_for("casework.assign")
    held = RoleHolding.objects.filter(
        Q(role__in=roles), RoleHolding.on(clock.today()), centre=row.matter.centre_id
    )
    for user in held.values_list("user", flat=True).distinct():
        let_in(row.matter, user, "assign")
