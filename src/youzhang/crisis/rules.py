"""What a crisis asks of whoever acts in it. Pure. Nothing here ever delays an act that keeps somebody safe."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from youzhang.crisis.codes import GUARDIAN_NONE, GUARDIAN_SKIPPED
from youzhang.crisis.models import Crisis, Referral
from youzhang.kit.refused import Refused, Stale
from youzhang.web.wording import short_day

# From this level on somebody is in danger.
DANGER = "3"


# Why a guardian is left out, by how.
LEFT_OUT_FOR = {"skipped": GUARDIAN_SKIPPED, "none": GUARDIAN_NONE}
# The last follow-up, or one that was agreed besides, is moved less than so far from its first day (psych:15.3c).
LONGEST_MOVE = timedelta(days=91)


class Tries(NamedTuple):
    """How often, and over how many hours, a guardian is tried before they count as unreachable: a centre's setting."""

    times: int
    hours: int


def check_open(crisis: Crisis) -> None:
    """A closed crisis stays as it is."""
    if crisis.closed_at:
        raise Stale(
            "rule:crisis_closed", _("This crisis is closed."), _("Open a new one when there is danger again.")
        )


def check_waiting(crisis: Crisis, name: str) -> None:
    """One crisis has one lead: whoever was first."""
    if crisis.lead_id:
        why = _("%(name)s has taken this crisis.") % {"name": name}
        raise Stale("rule:crisis_taken", why, _("Ask whether help is needed; it can be handed over to you."))


def stood_at(level: str) -> str:
    """The level at which it stands; an alarm that nobody has assessed counts as high."""
    return level or DANGER


def floor_of(answers: Mapping[str, Any]) -> str:
    """The level below which the answers do not let it be: the tool only raises."""
    if answers["behaviour"] == "now":
        return "4"
    if (
        answers["plan"] != "none"
        or answers["behaviour"] == "recent"
        or any(answers[name] for name in ("intent", "self_harm", "to_others"))
    ):
        return "3"
    if answers["behaviour"] == "past" or answers["method"]:
        return "2"
    return "1" if answers["ideation"] != "none" else "0"


def must_refer(answers: Mapping[str, Any]) -> bool:
    """Referral is compulsory; a plan without behaviour stands in neither list of the text and counts as such."""
    acts = answers["plan"] != "none" or answers["behaviour"] != "none"
    return bool(acts or answers["self_harm"] or answers["disorder"] or answers["developmental"])


def check_path_is_safe(path: str, answers: Mapping[str, Any] | None) -> None:
    """Only thoughts without plan and without acts are followed up in house (psych:15.3c)."""
    if path == "in_house" and (answers is None or must_refer(answers)):
        raise Refused(
            "psych:15.3d",
            _("With a plan, an act, self-harm or a severe disorder the person is referred."),
            _("Choose referral, or emergency."),
            "path",
        )


def higher(*levels: str) -> str:
    """The highest of some levels; an empty one counts as none set."""
    return max(levels)


def check_not_lower(level: str, before: str) -> None:
    """A level is set no lower than it stands (psych:3)."""
    if level < before:
        why = _("A level is not lowered by setting it anew.")
        raise Refused("psych:3", why, _("Ask a second person to agree to a lower one."), "level")


def check_unanswered(referral: Referral) -> None:
    """A body answers once; that it gave no answer is no end of asking."""
    if referral.answer not in {"", "no_answer"}:
        raise Stale("rule:referral", _("The answer is noted already."), _("Load the page again."))


def check_step(step: str, who: str, outcome: str, words: str) -> None:
    """A step says what makes it one: who stays, where the means are, who was called and answered."""
    asked = {
        "not_alone": ("who", who),
        "means": ("words", words),
        "family": ("who", who),
        "help": ("words", words),
    }
    field, said = asked.get(step, ("who", who))
    if not said:
        why = {
            "not_alone": _("Who stays with them?"),
            "means": _("Where are the means now, who has them?"),
            "help": _("What shows that they are neither acting nor armed?"),
        }.get(step, _("Who was called?"))
        raise Refused("psych:3", why, _("A few words are enough."), field)
    if step == "call" and not outcome:
        raise Refused("psych:14b", _("What came of the call?"), _("Choose one."), "outcome")


def check_telling(to: str, outcome: str, *, way: str, person: str, said: str, reason: str) -> None:
    """Each entry says who, how and what was said (psych:15.3b); only a guardian is left out, with a reason."""
    if outcome in {"skipped", "none"} and to != "guardian":
        raise Refused("psych:15.3b", _("Only a guardian may be left out."), _("Tell them."), "outcome")
    if outcome in {"skipped", "none"} and not reason:
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


def check_may_lift(suspected: bool, *, entered_by: object, by: UUID) -> None:
    """A suspicion is lifted once, and not by whoever entered it: nobody decides alone what a child may need."""
    if not suspected:
        why = _("No guardian is under suspicion here any more.")
        raise Stale("rule:suspicion", why, _("Load the page again."))
    if entered_by == by:
        why = _("You entered this suspicion.")
        raise Refused("rule:suspicion", why, _("Another head looks at it and lifts it."))


def check_looked_back(reviewed: bool) -> None:
    """There is a review to comment."""
    if not reviewed:
        why = _("Nobody has looked back on this crisis yet.")
        raise Refused("psych:15.3e", why, _("Look back first, then ask for a comment."))


def check_supervisor(supervisor: UUID, fit: Collection[UUID]) -> None:
    """Whoever comments had no hand in the crisis, and nothing bars them from it."""
    if supervisor not in fit:
        why = _("This colleague does not supervise here, or had a hand in the crisis.")
        raise Refused("psych:10", why, _("Choose somebody else."), "person")


def check_supervises(asked: bool) -> None:
    """A review is commented by who was asked to."""
    if not asked:
        why = _("Only a supervisor who was asked comments the review.")
        raise Refused("psych:10", why, _("Ask a supervisor for a comment."))


def check_written(text: str) -> None:
    """A comment says something."""
    if not text:
        raise Refused("rule:words", _("Nothing is written yet."), _("Say it in a few words."), "words")


def check_reads_comments(whose: Collection[UUID | None], people: Collection[UUID]) -> None:
    """Comments are for who led the crisis and who looked back: that others saw them meets nothing."""
    if not set(whose) & set(people):
        why = _("The comment is for whoever led the crisis or looked back on it.")
        raise Refused("psych:10", why, _("They note it as read."))


def check_tried(attempts: Sequence[datetime], now: datetime, wanted: Tries) -> None:
    """A guardian counts as unreachable after several attempts over some time, not after one call (psych:15.3b)."""
    if len(attempts) < wanted.times or now - min(attempts) < timedelta(hours=wanted.hours):
        why = _(
            "The guardian was tried %(tried)d times so far; it takes %(times)d, over at least %(hours)d hours."
        )
        words = {"tried": len(attempts), "times": wanted.times, "hours": wanted.hours}
        way_on = _("Enter each attempt as: not reached. Ask community or police to find them.")
        raise Refused("psych:15.3b", why % words, way_on, "reason")


def check_follow_up_day(day: date, today: date, before: date | None, after: date | None) -> None:
    """A follow-up lies ahead, and the series keeps its order."""
    if day < today:
        raise Refused("rule:follow_up", _("This day is over."), _("Choose a day from today on."), "day")
    if (before and day <= before) or (after and day >= after):
        why = _("The follow-ups keep their order.")
        limits = [
            words % {"day": short_day(limit)}
            for words, limit in ((_("after %(day)s"), before), (_("before %(day)s"), after))
            if limit
        ]
        way_on = _("Choose a day %(limits)s.") % {"limits": _(", ").join(limits)}
        raise Refused("rule:follow_up", why, way_on, "day")


def check_report(situations: Collection[str], report: bool) -> None:
    """A suspicion is enough: one situation of the nine and it is reported."""
    if situations and not report:
        raise Refused(
            "psych:53.3",
            _("One of the nine situations is reported, also on suspicion."),
            _("Report it to the police at once."),
            "report",
        )


def check_concern_ground(minor: bool, step: str, words: str) -> None:
    """About a minor nobody finds no ground without saying why in full."""
    if step == "no_ground" and minor and len(words.strip()) < 20:
        raise Refused(
            "psych:53.3",
            _("It is about a minor: a suspicion is enough."),
            _("Report it, or say in full why there is no ground."),
            "words",
        )
