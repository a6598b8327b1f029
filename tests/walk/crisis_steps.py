"""The first hour step by step, what was added and read, an end of the follow-ups that two agree on."""

from __future__ import annotations

from tests.builders import viewing
from tests.walk.history import entries_of
from tests.walk.walker import Walk, act
from tests.walk.world import Draw, back_dated
from youzhang.crisis import actions, codes
from youzhang.crisis.models import Lowering


@act(weight=3)
def keep_safe(walk: Walk, draw: Draw) -> str:
    """Who stays, where the means are, who was called."""
    tale = walk.crisis(draw)
    by, step = walk.somebody(draw, tale), draw.code(codes.STEPS)
    given = actions.Kept(step, "姨妈", draw.code(codes.CALLS), walk.words(by, tale))
    made = actions.keep_safe(
        walk.seen(tale, by), given, **by.acting, **back_dated(draw, tale.crisis.opened_at)
    )
    walk.note(tale, "kept_safe", by, made.at, step=step)
    return f"{by} keeps the person of {tale} safe: {step} {given.outcome if step == 'call' else ''}"


@act()
def note_heard(walk: Walk, draw: Draw) -> str:
    tale = walk.crisis(draw)
    by = walk.somebody(draw, tale)
    actions.note_heard(walk.seen(tale, by), **by.acting)
    walk.note(tale, "read", by)
    return f"{by} has read what was added to {tale}"


@act(weight=3)
def end_of_watch(walk: Walk, draw: Draw) -> str:
    """One asks that the follow-ups end, a second agrees or not; also after it was closed."""
    tale = walk.crisis(draw, closed=0.5)
    waiting = [one for one in entries_of(Lowering, tale) if one.what == "watch" and one.agreed is None]
    if waiting and draw.chance(0.7):
        asked, agree = draw.one(waiting), draw.chance(0.8)
        by = walk.house.member(asked.second_id) or draw.one(walk.house.here)
        walk.seen(tale, by)
        actions.answer_end_of_watch(asked, agree=agree, words=walk.words(by, tale), by=viewing(by.user))
        walk.note(tale, "watch_answered", by, agree=agree, asked=walk.house.member(asked.by_id))
        return f"{by} answers that the follow-ups of {tale} end: {agree}"
    by, second = walk.somebody(draw, tale), draw.one(walk.house.here)
    actions.ask_end_of_watch(walk.seen(tale, by), walk.words(by, tale), second.user, **by.acting)
    walk.note(tale, "watch_asked", by, second=second)
    return f"{by} asks {second} that the follow-ups of {tale} end"
