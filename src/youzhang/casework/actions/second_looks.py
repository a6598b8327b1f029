"""What could not wait was decided by one person; a second one looks at it afterwards (psych:14b, psych:50)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from youzhang.accounts.models import User
from youzhang.accounts.viewer import Viewer
from youzhang.casework.actions.locking import let_in_like
from youzhang.casework.actions.messages import tell_reviewed
from youzhang.casework.models import Case, Referral, SecondLook
from youzhang.kit.refused import Stale
from youzhang.kit.text import clean_text
from youzhang.ledger.matters import close_matter, opening
from youzhang.ledger.models import Matter
from youzhang.ledger.policy import check_may
from youzhang.ledger.writing import writing


@dataclass(frozen=True)
class Alone:
    """What was decided without a second person: for which reason, in whose words, what was shared."""

    what: str
    reason: str
    words: str
    level: int | None = None
    shared: str = ""
    referral: Referral | None = None


def ask_second_look(case: Case, about: Matter, given: Alone, *, by: User) -> SecondLook:
    """It is done; from now on a second person is asked to look at it. Nothing waits for their answer."""
    with opening("second-look", centre=case.matter.centre, by=by, parent=case.matter) as (matter, record):
        let_in_like(case, matter)
        look: SecondLook = SecondLook.unscoped.create(
            matter=matter, case=case, about=about, referral=given.referral, what=given.what, reason=given.reason,
            level=given.level, words=clean_text(given.words), shared=clean_text(given.shared) or None, by=by,
            at=record.at,
        )  # fmt: skip
        record("casework.second_look_asked", what=given.what)
    return look


def take_second_look(look: SecondLook, *, sound: bool, words: str, by: Viewer) -> SecondLook:
    """A second person says whether it was right; whoever decided alone learns that it was not."""
    check_may(by, "crisis.review", look.matter.centre_id)
    with writing(look.matter, by=by.user) as record:
        row: SecondLook = SecondLook.unscoped.select_related("matter__key", "matter__centre", "by").get(
            pk=look.pk
        )
        if row.reviewed_at:
            raise Stale("rule:stale", _("This was reviewed already."), _("Load the page again."))
        record("casework.second_look_taken", what=row.what, sound=sound)
        row.sound, row.reviewed_by, row.reviewed_at = sound, by.user, record.at
        row.review = clean_text(words) or None
        row.save()
        close_matter(row.matter, record.at)
        if not sound:
            tell_reviewed(row)
    return row
