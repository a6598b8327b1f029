"""The people of a story, and the identities of what it names: the same name is the same thing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from uuid import UUID, uuid5

from youzhang.kit.ids import NAMED_SPACE

# Who has another name in stories than their role's.
_ROLES = {
    "lead": "project_lead",
    "head": "department_head",
    "deputy": "deputy_head",
    "leader": "group_leader",
    "caseworker": "case_worker",
    "desk": "duty_staff",
    "hotline": "hotline_volunteer",
    "officer": "opinion_officer",
    "complaints": "complaint_officer",
}
_NAME_OF = {role: name for name, role in _ROLES.items()}
_OUTSIDE = ("client", "guardian")
# Whom a story may name besides the roles' own codes.
NAMES = frozenset((*_ROLES, *_OUTSIDE))
_NUMBERED = re.compile(r"([a-z_]+?)(\d*)")


def is_person(name: str, roles: Iterable[str]) -> bool:
    """Whether a name is of the cast: a role's, `lead` and the like, the client or a guardian; or the second of them."""
    base = _base(name)
    return base in _OUTSIDE or base in _ROLES or base in set(roles)


def role_of(name: str) -> str:
    """The role of somebody in the cast; a role's code stays one."""
    base = _base(name)
    return _ROLES.get(base, base)


def identity_of(name: str) -> UUID:
    """The id of a person or a thing; a role's code is the first who holds it."""
    return uuid5(NAMED_SPACE, _NAME_OF.get(name, name))


def _base(name: str) -> str:
    found = _NUMBERED.fullmatch(name)
    return found[1] if found else name
