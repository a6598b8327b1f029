"""Whether a crisis stands so that an act can be taken: asked when its page is opened, and before it is offered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from youzhang.crisis import rules, who_rules
from youzhang.crisis.actions.close import closing, course_of
from youzhang.crisis.actions.follow import check_watched
from youzhang.crisis.actions.keepers import keepers_of
from youzhang.crisis.actions.supervise import is_looked_back
from youzhang.crisis.actions.suspicion import entered_by
from youzhang.crisis.actions.take import override_waits
from youzhang.crisis.actions.who import own_roles
from youzhang.crisis.codes import CLOSINGS, KEEPERS
from youzhang.crisis.course import is_clear
from youzhang.crisis.ending import check_end
from youzhang.crisis.linked import others_open
from youzhang.crisis.models import Crisis, Telling
from youzhang.crisis.sight import SUPERVISOR
from youzhang.crisis.telling_rules import check_may_second
from youzhang.crisis.work import Work, acting
from youzhang.kit import clock
from youzhang.kit.refused import Refused, why_not
from youzhang.ledger.gated import check_gates
from youzhang.ledger.policy import may
from youzhang.rulebook.views import FactView


def ends_barred(crisis: Crisis, by: UUID | None, facts: Sequence[FactView]) -> dict[str, Refused]:
    """Of the ends that cannot be taken now, why."""
    course = course_of(crisis, facts, by)

    def check(outcome: str) -> None:
        check_end(outcome, course)
        _pass(crisis, "crisis.closed", closing(crisis, outcome, facts), by, facts)

    found = {outcome: why_not(lambda outcome=outcome: check(outcome)) for outcome in CLOSINGS}  # type: ignore[misc]
    return {outcome: refused for outcome, refused in found.items() if refused}


def _pass(
    crisis: Crisis, kind: str, data: Mapping[str, Any], by: UUID | None, facts: Sequence[FactView]
) -> None:
    check_gates(crisis.matter.centre, kind, data, by=by, views=facts, at=clock.now())


def may_take(row: Work) -> None:
    """Nobody has it."""
    if row.crisis.lead_id == row.viewer.user_id:
        raise Refused("psych:15.3a", _("You lead this crisis."), _("Go on with it on its page."))
    rules.check_waiting(row.crisis, row.crisis.lead.name if row.crisis.lead else "")
    who_rules.check_no_volunteer(own_roles(row.viewer.user_id, row.crisis.matter.centre_id))


def is_suspected(crisis: Any) -> bool:
    """Whether a guardian is under suspicion, known by a file or not."""
    return bool(crisis.suspected or getattr(crisis, "has_suspect", False))


def may_lift(row: Work) -> None:
    """A suspicion is there, and somebody else entered it."""
    suspected = is_suspected(row.crisis)
    entered = entered_by(row.crisis) if suspected else None
    rules.check_may_lift(suspected, entered_by=entered, by=row.viewer.user_id)


def following(row: Work) -> None:
    """Whoever acts in it, also after the end while follow-ups go on (psych:15.3c)."""
    acting(row)
    if row.crisis.closed_at:
        check_watched(row.crisis)


def may_end_watch(row: Work) -> None:
    """Follow-ups go on, and nobody was asked yet."""
    check_watched(row.crisis)


def may_answer_watch(row: Work) -> None:
    """They are the second person."""
    who_rules.check_answers(row.item, row.viewer.user_id)


def may_move(row: Work) -> None:
    """They are in charge."""
    centre = row.crisis.matter.centre_id
    who_rules.check_in_charge(
        row.crisis, row.viewer.people(centre), row.viewer.roles.get(centre, frozenset())
    )


def may_answer(row: Work) -> None:
    """The body has not answered."""
    rules.check_unanswered(row.item)


def may_ask_lowering(row: Work) -> None:
    """There is a level to lower."""
    who_rules.check_is_lower(row.crisis, "0")


def may_lower(row: Work) -> None:
    """They are the second person."""
    who_rules.check_second(row.item, row.crisis, row.viewer.user_id)


def may_accept(row: Work) -> None:
    """It was handed to them."""
    who_rules.check_handed_to(row.item, row.viewer.user_id)


def may_keep(row: Work) -> None:
    """They handed it over, or lead."""
    who_rules.check_takes_back(row.item, row.crisis, row.viewer.user_id)


def may_review_override(row: Work) -> None:
    """An override waits, and whoever led does not review it (psych:3)."""
    who_rules.check_override_waits(override_waits(row.crisis))
    _pass(row.crisis, "crisis.override_reviewed", {}, row.viewer.user_id, row.facts)


def may_review_disclosure(row: Work) -> None:
    """Whoever told somebody does not review it (psych:50)."""
    _pass(row.crisis, "crisis.disclosure_reviewed", {}, row.viewer.user_id, row.facts)


def may_close(row: Work) -> None:
    """There is an end that can be taken now; else what stands before the one that is nearest (psych:14b)."""
    crisis, by = row.crisis, row.viewer.user_id
    barred = ends_barred(crisis, by, row.facts)
    if len(barred) == len(CLOSINGS):
        raise barred["unfounded" if is_clear(course_of(crisis, row.facts, by)) else "settled"]


def ends_missing(row: Work) -> list[tuple[Any, Refused]]:
    """What each end lacks, for whoever may close it, while there is none that can be taken (psych:14b)."""
    crisis = row.crisis
    if crisis.closed_at or not may(row.viewer, "crisis.close", crisis.matter.centre_id):
        return []
    barred = ends_barred(crisis, row.viewer.user_id, row.facts)
    if len(barred) < len(CLOSINGS):
        return []
    return [(CLOSINGS[outcome], refused) for outcome, refused in barred.items()]


def may_ask_supervisor(row: Work) -> None:
    """Somebody looked back."""
    rules.check_looked_back(is_looked_back(row.crisis))


def may_comment(row: Work) -> None:
    """They were asked to."""
    rules.check_supervises(SUPERVISOR in row.let_in)


def may_read_comment(row: Work) -> None:
    """They led, or looked back."""
    whose = {row.crisis.lead_id, row.item.look_back.by_id}
    rules.check_reads_comments(whose, row.viewer.people(row.crisis.matter.centre_id))


def may_confirm(row: Work) -> None:
    """Police or ambulance were called."""
    called = Telling.objects.visible_to(row.viewer).filter(crisis=row.crisis, to__in=KEEPERS, outcome="told")
    if not called.exists():
        why = _("It is not entered that police or ambulance were called.")
        raise Refused("psych:15.3b", why, _("Enter the call first: whom, how, what was said."))


def may_send_back(row: Work) -> None:
    """Somebody has the person."""
    if not keepers_of(row.crisis):
        why = _("No body has accepted the person, and nobody confirmed that they have them.")
        raise Refused("psych:15.3d", why, _("Enter the answer of the body first."))


def may_join(row: Work) -> None:
    """Another crisis is open that could be about the same person, and they did not open this one."""
    check_end("joined", course_of(row.crisis, row.facts, row.viewer.user_id))
    may_say_same(row)


def may_say_same(row: Work) -> None:
    """Another crisis is open that could be about the same person."""
    if not others_open(row.viewer, row.crisis):
        why = _("No other crisis is open that could be about the same person.")
        raise Refused("rule:join", why, _("Go on with this one."))


def may_open_again(row: Work) -> None:
    """It has ended."""
    rules.check_ended(row.crisis)


def may_look_again(row: Work) -> None:
    """It ended with a search."""
    rules.check_untraced(row.crisis)


def may_second(row: Work) -> None:
    """Somebody else left the guardian out."""
    check_may_second(row.item, row.viewer.user_id)
