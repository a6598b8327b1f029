"""Whether those who are there can always lead a crisis to a lawful end: nobody is left in a dead end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.db import transaction

from tests.builders import viewing
from tests.walk.crisis_first import CALM
from tests.walk.history import Tale
from tests.walk.walker import Broken, Walk
from tests.walk.world import HEADS, Draw, Member
from youzhang.accounts.actions import delegate
from youzhang.crisis import actions, codes
from youzhang.crisis.actions.refer import Answer, Refer
from youzhang.crisis.models import Lowering, Referral
from youzhang.kit import clock
from youzhang.kit.refused import Refused, why_not

OFTEN = 0.02
ROUNDS = 3
Deed = Callable[[Walk, Tale, Member], Any]


def look(walk: Walk) -> Iterator[Broken]:
    """From time to time, of one crisis that runs; what it takes is then taken back."""
    draw = Draw(f"{walk.seed}/{walk.n}/way")
    running = walk.open_tales()
    if running and draw.chance(OFTEN):
        yield from check(walk, draw.one(running))


def check(walk: Walk, tale: Tale) -> Iterator[Broken]:
    """See it through to its end, by whoever is there."""
    stood_in = list(walk.house.stands_in)
    with transaction.atomic():
        taken = finish(walk, tale)
        transaction.set_rollback(True)
    walk.house.stands_in = stood_in
    if taken[-1] != "closed":
        yield Broken("there_is_always_a_way_on", f"{tale} cannot be ended; tried: {taken[-12:]}", walk)


def finish(walk: Walk, tale: Tale) -> list[str]:
    """The acts taken, the last of them `closed` if it could be ended."""
    taken: list[str] = []
    now = walk.now
    for _round in range(ROUNDS):
        for name, deed in DEEDS.items():
            now += timedelta(minutes=20)
            with clock.frozen_at(now):
                taken.append(f"{name}: {_by_anybody(walk, tale, deed)}")
        now += timedelta(minutes=1)
        with clock.frozen_at(now):
            if _end(walk, tale, taken):
                return [*taken, "closed"]
    return taken


def _end(walk: Walk, tale: Tale, taken: list[str]) -> bool:
    """Whether anybody can end it now in a way that is true of somebody who is well, or in good hands."""
    said = []
    today = clock.today()
    for member in walk.house.here:
        if not HEADS & member.roles.union(*(one.roles for one in walk.house.acts_for(member, today))):
            continue
        for outcome in ("settled", "taken_over"):
            refused = _once(lambda who=member, how=outcome: _close(walk, tale, who, how))  # type: ignore[misc]
            if refused is None:
                return True
            said.append(f"{member} {outcome} {refused}")
    taken += said[-2:]
    return False


def _close(walk: Walk, tale: Tale, who: Member, outcome: str) -> None:
    actions.close_crisis(walk.seen(tale, who), outcome, "人好好的", **who.acting)


def _by_anybody(walk: Walk, tale: Tale, deed: Deed) -> str:
    """By the first who can, the lead before others."""
    lead = tale.row.lead_id
    refused: Refused | None = None
    for member in sorted(
        walk.house.here, key=lambda one: (one.user.pk != lead, not one.is_qualified(clock.now()))
    ):
        refused = _once(lambda who=member: deed(walk, tale, who))  # type: ignore[misc]
        if refused is None:
            return str(member)
    return f"nobody, {refused}"


def _once(deed: Callable[[], object]) -> Refused | None:
    with transaction.atomic():
        return why_not(deed)


def _tell(to: str) -> Deed:
    number = "110-0042" if to == "police" else ""
    given = actions.Tell(to, "told", "phone", "接电话的人", "需要帮助", number=number)
    return lambda walk, tale, who: actions.tell(walk.seen(tale, who), given, **who.acting)


def _take(walk: Walk, tale: Tale, who: Member) -> None:
    actions.take_crisis(walk.seen(tale, who), override="nobody_else", words="只有我在", **who.acting)


def _refer(walk: Walk, tale: Tale, who: Member) -> None:
    actions.refer(walk.seen(tale, who), Refer("精神卫生中心", "phone", "请接诊"), **who.acting)


def _accepted(walk: Walk, tale: Tale, who: Member) -> None:
    waiting = Referral.unscoped.filter(crisis=tale.crisis.pk, answer="").select_related("crisis__matter")
    for one in waiting:
        walk.seen(tale, who)
        actions.answer_referral(one, Answer("accepted", "值班医生"), **who.acting)


def _lower(walk: Walk, tale: Tale, who: Member) -> None:
    """Ask each in turn, until one agrees; where the level stands at none there is nothing to lower."""
    if tale.row.level <= "0":
        return
    refused: Refused | None = None
    for second in walk.house.here:
        refused = _once(lambda two=second: _pair(walk, tale, who, two))  # type: ignore[misc]
        if refused is None:
            return
    if refused:
        raise refused


def _pair(walk: Walk, tale: Tale, one: Member, two: Member) -> None:
    made: Lowering = actions.ask_lowering(walk.seen(tale, one), "0", "好多了", two.user, **one.acting)
    walk.seen(tale, two)
    actions.answer_lowering(made, agree=True, words="同意", by=viewing(two.user))


def _deputy(walk: Walk, tale: Tale, _who: Member) -> None:
    """Whoever opened it does not close it: a head names somebody who stands in for them."""
    for head in walk.house.heads:
        for other in _others(walk, tale, head):
            today = clock.today()
            delegate(head.user, other.user, walk.house.centre, starts_on=today, ends_on=today, by=head.user)
            walk.house.stands_in.append((other, head, today, today))
            return


def _others(walk: Walk, tale: Tale, head: Member) -> Iterator[Member]:
    return (
        one for one in walk.house.here if one is not head and one is not tale.opener and not one.is_volunteer
    )


DEEDS: dict[str, Deed] = {
    "take": _take,
    "assess": lambda walk, tale, who: actions.assess(
        walk.seen(tale, who), actions.Assessed(CALM, "0"), **who.acting
    ),
    **{to: _tell(to) for to in ("authority", "guardian", "police", "civil_affairs", "education", "other")},
    "harm": lambda walk, tale, who: actions.check_harm(
        walk.seen(tale, who), [], report=False, words="逐项看过，没有", **who.acting
    ),
    "refer": _refer,
    "accepted": _accepted,
    "path": lambda walk, tale, who: actions.choose_path(walk.seen(tale, who), "referral", **who.acting),
    "safety": lambda walk, tale, who: actions.make_safety_plan(
        walk.seen(tale, who), dict.fromkeys(codes.SAFETY, "写了"), **who.acting
    ),
    "reached": lambda walk, tale, who: actions.follow_up(
        walk.seen(tale, who), actions.Contact("phone", True, "0", "好多了"), **who.acting
    ),
    "assess again": lambda walk, tale, who: actions.assess(
        walk.seen(tale, who), actions.Assessed(CALM, "0"), **who.acting
    ),
    "lower": _lower,
    "accepted again": _accepted,
    "deputy": _deputy,
}  # fmt: skip
