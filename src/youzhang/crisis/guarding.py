"""Why there is nobody to tell, held against what is known of the person and of those who guard them. Pure.

psych:15.3b.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from youzhang.clients.rules import COMES_OF_AGE, age_on
from youzhang.kit.refused import Refused
from youzhang.rulebook.timeline import standing
from youzhang.rulebook.views import FactView

# What says how it stands with the guardian; the latest holds.
ANSWERS = frozenset(f"crisis.guardian_{answer}" for answer in ("told", "skipped", "none", "owed"))


@dataclass(frozen=True)
class Guarded:
    """What the crisis and the files of the house know. `minor`: said to be under 18, or without full capacity;
    `guardians`: the names of those who can be told; `file_url`: the page of the person's file."""

    is_known: bool
    minor: bool
    born: date | None
    capable: bool
    guardians: Sequence[str] = ()
    file_url: str = ""


def of_age(born: date | None, today: date) -> bool:
    """Whether a birth date that is known says 18 or more; without one nobody counts as grown."""
    return born is not None and age_on(born, today) >= COMES_OF_AGE


def is_young(born: date | None, today: date) -> bool:
    """Whether a birth date that is known says less."""
    return born is not None and not of_age(born, today)


def is_minor_by_file(facts: Sequence[FactView]) -> bool:
    """Whether nobody said that the person is a minor or lacks capacity: then the file is asked anew each time."""
    said = (one for one in standing(facts) if one.kind == "crisis.minor_found" or one.data.get("minor"))
    return all(one.data.get("by_file") for one in said if one.kind in {"crisis.opened", "crisis.minor_found"})


def check_nobody(reason: str, person: Guarded, today: date) -> None:
    """Refuse a reason that the file contradicts (psych:15.3b)."""
    if reason in REASONS:
        REASONS[reason](person, today)


def reason_standing(facts: Sequence[FactView]) -> str:
    """The reason for which there was nobody to tell, while nothing newer was said; else empty."""
    said = [one for one in standing(facts) if one.kind in ANSWERS]
    return str(said[-1].data["reason"]) if said and said[-1].kind == "crisis.guardian_none" else ""


def _capable_adult(person: Guarded, today: date) -> None:
    if is_young(person.born, today):
        why = _("By the birth date on file this person is under 18.")
        _refuse(why, _("Tell the guardian, or put the birth date right on the file."), person)
    if person.minor or not person.capable:
        why = _("It is on record that this person is under 18, or without full capacity.")
        _refuse(why, _("Tell the guardian. If nobody is reached, enter each attempt."), person)
    if person.born is None:
        why = _("The birth date is not known: nobody counts as grown without one.")
        _refuse(why, _("Enter it on the file, or here under “Add what is known now”."), person)
    _refuse_guarded(person)


def _unknown(person: Guarded, _today: date) -> None:
    if person.is_known:
        why = _("It is known who the person is.")
        way_on = _(
            "Find out who guards them: ask community, school or police, and enter each attempt. If what stands "
            "under Who only describes them, say so under “Add what is known now”."
        )
        _refuse(why, way_on, person)


def _dead(person: Guarded, _today: date) -> None:
    _refuse_guarded(person)


def _refuse_guarded(person: Guarded) -> None:
    if person.guardians:
        why = _("A guardian who can be told stands on file: %(who)s.") % {
            "who": _(", ").join(person.guardians)
        }
        way_on = _(
            "Tell them. If they have died or lost their capacity, note that first on their own file, under "
            "“Finding on civil capacity”."
        )
        _refuse(why, way_on, person)


def _refuse(why: str, way_on: str, person: Guarded) -> None:
    raise Refused("psych:15.3b", why, way_on, "reason", person.file_url)


REASONS: dict[str, Callable[[Guarded, date], Any]] = {
    "capable_adult": _capable_adult,
    "unknown": _unknown,
    "dead": _dead,
}
