"""How a crisis may end: nothing ends over somebody in danger. Pure.

It is settled, or was unfounded, once somebody qualified reached the person after the last sign of danger, an
assessment is later than that sign, and two people lowered the level; or somebody has taken the person over and says
so; or they died; or nobody can know who it is, and the police search. Calls that nobody answered and silence are none
of these.

psych:3, psych:14a, psych:14b, psych:15.3b, psych:15.3c, psych:15.3d.
"""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from youzhang.crisis.codes import LEVELS, TELL_WAYS
from youzhang.crisis.course import HIGH, Course, entry, order, shows
from youzhang.crisis.telling_rules import BY_TWO
from youzhang.kit.refused import Refused
from youzhang.rulebook.views import FactView

REFERRED = frozenset({"referral", "emergency"})
TOLD = frozenset(
    f"crisis.{whom}_told"
    for whom in ("guardian", "authority", "police", "civil_affairs", "education", "ambulance", "other")
)

# So many bodies decline before nobody is asked any more.
ASKED = 2
TOLD_INSTEAD = {
    "bodies": ("crisis.police_told", "crisis.civil_affairs_told"),
    "adult": ("crisis.other_told",),
}


def check_end(outcome: str, course: Course) -> None:
    """What the gates of the rulebook cannot say of an end: order, level, who."""
    if course.by in course.openers:
        why = _("You opened this crisis: it is closed by somebody other than the one who opened it.")
        raise Refused("psych:14b", why, course.others(*course.openers))
    if outcome in ENDS:
        ENDS[outcome](course)
    if outcome not in {"joined", "unfounded"}:
        _left_out_by_two(course)


def _left_out_by_two(course: Course) -> None:
    """A guardian left out because of danger, or said to be dead, is two people's word, where there are two; and
    whoever is told instead is told."""
    said = course.last("crisis.guardian_told", "crisis.guardian_skipped", "crisis.guardian_none")
    if said is None or said.data.get("reason") not in BY_TWO or "telling" not in said.data:
        return
    for kind in TOLD_INSTEAD.get(said.data.get("instead", ""), ()):
        if course.last(kind) is None:
            why = _("Whoever is told instead of the guardian is not told yet.")
            raise Refused("psych:15.3b", why, _("Tell them first."), "outcome")
    if course.last("crisis.left_out_seconded", telling=said.data["telling"], agreed=True):
        return
    if any(person != said.by for person, _name in course.closers()):
        why = _("That the guardian is not told is one person's word so far.")
        raise Refused("psych:15.3b", why, _("A second person looks at it first."), "outcome")


def _unfounded(course: Course) -> None:
    latest = course.last("crisis.assessed")
    if latest is None:
        return
    _taken(course)
    # The one entered last counts too: what was found is not outweighed by a date put before it.
    if shows(latest) or shows(max(course.all("crisis.assessed"), key=entry)):
        why = _("The latest assessment found danger: this alarm was not unfounded.")
        way_on = _("Go on until the person is safe. If it was otherwise, assess anew.")
        raise Refused("psych:14a", why, way_on, "outcome")
    if course.level > "0":
        why = _("The level stands at: %(level)s.") % {"level": LEVELS[course.level]}
        raise Refused(
            "psych:15.3d", why, _("Lower it first: a second person agrees, or does not."), "outcome"
        )
    if latest.by in course.openers - course.leads:
        why = _("Only whoever opened it has assessed this.")
        way_on = _("Whoever leads the crisis, or a head, assesses it too.")
        raise Refused("psych:15.3a", why, way_on, "outcome")
    # Also that there was no danger is known from the person.
    _reached(course)
    _assessed_since(course)
    if course.is_to_be_referred():
        _referred(course)
    _seen_anew(course, latest)


def _complete(latest: FactView) -> None:
    if latest.data.get("asked") is False:
        why = _("Not all was asked in the latest assessment: thoughts, plan, intent, acts, self-harm.")
        raise Refused("psych:15.3d", why, _("Ask, and assess anew."), "outcome")


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
    if order(latest) < order(acted):
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
    _assessed_since(course)
    _lowered(course)
    if course.path in REFERRED or course.is_to_be_referred():
        _referred(course)


def _reached(course: Course) -> None:
    """A voice counts, somebody qualified heard it; what was noted before that was asked counts as heard by them."""
    reached = course.since("crisis.followed_up", reached=True)
    if not reached:
        why = _("Nobody has reached the person since the last sign of danger.")
        way_on = _("Follow up until they are reached. If nobody can find them, have the police look.")
        raise Refused("psych:14b", why, way_on, "outcome")
    if not any(one.data.get("qualified", True) for one in reached):
        why = _("Nobody with a valid crisis training has reached the person since the last sign of danger.")
        way_on = _("A trained counsellor or support worker speaks with them, too.")
        raise Refused("psych:15.3a", why, way_on, "outcome")


def _assessed_since(course: Course) -> None:
    latest = course.last("crisis.assessed")
    if latest is None:
        return
    if latest not in course.since("crisis.assessed"):
        why = _("The latest assessment is not later than the last sign of danger.")
        raise Refused("psych:15.3d", why, _("Assess anew how the person is now."), "outcome")
    _complete(latest)


def _lowered(course: Course) -> None:
    lowered = course.since("crisis.level_lowered")
    if course.level >= HIGH or (course.raised and not lowered):
        why = _("The level stands at: %(level)s.") % {"level": LEVELS[course.level]}
        way_on = _("Lower it first: a second person agrees, or does not.")
        raise Refused("psych:15.3d", why, way_on, "outcome")


def _referred(course: Course) -> None:
    if course.last("crisis.confirmed", by_whom="ambulance", what="has_them"):
        return
    if not course.last("crisis.referral_sent"):
        why = _("The person is to be referred, and nobody was asked to take them.")
        raise Refused("psych:15.3d", why, _("Refer them first."), "outcome")
    answers = [one.data["answer"] for one in course.all("crisis.referral_answered")]
    if "accepted" in answers or answers.count("refused") >= ASKED:
        return
    if "refused" not in answers:
        why = _("The person is to be referred, and no body has answered.")
        way_on = _("Ask again, or another body, and enter the answer.")
        raise Refused("psych:15.3d", why, way_on, "outcome")
    why = _("The person is to be referred, and one body has declined.")
    raise Refused("psych:15.3d", why, _("Ask another body, and enter its answer."), "outcome")


def _taken_over(course: Course) -> None:
    """Whoever has the person says so: then no call of ours is waited for."""
    _taken(course)
    if course.since("crisis.referral_answered", answer="accepted"):
        return
    # Whoever has them with them has them, whatever of the time before is entered afterwards.
    if not any(course.later(one) for one in course.all("crisis.confirmed", what="has_them")):
        why = _(
            "Since the last sign of danger no professional body has accepted the person, nor did police or ambulance "
            "confirm that they have them."
        )
        way_on = _(
            "Ask again, or another body, and enter the answer; or have police or ambulance confirm it."
        )
        raise Refused("psych:15.3d", why, way_on, "outcome")
    if course.path in REFERRED or course.is_to_be_referred():
        _referred(course)


def _untraced(course: Course) -> None:
    if course.is_known or course.last("crisis.guardian_told"):
        why = _("It is known who the person is: this does not end before they are safe.")
        way_on = _(
            "Go on until they are reached. If what stands under Who only describes them, say so under "
            "“Add what is known now”."
        )
        raise Refused("psych:15.3c", why, way_on, "outcome")
    if course.later(course.last("crisis.followed_up", reached=True)):
        why = _("The person was reached since the last sign of danger.")
        raise Refused("psych:15.3c", why, _("Close it as it stands with them."), "outcome")
    _tried_every_way(course)
    if not course.since("crisis.confirmed", by_whom="police"):
        why = _("The police did not confirm their search since the last sign of danger.")
        way_on = _("Call 110, and enter who took it down, and under which number.")
        raise Refused("psych:14b", why, way_on, "outcome")
    _not_by_who_led(course)


def _tried_every_way(course: Course) -> None:
    tried = course.since("crisis.followed_up", reached=False)
    if not tried:
        why = _("No try to reach the person is on record since the last sign of danger.")
        raise Refused("psych:15.3c", why, _("Enter each try as: not reached."), "outcome")
    missing = course.ways - {one.data.get("way") for one in tried}
    if missing and all("way" in one.data for one in tried):
        named = _(", ").join(str(TELL_WAYS[way]) for way in sorted(missing))
        why = _("The person was not tried yet: %(ways)s.") % {"ways": named}
        raise Refused("psych:15.3c", why, _("Try it, and enter it as: not reached."), "outcome")


def _not_by_who_led(course: Course) -> None:
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
