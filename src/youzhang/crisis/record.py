"""The complete record of a crisis, in order: what happened, and, for who may read it, what was said."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youzhang.accounts.viewer import Viewer
from youzhang.crisis import codes
from youzhang.crisis.queries import File, series_of
from youzhang.crisis.record_lines import (
    Line,
    Pairs,
    assessed_lines,
    confirmation_lines,
    look_lines,
    name_of,
    sent_back_lines,
    telling_lines,
)
from youzhang.kit.ids import duty_identity
from youzhang.ledger.decided import decisions_in
from youzhang.ledger.models import Fact
from youzhang.ledger.registry import vocabulary
from youzhang.rulebook.decisions import ESCALATED, EXTENDED, REASSIGNED
from youzhang.web.wording import day

# Fact kinds that an entry tells better, once one may read it.
TOLD_BY_ENTRIES = {
    "crisis.more_known", "crisis.assessed", "crisis.lowering_asked", "crisis.level_lowered", "crisis.lowering_refused",
    "crisis.guardian_told", "crisis.guardian_skipped", "crisis.guardian_none", "crisis.authority_told",
    "crisis.police_told", "crisis.civil_affairs_told", "crisis.ambulance_told", "crisis.other_told",
    "crisis.not_reached", "crisis.disclosure_reviewed", "crisis.harm_checked", "crisis.referral_sent",
    "crisis.referral_answered", "crisis.safety_planned", "crisis.followed_up", "crisis.handed_over",
    "crisis.hand_over_accepted", "crisis.reviewed", "crisis.suspicion_lifted",
    "crisis.education_told", "crisis.confirmed", "crisis.sent_back", "crisis.looked_again",
    "crisis.left_out_seconded", "crisis.commented", "crisis.comment_read", "crisis.hand_over_declined",
    "crisis.hand_over_taken_back", "crisis.step_taken", "crisis.watch_end_asked", "crisis.watch_ended",
    "crisis.watch_kept",
}  # fmt: skip
# What whoever raised the alarm sees of others.
WHO_HAS_IT = {"crisis.taken", "crisis.hand_over_accepted", "crisis.closed"}


def lines_of(viewer: Viewer, file: File) -> list[Line]:
    """Oldest first."""
    entered = [line for name, told in TELLERS.items() for one in file.of(name) for line in told(one)]
    handed = {
        (str(duty_identity("psych:15.3a", "accept", one.pk)), one.data["to"], one.at)
        for one in file.facts
        if one.kind == "crisis.handed_over"
    }
    mine = viewer.user_id if file.only_opened else None
    facts = [
        fact
        for fact in file.facts
        if not (file.let_in and fact.kind in TOLD_BY_ENTRIES)
        and (mine is None or fact.by_id == mine or fact.kind in WHO_HAS_IT)
        and not (fact.kind == REASSIGNED and (fact.data["duty"], fact.data["to"], fact.at) in handed)
    ]
    decided = decisions_in(viewer, facts)
    told = (_from_fact(fact, decided.get(fact.pk), file) for fact in facts)
    return sorted([*told, *entered], key=lambda line: line.at)


def folded(lines: Sequence[Line]) -> list[Line]:
    """As the page shows them: of a chain of escalation the last step, which opens those before it."""
    chains: dict[str, list[Line]] = {}
    for line in lines:
        if line.chain:
            chains.setdefault(line.chain, []).append(line)
    return [
        replace(line, before=chains[line.chain][:-1]) if line.chain else line
        for line in lines
        if not line.chain or line is chains[line.chain][-1]
    ]


def _from_fact(fact: Fact, decided: Pairs | None, file: File) -> Line:
    """`decided`: what was decided about a duty; None: the fact tells of something else."""
    words = _WORDS | (_FOR_READERS if file.reads else {})
    pairs = [
        (words[name][0], _said(value, words[name][1])) for name, value in fact.data.items() if name in words
    ]
    who = name_of(fact.by) if fact.by else _("by itself")
    chain = str(fact.data["duty"]) if fact.kind == ESCALATED else ""
    return Line(fact.at, _title(fact, file), who, pairs if decided is None else decided, chain=chain)


def _title(fact: Fact, file: File) -> str:
    """A follow-up is moved to and fro, other terms are only extended."""
    if fact.kind == EXTENDED and any(str(one.pk) == fact.data["duty"] for one in series_of(file.duties)):
        return _("Follow-up moved")
    return str(vocabulary().facts[fact.kind].title)


def _said(value: Any, codes_of: Mapping[str, Any]) -> Any:
    """A code in words, a day as days are written, anything else as it stands: no line keeps the page from opening."""
    if value in codes_of:
        return codes_of[value]
    try:
        return day(date.fromisoformat(value))
    except (TypeError, ValueError):
        return value


_WORDS: dict[str, tuple[Any, dict[str, Any]]] = {
    "level": (gettext_lazy("Level"), codes.LEVELS),
    "path": (gettext_lazy("Path"), codes.PATHS),
    "outcome": (gettext_lazy("How it ended"), codes.OUTCOMES),
    "day": (gettext_lazy("Day"), {}),
}
_FOR_READERS: dict[str, tuple[Any, dict[str, Any]]] = {
    "before": (gettext_lazy("Reason given before"), codes.GUARDIAN_NONE),
}


def _more(one: Any) -> Iterator[Line]:
    pairs: Pairs = [
        (_("Who"), one.who), (_("Birth date"), day(date.fromisoformat(one.born)) if one.born else ""),
        (_("Who it is"), _("nobody knows") if one.nameless else ""),
        (_("Telephone"), one.phone), (_("Where"), one.place), (_("What happened"), one.words),
    ]  # fmt: skip
    yield Line(one.at, _("More became known"), name_of(one.by), pairs, "psych:14b")


def _lowering(one: Any) -> Iterator[Line]:
    asked, agreed, declined = _PAIRS[one.what]
    second = name_of(one.second) or one.outside
    pairs: Pairs = [
        (_("Level before"), codes.LEVELS.get(one.before, "")), (_("Level after"), codes.LEVELS.get(one.level, "")),
        (_("Why"), one.reason), (_("Second person"), second),
    ]  # fmt: skip
    yield Line(one.at, str(asked), name_of(one.by), pairs if one.what == "level" else pairs[2:])
    if one.answered_at:
        title = agreed if one.agreed else declined
        yield Line(one.answered_at, str(title), second, [(_("Note"), one.answer)])


_PAIRS = {
    "level": (
        gettext_lazy("Asked to lower the level"),
        gettext_lazy("Agreed to lower the level"),
        gettext_lazy("Did not agree to lower the level"),
    ),
    "watch": (
        gettext_lazy("Asked to end the follow-ups"),
        gettext_lazy("Agreed that the follow-ups end"),
        gettext_lazy("Did not agree that the follow-ups end"),
    ),
}


def _lifting(one: Any) -> Iterator[Line]:
    pairs: Pairs = [(_("Which guardian"), one.guardian), (_("Why"), one.words)]
    yield Line(one.at, _("Suspicion against a guardian lifted"), name_of(one.by), pairs, "psych:4")


def _harm(one: Any) -> Iterator[Line]:
    found = _(", ").join(str(codes.SITUATIONS[code]) for code in one.situations)
    pairs: Pairs = [
        (_("Found or suspected"), found or _("none of the nine")),
        (_("Report"), _("to the police") if one.report else _("none")),
        (_("A school is involved"), _("yes") if one.school else ""), (_("Note"), one.words),
    ]  # fmt: skip
    yield Line(one.at, _("Harm to a minor checked"), name_of(one.by), pairs, "psych:53.3")


def _safety(one: Any) -> Iterator[Line]:
    yield Line(
        one.at,
        _("Safety plan"),
        name_of(one.by),
        [(label, one.plan.get(name)) for name, label in codes.SAFETY.items()],
        "psych:15.4",
    )


def _step(one: Any) -> Iterator[Line]:
    pairs: Pairs = [
        (_("Who"), one.who),
        (_("What came of it"), one.get_outcome_display()),
        (_("Note"), one.words),
    ]
    yield Line(one.at, str(one.get_step_display()), name_of(one.by), pairs, "psych:3")


def _follow(one: Any) -> Iterator[Line]:
    pairs: Pairs = [
        (_("Way"), one.get_way_display()),
        (_("Level found"), one.get_level_display()),
        (_("How the person is"), one.words),
    ]
    yield Line(
        one.at,
        _("Followed up") if one.reached else _("Followed up, not reached"),
        name_of(one.by),
        pairs,
        "psych:15.3c",
    )


def _referral(one: Any) -> Iterator[Line]:
    pairs: Pairs = [
        (_("Body"), one.body), (_("Whom there"), one.contact), (_("Way"), one.get_way_display()),
        (_("What was said"), one.words),
    ]  # fmt: skip
    yield Line(one.at, _("Referred"), name_of(one.by), pairs, "psych:15.3d")
    if one.answered_at:
        answer: Pairs = [(_("Received by"), one.received_by), (_("Note"), one.answer_words)]
        title = _("Referral: %(answer)s") % {"answer": one.get_answer_display()}
        yield Line(one.answered_at, title, one.body, answer)


def _hand_over(one: Any) -> Iterator[Line]:
    yield Line(
        one.at,
        _("Handed over"),
        name_of(one.by),
        [(_("To"), name_of(one.to)), (_("Note"), one.note)],
        "psych:15.3a",
    )
    if one.accepted_at:
        yield Line(one.accepted_at, _("Hand-over accepted"), name_of(one.to), [])
    if one.ended == "declined":
        yield Line(one.ended_at, _("Hand-over declined"), name_of(one.to), [(_("Reason"), one.answer)])
    elif one.ended:
        yield Line(one.ended_at, _("Hand-over taken back"), "", [(_("To"), name_of(one.to))])


def _look_back(one: Any) -> Iterator[Line]:
    pairs: Pairs = [
        (_("What went well"), one.well),
        (_("What did not"), one.badly),
        (_("What will change"), one.change),
    ]
    yield Line(one.at, _("Looked back on"), name_of(one.by), pairs, "psych:15.3e")


def _comment(one: Any) -> Iterator[Line]:
    title = _("Comment of the supervisor")
    yield Line(one.at, title, name_of(one.by), [(_("Comment"), one.text)], "psych:10")
    if one.read_at:
        yield Line(one.read_at, _("Supervisor's comment read"), "", [])


TELLERS: dict[str, Callable[[Any], Iterator[Line]]] = {
    "more": _more,
    "assessments": assessed_lines,
    "lowerings": _lowering,
    "tellings": telling_lines,
    "confirmations": confirmation_lines,
    "sent_back": sent_back_lines,
    "looks": look_lines,
    "liftings": _lifting,
    "harm_checks": _harm,
    "safety_plans": _safety,
    "steps": _step,
    "follow_ups": _follow,
    "referrals": _referral,
    "hand_overs": _hand_over,
    "look_backs": _look_back,
    "comments": _comment,
}
