"""Protective settings and their end: people in unequal positions are treated unequally (psych:4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from youzhang.accounts.models import User
from youzhang.accounts.viewer import Viewer
from youzhang.casework import rules
from youzhang.casework.actions.locking import changing, check_carries, matters_of
from youzhang.casework.actions.second_looks import Alone, ask_second_look
from youzhang.casework.guardians import kept_out_here
from youzhang.casework.models import AccessCard, Case, CaseFile
from youzhang.clients.guardians import SUSPECTED
from youzhang.clients.kept_out import keep_out, let_in_again
from youzhang.kit.refused import Refused
from youzhang.kit.text import clean_line, clean_text
from youzhang.ledger.matters import take_back
from youzhang.ledger.models import MatterParty


@dataclass(frozen=True)
class Protection:
    """Whether the guardian is kept out, why, and whom to call instead."""

    kept_out: bool
    why: str = ""
    safe_contact: str = ""


def protect(case: Case, given: Protection, *, by: Viewer, at: datetime | None = None) -> CaseFile:
    """Keep a guardian out. Their cards end at once; as staff they see nothing of the case."""
    check_carries(by, case)
    if given.kept_out and not clean_text(given.why):
        raise Refused("psych:4", _("Say why the guardian is kept out."), _("Say it in a few words."), "why")
    with changing(case, by=by.user, at=at) as (row, record):
        file = row.file
        _check_stays_out(row, given)
        file.kept_out_why = clean_text(given.why) or None
        file.safe_contact = clean_line(given.safe_contact) or None
        file.save()
        if given.kept_out:
            _shut_out(row, by.user, record.at)
        record("casework.protected", kept_out=given.kept_out)
    return file


def lift_protection(
    case: Case, reason: str, words: str, *, by: Viewer, at: datetime | None = None
) -> CaseFile:
    """Let the guardian in again, with the reason; a second person looks at it afterwards. `reason`: of `LET_IN`."""
    check_carries(by, case)
    if not clean_text(words):
        raise Refused("psych:4", _("Nothing is written yet."), _("Say what cleared the guardian."), "words")
    with changing(case, by=by.user, at=at) as (row, record):
        file = row.file
        rules.check_kept_out(kept_out=kept_out_here(row))
        let_in_again(file.matter, at=record.at)
        asked = Q(matter__in=matters_of(row)) | Q(matter__accesses__case=row)
        take_back(MatterParty.objects.filter(asked, part=SUSPECTED))
        record("casework.protection_lifted", reason=reason)
        ask_second_look(row, file.matter, Alone("let_in", reason, words), by=by.user)
    return file


def _check_stays_out(case: Case, given: Protection) -> None:
    """A guardian who is kept out is not let in by the way."""
    if kept_out_here(case) and not given.kept_out:
        why = _("The guardian is kept out of this case.")
        way_on = _("Let them in again with a reason: it is reviewed by a second person.")
        where = reverse("casework:let_in", args=[case.matter_id])
        raise Refused("psych:4", why, way_on, "kept_out", way_on_url=where)


def _shut_out(case: Case, by: User, at: datetime) -> None:
    """The guardian's cards end; should they be staff, they see nothing of the case."""
    AccessCard.unscoped.filter(case=case, holder="guardian", revoked_at=None).update(revoked_at=at)
    guardian = case.file.guardian.subject if case.file.guardian else None
    keep_out(case.file.matter, case.person.subject, guardian, ask=by, at=at, shut=matters_of(case))
