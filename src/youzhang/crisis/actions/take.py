"""Take a crisis, hand it over, accept it (psych:15.3a)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from youzhang.accounts.models import User
from youzhang.accounts.viewer import Viewer
from youzhang.crisis import rules
from youzhang.crisis.actions.alarm import stop_calling
from youzhang.crisis.actions.locking import changing, check_may_act, check_may_be_asked, counting
from youzhang.crisis.models import Crisis, HandOver
from youzhang.kit import clock
from youzhang.kit.ids import duty_identity
from youzhang.kit.refused import Refused, Stale
from youzhang.kit.text import clean_text
from youzhang.ledger.matters import let_in
from youzhang.ledger.policy import check_may
from youzhang.staff.queries import trained


def take_crisis(
    crisis: Crisis,
    *,
    by: User,
    viewer: Viewer,
    override: str = "",
    words: str = "",
    at: datetime | None = None,
) -> Crisis:
    """From now on this person leads. Two who take it at once: the first has it, the second is told who."""
    with changing(crisis, by=by, at=at) as (row, record):
        if row.lead_id == by.pk:
            return row
        rules.check_waiting(row, row.lead.name if row.lead else "")
        with counting(row, "crisis.taken"):
            roles = viewer.roles.get(row.matter.centre_id, frozenset())
            is_override = rules.check_trained(trained(by.pk, at=record.at), roles, override)
        row.lead, row.taken_at = by, record.at
        row.override_words = (clean_text(words) or None) if is_override else None
        let_in(row.matter, by, "lead")
        record("crisis.taken", to=by.pk, override=is_override, reason=override if is_override else None)
        stop_calling(row)
    return row


def review_override(crisis: Crisis, *, sound: bool, by: User, viewer: Viewer) -> Crisis:
    """Afterwards a head looks at why somebody without training led."""
    check_may(viewer, "crisis.review", crisis.matter.centre_id)
    with changing(crisis, by=by, closed=True) as (row, record):
        record("crisis.override_reviewed", sound=sound)
    return row


def hand_over(crisis: Crisis, to: User, note: str, *, by: User, viewer: Viewer) -> HandOver:
    """Ask somebody to lead from now on; until they accept, the lead stays who it is."""
    check_may_act(viewer, crisis)
    if to.pk == crisis.lead_id:
        raise Refused("rule:hand_over", _("They lead it already."), _("Name somebody else."), "person")
    check_may_be_asked(crisis, to, "person")
    with changing(crisis, by=by) as (row, record):
        given: HandOver = HandOver.unscoped.create(
            crisis=row, matter=row.matter, at=record.at, by=by, to=to, note=clean_text(note)
        )
        let_in(row.matter, to, "handed_over")
        fact = record("crisis.handed_over", to=to.pk, hand_over=given.pk)
        if "psych" in row.matter.centre.rulebooks:
            record("ledger.duty_reassigned", duty=duty_identity("psych:15.3a", "accept", fact.pk), to=to.pk)
    return given


def accept_hand_over(
    given: HandOver, *, by: User, viewer: Viewer, override: str = "", words: str = ""
) -> Crisis:
    """Accept a crisis; only the one asked does, and the training counts as it does in taking it."""
    with changing(given.crisis, by=by) as (row, record):
        now: HandOver = HandOver.unscoped.get(pk=given.pk)
        if now.accepted_at:
            raise Stale("rule:hand_over", _("This hand-over was accepted."), _("Load the page again."))
        if now.to_id != by.pk:
            raise Refused("rule:hand_over", _("It was handed to somebody else."), _("They accept it."))
        with counting(row, "crisis.hand_over_accepted"):
            roles = viewer.roles.get(row.matter.centre_id, frozenset())
            is_override = rules.check_trained(trained(by.pk, at=record.at), roles, override)
        now.accepted_at = record.at
        now.save(update_fields=["accepted_at"])
        row.lead, row.taken_at = by, row.taken_at or clock.now()
        record("crisis.hand_over_accepted", to=by.pk, hand_over=now.pk)
        if is_override:
            row.override_words = clean_text(words) or None
            record("crisis.taken", to=by.pk, override=True, reason=override)
        stop_calling(row)
    return row
