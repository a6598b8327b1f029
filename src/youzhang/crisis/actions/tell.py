"""Break confidentiality to keep somebody alive: tell those who must know, and have it reviewed (psych:15.3b, 50)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from youzhang.accounts.models import User
from youzhang.accounts.viewer import Viewer
from youzhang.clients.kept_out import keep_out
from youzhang.crisis import guarding, rules, telling_rules
from youzhang.crisis.actions.guardians import guarded
from youzhang.crisis.actions.keepers import Said, note_confirmed
from youzhang.crisis.actions.locking import changing, check_may_act, check_may_add, counting
from youzhang.crisis.codes import KEEPERS
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
    "education": "crisis.education_told",
    "ambulance": "crisis.ambulance_told",
    "other": "crisis.other_told",
}
LEFT_OUT = {"skipped": "crisis.guardian_skipped", "none": "crisis.guardian_none"}


@dataclass(frozen=True)
class Tell:
    """Whom one told or tried to tell, how, what was said; or why a guardian was left out.

    `number`: under which police, ambulance or another body took it down; `necessity`: why the department learns the
    name; `instead`: who is told where the guardian is not, an adult by `person`.
    """

    to: str
    outcome: str = "told"
    way: str = ""
    person: str = ""
    said: str = ""
    reason: str = ""
    number: str = ""
    necessity: str = ""
    instead: str = ""


def tell(
    crisis: Crisis,
    given: Tell,
    *,
    by: Viewer,
    at: datetime | None = None,
    late_reason: str = "",
    suspect: Subject | None = None,
) -> Telling:
    """Enter who was told. `suspect`: the guardian who is suspected, and from now on sees nothing of the crisis."""
    # Whoever opened it enters whom they called; that somebody is not told is decided by who works on it.
    (check_may_add if given.outcome in {"told", "not_reached"} else check_may_act)(by, crisis)
    with changing(crisis, by=by.user, at=at, late_reason=late_reason) as (row, record):
        given = _tidy(given)
        with counting(row, TELLS[given.to]):
            _check(row, given, record)
        made = _keep(row, given, record, by=by.user)
        if given.reason == "suspected" and given.outcome == "skipped":
            row.suspected = True
            keep_out(row.matter, row.subject, suspect, ask=by.user, at=record.at, shut=[row.matter])
        _record(record, made)
        if given.number and given.outcome == "told" and given.to in KEEPERS:
            said = Said(given.to, "number", given.person, given.number)
            note_confirmed(row, made, said, record, by=by.user)
    return made


def _tidy(given: Tell) -> Tell:
    lines = {
        name: clean_text(text) if name in {"said", "necessity"} else clean_line(text)
        for name, text in asdict(given).items()
    }
    return Tell(**lines)


def _check(row: Crisis, given: Tell, record: Record) -> None:
    said = {name: getattr(given, name) for name in ("way", "person", "said", "reason")}
    telling_rules.check_telling(given.to, given.outcome, **said)
    telling_rules.check_instead(given.outcome, given.reason, given.instead, given.person)
    if given.to == "authority" and given.outcome == "told":
        telling_rules.check_nameless(given.said, (row.who, row.phone), given.necessity)
    if given.outcome == "none":
        guarding.check_nobody(given.reason, guarded(row), clock.today())
    if given.outcome == "none" and given.reason == "unreachable":
        rules.check_tried(attempts_at(row), record.at, tries_wanted(row))


def _keep(row: Crisis, given: Tell, record: Record, *, by: User) -> Telling:
    leaves_out = given.outcome in telling_rules.LEAVES_OUT
    made: Telling = Telling.unscoped.create(
        crisis=row, matter=row.matter, at=record.at, by=by, to=given.to, outcome=given.outcome, way=given.way,
        reason=given.reason if leaves_out else "", person=given.person or None, said=given.said or None,
        necessity=given.necessity if given.to == "authority" and given.necessity else None,
        instead=given.instead if leaves_out and given.reason == "danger" else "",
    )  # fmt: skip
    return made


def second_left_out(telling: Telling, *, agree: bool, words: str = "", by: Viewer) -> Telling:
    """Somebody else looks at why the guardian is not told; who does not agree has them told after all."""
    check_may_act(by, telling.crisis)
    with changing(telling.crisis, by=by.user) as (row, record):
        kept: Telling = Telling.unscoped.select_related("matter__key").get(pk=telling.pk)
        telling_rules.check_may_second(kept, by.user.pk)
        record("crisis.left_out_seconded", telling=kept.pk, agreed=agree)
        kept.second, kept.agreed, kept.seconded_at = by.user, agree, record.at
        kept.second_words = clean_text(words) or None
        kept.save()
        if not agree and row.suicide:
            record("crisis.guardian_owed", before=kept.reason)
    return kept


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
        more: dict[str, Any] = {"instead": made.instead} if made.instead else {}
        record(LEFT_OUT[made.outcome], reason=made.reason, telling=made.pk, **more)


def review_telling(telling: Telling, words: str, *, by: Viewer) -> Telling:
    """Afterwards a head who told nobody looks whether as little as needed was said (psych:50)."""
    check_may(by, "crisis.review", telling.matter.centre_id)
    with changing(telling.crisis, by=by.user, closed=True) as (_row, record):
        row: Telling = Telling.unscoped.select_related("matter__key").get(pk=telling.pk)
        if row.reviewed_at is None:
            record("crisis.disclosure_reviewed", telling=row.pk)
            row.reviewed_by, row.reviewed_at, row.review = by.user, record.at, clean_text(words) or None
            row.save()
    return row


def check_harm(
    crisis: Crisis,
    situations: Sequence[str],
    *,
    report: bool,
    school: bool = False,
    words: str = "",
    by: Viewer,
) -> HarmCheck:
    """Go through the nine situations; one of them, or a suspicion, and it is reported."""
    check_may_act(by, crisis)
    with changing(crisis, by=by.user) as (row, record):
        with counting(row, "crisis.harm_checked"):
            rules.check_report(situations, report)
        made: HarmCheck = HarmCheck.unscoped.create(
            crisis=row, matter=row.matter, at=record.at, by=by.user, situations=list(situations), report=report,
            school=school, words=clean_text(words) or None,
        )  # fmt: skip
        row.harm = row.harm or report
        record("crisis.harm_checked", report=report, school=school)
    return made
