"""The first hours of a crisis, by whoever happens to act, with answers by chance."""

from __future__ import annotations

from typing import Any

from tests.walk.history import Tale
from tests.walk.walker import Walk, act
from tests.walk.world import Draw, NotNow, back_dated, when_of
from youzhang.crisis import actions, codes
from youzhang.kit import clock

CALM: dict[str, Any] = dict.fromkeys(codes.FLAGS, "no") | dict.fromkeys(
    ("ideation", "plan", "behaviour"), "none"
)


@act(weight=4)
def open_one(walk: Walk, draw: Draw) -> str:
    """Anybody opens one, about somebody on file or nobody knows whom; nothing may stand in the way."""
    if len(walk.open_tales()) > 4 and not draw.chance(0.1):
        raise NotNow
    by = draw.one(walk.house.here) if draw.chance(0.95) else None
    resident = draw.one(walk.house.residents) if draw.chance(0.7) else None
    reason = draw.code(codes.REASONS) if draw.chance(0.4) else draw.code(codes.SUICIDAL)
    words, minor = walk.words(by), draw.choice((True, False, None, None))
    who = "" if resident or draw.chance(0.6) else "小雨"
    told = actions.Told(who, "", "江边" if draw.chance(0.5) else "", words, minor)
    chosen = {"source": draw.code(codes.SOURCES), "route": draw.code(codes.ROUTES)}
    with walk.must_pass("alarm_is_never_refused", f"{by} opens a crisis"):
        crisis = actions.open_crisis(
            walk.house.centre, resident.person.subject if resident else None, reason=reason, by=by and by.user,
            told=told, **chosen,
        )  # fmt: skip
    tale = Tale(crisis, resident)
    tale.tokens[words] = by
    walk.tales.append(tale)
    walk.note(tale, "opened", by, reason=reason, minor=minor, who=who)
    return f"{by} opens {tale} about {resident or who or 'nobody knows whom'}: {reason}"


@act(weight=6)
def take(walk: Walk, draw: Draw) -> str:
    tale = walk.crisis(draw)
    by = (
        draw.one(walk.house.here)
        if draw.chance(0.5)
        else draw.one(walk.house.of("counsellor", "support_worker"))
    )
    override = draw.code(codes.OVERRIDES) if draw.chance(0.5) else ""
    crisis = walk.seen(tale, by)
    waits = crisis.lead_id is None and crisis.closed_at is None

    def taken() -> None:
        actions.take_crisis(crisis, override=override, words=walk.words(by, tale), **by.acting)

    if waits and by.is_qualified(clock.now()):
        with walk.must_pass("a_trained_one_takes_it", f"{by} takes {tale}"):
            taken()
    else:
        taken()
    if waits:
        walk.note(tale, "taken", by, override=override)
    return f"{by} takes {tale} {override}"


@act(weight=2)
def more(walk: Walk, draw: Draw) -> str:
    tale = walk.crisis(draw)
    by, words = walk.somebody(draw, tale), walk.words(None)
    told = actions.Told(
        draw.choice(("", "", "小雨", "穿红衣的女孩")), "", "", words, draw.choice((True, False, None)),
        draw.chance(0.2), draw.choice((None, None, clock.today().replace(year=2009), clock.today().replace(year=1990))),
    )  # fmt: skip
    actions.add_known(walk.seen(tale, by), told, **by.acting)
    tale.tokens[words] = by
    walk.note(tale, "more_known", by, nameless=told.nameless, who=told.who)
    return (
        f"{by} adds to {tale}: {told.who or '–'} nameless={told.nameless} minor={told.minor} born={told.born}"
    )


def answers(draw: Draw) -> dict[str, Any]:
    """Calm at times, else anything, also what nobody asked."""
    if draw.chance(0.35):
        return CALM | {"ideation": draw.choice(("none", "none", "passive"))}
    rare = {name: draw.choices(("no", "yes", codes.NOT_ASKED), (84, 12, 4))[0] for name in codes.FLAGS}
    return rare | {
        "ideation": draw.code(codes.IDEATION),
        "plan": draw.choice(("none", "none", *codes.PLANS)),
        "behaviour": draw.choice(("none", "none", "none", *codes.BEHAVIOUR)),
    }


@act(weight=8)
def assess(walk: Walk, draw: Draw) -> str:
    tale = walk.crisis(draw)
    by, given = walk.somebody(draw, tale), answers(draw)
    level = draw.choice(("0", "0", "1", "2", "3", "4"))
    path = draw.choice(("", "", *codes.PATHS))
    when, words = back_dated(draw, tale.crisis.opened_at), walk.words(by, tale)
    made = actions.assess(
        walk.seen(tale, by), actions.Assessed(given, level, path, words), **by.acting, **when
    )
    walk.note(tale, "assessed", by, made.at, answers=given, level=level, path=path)
    if path:
        walk.note(tale, "path", by, made.at, path=path)
    said = {name: value for name, value in given.items() if value not in ("none", "no")}
    return f"{by} assesses {tale}: {said} level {level} path {path or '–'} {when_of(when)}"


@act(weight=2)
def path(walk: Walk, draw: Draw) -> str:
    tale = walk.crisis(draw)
    by, way = walk.somebody(draw, tale), draw.code(codes.PATHS)
    actions.choose_path(walk.seen(tale, by), way, **by.acting)
    walk.note(tale, "path", by, path=way)
    return f"{by} chooses {way} for {tale}"


@act(weight=10)
def tell(walk: Walk, draw: Draw) -> str:
    """Any recipient with any outcome and reason."""
    tale = walk.crisis(draw)
    by, to = walk.somebody(draw, tale), draw.code(codes.TOLD)
    outcome = draw.choice(("told", "told", "not_reached", *codes.TELL_OUTCOMES))
    reasons = {"skipped": codes.GUARDIAN_SKIPPED, "none": codes.GUARDIAN_NONE}
    reason = draw.code(reasons[outcome]) if outcome in reasons else ""
    crisis = walk.seen(tale, by)
    suspect = None
    if reason == "suspected" and tale.resident and tale.resident.guardians and draw.chance(0.8):
        suspect = tale.resident.guardians[0]
    when = back_dated(draw, tale.crisis.opened_at)
    person = suspect.name if suspect else "接电话的人"
    more = {"number": draw.choice(("", "110-0042")), "instead": draw.code(codes.INSTEAD)}
    given = actions.Tell(
        to, outcome, draw.code(codes.TELL_WAYS), person, walk.words(by, tale), reason, **more
    )
    made = actions.tell(crisis, given, suspect=suspect and suspect.subject, **by.acting, **when)
    walk.note(tale, f"tell_{outcome}", by, made.at, to=to, reason=reason, entry=made.pk, suspect=suspect)
    return f"{by} tells {to} of {tale}: {outcome} {reason} {suspect.name if suspect else ''} {when_of(when)}"


@act(weight=2)
def lift(walk: Walk, draw: Draw) -> str:
    suspected = [tale for tale in walk.tales if tale.last("tell_skipped", reason="suspected")]
    tale = draw.one(suspected)
    by = draw.one(walk.house.heads) if draw.chance(0.8) else draw.one(walk.house.here)
    actions.lift_suspicion(walk.seen(tale, by), walk.words(by, tale), **by.acting)
    walk.note(tale, "lifted", by)
    return f"{by} lifts the suspicion in {tale}"


@act(weight=2)
def check_harm(walk: Walk, draw: Draw) -> str:
    tale = walk.crisis(draw)
    by = walk.somebody(draw, tale)
    found = [code for code in codes.SITUATIONS if draw.chance(0.06)]
    report = draw.chance(0.3)
    words = walk.words(by, tale)
    actions.check_harm(walk.seen(tale, by), found, report=report, words=words, **by.acting)
    walk.note(tale, "harm_checked", by, report=report)
    return f"{by} checks {tale} for harm: {found} report={report}"
