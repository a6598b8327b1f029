"""What follows in a crisis: contacts, plans, referrals, the end."""

from __future__ import annotations

from datetime import timedelta

from tests.walk.history import entries_of
from tests.walk.walker import Broken, Walk, act
from tests.walk.world import Draw, back_dated, when_of
from youzhang.crisis import actions, codes
from youzhang.crisis.actions.concerns import NewConcern, decide_concern, raise_concern
from youzhang.crisis.actions.glass import Emergency, break_glass, review_glass
from youzhang.crisis.actions.refer import Answer, Refer
from youzhang.crisis.models import Concern, EmergencyReading, Referral
from youzhang.kit import clock
from youzhang.ledger.duties import waive
from youzhang.ledger.models import Duty


@act(weight=8)
def follow_up(walk: Walk, draw: Draw) -> str:
    tale = walk.crisis(draw)
    by, reached = walk.somebody(draw, tale), draw.chance(0.7)
    level, when = draw.choice(("", "", *codes.LEVELS)), back_dated(draw, tale.crisis.opened_at)
    given = actions.Contact(draw.code(codes.TELL_WAYS), reached, level, walk.words(by, tale))
    made = actions.follow_up(walk.seen(tale, by), given, **by.acting, **when)
    walk.note(tale, "followed_up", by, made.at, reached=reached, level=level)
    return f"{by} follows {tale} up: reached={reached} level {level or '–'} {when_of(when)}"


@act()
def plan(walk: Walk, draw: Draw) -> str:
    tale = walk.crisis(draw)
    by, day = walk.somebody(draw, tale), clock.today() + timedelta(days=draw.randint(-1, 40))
    actions.plan_follow_up(walk.seen(tale, by), day, **by.acting)
    return f"{by} plans a follow-up of {tale} on {day}"


@act()
def move(walk: Walk, draw: Draw) -> str:
    tale = walk.crisis(draw)
    by, day = walk.somebody(draw, tale), clock.today() + timedelta(days=draw.randint(-1, 200))
    owed = Duty.unscoped.filter(matter=tale.crisis.matter_id, outcome="open").order_by(
        "article", "name", "due"
    )
    duty = draw.one(owed)
    actions.move_follow_up(walk.seen(tale, by), duty, day, "risk_changed", **by.acting)
    return f"{by} moves {duty.article} {duty.name} of {tale} to {day}"


@act(weight=4)
def refer(walk: Walk, draw: Draw) -> str:
    tale = walk.crisis(draw)
    by, when = walk.somebody(draw, tale), back_dated(draw, tale.crisis.opened_at)
    given = Refer("市精神卫生中心", draw.code(codes.TELL_WAYS), walk.words(by, tale))
    made = actions.refer(walk.seen(tale, by), given, **by.acting, **when)
    walk.note(tale, "referred", by, made.at, entry=made.pk)
    return f"{by} refers {tale} {when_of(when)}"


@act(weight=4)
def answer(walk: Walk, draw: Draw) -> str:
    tale = walk.crisis(draw)
    by, code = walk.somebody(draw, tale), draw.code(codes.ANSWERS)
    item: Referral = draw.one(entries_of(Referral, tale))
    when = back_dated(draw, item.at)
    walk.seen(tale, by)
    made = actions.answer_referral(item, Answer(code, "值班医生", walk.words(by, tale)), **by.acting, **when)
    walk.note(tale, "answered", by, made.answered_at, answer=code, entry=item.pk)
    return f"{by} notes the answer in {tale}: {code} {when_of(when)}"


@act(weight=2)
def safety(walk: Walk, draw: Draw) -> str:
    tale = walk.crisis(draw)
    by = walk.somebody(draw, tale)
    given = {name: walk.words(by, tale) for name in codes.SAFETY}
    actions.make_safety_plan(walk.seen(tale, by), given, **by.acting)
    walk.note(tale, "safety_planned", by)
    return f"{by} makes a safety plan in {tale}"


@act(weight=6)
def close(walk: Walk, draw: Draw) -> str:
    tale = walk.crisis(draw)
    by = draw.one(walk.house.heads) if draw.chance(0.7) else draw.one(walk.house.here)
    outcome = draw.code(codes.CLOSINGS)
    crisis = walk.seen(tale, by)
    actions.close_crisis(crisis, outcome, walk.words(by, tale), **by.acting)
    walk.note(tale, "closed", by, outcome=outcome)
    return f"{by} closes {tale}: {outcome}"


@act()
def waive_duty(walk: Walk, draw: Draw) -> str:
    """A head tries to waive what is owed for somebody's life."""
    tale = walk.crisis(draw)
    by = draw.one(walk.house.heads)
    owed = Duty.unscoped.filter(matter=tale.crisis.matter_id, outcome="open").order_by(
        "article", "name", "due"
    )
    duty = draw.one(owed)
    waive(duty, "not_applicable", **by.acting)
    return f"{by} waives {duty.article} {duty.name} of {tale}"


@act(weight=2)
def read_in_emergency(walk: Walk, draw: Draw) -> str:
    """Somebody opens what is not theirs, for three hours; a second person looks at it afterwards."""
    if draw.chance(0.4):
        reading = draw.one(EmergencyReading.unscoped.filter(reviewed_at=None).order_by("at"))
        by = draw.one(walk.house.heads)
        review_glass(reading, sound=True, words="必要", **by.acting)
        if reading.by_id == by.user.pk:
            raise Broken("nobody_reviews_themself", f"{by} reviewed their own emergency reading", walk)
        return f"{by} reviews an emergency reading"
    tale, by = walk.crisis(draw), draw.one(walk.house.here)
    given = Emergency(str(tale.crisis.matter_id), draw.code(codes.GLASS_REASONS), "要跳楼")
    break_glass(given, **by.acting)
    walk.note(tale, "glass", by, second=by)
    return f"{by} reads {tale} in an emergency"


@act(weight=1)
def concern(walk: Walk, draw: Draw) -> str:
    """Anybody raises one, and a head decides what follows."""
    if draw.chance(0.5):
        kind = draw.code(codes.CONCERNS)
        raise_concern(
            walk.house.centre,
            NewConcern(kind, "有人打孩子", draw.chance(0.5)),
            by=draw.one(walk.house.here).user,
        )
        return f"a concern is raised: {kind}"
    waiting = Concern.unscoped.filter(decided_at=None).select_related("matter__centre").order_by("at")
    one, by = draw.one(waiting), draw.one(walk.house.heads)
    step = draw.code(codes.CONCERN_STEPS)
    decide_concern(one, step, "核实过了，具体情况已经写明，没有事实依据。", **by.acting)
    return f"{by} decides a concern: {step}"
