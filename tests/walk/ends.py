"""Truths of the end: a crisis closes when somebody is safe, in someone's hands, or cannot be found by anybody."""

from __future__ import annotations

from collections.abc import Iterator

from tests.walk.history import Event, Tale, must_be_referred, order
from tests.walk.truths import Moment, just, just_closed, truth
from youzhang.kit import clock

GUARDIAN = ("tell_told", "tell_skipped", "tell_none")


@truth
def it_ends_only_when_somebody_is_safe(moment: Moment) -> Iterator[str]:
    """Reached by somebody qualified after the last sign of danger and assessed since; or accepted by a body; or dead;
    or nobody can know who it is."""
    if not just_closed(moment):
        return
    tale, outcome = moment.tale, moment.now.row.outcome
    if outcome not in ENDS:
        yield f"closed as {outcome!r}, which is none of the ends"
    elif missing := ENDS[outcome](tale):
        yield f"closed as {outcome}, though {missing}"


def _safe(tale: Tale) -> str:
    danger = tale.danger
    reached = [one for one in tale.all("followed_up", reached=True) if order(one) > order(danger)]
    if not reached:
        return f"nobody reached the person since {_told(danger)}"
    if not any(one.by and one.by.is_qualified(one.at) for one in reached):
        return f"nobody qualified reached the person since {_told(danger)}"
    latest = tale.last("assessed")
    if latest is None or order(latest) < order(danger) or latest.is_danger():
        return f"the latest assessment finds danger, or is older than {_told(danger)}"
    return ""


def _accepted(tale: Tale) -> str:
    danger = tale.danger
    took = [*tale.all("answered", answer="accepted"), *tale.all("confirmed")]
    return (
        ""
        if any(order(one) > order(danger) for one in took)
        else f"nobody took them over since {_told(danger)}"
    )


def _untraced(tale: Tale) -> str:
    if tale.resident or any(one.said["who"] and not one.said.get("nameless") for one in _named(tale)):
        return "it is known who they are"
    if not tale.last("tell_told", to="police"):
        return "the police do not look for them"
    if not tale.last("followed_up", reached=False):
        return "no try to reach them is on record"
    return "whoever led it closed it" if tale.last("closed").by in tale.leads else ""  # type: ignore[union-attr]


def _named(tale: Tale) -> list[Event]:
    """The name that stands last."""
    return [one for one in tale.all("opened", "more_known") if one.said["who"] or one.said.get("nameless")][
        -1:
    ]


def _told(danger: Event) -> str:
    return f"{danger.what} of {danger.at.astimezone(clock.CHINA):%m-%d %H:%M}"


ENDS = {
    "settled": _safe,
    "unfounded": _safe,  # also that there was no danger is known from the person
    "taken_over": _accepted,
    "died": lambda tale: "",
    "untraced": _untraced,
    "joined": lambda tale: "",
}
# Whoever died or cannot be found is referred to nobody; what is owed in a crisis that was joined is owed in the other.
NOT_REFERRED = frozenset({"died", "untraced", "joined"})


@truth
def both_are_told_before_it_ends(moment: Moment) -> Iterator[str]:
    """Where suicide is involved, guardian and department are told or lawfully not (psych:15.3b)."""
    tale = moment.tale
    if not (just_closed(moment) and tale.is_suicidal) or moment.now.row.outcome == "joined":
        return
    if not tale.last("tell_told", to="authority"):
        yield "the competent department was never told"
    said = [one for one in tale.all(*GUARDIAN) if one.said["to"] == "guardian"]
    if not said:
        yield "nobody told the guardian, or said why not"
    elif why := _unlawful(moment, max(said, key=order)):
        yield why


def _unlawful(moment: Moment, last: Event) -> str:
    """Why a guardian was not told, held against what is on file when it closes."""
    tale, reason, day = moment.tale, last.said["reason"], clock.day_of(moment.walk.now)
    if tale.last("lifted") and order(tale.last("lifted")) > order(last):  # type: ignore[arg-type]
        return "the suspicion was lifted, and the guardian not told since"
    if reason == "capable_adult" and tale.resident and tale.resident.is_minor(day):
        return "it is a minor by the file, and no guardian was told"
    if reason == "unknown" and tale.resident:
        return "it is known who they are, and no guardian was told"
    if reason == "suspected" and not {"police", "civil_affairs"} <= {
        one.said["to"] for one in tale.all("tell_told")
    }:
        return "police and civil affairs were not told instead of the suspected guardian"
    if reason == "danger" and not {"police", "civil_affairs", "other"} & {
        one.said["to"] for one in tale.all("tell_told")
    }:
        return "nobody was told instead of the guardian"
    return ""


@truth
def harm_to_a_minor_is_checked_before_it_ends(moment: Moment) -> Iterator[str]:
    """Psych:53.3, and the law on the protection of minors."""
    if not just_closed(moment) or moment.now.row.outcome == "joined":
        return
    if moment.now.row.minor and not moment.tale.last("harm_checked"):
        yield "nobody checked for harm to this minor"


@truth
def who_must_be_referred_is_referred_before_it_ends(moment: Moment) -> Iterator[str]:
    """Psych:15.3d."""
    if not just_closed(moment) or moment.now.row.outcome in NOT_REFERRED:
        return
    owed = any(must_be_referred(one.said["answers"]) for one in moment.tale.all("assessed"))
    if owed and not moment.tale.last("referred"):
        yield "an assessment found more than thoughts, and nobody was asked to take them"


@truth
def nobody_closes_what_they_opened(moment: Moment) -> Iterator[str]:
    for closed in just(moment, "closed"):
        if closed.by is moment.tale.opener:
            yield f"{closed.by} opened and closed it"
        if closed.by.is_volunteer or not closed.by.is_here(clock.day_of(closed.at)):
            yield f"{closed.by} closed it"


@truth
def what_is_closed_stays_closed(moment: Moment) -> Iterator[str]:
    was = moment.was
    if was and was.row.closed_at and moment.now.row.closed_at != was.row.closed_at:
        yield "it is open again, or was closed anew"
    if (
        was
        and was.row.closed_at
        and (was.row.level, was.row.path) != (moment.now.row.level, moment.now.row.path)
    ):
        yield "its level or path changed after it was closed"
