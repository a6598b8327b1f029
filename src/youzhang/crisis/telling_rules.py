"""How those are told who must know: each entry complete, the department without a name, nobody left out on one word.
Pure.

psych:7, psych:15.3b, psych:50.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from youzhang.crisis.codes import GUARDIAN_NONE, GUARDIAN_SKIPPED, INSTEAD
from youzhang.crisis.models import Telling
from youzhang.kit.refused import Refused, Stale

# Why a guardian is left out that is nobody's word alone.
BY_TWO = frozenset({"danger", "dead"})
LEFT_OUT_FOR = {"skipped": GUARDIAN_SKIPPED, "none": GUARDIAN_NONE}
LEAVES_OUT = frozenset({"skipped", "none"})
SHORTEST = 2


def check_telling(to: str, outcome: str, *, way: str, person: str, said: str, reason: str) -> None:
    """Each entry says who, how and what was said (psych:15.3b); only a guardian is left out, with a reason."""
    if outcome in LEAVES_OUT and to != "guardian":
        raise Refused("psych:15.3b", _("Only a guardian may be left out."), _("Tell them."), "outcome")
    if outcome in LEAVES_OUT and not reason:
        raise Refused("psych:15.3b", _("Why is the guardian not told?"), _("Choose a reason."), "reason")
    if outcome in LEFT_OUT_FOR and reason not in LEFT_OUT_FOR[outcome]:
        why = _("This reason belongs to the other answer: not told on purpose, or nobody to tell.")
        raise Refused("psych:15.3b", why, _("Choose the answer and the reason that fit together."), "reason")
    if outcome in {"told", "not_reached"} and not way:
        raise Refused("psych:15.3b", _("How was it tried?"), _("Choose a way."), "way")
    if outcome == "told" and not (person and said):
        field = "said" if person else "person"
        why = _("Whom did you reach, and what was said?")
        raise Refused("psych:15.3b", why, _("Say as little as keeps the person safe."), field)


def check_instead(outcome: str, reason: str, instead: str, adult: str) -> None:
    """Where telling the guardian would put the person in danger, somebody else learns of it (psych:3, psych:4)."""
    if outcome != "skipped" or reason != "danger":
        return
    if instead not in INSTEAD:
        why = _("Who is told instead of the guardian?")
        raise Refused("psych:15.3b", why, _("Police and civil affairs, or another adult by name."), "instead")
    if instead == "adult" and not adult:
        why = _("Which adult is told instead?")
        raise Refused("psych:15.3b", why, _("Say the name, and who they are to the person."), "adult")


def check_nameless(said: str, personal: Sequence[str | None], necessity: str) -> None:
    """The department learns of a crisis by number, age, level and steps; by name only out of a written necessity."""
    if necessity:
        return
    if any(word in said for word in personal if word and len(word) >= SHORTEST):
        why = _("The name or telephone of the person stands in what the department was told.")
        way_on = _("Number, age, level and steps are enough. Was the name necessary? Say why.")
        raise Refused("psych:7", why, way_on, "necessity")


def check_may_second(telling: Telling, by: object) -> None:
    """Once, and not by whoever said it."""
    if telling.seconded_at:
        raise Stale("rule:second", _("This was looked at already."), _("Load the page again."))
    if telling.by_id == by:
        why = _("You left the guardian out.")
        raise Refused("psych:15.3b", why, _("Somebody else who works on the crisis looks at it."))
