"""The crises and meetings of the world: one here with something in every part of it, one elsewhere."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.builders import viewing
from tests.privacy.canaries import LET_IN, MATTER
from tests.privacy.world import World
from youzhang.accounts.models import Centre, User
from youzhang.casework.models import CaseFile
from youzhang.clients.actions import register_person
from youzhang.crisis import actions
from youzhang.crisis.actions.concerns import NewConcern, raise_concern
from youzhang.crisis.actions.experts import NewExpert, add_expert
from youzhang.crisis.actions.glass import Emergency, break_glass
from youzhang.crisis.actions.keepers import Said, confirm
from youzhang.crisis.actions.refer import Answer, Refer
from youzhang.crisis.models import Concern, Crisis, Telling
from youzhang.kit import clock
from youzhang.meetings import actions as meetings
from youzhang.meetings.models import Meeting

ANSWERS = {
    "ideation": "active", "method": True, "plan": "vague", "intent": False, "behaviour": "none", "self_harm": False,
    "disorder": False, "developmental": False, "to_others": False,
}  # fmt: skip


def add_crises(world: World) -> None:
    """A crisis in every state, meetings and experts, here and elsewhere."""
    for centre, lead in ((world.here, "lead"), (world.there, "there_lead")):
        _crisis(world, centre, world.users[lead])
        _meetings(world, centre, world.users[lead])
        world.crises[f"concern {lead}"] = _concern(world, centre)
    world.crises["child"] = _crisis(world, world.here, world.users["duty_staff"], about="child")
    _content(world, world.crises["child"])
    _whom_to_call(world, world.crises["child"])
    world.crises["untrained"] = _led_without_training(world, world.users["duty_staff"])
    for centre, by, who in (
        (world.here, "counsellor", "read here"),
        (world.there, "there_counsellor", "read there"),
    ):
        _reading(world, centre, world.users[by], who)


def _concern(world: World, centre: Centre) -> Concern:
    """Somebody without a name says what worries them."""
    words = [world.canaries.word(f"{what} of a concern") for what in ("words", "contact", "whom")]
    concern = raise_concern(centre, NewConcern("verbal", words[0], True, *words[1:]), by=None)
    world.canaries.belong(*words, to=concern.matter_id)
    return concern


def _acting(user: User) -> dict[str, Any]:
    return {"by": viewing(user)}


def said(world: World, crisis: Crisis, what: str) -> str:
    """Something said in a crisis: for those let in."""
    word: str = world.canaries.word(f"{what} in {crisis.matter.number}", LET_IN)
    world.canaries.belong(word, to=crisis.matter_id)
    return word


def _crisis(world: World, centre: Centre, by: User, about: str = "") -> Crisis:
    words = [
        world.canaries.word(f"{what} of a crisis", LET_IN if what != "place" else MATTER)
        for what in ("who", "phone", "place", "words")
    ]
    matter = world.applications[about].matter if about else None
    subject = world.people[about].subject if about else None
    crisis = actions.open_crisis(
        centre, subject, about=matter, reason="suicide_thought", source="staff", route="venue", by=by,
        told=actions.Told(*words, minor=True),
    )  # fmt: skip
    world.canaries.belong(*words, to=crisis.matter_id)
    return crisis


def _whom_to_call(world: World, crisis: Crisis) -> None:
    """Whoever works on it calls the child, the guardian, whoever was named, and sends help to the address."""
    row, child, guardian = (
        world.applications["child"], world.people["child"], world.people["guardian of child"]
    )  # fmt: skip
    safe = CaseFile.unscoped.select_related("matter__key").get(case__person=child).safe_contact
    known = (safe, child.name, child.phone, child.address, guardian.name, guardian.phone)
    world.canaries.belong_inside(*known, row.emergency_name, row.emergency_phone, to=crisis.matter_id)


def _led_without_training(world: World, by: User) -> Crisis:
    """Taken because nobody else was there; nobody has looked at that yet."""
    crisis = _crisis(world, world.here, by)
    word = said(world, crisis, "why untrained")
    return actions.take_crisis(crisis, override="nobody_else", words=word, **_acting(by))


def _content(world: World, crisis: Crisis) -> None:
    """Something in every part of a crisis that the counsellor leads."""
    counsellor, lead = world.users["counsellor"], world.users["project_lead"]
    acting = _acting(counsellor)
    word = lambda what: said(world, crisis, what)  # noqa: E731
    actions.take_crisis(crisis, override="nobody_else", words=word("override"), **acting)
    more = actions.Told(word("who now"), word("phone now"), word("place now"), word("what happened now"))
    actions.add_known(crisis, more, **acting)
    answers = ANSWERS | {"protective": word("protective")}
    actions.assess(crisis, actions.Assessed(answers, "2", "referral", word("basis")), **acting)
    actions.ask_lowering(crisis, "1", word("why lower"), lead, **acting)
    for to in ("guardian", "authority", "police", "civil_affairs"):
        actions.tell(
            crisis, actions.Tell(to, "told", "phone", word(f"{to} person"), word(f"{to} said")), **acting
        )
    suspect = actions.Tell("guardian", "skipped", reason="suspected", person=word("suspect"))
    actions.tell(crisis, suspect, **acting, suspect=world.users["suspected_guardian"].subject)
    telling = (
        Telling.unscoped.filter(crisis=crisis)
        .select_related("matter", "crisis__matter__centre")
        .earliest("at")
    )
    actions.review_telling(telling, word("review"), **_acting(lead))
    actions.check_harm(crisis, ["other_harm"], report=True, words=word("harm"), **acting)
    confirm(crisis, Said("police", "number", word("who took it down"), "110-7"), **acting)
    actions.make_safety_plan(crisis, {"warning": word("warning"), "stays": word("stays")}, **acting)
    actions.follow_up(crisis, actions.Contact("phone", True, "3", word("follow-up")), **acting)
    referral = actions.refer(
        crisis, Refer(word("body"), "phone", word("referral"), word("contact")), **acting
    )
    actions.refer(crisis, Refer(word("second body"), "phone", word("second referral")), **acting)
    actions.answer_referral(referral, Answer("accepted", word("receiver"), word("answer")), **acting)
    actions.hand_over(crisis, lead, word("hand-over"), **acting)
    texts = {name: word(name) for name in ("well", "badly", "change")}
    review = actions.look_back(crisis, texts, **acting)
    supervisor = world.users["supervisor"]
    actions.ask_supervisor(crisis, supervisor, **acting)
    actions.comment_review(review, word("comment"), **_acting(supervisor))


def _meetings(world: World, centre: Centre, lead: User) -> None:
    """A crisis meeting that was held, a conference by name, an expert."""
    acting = _acting(lead)
    word, ahead = world.canaries.word, clock.now() + timedelta(days=1)
    words = [word(f"{what} of a meeting") for what in ("topic", "guest", "minutes", "decision")]
    meeting = meetings.call(
        centre, meetings.Call("crisis_meeting", ahead, words[0], guests=[words[1]]), **acting
    )
    present = _everybody(meeting)
    meetings.hold(meeting, present, by=viewing(lead))
    decided = [meetings.Resolution(words[3], lead, clock.today() + timedelta(days=7))]
    meetings.file_minutes(meeting, meetings.Minutes(words[2], decided), by=viewing(lead))
    world.canaries.belong(*words, to=meeting.matter_id)
    topic, about = (
        word("topic of a conference"),
        world.services["here" if centre == world.here else "there"].matter,
    )
    conference = meetings.call(centre, meetings.Call("case_conference", ahead, topic, about=about), **acting)
    world.canaries.belong(topic, to=conference.matter_id)
    world.crises[f"conference {lead.username}"] = conference
    name, phone = word("name of an expert"), word("phone of an expert")
    expert = add_expert(centre, NewExpert(name, "clinical", phone=phone), **acting)
    world.canaries.belong(name, phone, to=expert.matter_id)


def _everybody(meeting: Meeting) -> list[Any]:
    return list(meeting.invited.model.unscoped.filter(meeting=meeting).values_list("pk", flat=True))


def _reading(world: World, centre: Centre, by: User, who: str) -> None:
    """Somebody read a person's file in an emergency some hours ago: it is closed to them again."""
    words, lead = world.canaries.word("words of an emergency reading"), world.users["lead"]
    world._file(who, register_person(world.particulars(who, date(1960, 1, 1)), centre=centre, by=lead))
    person = world.people[who].matter
    with clock.frozen_at(clock.now() - timedelta(hours=5)):
        reading = break_glass(Emergency(str(person.pk), "life", words), **_acting(by))
    world.canaries.belong(words, to=reading.matter_id)
    assert reading.matter.centre == centre
