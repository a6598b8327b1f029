"""After a crisis: a new sign of danger opens the next one, linked; nobody found is looked for again; two crises of one
person become one (psych:14b, psych:15.3c)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from youzhang.accounts.models import User
from youzhang.accounts.viewer import Viewer
from youzhang.clients.kept_out import keep_out
from youzhang.crisis import rules
from youzhang.crisis.actions.alarm import MINUTE, Told, open_crisis
from youzhang.crisis.actions.assess import follow_path
from youzhang.crisis.actions.close import course_of, end
from youzhang.crisis.actions.guardians import is_of_age, suspects_in
from youzhang.crisis.actions.known import KNOWN, keep_known
from youzhang.crisis.actions.locking import changing, check_may_act, counting, set_level
from youzhang.crisis.course import found_suicidal
from youzhang.crisis.ending import check_end
from youzhang.crisis.models import Crisis, LookAgain
from youzhang.crisis.sight import OPENED
from youzhang.kit.text import clean_text
from youzhang.ledger.matters import add_party, let_in, shut_out_as
from youzhang.ledger.models import Grant
from youzhang.ledger.policy import check_may
from youzhang.ledger.writing import Record
from youzhang.rulebook.timeline import standing
from youzhang.rulebook.views import FactView


def open_again(crisis: Crisis, *, by: Viewer, words: str = "") -> Crisis:
    """One press: a new crisis of the same person, with what was known of them; whoever noticed it asks nobody."""
    with changing(crisis, by=by.user, closed=True) as (row, record):
        rules.check_ended(row)
        return _just_opened(row, by.user, record.at) or _next(row, record, by=by.user, words=words)


def _just_opened(row: Crisis, by: User, now: datetime) -> Crisis | None:
    """Whoever presses twice in a hurry opens one."""
    mine = Crisis.unscoped.filter(before=row, opened_by=by, closed_at=None, opened_at__gt=now - MINUTE)
    found: Crisis | None = mine.select_related("matter__centre").first()
    return found


def _next(row: Crisis, record: Record, *, by: User, words: str) -> Crisis:
    told = Told(
        who=row.who or "", phone=row.phone or "", place=row.place or "", words=words, nameless=row.nameless,
        born=row.birth_day, minor=True if row.minor and not is_of_age(row) else None,
    )  # fmt: skip
    made = open_crisis(
        row.matter.centre, row.subject, about=row.about, reason=row.reason, source="staff", route="other",
        by=by, told=told, before=row,
    )  # fmt: skip
    record("crisis.opened_again", other=made.matter_id)
    return made


def look_again(crisis: Crisis, *, sign: bool, words: str, by: Viewer) -> Crisis:
    """Ask the police and look again for somebody whom nobody found; a new sign opens the next crisis at once."""
    check_may_act(by, crisis)
    with changing(crisis, by=by.user, closed=True) as (row, record):
        rules.check_untraced(row)
        LookAgain.unscoped.create(
            crisis=row, matter=row.matter, at=record.at, by=by.user, sign=sign, words=clean_text(words)
        )
        record("crisis.looked_again", sign=sign)
        return _next(row, record, by=by.user, words=words) if sign else row


def note_same(crisis: Crisis, other: Crisis, words: str, *, by: Viewer) -> None:
    """Somebody who works on both says that they are about the same person, and what shows it."""
    for one in (crisis, other):
        check_may_act(by, one)
    with changing(crisis, by=by.user) as (row, record):
        rules.check_same_person(row, other)
        rules.check_open(other)
        record("crisis.same_said", other=other.matter_id)
        keep_known(row, record, {"words": clean_text(words) or None}, by=by.user)


def join(crisis: Crisis, other: Crisis, words: str, *, by: Viewer) -> Crisis:
    """It is about the same person as another that goes on: what was found here counts there, and this one ends."""
    check_may(by, "crisis.close", crisis.matter.centre_id)
    for one in (crisis, other):
        check_may_act(by, one)
    first, second = sorted((crisis, other), key=lambda one: one.matter_id)
    with changing(first, by=by.user) as held, changing(second, by=by.user) as held_too:
        (row, record), (into, into_record) = (held, held_too) if first.pk == crisis.pk else (held_too, held)
        facts = record.views_of(row.matter)
        with counting(row, "crisis.closed"):
            rules.check_same_person(row, into)
            check_end("joined", course_of(row, facts, by.user.pk))
            said = said_same(row, facts, into, into_record.views_of(into.matter))
            rules.check_said_by_another(row, into, said, by.user.pk)
            rules.check_lead_may_know(into, shut_out_as(into.matter, row.matter))
        row.joined = into
        row.save(update_fields=["joined"])
        _carry_over(row, into, into_record, found_in(row, facts), by=by.user)
        _keep_openers(row, into, into_record, facts)
        end(
            row,
            "joined",
            words or _("goes on in %(number)s") % {"number": into.matter.number},
            facts,
            record,
            by=by.user,
        )
    return into


def said_same(
    row: Crisis, facts: Sequence[FactView], into: Crisis, into_facts: Sequence[FactView]
) -> set[UUID | None]:
    """Who said, in one or the other, that they are about the same person."""
    pairs = ((facts, into.matter_id), (into_facts, row.matter_id))
    return {
        one.by
        for views, other in pairs
        for one in standing(views)
        if one.kind == "crisis.same_said" and str(one.data["other"]) == str(other)
    }


def _keep_openers(row: Crisis, into: Crisis, record: Record, facts: Sequence[FactView]) -> None:
    """Whoever opened it, or one that was joined to it before, adds what they hear in the one that goes on, and closes
    it as little."""
    for one in standing(facts):
        if one.kind == "crisis.joined":
            record("crisis.joined", **one.data)
    for user in Grant.objects.filter(matter=row.matter_id, reason=OPENED).values_list("user", flat=True):
        let_in(into.matter, user, OPENED)


def found_in(row: Crisis, facts: Sequence[FactView]) -> dict[str, Any]:
    """What was found in a crisis, and who opened it, as it counts in the one to which it is joined."""
    refer = course_of(row, facts, None).is_to_be_referred()
    return {"opened_by": row.opened_by_id, "ideation": found_suicidal(facts), "refer": refer}


def _carry_over(row: Crisis, into: Crisis, record: Record, found: Mapping[str, Any], *, by: User) -> None:
    """What is owed for this person is owed there from now on; it counts as a new sign."""
    record("crisis.joined", other=row.matter_id, **found)
    if row.suicide:
        into.suicide = True
        record("crisis.suicide_found")
    if row.minor and not into.minor:
        into.minor = True
        record("crisis.minor_found")
    set_level(into, record, rules.higher(into.level, row.level), tool=True)
    if into.subject is None and row.subject:
        into.subject = row.subject
        add_party(into.matter, row.subject, "client")
    follow_path(into, "", record)
    for suspect in suspects_in(row):
        keep_out(into.matter, into.subject, suspect, ask=into.lead, at=record.at, shut=[into.matter])
    into.suspected, into.harm = into.suspected or row.suspected, into.harm or row.harm
    keep_known(into, record, {name: getattr(row, name) for name in KNOWN} | {"words": row.words}, by=by)
    into.nameless = into.nameless and (row.nameless or not row.who)
    for name in KNOWN:
        setattr(into, name, getattr(into, name) or getattr(row, name))
