"""Who may lead a crisis, be handed one, be the second person. Pure (psych:3, psych:15.3a)."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _

from youzhang.crisis.codes import LEVELS, OVERRIDES
from youzhang.crisis.models import Crisis, HandOver, Lowering
from youzhang.kit.refused import Refused, Stale

# Who may lead: psych:14b names the support worker, psych:15.3a the counsellor; both may.
LEADING = frozenset({"counsellor", "support_worker"})
# Those who answer for every crisis of the centre and read what is said in it.
LEADS = frozenset({"department_head", "project_lead", "director"})
# Heads who are let in once a duty that waits has called them, for as long as it waits.
CALLED = frozenset({"service_head", "deputy_head"})
# They raise the alarm and may always add to it, and never lead, not even for want of anybody else.
VOLUNTEERS = frozenset({"hotline_volunteer", "club_member"})


def check_override_waits(waits: bool) -> None:
    """There is an emergency override that nobody has looked at since."""
    if not waits:
        why = _("No emergency override waits for a review here.")
        raise Stale("rule:override", why, _("Look at the crisis again."))


def is_qualified(trained: bool, roles: Collection[str]) -> bool:
    """Who may lead, agree to a lower level, be handed a crisis: by a role of their own, and a valid training."""
    return trained and bool(LEADING & set(roles))


def check_receiver(person: UUID, offered: Collection[UUID], field: str = "person") -> None:
    """A crisis is handed to somebody who may lead; a second person may, too. To a head where there is nobody else."""
    if person not in offered:
        why = _("A counsellor or support worker with a valid crisis training does this.")
        way_on = _("Choose somebody of the list; a head stands there where nobody else of the house may.")
        raise Refused("psych:15.3a", why, way_on, field)


def check_no_volunteer(roles: Collection[str]) -> None:
    """A volunteer raises the alarm and adds to it; they never lead."""
    if set(roles) <= VOLUNTEERS:
        why = _("A volunteer does not lead a crisis.")
        raise Refused(
            "psych:15.3a", why, _("Call whoever is on duty, or a head; add here what you hear, at any time.")
        )


def check_trained(trained: bool, roles: Collection[str], override: str) -> bool:
    """A trained counsellor leads; in an emergency anybody of the staff does and says why. True: such an override."""
    if is_qualified(trained, roles):
        return False
    check_no_volunteer(roles)
    if override in OVERRIDES:
        return True
    why = _("A counsellor or support worker with a valid crisis training leads.")
    if trained:
        why = _("A counsellor or support worker leads a crisis.")
    way_on = _("Nobody there? Take it all the same and say why: it will be reviewed afterwards.")
    raise Refused("psych:15.3a", why, way_on, "override")


def check_is_lower(crisis: Crisis, level: str) -> None:
    """There is a lower level than the one it has."""
    if not crisis.level or level >= crisis.level:
        raise Refused(
            "rule:lowering", _("This is not lower."), _("A higher level is set by assessing anew."), "level"
        )


def check_lower(crisis: Crisis, level: str, second: UUID | None, by: UUID) -> None:
    """Lowering asks for a lower level and a second person."""
    check_is_lower(crisis, level)
    check_second_person(second, by)


def check_outside(name: str, phone: str, offered: Collection[str]) -> None:
    """Somebody from outside is asked only where the house has no second one, and is named with their telephone."""
    if name not in offered:
        why = _("Somebody from outside is asked only where nobody of the house can be.")
        raise Refused("psych:15.3a", why, _("Choose a colleague, or somebody of the list."), "outside")
    if not phone.strip():
        why = _("By which telephone were they asked?")
        raise Refused("psych:15.3a", why, _("Enter the number."), "phone")


def check_second_person(second: UUID | None, by: UUID) -> None:
    """Two people, not one."""
    if second == by:
        raise Refused(
            "rule:lowering_alone", _("Nobody lowers a level alone."), _("Name a second person."), "person"
        )


def check_second(lowering: Lowering, crisis: Crisis, by: UUID, *, worse: bool = False) -> None:
    """Only the second person answers, once, and only while the level stands as it was. `worse`: they would agree,
    though more danger was found since."""
    if lowering.agreed is not None or crisis.level != lowering.before:
        level = str(LEVELS.get(crisis.level, "")) or _("not set")
        raise Stale(
            "rule:lowering_over",
            _("The level has changed meanwhile."),
            _("It is now: %(level)s.") % {"level": level},
        )
    if worse:
        why = _("Since this was asked, more danger was found.")
        raise Stale(
            "rule:lowering_over", why, _("Do not agree. If it is lower all the same, it is asked anew.")
        )
    check_answers(lowering, by)


def check_asked(asked: Lowering, what: str) -> None:
    """A yes to a lower level ends no follow-ups, and the other way round."""
    if asked.what != what:
        why = _("Something else was asked here.")
        raise Stale("rule:lowering_over", why, _("Load the page again."))


def check_fit_to_agree(trained: bool, roles: Collection[str]) -> None:
    """Whoever agrees may do so today, not only when they were asked: qualified, or a head."""
    if not (is_qualified(trained, roles) or LEADS & set(roles)):
        why = _("Your crisis training is no longer valid, or you no longer hold the role for it.")
        raise Refused("psych:15.3a", why, _("Do not agree: somebody else is asked then."), "yes")


def check_answers(asked: Lowering, by: UUID) -> None:
    """Only the second person answers, once."""
    if asked.agreed is not None:
        raise Stale("rule:lowering_over", _("This is answered already."), _("Load the page again."))
    if by != asked.second_id or by == asked.by_id:
        raise Refused(
            "rule:lowering_alone", _("Nobody lowers a level alone."), _("The second person answers.")
        )


def check_hand_over_waits(given: HandOver) -> None:
    """A hand-over is answered or taken back once."""
    if given.accepted_at or given.ended_at:
        raise Stale("rule:hand_over", _("This hand-over waits no longer."), _("Load the page again."))


def check_handed_to(given: HandOver, by: UUID) -> None:
    """Only whoever was asked answers."""
    check_hand_over_waits(given)
    if given.to_id != by:
        raise Refused("rule:hand_over", _("It was handed to somebody else."), _("They accept it."))


def check_takes_back(given: HandOver, crisis: Crisis, by: UUID) -> None:
    """Whoever handed it over, or leads it, keeps it after all."""
    check_hand_over_waits(given)
    if by not in {given.by_id, crisis.lead_id}:
        raise Refused("rule:hand_over", _("Others handed it over."), _("They take it back."))


def in_charge(crisis: Crisis, people: Collection[UUID], roles: Collection[str]) -> bool:
    """The lead of a crisis, or a head."""
    return crisis.lead_id in people or bool(LEADS & set(roles))


def check_in_charge(crisis: Crisis, people: Collection[UUID], roles: Collection[str]) -> None:
    """Who is in charge decides how it goes on."""
    if not in_charge(crisis, people, roles):
        raise Refused("psych:15.3c", _("Whoever leads the crisis decides this."), _("Ask them, or a head."))
