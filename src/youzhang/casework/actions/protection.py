"""Protective settings: people in unequal positions are treated unequally (psych:4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.utils.translation import gettext as _

from youzhang.accounts.models import User
from youzhang.accounts.viewer import Viewer
from youzhang.casework.actions.locking import changing, check_carries, matters_of
from youzhang.casework.models import AccessCard, Case, CaseFile
from youzhang.clients.models import Person
from youzhang.kit.refused import Refused
from youzhang.kit.text import clean_line, clean_text
from youzhang.ledger.matters import add_party


@dataclass(frozen=True)
class Protection:
    """Whether the guardian is kept out, why, and whom to call instead."""

    kept_out: bool
    why: str = ""
    safe_contact: str = ""


def protect(
    case: Case, given: Protection, *, by: User, viewer: Viewer, at: datetime | None = None
) -> CaseFile:
    """Keep a guardian out, or let them in again. Their cards end at once; as staff they see nothing of the case."""
    check_carries(viewer, case)
    if given.kept_out and not clean_text(given.why):
        raise Refused("psych:4", _("Say why the guardian is kept out."), _("Say it in a few words."), "why")
    with changing(case, by=by, at=at) as (row, record):
        file = row.file
        file.guardian_kept_out = given.kept_out
        file.kept_out_why = clean_text(given.why) or None
        file.safe_contact = clean_line(given.safe_contact) or None
        file.save()
        if given.kept_out:
            _shut_out(row, file, record.at)
        record("casework.protected", kept_out=given.kept_out)
    return file


def _shut_out(case: Case, file: CaseFile, at: datetime) -> None:
    """The guardian's cards end; should they be staff, they see nothing of the case."""
    AccessCard.unscoped.filter(case=case, holder="guardian", revoked_at=None).update(revoked_at=at)
    for matter in matters_of(case) if file.guardian else []:
        add_party(matter, cast(Person, file.guardian).subject, "guardian_suspected")
