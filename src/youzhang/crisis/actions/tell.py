"""Break confidentiality to keep somebody alive: tell those who must know, and have it reviewed (psych:15.3b, 50)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from youzhang.accounts.models import User
from youzhang.accounts.viewer import Viewer
from youzhang.clients.kept_out import keep_out
from youzhang.crisis import guarding, rules
from youzhang.crisis.actions.guardians import guarded
from youzhang.crisis.actions.locking import changing, check_may_act, check_may_add, counting
from youzhang.crisis.models import Crisis, HarmCheck, Telling
from youzhang.kit import clock
from youzhang.kit.text import clean_line, clean_text
from youzhang.ledger.policy import check_may
from youzhang.ledger.rulebooks import find_setting
from youzhang.ledger.writing import Record
from youzhang.vault.models import Subject

TELLS = {
    "guardian": "crisis.guardian_told",
    "authority": "crisis.authority_told",
    "police": "crisis.police_told",
    "civil_affairs": "crisis.civil_affairs_told",
    "ambulance": "crisis.ambulance_told",
    "other": "crisis.other_told",
}
LEFT_OUT = {"skipped": "crisis.guardian_skipped", "none": "crisis.guardian_none"}


@dataclass(frozen=True)
class Tell:
    """Whom one told or tried to tell, how, what was said; or why a guardian was left out."""

    to: str
    outcome: str = "told"
    way: str = ""
    person: str = ""
    said: str = ""
    reason: str = ""


def tell(
    crisis: Crisis,
    given: Tell,
    *,
    by: User,
    viewer: Viewer,
    at: datetime | None = None,
    late_reason: str = "",
    suspect: Subject | None = None,
) -> Telling:
    """Enter who was told. `suspect`: the guardian who is suspected, and from now on sees nothing of the crisis."""
    # Whoever opened it enters whom they called; that somebody is not told is decided by who works on it.
    (check_may_add if given.outcome in {"told", "not_reached"} else check_may_act)(viewer, crisis)
    with changing(crisis, by=by, at=at, late_reason=late_reason) as (row, record):
        words = {
            name: clean_line(text) if name != "said" else clean_text(text)
            for name, text in asdict(given).items()
        }
        given = Tell(**words)
        with counting(row, TELLS[given.to]):
            rules.check_telling(**words)
            if given.outcome == "none":
                guarding.check_nobody(given.reason, guarded(row), clock.today())
            if given.outcome == "none" and given.reason == "unreachable":
                rules.check_tried(attempts_at(row), record.at, tries_wanted(row))
        made: Telling = Telling.unscoped.create(
            crisis=row, matter=row.matter, at=record.at, by=by, to=given.to, outcome=given.outcome, way=given.way,
            reason=given.reason if given.outcome in {"skipped", "none"} else "",
            person=given.person or None, said=given.said or None,
        )  # fmt: skip
        if given.reason == "suspected" and given.outcome == "skipped":
            row.suspected = True
            keep_out(row.matter, row.subject, suspect, ask=by, at=record.at, shut=[row.matter])
        _record(record, made)
    return made


def attempts_at(row: Crisis) -> list[datetime]:
    """When the guardian was tried in vain since the alarm."""
    tried = Telling.unscoped.filter(crisis=row, to="guardian", outcome="not_reached", at__gte=row.opened_at)
    return list(tried.values_list("at", flat=True))


def tries_wanted(row: Crisis) -> rules.Tries:
    """After how many attempts, over how long, a guardian counts as unreachable here (psych:15.3b)."""
    times, hours = (
        find_setting(row.matter.centre, "psych:15.3b", name, row.opened_at)
        for name in ("attempts", "tried_for")
    )
    return rules.Tries(int(times.value), hours.term.length // timedelta(hours=1))


def _record(record: Record, made: Telling) -> None:
    if made.outcome == "told":
        record(TELLS[made.to], telling=made.pk, way=made.way)
    elif made.outcome == "not_reached":
        record("crisis.not_reached", to=made.to, way=made.way)
    else:
        record(LEFT_OUT[made.outcome], reason=made.reason)


def review_telling(telling: Telling, words: str, *, by: User, viewer: Viewer) -> Telling:
    """Afterwards a head who told nobody looks whether as little as needed was said (psych:50)."""
    check_may(viewer, "crisis.review", telling.matter.centre_id)
    with changing(telling.crisis, by=by, closed=True) as (_row, record):
        row: Telling = Telling.unscoped.select_related("matter__key").get(pk=telling.pk)
        if row.reviewed_at is None:
            record("crisis.disclosure_reviewed", telling=row.pk)
            row.reviewed_by, row.reviewed_at, row.review = by, record.at, clean_text(words) or None
            row.save()
    return row


def check_harm(
    crisis: Crisis, situations: Sequence[str], *, report: bool, words: str = "", by: User, viewer: Viewer
) -> HarmCheck:
    """Go through the nine situations; one of them, or a suspicion, and it is reported."""
    check_may_act(viewer, crisis)
    with changing(crisis, by=by) as (row, record):
        with counting(row, "crisis.harm_checked"):
            rules.check_report(situations, report)
        made: HarmCheck = HarmCheck.unscoped.create(
            crisis=row, matter=row.matter, at=record.at, by=by, situations=list(situations), report=report,
            words=clean_text(words) or None,
        )  # fmt: skip
        row.harm = row.harm or report
        record("crisis.harm_checked", report=report)
    return made
