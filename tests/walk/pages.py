"""What the pages of a crisis show: they open, offer what the house then takes, and keep others' words from readers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from tests.builders import signed_in
from tests.walk.crisis_first import CALM
from tests.walk.history import Tale
from tests.walk.walker import Broken, Walk
from tests.walk.world import HEADS, Draw, Member
from youzhang.crisis import actions, codes
from youzhang.crisis.actions.refer import Refer
from youzhang.crisis.models import Crisis
from youzhang.kit import clock
from youzhang.kit.refused import Refused, why_not

OFTEN = 0.05
FOLLOWED = 5
LINK = r'href="(%s/([a-z-]+)(?:\?[^"]*)?)"'
# Who answers for every crisis; the last two once a duty that waits has called them.
READERS = HEADS | {"service_head", "deputy_head"}
BESIDES = {"printed", "sheet"}


def look(walk: Walk) -> Iterator[Broken]:
    """One crisis as one of the house sees it; seldom, for a page costs more than an act."""
    draw = Draw(f"{walk.seed}/{walk.n}/page")
    if not walk.tales or not draw.chance(OFTEN):
        return
    tale = draw.one(walk.tales[-4:])
    row = tale.row
    near = [one for one in walk.house.here if one.user.pk in {row.lead_id, row.opened_by_id}]
    member = draw.one([*near, *near, *near, *walk.house.here])
    # What a look writes (who opened what, when) is no part of the walk.
    with transaction.atomic():
        found = list(_look(walk, draw, tale, member))
        transaction.set_rollback(True)
    yield from found


def _look(walk: Walk, draw: Draw, tale: Tale, member: Member) -> Iterator[Broken]:
    at = f"/work/crises/{tale.crisis.matter_id}"
    client = signed_in(Client(headers={"accept-language": "zh-hans"}), member.user)
    page = client.get(at)
    seen = why_not(lambda: walk.seen(tale, member)) is None
    if page.status_code not in ({200} if seen else {404, 302}):
        yield Broken("the_pages_open", f"{member} gets {page.status_code} for {tale}", walk)
    if page.status_code != 200:
        return
    text = page.content.decode()
    yield from _reads_nothing_of_others(walk, tale, member, text)
    links = {name.replace("-", "_"): href.replace("&amp;", "&") for href, name in re.findall(LINK % at, text)}
    for name, href in draw.sample(sorted(links.items()), min(FOLLOWED, len(links))):
        answer = client.get(href)
        if answer.status_code != 200:
            why = (
                f"{member} is offered {name} in {tale} and gets {answer.status_code} {_said(client, answer)}"
            )
            yield Broken("the_pages_open", why, walk)
        elif name in BESIDES:
            yield from _reads_nothing_of_others(walk, tale, member, answer.content.decode())
    yield from _takes_what_it_offers(walk, tale, member, set(links))


def _said(client: Client, answer: HttpResponse) -> str:
    """What the page says to which one is sent back."""
    if answer.status_code != 302:
        return ""
    text = client.get(answer.url).content.decode()  # type: ignore[attr-defined]
    return " ".join(re.findall(r'class="[^"]*(?:callout|message|toast)[^"]*"[^>]*>(.*?)</', text, re.DOTALL))[
        :300
    ]


def _has_part(walk: Walk, tale: Tale, member: Member) -> bool:
    """Whether they have more to do with it than to have opened it: by leading, heading, being asked, reading."""
    for one in [member, *walk.house.acts_for(member, clock.today())]:
        if one in tale.leads or one.roles & READERS:
            return True
        if any(one is event.said.get("second") or one is event.said.get("to") for event in tale.events):
            return True
    return False


def reads_of_others(tale: Tale, member: Member) -> list[str]:
    """Words of others that this person reads on the page."""
    client = signed_in(Client(headers={"accept-language": "zh-hans"}), member.user)
    text = client.get(f"/work/crises/{tale.crisis.matter_id}").content.decode()
    return [said for said, by in tale.tokens.items() if by is not member and said in text]


def _reads_nothing_of_others(walk: Walk, tale: Tale, member: Member, text: str) -> Iterator[Broken]:
    """Psych:7: whoever only opened it, or only sees its frame, reads what they wrote themself."""
    if _has_part(walk, tale, member):
        return
    others = [said for said, by in tale.tokens.items() if by is not member and said in text]
    if others:
        yield Broken("only_who_has_a_part_reads", f"{member} reads of others in {tale}: {others[:3]}", walk)


# A good answer to each step that needs no entry: what is offered is then taken.
GOOD: dict[str, Any] = {
    "assess": lambda crisis, who: actions.assess(crisis, actions.Assessed(CALM, "0"), **who),
    "tell": lambda crisis, who: actions.tell(
        crisis, actions.Tell("police", "told", "phone", "值班民警", "需要出警"), **who
    ),
    "more": lambda crisis, who: actions.add_known(crisis, actions.Told(words="又打来一次"), **who),
    "follow_up": lambda crisis, who: actions.follow_up(crisis, actions.Contact("phone", True), **who),
    "refer": lambda crisis, who: actions.refer(crisis, Refer("精神卫生中心", "phone", "请接诊"), **who),
    "safety": lambda crisis, who: actions.make_safety_plan(
        crisis, dict.fromkeys(codes.SAFETY, "写了"), **who
    ),
    "plan": lambda crisis, who: actions.plan_follow_up(crisis, clock.today() + timedelta(days=1), **who),
    "harm": lambda crisis, who: actions.check_harm(crisis, [], report=True, words="没有", **who),
    "path": lambda crisis, who: actions.choose_path(crisis, "emergency", **who),
    "take": lambda crisis, who: actions.take_crisis(crisis, override="nobody_else", words="只有我", **who),
}


def _takes_what_it_offers(walk: Walk, tale: Tale, member: Member, offered: set[str]) -> Iterator[Broken]:
    for name in sorted(offered & set(GOOD)):
        if name == "take" and member.is_volunteer:
            continue
        if refused := _tried(lambda name=name: GOOD[name](walk.seen(tale, member), member.acting)):  # type: ignore[misc]
            yield Broken("what_is_offered_is_taken", f"{member} is offered {name} in {tale}: {refused}", walk)
    if tale.row.closed_at is None:
        closes = list(_closing(walk, tale, member))
        if ("close" in offered) != bool(closes):
            why = f"{member} {'is' if 'close' in offered else 'is not'} offered to close {tale}, and could as {closes}"
            yield Broken("what_is_offered_is_taken", why, walk)


def _closing(walk: Walk, tale: Tale, member: Member) -> Iterator[str]:
    """The ends that this person could take now."""
    crisis: Crisis = walk.seen(tale, member)
    for outcome in codes.CLOSINGS:
        if not _tried(lambda outcome=outcome: actions.close_crisis(crisis, outcome, "稳定", **member.acting)):  # type: ignore[misc]
            yield outcome


def _tried(deed: Any) -> Refused | None:
    """Do it and take it back; what stood in its way."""
    with transaction.atomic():
        refused = why_not(deed)
        transaction.set_rollback(True)
    return refused
