"""The roster, the staff files, the rooms and the partners of the world."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.builders import viewing
from tests.privacy.world import World
from youzhang.accounts.models import Centre
from youzhang.kit import clock
from youzhang.premises import actions as premises
from youzhang.staff import actions as staff
from youzhang.staff.models import StaffFile

A_YEAR = timedelta(days=365)


def add_nouns(world: World) -> None:
    """At two centres: who is on duty, a swap, a hand-over, trainings and checks, a booked room, a partner."""
    for name, role in (("there_desk", "duty_staff"), ("there_night", "counsellor")):
        world.user(name, role, at=world.there)
    staff.keep_files()
    _place(world, world.here, "lead", "counsellor", "duty_staff")
    _place(world, world.there, "there_lead", "there_desk", "there_night")


def _place(world: World, centre: Centre, lead: str, one: str, other: str) -> None:
    users, now, today = world.users, clock.now(), clock.today()
    acting: Any = {"by": viewing(users[lead])}
    own: Any = {"by": viewing(users[one])}
    hour = timedelta(hours=1)
    times = ((now - hour, now + hour), (now + 24 * hour, now + 26 * hour))
    running, ahead = (
        staff.add_shift(centre, staff.NewShift(users[one], *span, "desk"), viewer=acting["by"])[0]
        for span in times
    )
    reason = _word(world, "reason of swap", ahead.matter_id)
    staff.offer_shift(ahead, staff.Offer(users[other], reason=reason), **own)
    note = world.canaries.word(f"shift note at {centre.code}")
    handover = staff.hand_over(running, to=users[other], note=note, **own)
    world.canaries.belong(note, to=handover.matter_id)
    _file(world, centre, one, acting, today)
    room = premises.add_room(centre, premises.RoomData("101", 3, "counselling"), viewer=acting["by"])
    starts = clock.at_hour(today + timedelta(days=1), 14)
    premises.book(room, starts, starts + hour, by=viewing(users[one]))
    _partner(world, centre, acting, today)


def _file(world: World, centre: Centre, one: str, acting: Any, today: date) -> None:
    file = StaffFile.unscoped.select_related("matter", "user").get(centre=centre, user=world.users[one])
    proofs = [_word(world, f"paper of {what}", file.matter_id) for what in ("training", "check")]
    staff.enter_training(file, staff.TrainingDone("crisis", today, today + A_YEAR, proofs[0]), **acting)
    staff.enter_check(file, staff.CheckDone(today, "clear", proofs[1]), **acting)


def _partner(world: World, centre: Centre, acting: Any, today: date) -> None:
    words = [world.canaries.word(f"{what} at {centre.code}") for what in ("contact", "agreement")]
    phone = world.canaries.phone(f"partner's telephone at {centre.code}")
    given = premises.PartnerData("市第三医院", "hospital", contact=words[0], phone_24h=phone)
    partner = premises.add_partner(centre, given, **acting)
    world.canaries.belong(*words, phone, to=partner.matter_id)
    premises.sign_agreement(partner, premises.AgreementData(today, today + A_YEAR, words[1]), **acting)


def _word(world: World, what: str, matter: Any) -> str:
    word = world.canaries.word(what)
    world.canaries.belong(word, to=matter)
    return word
