"""What a form of a crisis lets one choose from, and whom to call: colleagues, partners, guardians."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from youzhang.accounts.access import StaffRequest
from youzhang.accounts.accesses import log_access
from youzhang.clients.safety import contacts_for
from youzhang.clients.wording import part_of
from youzhang.crisis.actions.guardians import guarded, may_be_suspects, person_of, suspected_in
from youzhang.crisis.actions.keepers import keepers_of
from youzhang.crisis.actions.supervise import supervisors_for
from youzhang.crisis.actions.tell import attempts_at, tries_wanted
from youzhang.crisis.actions.who import offered_to, outsiders_for, qualified
from youzhang.crisis.linked import others_open
from youzhang.crisis.models import Crisis, SafetyPlan
from youzhang.crisis.nameless import nameless_words
from youzhang.crisis.readiness import ends_barred
from youzhang.crisis.work import Work
from youzhang.premises.queries import partners

# Whom one may have to tell: those of the partners that are no receivers of a person.
TOLD = ("police", "civil_affairs", "authority")


@dataclass(frozen=True)
class Number:
    """Somebody to call: who, what they are, and the number."""

    name: str
    words: str
    phone: str


def numbers(row: Work, _request: StaffRequest) -> dict[str, Any]:
    """Whom to call while the form is filled in, never a guardian who is suspected or kept out; it is logged. `out`:
    whom not to contact."""
    crisis, person = row.crisis, person_of(row.crisis)
    known_of = contacts_for(row.viewer, person, inside=True, minor=crisis.minor) if person else []
    people = [one for one in known_of if one.phone]
    if people and person:
        log_access(row.viewer, "clients.numbers_shown", person.matter_id, crisis.matter.centre_id)
    known = [line.partner for line in partners(row.viewer, crisis.matter.centre)]
    bodies = [one for one in known if one.kind in TOLD and one.phone_24h]
    called = [
        *(Number(one.name, part_of(one), one.phone) for one in people),
        *(Number(one.name, str(one.get_kind_display()), one.phone_24h or "") for one in bodies),
    ]
    return {"numbers": called, "out": [one.instead for one in known_of if one.is_out]}


def whom(row: Work, request: StaffRequest) -> dict[str, Any]:
    """The guardians, and how often they were tried; chosen already: whom the address names, and for the department the
    words without a name."""
    initial = {"to": request.GET.get("to")}
    if initial["to"] == "guardian" and row.crisis.is_grown:
        # Their mother or husband is no guardian; what the file knows otherwise still refuses it.
        initial |= {"outcome": "none", "reason": "capable_adult"}
    if initial["to"] == "authority":
        initial["said"] = nameless_words(row.crisis, row.facts, guarded(row.crisis).born)
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
    return {"fit": qualified(row.viewer.user_id, row.crisis.matter.centre_id)}


def colleagues(row: Work, request: StaffRequest) -> dict[str, Any]:
    """Who can be asked: the qualified, and a head where the house has no other one."""
    return {"people": offered_to(row.crisis, request.user)}


def asked_for(_row: Work, request: StaffRequest) -> dict[str, Any]:
    """Which step, and who was called, as the address says."""
    return {"initial": {name: request.GET.get(name) for name in ("step", "who")}}


def lower_levels(row: Work, request: StaffRequest) -> dict[str, Any]:
    """Whom to ask, and below which level."""
    outsiders = outsiders_for(row.crisis, request.user)
    return colleagues(row, request) | {"below": row.crisis.level, "outsiders": outsiders}


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


def keepers(row: Work, _request: StaffRequest) -> dict[str, Any]:
    """Who has the person."""
    return {"keepers": keepers_of(row.crisis)}


def joinable(row: Work, _request: StaffRequest) -> dict[str, Any]:
    """With which crises it could go on."""
    return {"others": others_open(row.viewer, row.crisis)}


def who_helps(row: Work, _request: StaffRequest) -> dict[str, Any]:
    """Who helps at any hour, filled in already; the newest plan, where there is one."""
    made = SafetyPlan.objects.visible_to(row.viewer).filter(crisis=row.crisis)
    latest = made.select_related("matter__key").order_by("-at").first()
    centre = row.crisis.matter.centre
    numbers = [
        _("12356 psychological help"),
        _("120 ambulance"),
        _("110 police"),
        f"{centre.name} {centre.phone}",
    ]
    return {"initial": {"bodies": "\n".join(numbers)} | (latest.plan if latest else {})}
