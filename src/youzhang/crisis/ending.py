"""How a crisis may end, told from what happened in it: nothing ends over somebody in danger. Pure.

psych:14b, psych:15.3c, psych:15.3d.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from youzhang.crisis.codes import LEVELS
from youzhang.kit.refused import Refused
from youzhang.rulebook.timeline import standing
from youzhang.rulebook.views import FactView

# From here on a level is lowered by two people before anybody calls the crisis settled.
HIGH = "3"
REFERRED = frozenset({"referral", "emergency"})
TOLD = frozenset(
    f"crisis.{whom}_told"
    for whom in ("guardian", "authority", "police", "civil_affairs", "ambulance", "other")
)
# What an assessment says of danger, as its fact keeps it; the level that its answers give says the rest.
FOUND = ("ideation", "plan", "behaviour", "disorder")
SUICIDAL = ("ideation", "plan", "behaviour")
# Beyond thoughts alone the person is referred, whatever path stands (psych:15.3d).
TO_REFER = ("plan", "behaviour", "disorder")
LED = ("crisis.taken", "crisis.hand_over_accepted")


@dataclass(frozen=True)
class Course:
    """A crisis that somebody wants to close: how it stands, what happened, who closes it, who else here could."""

    level: str
    path: str
    is_known: bool
    facts: Sequence[FactView]
    by: UUID | None
    closers: Callable[[], Sequence[tuple[UUID, str]]] = tuple

    @cached_property
    def standing(self) -> list[FactView]:
        """In order of what happened."""
        return standing(self.facts)

    def all(self, *kinds: str, **data: Any) -> Iterator[FactView]:
        """The facts of some kinds that say so."""
        wanted = data.items()
        return (one for one in self.standing if one.kind in kinds and wanted <= one.data.items())

    def last(self, *kinds: str, **data: Any) -> FactView | None:
        """The latest of them."""
        return next(reversed([*self.all(*kinds, **data)]), None)

    @cached_property
    def signs(self) -> list[FactView]:
        """The signs of danger: the alarm, suicide, a level above none, an assessment that finds it high."""
        signs = [*self.all("crisis.opened", "crisis.suicide_found")]
        signs += [one for one in self.all("crisis.level_set") if one.data["level"] > "0"]
        return signs + [one for one in self.all("crisis.assessed") if one.data["floor"] >= HIGH]

    @property
    def openers(self) -> set[UUID | None]:
        """Who opened it."""
        return {one.by for one in self.all("crisis.opened")}

    @property
    def leads(self) -> set[UUID | None]:
        """Who ever led it."""
        return {one.by for one in self.all(*LED)}

    def others(self, *besides: UUID | None) -> str:
        """Who here could close it instead."""
        names = [name for person, name in self.closers() if person not in besides]
        if not names:
            return _("Nobody else here may close it now: a head names a deputy for that.")
        return _("It can be closed by: %(who)s.") % {"who": _(", ").join(names)}


def is_clear(course: Course) -> bool:
    """The latest assessment and the level say of no danger; also while nobody has assessed yet."""
    latest = course.last("crisis.assessed")
    return course.level <= "0" and not (latest and shows(latest))


def shows(assessed: FactView) -> bool:
    """Whether an assessment found any danger: thoughts, plan, intent, means, an act, self-harm, danger to others."""
    return any(assessed.data.get(name) for name in FOUND) or str(assessed.data.get("floor", "0")) > "0"


def found_suicidal(facts: Sequence[FactView]) -> bool:
    """Whether an assessment ever found thoughts of suicide, a plan or an act: then it is no mere alarm."""
    assessed = (one for one in standing(facts) if one.kind == "crisis.assessed")
    return any(one.data.get(name) for one in assessed for name in SUICIDAL)


def found_worse(level: str, second: UUID, facts: Sequence[FactView]) -> bool:
    """Whether more danger than this level was found after the second was asked to agree to it."""
    entered = sorted(standing(facts), key=_entry)
    asked = [
        n for n, one in enumerate(entered) if one.kind == "crisis.lowering_asked" and one.data["to"] == second
    ]
    later = entered[asked[-1] :] if asked else []
    return any(one.kind == "crisis.assessed" and one.data["floor"] > level for one in later)


def check_end(outcome: str, course: Course) -> None:
    """What the gates of the rulebook cannot say of an end: order, level, who."""
    if course.by in course.openers:
        why = _("You opened this crisis: it is closed by somebody other than the one who opened it.")
        raise Refused("psych:14b", why, course.others(*course.openers))
    if outcome in ENDS:
        ENDS[outcome](course)


def _unfounded(course: Course) -> None:
    latest = course.last("crisis.assessed")
    if latest is None:
        return
    _taken(course)
    # The one entered last counts too: what was found is not outweighed by a date put before it.
    if shows(latest) or shows(max(course.all("crisis.assessed"), key=_entry)):
        why = _("The latest assessment found danger: this alarm was not unfounded.")
        way_on = _("Go on until the person is safe. If it was otherwise, assess anew.")
        raise Refused("psych:14b", why, way_on, "outcome")
    if course.level > "0":
        why = _("The level stands at: %(level)s.") % {"level": LEVELS[course.level]}
        raise Refused(
            "psych:15.3d", why, _("Lower it first: a second person agrees, or does not."), "outcome"
        )
    if latest.by in course.openers - course.leads:
        why = _("Only whoever opened it has assessed this.")
        way_on = _("Whoever leads the crisis, or a head, assesses it too.")
        raise Refused("psych:15.3a", why, way_on, "outcome")
    _seen_anew(course, latest)


def _taken(course: Course) -> None:
    if not course.leads:
        why = _("Nobody has taken this crisis.")
        way_on = _("Whoever is trained takes it. Nobody there? Take it all the same and say why.")
        raise Refused("psych:15.3a", why, way_on, "outcome")


def _seen_anew(course: Course, latest: FactView) -> None:
    """Once somebody was told or a path was chosen, two people find it unfounded, and on a new assessment."""
    acted = course.last(*TOLD, "crisis.path_set")
    if acted is None:
        return
    if _order(latest) < _order(acted):
        why = _("Somebody was told, or a path was chosen, since the latest assessment.")
        raise Refused("psych:14b", why, _("Assess anew; a second person closes it then."), "outcome")
    if latest.by == course.by:
        why = _(
            "You made the latest assessment: after a telling or a path a second person finds it unfounded."
        )
        raise Refused("psych:14b", why, course.others(*course.openers, latest.by), "outcome")


def _settled(course: Course) -> None:
    _taken(course)
    _reached(course)
    if course.level >= HIGH:
        why = _("The level stands at: %(level)s.") % {"level": LEVELS[course.level]}
        way_on = _("Lower it first: a second person agrees, or does not.")
        raise Refused("psych:15.3d", why, way_on, "outcome")
    if course.path in REFERRED or _to_refer(course):
        _referred(course)


def _to_refer(course: Course) -> bool:
    """Whether any assessment found more than thoughts: a later one that finds less takes back no referral."""
    return any(one.data.get(name) for one in course.all("crisis.assessed") for name in TO_REFER)


def _referred(course: Course) -> None:
    if not course.last("crisis.referral_sent"):
        why = _("The person is to be referred, and nobody was asked to take them.")
        raise Refused("psych:15.3d", why, _("Refer them first."), "outcome")
    answers = {one.data["answer"] for one in course.all("crisis.referral_answered")}
    if not answers & {"accepted", "refused"}:
        why = _("The person is to be referred, and no body has answered.")
        way_on = _("Ask again, or another body, and enter the answer.")
        raise Refused("psych:15.3d", why, way_on, "outcome")


def _taken_over(course: Course) -> None:
    _taken(course)
    _reached(course)
    if not _since(course, "crisis.referral_answered", answer="accepted"):
        why = _("No professional body has accepted the person since the last sign of danger.")
        way_on = _("Ask again, or another body, and enter the answer.")
        raise Refused("psych:15.3d", why, way_on, "outcome")


def _reached(course: Course) -> None:
    if not _since(course, "crisis.followed_up", reached=True):
        why = _("Nobody has reached the person since the last sign of danger.")
        way_on = _("Follow up until they are reached. If nobody can find them, have the police look.")
        raise Refused("psych:14b", why, way_on, "outcome")


def _untraced(course: Course) -> None:
    if course.is_known or course.last("crisis.guardian_told"):
        why = _("It is known who the person is: this does not end before they are safe.")
        way_on = _(
            "Go on until they are reached. If what stands under Who only describes them, say so under "
            "“Add what is known now”."
        )
        raise Refused("psych:15.3c", why, way_on, "outcome")
    if _later(course, course.last("crisis.followed_up", reached=True)):
        why = _("The person was reached since the last sign of danger.")
        raise Refused("psych:15.3c", why, _("Close it as it stands with them."), "outcome")
    if not _since(course, "crisis.followed_up", reached=False):
        why = _("No try to reach the person is on record since the last sign of danger.")
        raise Refused("psych:15.3c", why, _("Enter each try as: not reached."), "outcome")
    describers = {one.by for one in course.all("crisis.more_known", nameless=True)}
    if course.by in course.leads:
        why = _("You led this crisis: that nobody can be found is for a head to say who did not.")
    elif course.by in describers:
        why = _("You noted that nobody knows the name: another head closes it as untraced.")
    else:
        return
    others = course.others(*course.openers, *course.leads, *describers)
    raise Refused("psych:14b", why, others, "outcome")


def _died(course: Course) -> None:
    """No deed can be held against it, so it takes a second person."""
    if course.by in course.leads:
        why = _("You led this crisis: that the person died is for a head to say who did not.")
        raise Refused("psych:14b", why, course.others(*course.openers, *course.leads), "outcome")


ENDS: dict[str, Callable[[Course], None]] = {
    "unfounded": _unfounded,
    "settled": _settled,
    "taken_over": _taken_over,
    "untraced": _untraced,
    "died": _died,
}


def _since(course: Course, kind: str, **data: Any) -> bool:
    """Whether it happened after every sign of danger, and with every sign on record: a sign that is entered with an
    earlier date was not yet written down when it happened."""
    entered = max((one.recorded_at for one in course.signs), default=None)
    found = (one for one in course.all(kind, **data) if entered is None or one.recorded_at >= entered)
    return any(_later(course, one) for one in found)


def _later(course: Course, fact: FactView | None) -> bool:
    return fact is not None and all(_order(fact) > _order(sign) for sign in course.signs)


def _order(fact: FactView) -> tuple[datetime, UUID]:
    return fact.at, fact.id


def _entry(fact: FactView) -> tuple[datetime, UUID]:
    return fact.recorded_at, fact.id
