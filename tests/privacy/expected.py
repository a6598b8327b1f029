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
            return bool(canary.about & self.matters or canary.inside & self.let_in)
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
    grants = [grant for grant in Grant.objects.all() if grant.ends_at is None or grant.ends_at > clock.now()]
    hidden = _hidden(user)
    for matter in Matter.unscoped.all():
        here = stands_in | {(user.pk, matter.centre_id)}
        named = any(one.matter_id == matter.pk and (one.user_id, matter.centre_id) in here for one in grants)
        if matter.pk in hidden or matter.centre_id not in sight.roles:
            continue
        if named or _by_role(sight, matter):
            sight.matters.add(matter.pk)
        if named or (_by_role(sight, matter) and HEADS & sight.roles[matter.centre_id]):
            sight.let_in.add(matter.pk)
    return sight


# Whoever heads department, project or house reads what is said in a crisis without being let in.
HEADS = {"department_head", "project_lead", "director"}


def _by_role(sight: Sight, matter: Matter) -> bool:
    """Whether the table gives a matter of this kind to a role held at its centre."""
    return any(matter.kind in TABLE["see"].get(role, []) for role in sight.roles[matter.centre_id])


def _hidden(user: User) -> set[UUID]:
    """The matters that are barred from somebody: by a person in them, by a part of their own, or by name."""
    conflicts = set(Bar.objects.filter(user=user).values_list("subject_id", flat=True))
    return {
        one.matter_id
        for one in MatterParty.objects.all()
        if one.subject_id in conflicts
        or (one.subject_id == user.subject_id and one.part == "guardian_suspected")
    } | set(MatterBar.objects.filter(user=user).values_list("matter_id", flat=True))
