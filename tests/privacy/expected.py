"""Who may see what, computed a second time and independently: from `policy.toml` as text and the rows as they stand.

Nothing of `youzhang.ledger.scope`, `policy` or `accounts.viewer` is used here.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import youzhang
from tests.privacy.canaries import LET_IN, MATTER, OWN, STAFF, Canary
from youzhang.accounts.models import Bar, Delegation, RoleHolding, User
from youzhang.kit import clock
from youzhang.ledger.models import Grant, Matter, MatterBar, MatterParty

TABLE: dict[str, Any] = tomllib.loads(
    (Path(youzhang.__file__).parent / "ledger" / "policy.toml").read_text("utf-8")
)


@dataclass
class Sight:
    """What one person sees today. Nobody signed in: a sight without a user, which sees nothing."""

    user: User | None
    roles: dict[UUID, set[str]] = field(default_factory=lambda: defaultdict(set))
    matters: set[UUID] = field(default_factory=set)
    let_in: set[UUID] = field(default_factory=set)

    def may(self, act: str, centre: UUID) -> bool:
        """Whether the table gives an act to a role held at a centre."""
        return bool(set(TABLE["do"][act]) & self.roles.get(centre, set()))

    def holds(self, *roles: str) -> bool:
        """Whether one of these roles is held anywhere."""
        return any(held & set(roles) for held in self.roles.values())

    def may_read(self, canary: Canary) -> bool:
        """Whether a token may stand on a page that this person opens."""
        if canary.kind == MATTER:
            return bool(canary.about & self.matters)
        if canary.kind == STAFF:
            own = self.user is not None and canary.what.endswith(f" of {self.user.username}")
            colleague = self.roles.keys() if not self.holds("security_admin", "auditor") else set()
            return own or bool(canary.about & colleague)
        if canary.kind == LET_IN:
            return bool(canary.about & self.let_in)
        if canary.kind == OWN:
            return self.user is not None and self.user.pk in canary.about
        return False


def sight_of(user: User | None, day: date | None = None) -> Sight:
    """Roles and grants of today, one's own and of those one stands in for; then what is barred is taken away."""
    sight = Sight(user)
    if user is None or not User.objects.filter(pk=user.pk, is_active=True).exists():
        return Sight(None)
    today = day or clock.today()
    stands_in = {
        (one.absent_id, one.centre_id)
        for one in Delegation.objects.filter(deputy=user)
        if one.starts_on <= today <= one.ends_on
    }
    for one in RoleHolding.objects.all():
        holds = one.user_id == user.pk or (one.user_id, one.centre_id) in stands_in
        if holds and one.starts_on <= today and (one.ends_on is None or one.ends_on >= today):
            sight.roles[one.centre_id].add(one.role)
    sight.let_in = {m.pk for m in Matter.unscoped.all() if _sees(sight, user, stands_in, m, by_name=True)}
    sight.matters = {m.pk for m in Matter.unscoped.all() if _sees(sight, user, stands_in, m)}
    return sight


# Whoever heads department, project or house reads what is said in a crisis without being let in.
HEADS = {"department_head", "project_lead", "director"}


def _sees(
    sight: Sight, user: User, stands_in: set[tuple[UUID, UUID]], matter: Matter, by_name: bool = False
) -> bool:
    if matter.centre_id not in sight.roles:
        return False
    by_role = any(matter.kind in TABLE["see"].get(role, []) for role in sight.roles[matter.centre_id])
    if by_name:
        by_role = by_role and bool(HEADS & sight.roles[matter.centre_id])
    letting_in = (
        grant
        for grant in Grant.objects.filter(matter=matter)
        if grant.user_id == user.pk or (grant.user_id, matter.centre_id) in stands_in
    )
    by_grant = any(grant.ends_at is None or grant.ends_at > clock.now() for grant in letting_in)
    return (by_role or by_grant) and not _barred(user, matter)


def _barred(user: User, matter: Matter) -> bool:
    parties = set(MatterParty.objects.filter(matter=matter).values_list("subject_id", flat=True))
    conflicts = set(Bar.objects.filter(user=user).values_list("subject_id", flat=True))
    suspected = MatterParty.objects.filter(matter=matter, subject=user.subject_id, part="guardian_suspected")
    return (
        bool(parties & conflicts)
        or suspected.exists()
        or MatterBar.objects.filter(matter=matter, user=user).exists()
    )
