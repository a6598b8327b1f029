"""What is known not to hold yet: each by the shortest story that shows it. Whoever mends one takes it out here, and
from then on every walk looks at it."""

from __future__ import annotations

from collections.abc import Callable

from tests.walk.history import CaseTale
from tests.walk.pages import reads_of_others
from tests.walk.script import Script
from tests.walk.walker import Broken
from youzhang.casework.actions import Danger, Written, change_note, file_interview, miss_session, write_note

Hole = Callable[[Script], None]
HOLES: dict[str, Hole] = {}


def hole(function: Hole) -> Hole:
    """Named after the truth that breaks."""
    HOLES[function.__name__] = function
    return function


@hole
def a_contact_stays_owed_until_the_end(script: Script) -> None:
    """Psych:14: after a referral nobody owes a contact any more."""
    tale = script.opened()
    script.taken(tale)
    script.reached(tale)
    script.chosen(tale, "referral")


@hole
def the_emergency_path_keeps_the_assessment_owed(script: Script) -> None:
    tale = script.opened()
    script.taken(tale)
    script.chosen(tale, "emergency")


@hole
def nothing_more_than_thoughts_stays_in_house(script: Script) -> None:
    """Psych:15.3d: followed up in house, assessed anew with a plan, and the path stays."""
    tale = script.opened()
    script.taken(tale)
    script.assessed(tale, "1", "in_house", ideation="passive")
    script.assessed(tale, "3", ideation="active", plan="specific")


@hole
def the_follow_ups_go_on_after_the_end(script: Script) -> None:
    tale = script.opened(reason="other")
    script.taken(tale)
    script.assessed(tale, "0", "in_house")
    script.told(tale, "authority")
    script.reached(tale)
    script.assessed(tale, "0")
    script.closed(tale)


@hole
def it_ends_only_when_somebody_is_safe(script: Script) -> None:
    """An alarm is called unfounded, and nobody ever spoke with the person."""
    tale = script.opened(reason="bullying")
    script.taken(tale)
    script.assessed(tale)
    script.closed(tale, "unfounded")


@hole
def harm_to_a_minor_is_checked_before_it_ends(script: Script) -> None:
    tale = script.opened(0, "bullying")
    script.taken(tale)
    script.reached(tale)
    script.assessed(tale, path="referral")
    script.told(tale, "authority")
    script.referred(tale)
    script.closed(tale)


@hole
def the_second_person_is_qualified(script: Script) -> None:
    """A desk agrees to a lower level, though two trained counsellors are there."""
    tale = script.opened()
    script.taken(tale)
    script.assessed(tale, "3")
    script.lowered(tale, second="前台")


@hole
def no_volunteer_leads(script: Script) -> None:
    """They opened it, so they see it; by an override they take it."""
    tale = script.opened(by="接线")
    script.taken(tale, "接线", "nobody_else")


@hole
def only_who_has_a_part_reads(script: Script) -> None:
    """Whoever opened it reads all that others say later."""
    tale = script.opened()
    script.taken(tale)
    script.assessed(tale)
    if others := reads_of_others(tale, script.who("前台")):
        script.broken["only_who_has_a_part_reads"] = Broken(
            "only_who_has_a_part_reads", str(others), script.walk
        )


def _noted(script: Script, level: int, danger: Danger) -> CaseTale:
    tale = script.case()
    who = script.who("咨询甲")
    file_interview(tale.row, {"concern": "说活着没意思"}, level, danger=danger, **who.acting)
    script.walk.note(tale, "interviewed", who, level=level, declined=danger.declined)
    script.next()
    return tale


@hole
def level_four_opens_a_crisis(script: Script) -> None:
    """An interview at level 4 without one, for a reason that one person gave."""
    _noted(script, 4, Danger(declined="averted", words="有人陪着"))


@hole
def level_three_without_a_crisis_is_looked_at_within_the_hour(script: Script) -> None:
    _noted(script, 3, Danger(declined="averted", words="有人陪着"))


@hole
def no_author_alone_lowers_a_note_from_three(script: Script) -> None:
    tale, who = script.case(), script.who("咨询甲")
    danger = Danger(shows="suicide_thought", words="在江边")
    note = write_note(
        script.session(tale), Written("free", {"text": "说不想活了"}, 3, 50, danger), **who.acting
    )
    script.walk.discover()
    script.next()
    change_note(note, Written("free", {"text": "没事了"}, 0, 50), **who.acting)
    script.walk.note(tale, "note_mended", who, before=3, level=0)
    script.next()


@hole
def who_is_in_danger_and_stays_away_is_called_the_same_day(script: Script) -> None:
    tale, who = script.case(), script.who("咨询甲")
    session = script.session(tale)
    script.taken(script.opened())
    miss_session(session, **who.acting)
    script.walk.note(tale, "missed", who)
    script.next()
