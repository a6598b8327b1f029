"""What a form of a crisis lets one choose from, and whom to call: colleagues, partners, guardians."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from youzhang.accounts.access import StaffRequest
from youzhang.accounts.accesses import log_access
from youzhang.clients.safety import contacts_for
from youzhang.clients.wording import part_of
from youzhang.crisis.actions.guardians import may_be_suspects, person_of, suspected_in
from youzhang.crisis.actions.locking import may_be_asked
from youzhang.crisis.actions.supervise import supervisors_for
from youzhang.crisis.actions.tell import attempts_at, tries_wanted
from youzhang.crisis.models import Crisis
from youzhang.crisis.readiness import ends_barred
from youzhang.crisis.rules import LEADING
from youzhang.crisis.work import Work
from youzhang.kit import clock
from youzhang.premises.queries import partners
from youzhang.staff.queries import trained

# Whom one may have to tell: those of the partners that are no receivers of a person.
TOLD = ("police", "civil_affairs", "authority")


@dataclass(frozen=True)
class Number:
    """Somebody to call: who, what they are, and the number."""

    name: str
    words: str
    phone: str


def numbers(row: Work, _request: StaffRequest) -> dict[str, Any]:
    """Whom to call while the form is filled in, never a guardian who is suspected or kept out; it is logged."""
    crisis, person = row.crisis, person_of(row.crisis)
    people = (
        [one for one in contacts_for(row.viewer, person, inside=True, minor=crisis.minor) if one.phone]
        if person
        else []
    )
    if people and person:
        log_access(row.viewer, "clients.numbers_shown", person.matter_id, crisis.matter.centre_id)
    known = [line.partner for line in partners(row.viewer, crisis.matter.centre)]
    bodies = [one for one in known if one.kind in TOLD and one.phone_24h]
    called = [
        *(Number(one.name, part_of(one), one.phone) for one in people),
        *(Number(one.name, str(one.get_kind_display()), one.phone_24h or "") for one in bodies),
    ]
    return {"numbers": called}


def whom(row: Work, request: StaffRequest) -> dict[str, Any]:
    """The guardians, and how often they were tried; chosen already: whom the address names."""
    initial = {"to": request.GET.get("to")}
    return {"guardians": may_be_suspects(row.crisis), "tried": _tried(row.crisis), "initial": initial}


def _tried(crisis: Crisis) -> str:
    """How often a guardian was tried, and what it takes to call them unreachable."""
    wanted = tries_wanted(crisis)
    said = _(
        "Out of reach: after %(times)d attempts over at least %(hours)d hours, each entered; so far %(tried)d."
    )
    return said % {"times": wanted.times, "hours": wanted.hours, "tried": len(attempts_at(crisis))}


def whether_fit(row: Work, _request: StaffRequest) -> dict[str, Any]:
    """Whether they may lead without a reason."""
    roles = row.viewer.roles.get(row.crisis.matter.centre_id, frozenset())
    return {"fit": bool(LEADING & roles) and trained(row.viewer.user_id, at=clock.now())}


def colleagues(row: Work, _request: StaffRequest) -> dict[str, Any]:
    """Who can be asked, but oneself."""
    return {"people": [one for one in may_be_asked(row.crisis) if one.pk != row.viewer.user_id]}


def lower_levels(row: Work, request: StaffRequest) -> dict[str, Any]:
    """Whom to ask, and below which level."""
    return colleagues(row, request) | {"below": row.crisis.level}


def supervisors(row: Work, _request: StaffRequest) -> dict[str, Any]:
    """Who can comment the review."""
    return {"people": supervisors_for(row.crisis)}


def suspects(row: Work, _request: StaffRequest) -> dict[str, Any]:
    """The guardians under suspicion."""
    return {"suspects": suspected_in(row.crisis)}


def receivers(row: Work, _request: StaffRequest) -> dict[str, Any]:
    """To whom a person is referred."""
    return {"partners": [line.partner for line in partners(row.viewer, row.crisis.matter.centre)]}


def ends(row: Work, _request: StaffRequest) -> dict[str, Any]:
    """Of the ends that cannot be taken now, why."""
    return {"barred": ends_barred(row.crisis, row.viewer.user_id, row.facts)}
