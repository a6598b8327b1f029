"""What a crisis asks of whoever acts in it. Pure. Nothing here ever delays an act that keeps somebody safe."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from youzhang.crisis.models import Crisis, Referral
from youzhang.kit.refused import Refused, Stale
from youzhang.web.wording import short_day

# From this level on somebody is in danger.
DANGER = "3"
# What of a safety plan only the person can say.
OWN_PLAN = ("warning", "coping", "places", "people", "means", "reasons")


# Why a guardian is left out, by how.
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


def check_ended(crisis: Crisis) -> None:
    """Only after an end there is an again."""
    if crisis.closed_at is None:
        why = _("This crisis is open.")
        raise Refused("rule:crisis_open", why, _("Enter what is new in it, or assess anew."))


def check_untraced(crisis: Crisis) -> None:
    """Whoever was not found is looked for again."""
    if crisis.outcome != "untraced":
        why = _("This crisis did not end with a search.")
        raise Refused("rule:untraced", why, _("When there is danger again, open it again."))


def check_same_person(crisis: Crisis, other: Crisis) -> None:
    """Two open crises of one person become one; by their files they are not two people."""
    if crisis.pk == other.pk:
        raise Refused("rule:join", _("This is the same crisis."), _("Choose the other one."), "other")
    if crisis.subject_id and other.subject_id and crisis.subject_id != other.subject_id:
        why = _("By their files these are two people.")
        raise Refused("psych:14b", why, _("Choose a crisis of the same person."), "other")


def check_said_by_another(crisis: Crisis, other: Crisis, said: Collection[UUID | None], by: UUID) -> None:
    """Where no file shows that it is one person, it is two people's word."""
    if crisis.subject_id and crisis.subject_id == other.subject_id:
        return
    if not set(said) - {by, None}:
        why = _("No file shows that it is the same person, and nobody but you says so.")
        way_on = _(
            "Somebody else who works on both says so first, under “The same person as in another crisis”."
        )
        raise Refused("psych:14b", why, way_on, "other")


def check_waiting(crisis: Crisis, name: str) -> None:
    """One crisis has one lead: whoever was first."""
    if crisis.lead_id:
        why = _("%(name)s has taken this crisis.") % {"name": name}
        raise Stale("rule:crisis_taken", why, _("Ask whether help is needed; it can be handed over to you."))


def stood_at(level: str) -> str:
    """The level at which it stands; an alarm that nobody has assessed counts as high."""
    return level or DANGER


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


def check_lead_may_know(into: Crisis, barred: Collection[UUID]) -> None:
    """Whoever may not know of a crisis does not come to lead it by way of another."""
    if into.lead_id in barred:
        why = _("Whoever leads the other crisis may not know of this one.")
        way_on = _("Let the other crisis be handed over first, or join it to this one.")
        raise Refused("psych:53.3", why, way_on, "other")


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
        raise Refused(
            "psych:14b", _("What came of the call?"), _("Answered, no answer, or a message left?"), "outcome"
        )


def check_safety_plan(plan: Mapping[str, str]) -> None:
    """A plan says more than who stays and which helplines there are: what this person does and whom they call."""
    if not any(plan.get(name) for name in OWN_PLAN):
        why = _("Nothing of it is the person's own yet.")
        raise Refused("psych:3", why, _("Ask what they can do themself, and enter that first."), "coping")


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
    """About a minor nobody finds no ground without saying why in full, and nobody looks into it instead of reporting
    it."""
    if step == "looked_into" and minor:
        why = _("It is about a minor: to look into it ourselves does not stand in for the report.")
        raise Refused("psych:53.3", why, _("Report it to the police, and help them look into it."), "step")
    if step == "no_ground" and minor and len(words.strip()) < 20:
        raise Refused(
            "psych:53.3",
            _("It is about a minor: a suspicion is enough."),
            _("Report it, or say in full why there is no ground."),
            "words",
        )
