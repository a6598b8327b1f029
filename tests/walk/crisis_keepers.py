"""Who has the person safe, and let them go again; who agrees that a guardian is left out; what follows an end."""

from __future__ import annotations

from tests.builders import viewing
from tests.walk.history import entries_of
from tests.walk.walker import Walk, act
from tests.walk.world import Draw, back_dated, when_of
from youzhang.crisis import actions, codes
from youzhang.crisis.actions.keepers import Said, keepers_of
from youzhang.crisis.models import Telling


@act(weight=3)
def confirm(walk: Walk, draw: Draw) -> str:
    """Police or ambulance took it down, or have the person."""
    tale = walk.crisis(draw)
    by, when = walk.somebody(draw, tale), back_dated(draw, tale.crisis.opened_at)
    given = Said(
        draw.code(codes.KEEPERS), draw.code(codes.CONFIRMED), "值班民警", draw.choice(("", "110-0042"))
    )
    made = actions.confirm(walk.seen(tale, by), given, **by.acting, **when)
    walk.note(tale, "confirmed" if given.what == "has_them" else "numbered", by, made.at, to=given.by_whom)
    return f"{given.by_whom} confirm in {tale}: {given.what} {when_of(when)}"


@act()
def send_back(walk: Walk, draw: Draw) -> str:
    """They had the person and have them no more."""
    tale = walk.crisis(draw)
    by = walk.somebody(draw, tale)
    keeper = draw.one(keepers_of(walk.seen(tale, by)))
    made = actions.note_sent_back(walk.seen(tale, by), keeper, walk.words(by, tale), **by.acting)
    walk.note(tale, "sent_back", by, made.at)
    return f"{tale}: somebody sends the person back"


@act(weight=3)
def second_left_out(walk: Walk, draw: Draw) -> str:
    """Somebody else looks at why a guardian is not told."""
    tale = walk.crisis(draw)
    by, agree = walk.somebody(draw, tale), draw.chance(0.7)
    told: Telling = draw.one(one for one in entries_of(Telling, tale) if one.outcome in {"skipped", "none"})
    walk.seen(tale, by)
    actions.second_left_out(told, agree=agree, words=walk.words(by, tale), **by.acting)
    walk.note(tale, "seconded", by, agree=agree, entry=told.pk, author=walk.house.member(told.by_id))
    return f"{by} {'agrees' if agree else 'does not agree'} that the guardian is left out of {tale}"


@act()
def open_again(walk: Walk, draw: Draw) -> str:
    """A new sign after the end: one press."""
    tale = draw.one(one for one in walk.tales if one.last("closed"))
    by = walk.somebody(draw, tale)
    crisis = walk.seen(tale, by)
    with walk.must_pass("alarm_is_never_refused", f"{by} opens {tale} again"):
        actions.open_again(crisis, by=viewing(by.user), words="又说想死")
    return f"{by} opens {tale} again"


@act()
def look_again(walk: Walk, draw: Draw) -> str:
    tale = draw.one(one for one in walk.tales if one.last("closed", outcome="untraced"))
    by, sign = walk.somebody(draw, tale), draw.chance(0.3)
    actions.look_again(walk.seen(tale, by), sign=sign, words=walk.words(by, tale), **by.acting)
    return f"{by} looks for {tale} again: sign={sign}"


@act()
def join(walk: Walk, draw: Draw) -> str:
    """Two crises of one person become one."""
    tale, into = walk.crisis(draw), walk.crisis(draw)
    if tale is into:
        into = draw.one(one for one in walk.open_tales() if one is not tale)
    by = draw.one(walk.house.heads)
    level = tale.row.level
    actions.join(walk.seen(tale, by), walk.seen(into, by), walk.words(by, tale), **by.acting)
    walk.note(tale, "closed", by, outcome="joined", into=into)
    walk.note(into, "heard", by, level=level, thoughts=tale.is_suicidal)
    into.events += [one for one in tale.events if one.what == "assessed"]
    return f"{by} joins {tale} to {into}"
