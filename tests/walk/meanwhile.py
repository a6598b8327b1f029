"""Truths of a crisis that runs: its path, its level, who leads, what is owed."""

from __future__ import annotations

from collections.abc import Iterator

from tests.walk.history import Event, must_be_referred, order
from tests.walk.truths import LIFE, Moment, Owed, just, just_closed, truth
from youzhang.kit import clock

HIGH = "3"
Deed = tuple[str, dict[str, object]]
# The deed that ends a duty, told from its article; what else may end it stands in `_lawful`.
DEEDS: dict[tuple[str, str], tuple[Deed, ...]] = {
    ("psych:14b", "report"): (("tell_told", {"to": "authority"}),),
    ("psych:14b", "referral"): (("path", {}), ("referred", {})),
    ("psych:14b", "follow"): (("followed_up", {"reached": True}),),
    ("psych:14b", "contact"): (("followed_up", {"reached": True}),),
    ("psych:14b", "contact_urgent"): (("followed_up", {"reached": True}),),
    ("psych:14b", "stay"): (("followed_up", {"reached": True}),),
    ("psych:15.3a", "take"): (("taken", {}), ("accepted", {})),
    ("psych:15.3a", "assess"): (("assessed", {}),),
    ("psych:15.3b", "department"): (("tell_told", {"to": "authority"}),),
    ("psych:15.3b", "suspect_police"): (("tell_told", {"to": "police"}),),
    ("psych:15.3b", "suspect_civil_affairs"): (("tell_told", {"to": "civil_affairs"}),),
    ("psych:15.3c", "follow_ups"): (("followed_up", {"reached": True}),),
    ("psych:15.3c", "planned"): (("followed_up", {"reached": True}),),
    ("psych:15.3d", "refer"): (("answered", {"answer": "accepted"}), ("confirmed", {})),
}


@truth
def nothing_more_than_thoughts_stays_in_house(moment: Moment) -> Iterator[str]:
    """Psych:15.3c and d: the path follows the latest assessment."""
    row = moment.now.row
    if row.closed_at or row.path != "in_house":
        return
    latest = moment.tale.last("assessed")
    if latest is None:
        yield "followed up in house, and nobody assessed it"
    elif must_be_referred(latest.said["answers"]):
        yield "the latest assessment leaves no path in house"


@truth
def suicide_owes_both_tellings(moment: Moment) -> Iterator[str]:
    """Psych:15.3b: at any level, from whichever room it was heard."""
    if moment.now.row.closed_at or not moment.tale.is_suicidal:
        return
    for name in ("guardian", "department"):
        if not moment.now.ever("psych:15.3b", name):
            yield f"suicide was spoken of, and {name} is not owed to be told"


@truth
def a_level_from_three_falls_only_by_two(moment: Moment) -> Iterator[str]:
    """And the second is somebody else than the one who asked, and no stand-in of theirs."""
    was, row = moment.was, moment.now.row
    if not was or row.level >= was.row.level or was.row.level < HIGH:
        return
    if asked := just(moment, "lowered_outside"):
        yield from _nobody_inside(moment, asked[-1])
        return
    agreed = just(moment, "lowering_answered")
    if not agreed or not agreed[-1].said["agree"]:
        yield f"the level fell from {was.row.level} to {row.level or 'none'} without a second person"
        return
    one, two = agreed[-1].said["asked"], agreed[-1].by
    if one is two or two in moment.walk.house.stand_in_of(one, clock.day_of(moment.walk.now)):
        yield f"{two} agreed to what {one} asked"


def _nobody_inside(moment: Moment, asked: Event) -> Iterator[str]:
    """Somebody from outside agrees only where the house has no other qualified one."""
    house, day = moment.walk.house, clock.day_of(asked.at)
    bound = [asked.by, *house.stand_in_of(asked.by, day), *house.acts_for(asked.by, day), *house.barred]
    inside = [one for one in house.members if one.is_qualified(asked.at) and one not in bound]
    if inside:
        yield f"somebody from outside agreed to a lower level, and {inside[0]} could"


@truth
def the_second_person_is_qualified(moment: Moment) -> Iterator[str]:
    """Or a head, where the house has no other qualified one."""
    for one in just(moment, "lowering_answered"):
        if not one.said["agree"] or one.by.is_qualified(one.at):
            continue
        others = [
            who
            for who in moment.walk.house.members
            if who.is_qualified(one.at) and who is not one.said["asked"]
        ]
        if others or one.by not in moment.walk.house.heads:
            yield f"{one.by} is not qualified, and agreed to a lower level"


@truth
def no_volunteer_leads(moment: Moment) -> Iterator[str]:
    lead = moment.walk.house.member(moment.now.row.lead_id)
    if lead and lead.is_volunteer:
        yield f"{lead} leads"


@truth
def whoever_leads_is_qualified_or_said_why(moment: Moment) -> Iterator[str]:
    """Psych:15.3a; in an emergency anybody on the staff, with a reason that is reviewed."""
    for one in just(moment, "taken", "accepted"):
        if not one.by.is_qualified(one.at) and not one.said["override"]:
            yield f"{one.by} leads without training or reason"


@truth
def nobody_reviews_themself(moment: Moment) -> Iterator[str]:
    """Psych:3, psych:50: a second person looks at an override and at what was told."""
    for one in just(moment, "override_reviewed"):
        taken = [led for led in moment.tale.all("taken", "accepted") if led.said["override"]]
        if taken and taken[-1].by is one.by:
            yield f"{one.by} reviewed their own override"
    for one in just(moment, "disclosure_reviewed"):
        told = [tell for tell in moment.tale.all("tell_told") if tell.said["entry"] == one.said["entry"]]
        if told and told[-1].by is one.by:
            yield f"{one.by} reviewed what they told"


@truth
def no_duty_of_life_is_waived(moment: Moment) -> Iterator[str]:
    for one in moment.now.duties.values():
        if one.outcome == "waived" and one.article in LIFE:
            yield f"{one.article} {one.name} was waived"


@truth
def no_duty_of_life_vanishes(moment: Moment) -> Iterator[str]:
    """What was owed is owed until its deed is done, or until the text lets it go."""
    if moment.was is None:
        return
    for pk, before in moment.was.duties.items():
        if before.outcome != "open" or before.article not in LIFE:
            continue
        now = moment.now.duties.get(pk)
        if now is None and not _stands_elsewhere(moment, before):
            yield f"{before.article} {before.name} is gone"
        elif now and now.outcome != "open" and not _lawful(moment, now):
            yield f"{now.article} {now.name} is {now.outcome}"


def _stands_elsewhere(moment: Moment, before: Owed) -> bool:
    """The same duty of another fact."""
    return any(one.outcome in {"open", "met"} for one in moment.now.ever(before.article, before.name)) or (
        before.article == "psych:15.3c" and moment.now.row.path != "in_house"
    )


def _lawful(moment: Moment, now: Owed) -> bool:
    """Its deed was done in this step; or it ended with the crisis, by two people, or by the path."""
    deeds = DEEDS.get((now.article, now.name))
    if now.outcome == "met":
        done = [(one, said) for what, said in deeds or () for one in just(moment, what)]
        return not deeds or any(said.items() <= one.said.items() for one, said in done)
    if now.outcome != "lapsed":
        return False
    if (now.article, now.name) in {("psych:15.3a", "accept"), ("psych:15.3d", "lower")}:
        return True
    return just_closed(moment) or _by_two(moment) or _by_path(moment, now)


def _by_two(moment: Moment) -> bool:
    """A lower level, or an end of the follow-ups, to which a second person agreed."""
    agreed = any(one.said["agree"] for one in just(moment, "lowering_answered", "watch_answered"))
    return agreed or bool(just(moment, "lowered_outside"))


def _by_path(moment: Moment, now: Owed) -> bool:
    """The path changed, or the suspicion was lifted."""
    lifted = now.name.startswith("suspect_") and bool(just(moment, "lifted"))
    changed = moment.was is not None and moment.was.row.path != moment.now.row.path
    return lifted or (now.name in {"follow_ups", "refer"} and changed)


@truth
def the_follow_ups_go_on_after_the_end(moment: Moment) -> Iterator[str]:
    """Psych:15.3c: who only had thoughts is followed up in house, also once the crisis is settled."""
    if not just_closed(moment) or moment.now.row.outcome != "settled" or moment.was is None:
        return
    before = [one for one in moment.was.owed("psych:15.3c") if one.name == "follow_ups"]
    if before and not any(one.name == "follow_ups" for one in moment.now.owed("psych:15.3c")):
        yield "the follow-ups ended with the crisis"


@truth
def a_contact_stays_owed_until_the_end(moment: Moment) -> Iterator[str]:
    """Psych:14: followed up until it ends, also after a referral."""
    row = moment.now.row
    if row.closed_at or row.path not in {"referral", "emergency"}:
        return
    named = ("follow", "contact", "again", "same_day", "stay")
    owed = [one for one in moment.now.owed("psych:14b", "psych:15.3d") if one.name.startswith(named)]
    owed += moment.now.owed("psych:15.3c")
    if not owed:
        yield f"the path is {row.path}, and nobody owes a contact any more"


@truth
def the_emergency_path_keeps_the_assessment_owed(moment: Moment) -> Iterator[str]:
    row = moment.now.row
    if row.closed_at or row.path != "emergency" or moment.tale.last("assessed"):
        return
    if not any(
        "assess" in one.name or one.name == "referral"
        for one in moment.now.owed("psych:14b", "psych:15.3a", "psych:15.3d")
    ):
        yield "emergency, and nobody owes the assessment any more"


@truth
def danger_found_raises_the_level(moment: Moment) -> Iterator[str]:
    """Tools only raise: what was found in this step stands."""
    for one in just(moment, "assessed", "followed_up", "noted"):
        level = str(one.said.get("level") or "")
        if moment.now.row.level < level and (one.what != "noted" or level >= HIGH):
            yield f"level {level} was found, and it stands at {moment.now.row.level or 'none'}"


@truth
def kept_out_is_who_is_suspected(moment: Moment) -> Iterator[str]:
    """Psych:4: from the suspicion until it is lifted."""
    said = moment.tale.last("tell_skipped", reason="suspected")
    lifted = moment.tale.last("lifted")
    if said and not (lifted and order(lifted) > order(said)) and not moment.now.row.suspected:
        yield "a guardian is suspected, and the crisis has forgotten it"
