"""Plots that still run when the story ends: what staff find waiting on their pages."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from youzhang.casework import actions
from youzhang.casework.models import CasePlan, Commented, Referral
from youzhang.kit import clock
from youzhang.life.cases.exits import confer
from youzhang.life.cases.telling import Plot, Told, in_days, talk, words
from youzhang.life.founding import viewing
from youzhang.life.pen import a_signature
from youzhang.premises.models import Partner

ALWAYS = 60


def is_protected(told: Told) -> Plot:
    """A child whose father is suspected: he is kept out, grandmother is called, the supervisor reads along."""
    yield from told.begin(2)
    if told.case.file.guardian:
        given = actions.Protection(True, talk("kept_out"), talk("safe"))
        actions.protect(told.case, given, **told.acting())
    for name, relation, closeness in zip(
        words()["relatives"], ("mother", "grandparent", "teacher"), ("plain", "close", "close"), strict=True
    ):
        around = actions.Around(relation, name, closeness, lives_along=relation != "teacher")
        actions.note_relative(told.case, around, **told.acting())
    for n, level in enumerate((2, 2, 1, 1) + (1,) * ALWAYS):
        session = told.book(7)
        yield clock.day_of(session.starts_at)
        note = told.note(session, level)
        if n == 1:
            actions.keep_process_note(session, words()["private"], **told.acting())
        if n in {1, 3}:
            yield in_days(1)
            _comment(told, note, n % 2)
            actions.note_comments_read(told.case, **told.acting())
        if n == 4:
            _comment(told, CasePlan.unscoped.filter(case=told.case).latest("edition"), 2)
        if n == 3:
            told.review("partly", "open")


def is_handed_on(told: Told) -> Plot:
    """Sessions called off and missed; then the case goes to the second counsellor."""
    yield from told.begin()
    yield from told.meet(0, 0)
    called_off = told.book(6)
    yield in_days(2)
    actions.cancel_session(called_off, "client", **told.acting())
    called_off = told.book(6)
    yield in_days(1)
    actions.cancel_session(called_off, "centre", "client", **told.acting())
    missed = told.book(5)
    yield clock.day_of(missed.starts_at)
    actions.miss_session(missed, **told.acting())
    to = told.place.staff["counsellor2"]
    transfer = actions.ask_transfer(told.case, actions.HandOn(to, talk("hand_on")), **told.acting())
    yield in_days(1)
    told.case = actions.accept_transfer(transfer, by=viewing(to))
    told.caseworker = to
    yield from told.meet(*(0,) * ALWAYS)


def is_referred(told: Told) -> Plot:
    """Four referrals: carried out, refused, taken back when the consent was, and one that waits; the first goes out
    without consent; violence was told of and no crisis opened: a head looks at both."""
    yield from told.begin(1, "violence", "averted")
    session = told.book(7)
    yield clock.day_of(session.starts_at)
    told.note(session, 1)
    done, refused = _refer(told, "medical", "life"), _refer(told, "social")
    yield in_days(1)
    told.look()
    yield in_days(1)
    _act(told, done, accept="accepted")
    _act(told, refused, refuse="refused")
    yield from told.meet(1)
    _act(told, done, follow="done", done="done")
    withdrawn = _refer(told, "counselling")
    yield in_days(2)
    _act(told, withdrawn, withdraw="withdrawn", told="stopped")
    actions.keep_paper(told.case, a_signature(Random(told.number)), "情绪日记.png", **told.acting())
    yield from told.meet(1, 0)
    _refer(told, "medical")
    yield from told.meet(*(0,) * ALWAYS)


def is_read_by_others(told: Told) -> Plot:
    """A child's file that a colleague was let into for two days; another asks, and is not answered yet."""
    yield from told.begin()
    other = told.place.staff["counsellor2"]
    number = told.case.matter.number
    asked = actions.ask_access(told.place.centre, number, "stands_in", talk("access"), by=viewing(other))
    yield in_days(1)
    if asked:
        actions.grant_access(asked, 48, **told.acting("department_head"))
    yield from told.meet(0, 0, 0)
    third = told.place.one("specialist")
    actions.ask_access(told.place.centre, number, "complaint", talk("audit"), by=viewing(third))
    yield from told.meet(*(0,) * ALWAYS)


def has_asked_to_go(told: Told) -> Plot:
    """The wish is reported; the head of the service has not acknowledged it yet."""
    yield from told.begin()
    yield from told.meet(0)
    leaving = actions.wish_to_leave(told.case, "wish", talk("wish"), **told.acting())
    yield in_days(1)
    actions.take_step(leaving, "report", actions.Taken("", talk("report")), **told.acting())


def waits_for_a_conference(told: Told) -> Plot:
    """An exit for safety is contested; the conference with the deputy head is called and still ahead."""
    yield from told.begin(1)
    yield from told.meet(2)
    leaving = actions.propose_exit(told.case, "threat", talk("threat"), **told.acting())
    actions.take_step(leaving, "client", actions.Taken("face", talk("told")), **told.acting())
    actions.take_step(leaving, "contest", actions.Taken("", talk("contest")), **told.acting())
    yield in_days(2)
    next(confer(told, leaving, "strategy"))


def waits_for_an_answer(told: Told) -> Plot:
    """Handed on to a colleague who has not answered."""
    yield from told.begin()
    to = told.place.staff["counsellor2"]
    actions.ask_transfer(told.case, actions.HandOn(to, talk("hand_on")), **told.acting())
    told.book(5)
    called_off = told.book(8)
    yield in_days(5)
    actions.cancel_session(called_off, "centre", "later", **told.acting())


def asks_for_a_copy(told: Told) -> Plot:
    """The client asks for a copy; a referral waits for consent; bullying told of, without a crisis, waits for the look
    of a second person."""
    yield from told.begin(0, "bullying", "safe")
    actions.ask_right(told.case, actions.Asked("copy", "client", "session", talk("copy")), **told.acting())
    _draft(told, "legal")
    session = told.book(5)
    yield clock.day_of(session.starts_at)
    told.note(session)
    yield from told.meet(*(0,) * ALWAYS)


def has_begun(told: Told) -> Plot:
    """Just opened: the first interview is owed."""
    yield clock.today() + timedelta(days=ALWAYS)


def _comment(told: Told, document: Commented, which: int) -> None:
    actions.comment(document, words()["comments"][which], **told.acting("supervisor"))


def _draft(told: Told, kind: str) -> Referral:
    hospital = Partner.unscoped.filter(centre=told.place.centre, kind="hospital").first()
    to = {"partner": hospital} if kind == "medical" else {"body": words()["bodies"][kind]}
    given = actions.NewReferral(kind, "phone", talk("refer"), talk("summary"), **to)
    return actions.make_referral(told.case, given, **told.acting())


def _refer(told: Told, kind: str, alone: str = "") -> Referral:
    """Send a card, with consent or `alone`, by the reason why nobody was asked."""
    referral = _draft(told, kind)
    who = alone or ("guardian" if told.case.file.guardian else "client")
    done = actions.Done(who, talk(alone or "agreed"))
    actions.act_on_referral(referral, "consent", done, **told.acting())
    return actions.act_on_referral(referral, "send", actions.Done(), **told.acting())


def _act(told: Told, referral: Referral, /, **steps: str) -> None:
    for name, say in steps.items():
        actions.act_on_referral(referral, name, actions.Done(words=talk(say)), **told.acting())
