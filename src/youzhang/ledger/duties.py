"""Human decisions about duties: take, give back, pass on, extend, waive, chase. Each is a fact on the duty's matter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from youzhang.accounts.models import RoleHolding, User
from youzhang.accounts.viewer import Viewer, viewer_of
from youzhang.kit import clock
from youzhang.kit.refused import Refused, Stale
from youzhang.ledger.calendars import calendar
from youzhang.ledger.models import Duty, Fact, Matter
from youzhang.ledger.openness import still_open
from youzhang.ledger.policy import check_may
from youzhang.ledger.rulebooks import find_rule
from youzhang.ledger.writing import writing
from youzhang.rulebook.constructs import Rule
from youzhang.rulebook.terms import last_day_of
from youzhang.web.wording import short_day


def duty_for(viewer: Viewer, duty_id: UUID) -> Duty | None:
    """An open or closed duty that the viewer may see."""
    return Duty.objects.visible_to(viewer).select_related("matter__centre").filter(pk=duty_id).first()


def is_holder(viewer: Viewer, duty: Duty) -> bool:
    """Whether the duty is the viewer's to do, by role or by name, their own or delegated."""
    mine = {str(person) for person in viewer.people(duty.centre_id)} | viewer.roles.get(
        duty.centre_id, frozenset()
    )
    return bool(mine & set(duty.holders)) or duty.taken_by_id in viewer.people(duty.centre_id)


def take(duty: Duty, *, by: Viewer) -> Fact:
    """Take a duty that a role holds: from now on it is mine. What a colleague took, only a lead takes over."""
    check_may_take(duty, by)
    return _decide(duty, "ledger.duty_taken", by.user)


def check_may_take(duty: Duty, viewer: Viewer) -> None:
    """Whoever holds it, while no colleague took it; else a lead."""
    colleague_has_it = duty.taken_by_id and duty.taken_by_id not in viewer.people(duty.centre_id)
    if colleague_has_it or not is_holder(viewer, duty):
        check_may(viewer, "ledger.take_any", duty.centre_id)


def give_back(duty: Duty, *, by: Viewer) -> Fact:
    """Give a taken duty back to the roles that hold it."""
    check_may_give_back(duty, by)
    return _decide(duty, "ledger.duty_given_back", by.user)


def check_may_give_back(duty: Duty, viewer: Viewer) -> None:
    """Whoever took it, or a lead."""
    if duty.taken_by_id not in viewer.people(duty.centre_id):
        check_may(viewer, "ledger.decide", duty.centre_id)


@dataclass(frozen=True)
class PassOn:
    """To whom a duty goes."""

    to: User


def pass_on(duty: Duty, given: PassOn, *, by: Viewer) -> Fact:
    """Pass a duty on to a colleague at the same centre."""
    check_may_pass_on(duty, by)
    _check_works_there(given.to, duty.centre_id)
    if not can_see(given.to, duty.matter_id):
        why = _("This person may not see what it is about, so nobody would do it.")
        raise Refused("rule:colleague", why, _("Choose a colleague who works with it."), "to")
    return _decide(duty, "ledger.duty_reassigned", by.user, to=given.to.pk)


def _check_works_there(colleague: User, centre_id: UUID) -> None:
    """What is owed goes to somebody who is there."""
    today = RoleHolding.on(clock.today())
    if not colleague.is_active or not colleague.holdings.filter(today, centre=centre_id).exists():
        why = _("This person does not work at the centre now.")
        raise Refused("rule:colleague", why, _("Choose a colleague."), "to")


def can_see(user: User, matter_id: UUID) -> bool:
    """Whether somebody may see a matter today."""
    viewer = viewer_of(user, clock.today())
    return bool(Matter.objects.visible_to(viewer).filter(pk=matter_id).exists())


def check_may_pass_on(duty: Duty, viewer: Viewer) -> None:
    """Whoever holds it, or a lead."""
    if not is_holder(viewer, duty):
        check_may(viewer, "ledger.decide", duty.centre_id)


@dataclass(frozen=True)
class Extension:
    """Until when and why a term is extended."""

    to_date: date
    reason_code: str


def extend(duty: Duty, given: Extension, *, by: Viewer) -> Fact:
    """Extend a term; only where the article lets the centre set it, and only forward."""
    check_may_extend(duty, by)
    if duty.due is None or clock.end_of(given.to_date) <= max(duty.due, clock.now()):
        raise Refused("rule:extension", _("The new date is not later."), _("Choose a later date."), "to_date")
    _check_not_too_far(duty, given.to_date)
    return _decide(
        duty, "ledger.duty_extended", by.user, to_date=given.to_date, reason_code=given.reason_code
    )


def _check_not_too_far(duty: Duty, day: date) -> None:
    """The article may say how much later than its own term it is done at the latest, or from when it has no point."""
    if duty.until_at and clock.end_of(day) > clock.end_of(last_day_of(duty.until_at)):
        why = _("After %(day)s it has no point any more.") % {"day": short_day(last_day_of(duty.until_at))}
        raise Refused(duty.article, why, _("Choose an earlier day."), "to_date")
    rule, own = rule_of(duty), duty.extended_from or duty.due
    if rule is None or rule.extension is None or own is None:
        return
    latest = rule.extension.from_day(last_day_of(own), calendar())
    if day > latest:
        why = _("It may be moved to %(day)s at the latest.") % {"day": short_day(latest)}
        way_on = _("Choose an earlier day, or pass it on to somebody who is free.")
        raise Refused(duty.article, why, way_on, "to_date")


def check_may_extend(duty: Duty, viewer: Viewer) -> None:
    """A lead, where the article lets the centre set the term."""
    check_may(viewer, "ledger.decide", duty.centre_id)
    rule = rule_of(duty)
    if rule is None or not rule.extendable:
        raise Refused(
            duty.article,
            _("The article fixes this term."),
            _("Do it late and say why, or waive it with a reason.")
            if rule is None or rule.waivable
            else _("Do it as soon as it can be done, or pass it on to somebody who can."),
        )


def waive(duty: Duty, reason_code: str, *, by: Viewer) -> Fact:
    """Waive a duty with a reason; shown apart on the board, never as met."""
    check_may_waive(duty, by)
    return _decide(duty, "ledger.duty_waived", by.user, reason_code=reason_code)


def check_may_waive(duty: Duty, viewer: Viewer) -> None:
    """A lead, unless the article lets nobody off."""
    check_may(viewer, "ledger.decide", duty.centre_id)
    rule = rule_of(duty)
    if rule is not None and not rule.waivable:
        raise Refused(
            duty.article,
            _("Nobody can be let off this."),
            _("Do it, or pass it on to somebody who can do it now."),
        )


def check_open(duty: Duty) -> None:
    """What has ended is not decided about any more."""
    if duty.stands != "open":
        raise Refused("rule:duty_closed", _("This duty is no longer open."), _("Look at the list again."))


def chase(duty: Duty, *, by: Viewer) -> Fact:
    """Remind the holders; recorded so that everybody sees it was asked for."""
    return _decide(duty, "ledger.duty_chased", by.user)


def _decide(duty: Duty, kind: str, by: User, **data: Any) -> Fact:
    with writing(matter_of(duty), by=by) as record:
        if not Duty.unscoped.filter(still_open(), pk=duty.pk).exists():
            raise Stale("rule:duty_closed", _("This duty is no longer open."), _("Look at the list again."))
        return record(kind, duty=duty.pk, **data)


def matter_of(duty: Duty) -> Matter:
    """The matter of a duty, with what it takes to write on it."""
    matter: Matter = Matter.unscoped.select_related("centre", "parent__centre").get(pk=duty.matter_id)
    return matter


def rule_of(duty: Duty) -> Rule | None:
    """The rule behind a duty, of the edition that judges it."""
    return find_rule(duty.matter.centre, duty.article, duty.name, duty.edition)


def hand_over(leaver: User, to: User, *, by: Viewer, centre_id: UUID) -> int:
    """A leaver's open duties at a centre, handed over in one act; the number of duties."""
    check_may(by, "ledger.decide", centre_id)
    _check_works_there(to, centre_id)
    held = Duty.unscoped.filter(still_open(), held__user=leaver, held__centre=centre_id).select_related(
        "matter__centre"
    )
    for duty in held:
        _decide(duty, "ledger.duty_reassigned", by.user, to=to.pk)
    return len(held)
