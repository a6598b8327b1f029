"""Truths beside a crisis: notes and interviews with danger in them, sessions, cases that end, guardians."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from tests.walk.history import CaseTale, Event, Tale
from tests.walk.truths import beside
from tests.walk.walker import Walk
from youzhang.casework.actions.rights import may_ask
from youzhang.casework.models import SecondLook
from youzhang.clients.kept_out import kept_out
from youzhang.crisis.actions.guardians import guarded
from youzhang.crisis.models import Crisis
from youzhang.kit import clock
from youzhang.ledger.models import Duty
from youzhang.notices.models import Notice

NOTED = ("interviewed", "note", "note_changed")


def _just(walk: Walk, *what: str) -> Iterator[tuple[CaseTale, Event]]:
    return ((tale, one) for tale in walk.cases for one in tale.events if one.n == walk.n and one.what in what)


def _running(walk: Walk, tale: CaseTale) -> list[Tale]:
    return [one for one in walk.open_tales() if one.resident is tale.resident]


@beside
def level_four_opens_a_crisis(walk: Walk) -> Iterator[str]:
    """Psych:3, psych:14: a note of urgent danger is never without one."""
    for tale, event in _just(walk, *NOTED):
        if event.said["level"] == 4 and not _running(walk, tale):
            yield f"{event.by} noted level 4 of {tale}, and no crisis of theirs runs"


@beside
def thoughts_of_suicide_owe_both_tellings_at_any_level(walk: Walk) -> Iterator[str]:
    """Psych:15.3b: from a note, an interview, an exit; what is owed hangs on a crisis of theirs."""
    for tale, event in _just(walk, *NOTED, "exit_interviewed"):
        running = _running(walk, tale)
        if not event.said["thoughts"]:
            continue
        for name in ("guardian", "department"):
            matters = [one.crisis.matter_id for one in running]
            if not Duty.unscoped.filter(matter__in=matters, article="psych:15.3b", name=name).exists():
                yield f"{event.by} heard thoughts of suicide in {tale}, and {name} is not owed to be told"


@beside
def level_three_without_a_crisis_is_looked_at_within_the_hour(walk: Walk) -> Iterator[str]:
    for tale, event in _just(walk, *NOTED):
        if event.said["level"] != 3 or _running(walk, tale):
            continue
        looks = SecondLook.unscoped.filter(case=tale.case.pk).values("matter")
        soon = clock.now() + timedelta(hours=1)
        if not Duty.unscoped.filter(matter__in=looks, outcome="open", due__lte=soon).exists():
            yield f"{event.by} noted level 3 of {tale} without a crisis, and nobody looks at it within the hour"


@beside
def no_author_alone_lowers_a_note_from_three(walk: Walk) -> Iterator[str]:
    for tale, event in _just(walk, "note_mended"):
        if event.said["before"] >= 3 > event.said["level"]:
            yield f"{event.by} alone mended a note of {tale} from {event.said['before']} to {event.said['level']}"


@beside
def who_is_in_danger_and_stays_away_is_called_the_same_day(walk: Walk) -> Iterator[str]:
    """A no-show or a cancelled session of somebody in a crisis that nobody assessed yet, or that stands high."""
    tonight = clock.end_of(clock.today())
    for tale, event in _just(walk, "missed", "cancelled"):
        running = [one for one in _running(walk, tale) if one.row.level in {"", "3", "4"}]
        if not running:
            continue
        matters = [tale.case.matter_id, *(one.crisis.matter_id for one in running)]
        owed = Duty.unscoped.filter(matter__in=matters, outcome="open", due__lte=tonight)
        if not owed.filter(opened_at__gte=clock.now() - timedelta(minutes=1)).exists():
            yield f"{tale} {event.what}, in danger, and nobody owes a contact today"


@beside
def we_close_no_case_before_both_are_told(walk: Walk) -> Iterator[str]:
    """Psych:15.3b: what ends by us waits for guardian and department."""
    for tale, event in _just(walk, "closed"):
        if event.said["way"] in {"goal_reached", "wish"}:
            continue
        for crisis in walk.tales:
            if crisis.resident is tale.resident and crisis.is_suicidal and not _both_told(crisis):
                yield f"{tale} was closed by us, and in {crisis} not both were told"


def _both_told(crisis: Tale) -> bool:
    guardian = any(
        one.said["to"] == "guardian" for one in crisis.all("tell_told", "tell_skipped", "tell_none")
    )
    return guardian and crisis.last("tell_told", to="authority") is not None


@beside
def no_case_is_closed_over_a_crisis(walk: Walk) -> Iterator[str]:
    for tale, event in _just(walk, "closed"):
        if event.said["way"] not in {"goal_reached", "wish"} and _running(walk, tale):
            yield f"{tale} was closed by us while a crisis of theirs runs"


@beside
def who_is_suspected_is_offered_and_written_to_by_nobody(walk: Walk) -> Iterator[str]:
    """Psych:4: in no choice of whom to tell, and in no notice."""
    for tale in walk.open_tales():
        suspects = [one.said["suspect"] for one in tale.all("tell_skipped") if one.said["suspect"]]
        if not suspects or tale.last("lifted"):
            continue
        row: Crisis = tale.row
        names = {one.name for one in suspects}
        if named := names & set(guarded(row).guardians):
            yield f"{tale}: {named} may be told, though suspected"
        subjects = [one.subject_id for one in suspects]
        if Notice.objects.filter(to_subject__in=subjects, told_at=clock.now()).exists():
            yield f"{tale}: a notice went to a suspected guardian"


@beside
def who_is_kept_out_in_one_file_is_kept_out_in_all(walk: Walk) -> Iterator[str]:
    for tale in walk.cases:
        said = [one for one in tale.events if one.what in {"protected", "unprotected"}]
        if (
            said
            and said[-1].what == "protected"
            and tale.resident.guardians
            and not kept_out(tale.resident.file).rows
        ):
            yield f"the guardian of {tale} is kept out of the case, and of nothing else"


@beside
def who_is_kept_out_of_one_file_is_kept_out_of_a_linked_one(walk: Walk) -> Iterator[str]:
    """Psych:4: two files of one human being."""
    for pair in walk.house.linked:
        one, other = (resident for resident in walk.house.residents if resident.name in pair)
        if kept_out(one.file).subjects != kept_out(other.file).subjects:
            yield f"{one} and {other} are one person, and not the same guardians are kept out of both"


@beside
def who_is_kept_out_of_a_case_learns_nothing_of_the_case(walk: Walk) -> Iterator[str]:
    """Psych:4: no card opens it, and nothing is asked on their behalf."""
    for tale in walk.cases:
        said = [one for one in tale.events if one.what in {"protected", "unprotected"}]
        if said and said[-1].what == "protected" and may_ask(tale.row, "guardian"):
            yield f"the guardian of {tale} is kept out, and may ask for what stands in it"
