"""Who has the person safe with them: what police or ambulance say on the telephone, and that they, or a body that
accepted, let them go again (psych:14b, psych:15.3d)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from youzhang.accounts.models import User
from youzhang.accounts.viewer import Viewer
from youzhang.crisis.actions.locking import changing, check_may_act
from youzhang.crisis.models import Confirmation, Crisis, Referral, SentBack, Telling
from youzhang.kit.refused import Refused
from youzhang.kit.text import clean_line, clean_text
from youzhang.ledger.writing import Record


@dataclass(frozen=True)
class Said:
    """Who answered there, under which number, and whether they took it down or have the person."""

    by_whom: str
    what: str
    person: str
    number: str = ""
    words: str = ""


def confirm(
    crisis: Crisis,
    given: Said,
    *,
    by: Viewer,
    at: datetime | None = None,
    late_reason: str = "",
) -> Confirmation:
    """Note what police or ambulance confirmed, by name or number."""
    check_may_act(by, crisis)
    with changing(crisis, by=by.user, at=at, late_reason=late_reason) as (row, record):
        called = Telling.unscoped.filter(crisis=row, to=given.by_whom, outcome="told").order_by("-at", "-pk")
        telling = called.first()
        if telling is None:
            why = _("It is not entered that they were called.")
            raise Refused("psych:15.3b", why, _("Enter the call first: whom, how, what was said."), "by_whom")
        if given.what == "number" and not clean_line(given.number):
            why = _("Under which number did they take it down?")
            raise Refused("psych:53.3", why, _("Ask for it: it proves that it was reported."), "number")
        return note_confirmed(row, telling, given, record, by=by.user)


def note_confirmed(row: Crisis, telling: Telling, given: Said, record: Record, *, by: User) -> Confirmation:
    """Keep what they said beside the call in which it was asked for."""
    made: Confirmation = Confirmation.unscoped.create(
        crisis=row, matter=row.matter, at=record.at, by=by, telling=telling, what=given.what,
        person=clean_line(given.person), number=clean_line(given.number) or None,
        words=clean_text(given.words) or None,
    )  # fmt: skip
    record("crisis.confirmed", telling=telling.pk, by_whom=telling.to, what=given.what)
    return made


def keepers_of(crisis: Crisis) -> list[Referral | Confirmation]:
    """The bodies that accepted the person and whoever has them with them, and did not let them go since."""
    accepted = Referral.unscoped.filter(crisis=crisis, answer="accepted", sent_back=None)
    has_them = Confirmation.unscoped.filter(crisis=crisis, what="has_them", sent_back=None)
    return [
        *accepted.select_related("matter__key"),
        *has_them.select_related("matter__key", "telling"),
    ]


def note_sent_back(
    crisis: Crisis,
    keeper: Referral | Confirmation,
    words: str,
    *,
    by: Viewer,
    at: datetime | None = None,
    late_reason: str = "",
) -> SentBack:
    """They had the person and have them no more: a new sign of danger, and another body is owed again."""
    check_may_act(by, crisis)
    with changing(crisis, by=by.user, at=at, late_reason=late_reason) as (row, record):
        if keeper not in keepers_of(row):
            why = _("That they sent the person back is noted already.")
            raise Refused("rule:sent_back", why, _("Load the page again."))
        which = {"referral" if isinstance(keeper, Referral) else "confirmation": keeper}
        made: SentBack = SentBack.unscoped.create(
            crisis=row, matter=row.matter, at=record.at, by=by.user, words=clean_text(words), **which
        )
        record("crisis.sent_back", entry=made.pk)
    return made
