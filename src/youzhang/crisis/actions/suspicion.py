"""Lift the suspicion against a guardian that proved to be none: what it barred opens again (psych:4, psych:15.3b)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from youzhang.accounts.viewer import Viewer
from youzhang.clients.guardians import SUSPECTED
from youzhang.clients.kept_out import accounts_of, let_in_again
from youzhang.clients.models import Person
from youzhang.crisis import rules
from youzhang.crisis.actions.locking import changing, check_may_act
from youzhang.crisis.models import Crisis, Lifting, Telling
from youzhang.kit.refused import Refused
from youzhang.kit.text import clean_text
from youzhang.ledger.matters import take_back
from youzhang.ledger.policy import check_may


def lift_suspicion(crisis: Crisis, words: str, *, guardian: Person | None = None, by: Viewer) -> Lifting:
    """A head who did not enter it lifts it, with the reason, also in a closed crisis. `guardian`: only of this one.

    What was told instead stays written down; where suicide is involved the guardian is now owed to be told.
    """
    check_may(by, "crisis.review", crisis.matter.centre_id)
    check_may_act(by, crisis)
    if not clean_text(words):
        raise Refused("psych:4", _("Nothing is written yet."), _("Say what cleared the guardian."), "words")
    with changing(crisis, by=by.user, closed=True) as (row, record):
        suspects = row.matter.parties.filter(part=SUSPECTED)
        rules.check_may_lift(row.suspected or suspects.exists(), entered_by=entered_by(row), by=by.user.pk)
        subjects = [guardian.subject, *accounts_of(guardian.subject, row.matter.centre)] if guardian else []
        take_back(suspects.filter(subject__in=subjects) if guardian else suspects)
        whole = not suspects.exists()
        let_in_again(row.matter, guardian.subject if guardian and not whole else None, at=record.at)
        row.suspected = row.suspected and not whole
        made: Lifting = Lifting.unscoped.create(
            crisis=row, matter=row.matter, at=record.at, by=by.user, words=clean_text(words),
            guardian=guardian.name if guardian else None,
        )  # fmt: skip
        tell = row.suicide and row.closed_at is None
        record("crisis.suspicion_lifted", whole=whole, tell=tell)
    return made


def entered_by(row: Crisis) -> object:
    """Who last entered the suspicion here; None where it came from another file."""
    found = Telling.unscoped.filter(crisis=row, outcome="skipped", reason="suspected")
    return found.order_by("at", "id").values_list("by", flat=True).last()
