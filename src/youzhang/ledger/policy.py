"""The policy table: who may see which kind of matter, and who may do which act. Data in `policy.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from youzhang.accounts.roles import ROLES
from youzhang.accounts.viewer import Viewer
from youzhang.kit.refused import Refused
from youzhang.ledger.registry import vocabulary


@cache
def table() -> dict[str, Any]:
    """The table as read; `[see] role = [matter kinds]`, `[do] act = [roles]`."""
    return tomllib.loads((Path(__file__).parent / "policy.toml").read_text("utf-8"))


@cache
def kinds_seen_by(roles: frozenset[str]) -> frozenset[str]:
    """The matter kinds that any of these roles may see at its centre."""
    see = table()["see"]
    return frozenset(kind for role in roles for kind in see.get(role, []))


def sees(viewer: Viewer, kind: str, centre_id: UUID | None = None) -> bool:
    """Whether the viewer's roles see a kind of matter at a centre, or at any."""
    held = viewer.roles.values() if centre_id is None else [viewer.roles.get(centre_id, frozenset())]
    return any(kind in kinds_seen_by(roles) for roles in held)


@cache
def barring_parts() -> tuple[str, ...]:
    """The parts whose holder may never see the matter."""
    return tuple({part for kind in vocabulary().matters.values() for part in kind.barring_parts})


def roles_for(act: str) -> frozenset[str]:
    """The roles that may do an act; an act that the table does not name belongs to nobody."""
    return frozenset(table()["do"].get(act, []))


def may(viewer: Viewer, act: str, centre_id: UUID) -> bool:
    """Whether the viewer holds a role that may do the act at the centre."""
    return bool(roles_for(act) & viewer.roles.get(centre_id, frozenset()))


def check_may(viewer: Viewer, act: str, centre_id: UUID) -> None:
    """Refuse an act that the viewer's roles do not allow at this centre, naming those who may."""
    if not may(viewer, act, centre_id):
        who = _(", ").join(str(ROLES[role]) for role in sorted(roles_for(act)))
        raise Refused(
            "rule:policy", _("Your role may not do this."), _("It can be done by: %(who)s.") % {"who": who}
        )
