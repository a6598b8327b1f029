"""What one shift tells the next: given to somebody by name, read and accepted (welfare:2.2b, psych:75)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from youzhang.accounts.models import User
from youzhang.accounts.viewer import Viewer
from youzhang.kit import clock
from youzhang.kit.refused import Refused, Stale
from youzhang.ledger.matters import close_matter, let_in, opening
from youzhang.ledger.writing import writing
from youzhang.staff import rules
from youzhang.staff.actions.messages import tell_handed_over
from youzhang.staff.actions.shifts import check_works_here
from youzhang.staff.models import HandOver, Shift


def hand_over(shift: Shift, *, to: User, note: str, by: Viewer) -> HandOver:
    """Hand a shift over: from now on the receiver owes to read and accept it."""
    rules.check_may_hand_over(by, shift, to.pk, clock.now())
    check_works_here(to, shift.centre, clock.today())
    with opening("handover", centre=shift.centre, by=by.user) as (matter, record):
        Shift.unscoped.select_for_update().get(pk=shift.pk)
        rules.check_not_handed_over(HandOver.unscoped.filter(shift=shift).first())
        handover = HandOver(
            matter=matter, shift=shift, note=note, given_by=by.user, given_at=record.at, to=to
        )
        handover.save(force_insert=True)
        let_in(matter, by.user, "gave")
        let_in(matter, to, "receives")
        record("staff.handover_given", to=to.pk, shift=shift.pk)
        tell_handed_over(handover)
    return handover


def accept(handover: HandOver, *, by: Viewer) -> HandOver:
    """Read, and taken over: by name."""
    with writing(handover.matter, by=by.user) as record:
        row = _standing(handover)
        rules.check_may_accept(by, row)
        row.accepted_by, row.accepted_at = by.user, record.at
        row.save(update_fields=["accepted_by", "accepted_at"])
        record("staff.handover_accepted")
        close_matter(row.matter, record.at)
    return row


def pass_on(handover: HandOver, to: User, *, by: Viewer) -> HandOver:
    """Somebody else takes over than was thought: the receiver says so, the giver, or a lead."""
    centre = handover.matter.centre
    rules.check_may_pass_on(by, handover)
    check_works_here(to, centre, clock.today())
    with writing(handover.matter, by=by.user) as record:
        row = _standing(handover)
        if row.accepted_at:
            raise Stale("rule:accepted", _("This was accepted already."), _("Look at it again."))
        if to.pk == row.given_by_id:
            why = _("A hand-over goes to somebody else.")
            raise Refused("welfare:2.2b", why, _("Choose a colleague."), "to")
        row.to = to
        row.save(update_fields=["to"])
        let_in(row.matter, to, "receives")
        record("staff.handover_passed", to=to.pk)
        tell_handed_over(row)
    return row


def _standing(handover: HandOver) -> HandOver:
    row: HandOver = HandOver.unscoped.select_related("matter__centre", "matter__key").get(pk=handover.pk)
    return row
