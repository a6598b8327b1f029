"""What takes a second person: a lower level, a hand-over, reviews."""

from __future__ import annotations

from tests.builders import viewing
from tests.walk.history import Tale, entries_of
from tests.walk.walker import Walk, act
from tests.walk.world import Draw, Member, NotNow
from youzhang.crisis import actions, codes
from youzhang.crisis.actions.locking import may_be_asked
from youzhang.crisis.models import Crisis, HandOver, LookBack, Lowering, ReviewComment, Telling


@act(weight=4)
def ask_lowering(walk: Walk, draw: Draw) -> str:
    tale = walk.crisis(draw)
    by, level = walk.somebody(draw, tale), draw.choice(("0", "0", "1", "2", "3"))
    crisis = walk.seen(tale, by)
    second = _colleague(walk, draw, crisis)
    actions.ask_lowering(crisis, level, walk.words(by, tale), second.user, **by.acting)
    walk.note(tale, "lowering_asked", by, level=level, second=second)
    return f"{by} asks {second} to agree to level {level} in {tale}"


@act(weight=6)
def lower(walk: Walk, draw: Draw) -> str:
    tale = walk.crisis(draw)
    asked: Lowering = draw.one(entries_of(Lowering, tale))
    second = walk.house.member(asked.second_id)
    by = second if second and draw.chance(0.8) else draw.one(walk.house.here)
    agree = draw.chance(0.8)
    walk.seen(tale, by)
    actions.answer_lowering(asked, agree=agree, words=walk.words(by, tale), by=viewing(by.user))
    walk.note(
        tale, "lowering_answered", by, agree=agree, level=asked.level, asked=walk.house.member(asked.by_id)
    )
    return f"{by} {'agrees' if agree else 'does not agree'} to level {asked.level} in {tale}"


@act(weight=3)
def hand_over(walk: Walk, draw: Draw) -> str:
    tale = walk.crisis(draw)
    by = walk.somebody(draw, tale)
    crisis = walk.seen(tale, by)
    to = _colleague(walk, draw, crisis)
    actions.hand_over(crisis, to.user, walk.words(by, tale), **by.acting)
    walk.note(tale, "handed_over", by, to=to)
    return f"{by} hands {tale} over to {to}"


@act(weight=4)
def answer_hand_over(walk: Walk, draw: Draw) -> str:
    tale = walk.crisis(draw)
    given: HandOver = draw.one(entries_of(HandOver, tale))
    to = walk.house.member(given.to_id)
    by = to if to and draw.chance(0.8) else draw.one(walk.house.here)
    walk.seen(tale, by)
    if draw.chance(0.2):
        actions.decline_hand_over(given, walk.words(by, tale), by=viewing(by.user))
        return f"{by} declines {tale}"
    if draw.chance(0.2):
        actions.take_hand_over_back(given, **by.acting)
        return f"{by} takes the hand-over of {tale} back"
    override = draw.code(codes.OVERRIDES) if draw.chance(0.5) else ""
    actions.accept_hand_over(given, override=override, words=walk.words(by, tale), **by.acting)
    walk.note(tale, "accepted", by, override=override)
    return f"{by} accepts {tale} {override}"


@act(weight=3)
def review(walk: Walk, draw: Draw) -> str:
    """Overrides, disclosures, the look back and its comment: by heads mostly, also once it is closed."""
    tale = walk.crisis(draw, closed=0.5)
    by = draw.one(walk.house.heads) if draw.chance(0.6) else draw.one(walk.house.here)
    kind = draw.one(REVIEWS)
    return REVIEWS[kind](walk, draw, tale, walk.seen(tale, by), by)


def _override(walk: Walk, draw: Draw, tale: Tale, crisis: Crisis, by: Member) -> str:
    actions.review_override(crisis, sound=draw.chance(0.7), **by.acting)
    walk.note(tale, "override_reviewed", by)
    return f"{by} reviews the override of {tale}"


def _disclosure(walk: Walk, draw: Draw, tale: Tale, _crisis: Crisis, by: Member) -> str:
    told: Telling = draw.one(entries_of(Telling, tale))
    actions.review_telling(told, walk.words(by, tale), **by.acting)
    walk.note(tale, "disclosure_reviewed", by, entry=told.pk)
    return f"{by} reviews what was told in {tale}"


def _look_back(walk: Walk, _draw: Draw, tale: Tale, crisis: Crisis, by: Member) -> str:
    if not tale.last("closed"):
        raise NotNow
    actions.look_back(crisis, {"change": walk.words(by, tale)}, **by.acting)
    return f"{by} looks back on {tale}"


def _ask_supervisor(walk: Walk, draw: Draw, tale: Tale, crisis: Crisis, by: Member) -> str:
    one = draw.one(walk.house.of("supervisor"))
    actions.ask_supervisor(crisis, one.user, **by.acting)
    walk.note(tale, "supervisor_asked", by, second=one)
    return f"{by} asks {one} to comment {tale}"


def _comment(walk: Walk, draw: Draw, tale: Tale, _crisis: Crisis, _by: Member) -> str:
    review, one = draw.one(entries_of(LookBack, tale)), draw.one(walk.house.of("supervisor"))
    walk.seen(tale, one)
    actions.comment_review(review, walk.words(one, tale), **one.acting)
    return f"{one} comments the review of {tale}"


def _comment_read(walk: Walk, draw: Draw, tale: Tale, _crisis: Crisis, by: Member) -> str:
    comment: ReviewComment = draw.one(entries_of(ReviewComment, tale))
    actions.note_comment_read(comment, **by.acting)
    return f"{by} has read the comment in {tale}"


REVIEWS = {
    "override": _override, "disclosure": _disclosure, "look_back": _look_back, "ask_supervisor": _ask_supervisor,
    "comment": _comment, "comment_read": _comment_read,
}  # fmt: skip


def _colleague(walk: Walk, draw: Draw, crisis: Crisis) -> Member:
    """One whom the form offers, mostly; at times anybody."""
    asked = {user.pk for user in may_be_asked(crisis)}
    offered = [one for one in walk.house.members if one.user.pk in asked]
    return draw.one(offered if offered and draw.chance(0.9) else walk.house.here)
