"""Whether a crisis stands so that a step can be taken: asked when its page is opened, and before it is offered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from youzhang.crisis import rules
from youzhang.crisis.act import Work
from youzhang.crisis.actions.close import closing, course_of
from youzhang.crisis.actions.keepers import keepers_of
from youzhang.crisis.actions.supervise import is_looked_back
from youzhang.crisis.actions.suspicion import entered_by
from youzhang.crisis.actions.take import override_waits
from youzhang.crisis.acts import ACTS
from youzhang.crisis.codes import CLOSINGS
from youzhang.crisis.course import is_clear
from youzhang.crisis.ending import check_end
from youzhang.crisis.linked import others_open
from youzhang.crisis.models import Crisis
from youzhang.crisis.sight import SUPERVISOR, reasons_for
from youzhang.crisis.telling_rules import check_may_second
from youzhang.kit import clock
from youzhang.kit.refused import Refused, why_not
from youzhang.ledger.gated import check_gates
from youzhang.ledger.policy import check_may
from youzhang.ledger.refresh import views_of
from youzhang.rulebook.views import FactView

# What a second person records, before which a gate asks who they are.
REVIEWS = {"override": "crisis.override_reviewed", "disclosures": "crisis.disclosure_reviewed"}


def check_runs(crisis: Crisis, name: str) -> None:
    """The crisis is open, where the step asks for that."""
    if not ACTS[name].when_closed:
        rules.check_open(crisis)


def check_ready(name: str, work: Work) -> None:
    """Refuse what the step itself would refuse as the crisis stands, whatever is filled in."""
    if name in CHECKS:
        CHECKS[name](work)


def check_closable(crisis: Crisis, by: UUID | None, facts: Sequence[FactView]) -> None:
    """There is an end that can be taken now; else what stands before the one that is nearest (psych:14b)."""
    barred = ends_barred(crisis, by, facts)
    if len(barred) == len(CLOSINGS):
        raise barred["unfounded" if is_clear(course_of(crisis, facts, by)) else "settled"]


def ends_barred(crisis: Crisis, by: UUID | None, facts: Sequence[FactView]) -> dict[str, Refused]:
    """Of the ends that cannot be taken now, why."""
    course = course_of(crisis, facts, by)

    def check(outcome: str) -> None:
        check_end(outcome, course)
        _pass(crisis, "crisis.closed", closing(crisis, outcome, facts), by, facts)

    found = {outcome: why_not(lambda outcome=outcome: check(outcome)) for outcome in CLOSINGS}  # type: ignore[misc]
    return {outcome: refused for outcome, refused in found.items() if refused}


def check_reviews(crisis: Crisis, name: str, by: UUID | None, facts: Sequence[FactView]) -> None:
    """Whoever did it does not review it (psych:3, psych:50)."""
    _pass(crisis, REVIEWS[name], {}, by, facts)


def _pass(
    crisis: Crisis, kind: str, data: Mapping[str, Any], by: UUID | None, facts: Sequence[FactView]
) -> None:
    check_gates(crisis.matter.centre, kind, data, by=by, views=facts, at=clock.now())


def _take(work: Work) -> None:
    if work.crisis.lead_id == work.by.pk:
        raise Refused("psych:15.3a", _("You lead this crisis."), _("Go on with it on its page."))
    rules.check_waiting(work.crisis, work.crisis.lead.name if work.crisis.lead else "")


def _lift(work: Work) -> None:
    _may_review(work)
    row = work.crisis
    suspected = bool(row.suspected or getattr(row, "has_suspect", False))
    rules.check_may_lift(suspected, entered_by=entered_by(row), by=work.by.pk)


def _lower(work: Work) -> None:
    rules.check_second(work.item, work.crisis, work.by.pk)


def _answer_hand_over(work: Work) -> None:
    rules.check_handed_to(work.item, work.by.pk)


def _keep(work: Work) -> None:
    rules.check_takes_back(work.item, work.crisis, work.by.pk)


def _override(work: Work) -> None:
    _may_review(work)
    rules.check_override_waits(override_waits(work.crisis))
    check_reviews(work.crisis, "override", work.by.pk, views_of(work.crisis.matter))


def _disclosures(work: Work) -> None:
    _may_review(work)
    check_reviews(work.crisis, "disclosures", work.by.pk, views_of(work.crisis.matter))


def _close(work: Work) -> None:
    check_may(work.viewer, "crisis.close", work.crisis.matter.centre_id)
    check_closable(work.crisis, work.by.pk, views_of(work.crisis.matter))


def _ask_supervisor(work: Work) -> None:
    rules.check_looked_back(is_looked_back(work.crisis))


def _comment(work: Work) -> None:
    rules.check_supervises(SUPERVISOR in reasons_for(work.viewer, work.crisis))


def _comment_read(work: Work) -> None:
    whose = {work.crisis.lead_id, work.item.look_back.by_id}
    rules.check_reads_comments(whose, work.viewer.people(work.crisis.matter.centre_id))


def _may_review(work: Work) -> None:
    check_may(work.viewer, "crisis.review", work.crisis.matter.centre_id)


def _sent_back(work: Work) -> None:
    if not keepers_of(work.crisis):
        why = _("No body has accepted the person, and nobody confirmed that they have them.")
        raise Refused("psych:15.3d", why, _("Enter the answer of the body first."))


def _join(work: Work) -> None:
    check_may(work.viewer, "crisis.close", work.crisis.matter.centre_id)
    check_end("joined", course_of(work.crisis, views_of(work.crisis.matter), work.by.pk))
    if not others_open(work.viewer, work.crisis):
        why = _("No other crisis is open that could be about the same person.")
        raise Refused("rule:join", why, _("Go on with this one."))


CHECKS: dict[str, Callable[[Work], None]] = {
    "take": _take,
    "lift": _lift,
    "answer": lambda work: rules.check_unanswered(work.item),
    "ask_lowering": lambda work: rules.check_is_lower(work.crisis, "0"),
    "lower": _lower,
    "accept": _answer_hand_over,
    "decline": _answer_hand_over,
    "keep": _keep,
    "override": _override,
    "disclosures": _disclosures,
    "close": _close,
    "ask_supervisor": _ask_supervisor,
    "comment": _comment,
    "comment_read": _comment_read,
    "second": lambda work: check_may_second(work.item, work.by.pk),
    "sent_back": _sent_back,
    "join": _join,
    "again": lambda work: rules.check_ended(work.crisis),
    "look_again": lambda work: rules.check_untraced(work.crisis),
}
