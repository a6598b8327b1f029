"""Add what became known after the first minute: who it is, where, how old, what happened (psych:14b)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from youzhang.accounts.models import User
from youzhang.accounts.viewer import Viewer
from youzhang.clients.models import Person
from youzhang.clients.rules import check_birth, needs_guardian
from youzhang.crisis.actions.alarm import MINUTE, Told
from youzhang.crisis.actions.calling_in import tell_lead
from youzhang.crisis.actions.locking import changing, check_may_add
from youzhang.crisis.guarding import is_young
from youzhang.crisis.models import Crisis, MoreKnown
from youzhang.kit import clock
from youzhang.kit.refused import Refused
from youzhang.kit.text import clean_line, clean_text
from youzhang.ledger.writing import Record

KNOWN = ("who", "phone", "place", "born")


def add_known(crisis: Crisis, told: Told, *, by: Viewer) -> MoreKnown:
    """Keep it beside what was known, and call whoever leads to it. That somebody is a minor counts at once, and is not
    taken back (psych:53.3).

    `told.minor`: None while nobody can say.
    """
    check_may_add(by, crisis)
    lines = {name: clean_line(getattr(told, name)) or None for name in ("who", "phone", "place")}
    lines["born"] = told.born.isoformat() if told.born else None
    words = clean_text(told.words) or None
    check_birth(told.born, clock.today())
    if not (any(lines.values()) or words or told.nameless or told.minor is not None):
        raise Refused("rule:more", _("Nothing is written yet."), _("Fill in what is known now."), "words")
    with changing(crisis, by=by.user) as (row, record):
        if pressed := _just_said(
            row, lines | {"words": words, "nameless": told.nameless}, by.user, record.at
        ):
            return pressed
        made = keep_known(row, record, lines | {"words": words}, by=by.user, nameless=told.nameless)
        if lines["who"] or told.nameless:
            row.nameless = told.nameless
        for name, value in lines.items():
            setattr(row, name, value or getattr(row, name))
        row.age_known = row.age_known or bool(told.born) or told.minor is not None
        if (told.minor or is_young(told.born, clock.today())) and not row.minor:
            row.minor = True
            record("crisis.minor_found")
    return made


def _just_said(row: Crisis, said: Mapping[str, Any], by: User, now: datetime) -> MoreKnown | None:
    """The same, word for word, of a moment ago: whoever presses twice in a hurry adds it once."""
    mine = MoreKnown.unscoped.filter(crisis=row, by=by, at__gt=now - MINUTE).select_related("matter__key")
    last: MoreKnown | None = mine.order_by("-at", "-pk").first()
    return last if last and all(getattr(last, name) == value for name, value in said.items()) else None


def keep_known(
    row: Crisis, record: Record, said: Mapping[str, str | None], *, by: User, nameless: bool = False
) -> MoreKnown:
    """Write it down beside what stands there already, and call whoever leads to it."""
    made: MoreKnown = MoreKnown.unscoped.create(
        crisis=row, matter=row.matter, at=record.at, by=by, nameless=nameless, **said
    )
    for_lead = bool(row.lead_id and row.lead_id != by.pk)
    record("crisis.more_known", nameless=nameless or None, for_lead=for_lead or None)
    if for_lead:
        tell_lead(row, made.pk)
    return made


def found_young(crisis: Crisis, person: Person, *, by: User | None) -> None:
    """The file says now that they are a minor or lack capacity: it counts at once, as long as the file says so."""
    if not needs_guardian(person, clock.today()) or crisis.minor:
        return
    with changing(crisis, by=by) as (row, record):
        row.minor = row.age_known = True
        record("crisis.minor_found", by_file=True)
