"""Who learns, and in which words, that an appointment has another time or does not take place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from youzhang.casework import rules
from youzhang.casework.guardians import guardian_out
from youzhang.casework.models import Case, Session
from youzhang.clients.rules import needs_guardian
from youzhang.clients.told import Contact, turn_to
from youzhang.kit import clock
from youzhang.notices.actions import post
from youzhang.notices.colleagues import link, tell_colleague
from youzhang.notices.models import Notice
from youzhang.web.wording import short_moment


def reached_by_message(case: Case) -> Contact | None:
    """Whom a message about an appointment reaches: the client, for a child the guardian; nobody kept out."""
    found = turn_to(case.person, case.file.guardian, anybody=case.is_anybody_out)
    return found if found.is_written_to else None


def guardian_may_know(case: Case, day: date) -> bool:
    """A guardian learns of a child's service; of a grown client's only with their word (psych:41)."""
    return needs_guardian(case.person, day) or bool(case.file.guardian_may_know)


def check_told(row: Session, told: str) -> None:
    """See the rules: whoever is named may know, and a message reaches somebody."""
    today, is_out = clock.today(), guardian_out(row.case)
    if told == "guardian":
        rules.check_guardian(is_out, guardian_may_know(row.case, today))
    rules.check_told(told, bool(reached_by_message(row.case)))


def write_to_client(row: Session, kind: str, words: Callable[[], tuple[str, str]]) -> None:
    """Subject and body (with the time and the centre's telephone put in) name neither service nor person: telephones
    are shared."""
    found = reached_by_message(row.case)
    assert found is not None
    channel, address = found.way
    centre = row.matter.centre
    with override(settings.LANGUAGE_CODE):
        subject, said = words()
        body = said % {"when": short_moment(row.starts_at), "phone": centre.phone}
    post(
        about=row.matter_id, key=row.matter.key, centre=centre, kind=kind, channel=channel, address=address,
        subject=subject, body=body, due_at=clock.now(), to_subject=found.subject, lane=Notice.Lane.URGENT,
        dedupe=f"{kind}:{row.pk}:{clock.now():%Y%m%d%H%M%S}",
    )  # fmt: skip


def write_to_caseworker(row: Session, kind: str, subject: str, said: str) -> None:
    """The caseworker, where somebody else did it."""
    page = link(reverse("casework:session", args=[row.matter_id]))
    tell_colleague(
        row.case.caseworker, about=row.matter_id, key=row.matter.key, centre=row.matter.centre, kind=kind,
        subject=subject, body=said % {"when": short_moment(row.starts_at), "page": page}, due_at=clock.now(),
        dedupe=f"{kind}:{row.pk}:{clock.now():%Y%m%d%H%M%S}",
    )  # fmt: skip
