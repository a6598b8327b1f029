"""The way of an application as steps: what was done, what is owed now, what comes (psych:34.1c to psych:34.3c)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from youzhang.intake.facts import CHANNELS
from youzhang.intake.queries import File
from youzhang.intake.rules import RUNNING
from youzhang.intake.telling import said, who
from youzhang.kit import clock
from youzhang.ledger.models import Duty
from youzhang.ledger.refresh import derived
from youzhang.ledger.wording import rule_of, rule_title, title_of
from youzhang.web import wording

# What is still to come when nothing goes wrong: article, rule.
AHEAD = (
    ("psych:34.1d", "assess"),
    ("psych:34.2a", "sign"),
    ("psych:34.2c", "success"),
    ("psych:34.3a", "receipt"),
    ("psych:34.3b", "remind"),
    ("psych:34.3c", "deliver"),
)

# The act that a form asks of the policy table; the others ask for `intake.receive`.
ASKS = {
    "intake:assess": "intake.assess",
    "intake:tell_refusal": "intake.assess",
    "intake:sign": "intake.sign",
    "intake:note_withdrawal": "intake.withdraw",
}


@dataclass(frozen=True)
class Step:
    """One step. `here`: the next one to take; `href`: the form that takes it; `rule`: its name in the rulebook."""

    rule: str
    title: str
    article: str
    tone: str
    words: str
    at: datetime | None = None
    href: str = ""
    here: bool = False


def steps_of(file: File, may: Collection[str]) -> list[Step]:
    """Done in the order of doing, then what is owed by its term, then what follows.

    `may`: the acts of the policy table that are the viewer's; no form is offered that would refuse them.
    """
    done = [
        _received(file),
        *(_closed(duty, file) for duty in file.duties if duty.stands != "open"),
        *_milestones(file),
    ]
    owed = [_open(duty, may) for duty in sorted(file.duties, key=_urgency) if duty.stands == "open"]
    if owed:
        owed[0] = replace(owed[0], here=True)
    there = {step.rule for step in (*done, *owed)}
    ahead = [_coming(article, rule) for article, rule in AHEAD if rule not in there]
    goes_on = file.application.state in RUNNING and "psych" in file.application.matter.centre.rulebooks
    done.sort(key=lambda step: (step.at is None, step.at, step.article))  # one instant: as the articles stand
    return [*done, *owed, *(ahead if goes_on else [])]


def _received(file: File) -> Step:
    application = file.application
    words = "　".join([wording.short_moment(application.received_at), str(CHANNELS[application.channel])])
    title = _("Application form filled in")
    return Step("form", title, "psych:34.1c", "ok", words, application.received_at)


def _milestones(file: File) -> list[Step]:
    if file.application.state not in {"success", "ended", "withdrawn"}:
        return []
    return [
        Step("success", _("Application successful"), one.article, "ok", wording.short_moment(one.at), one.at)
        for one in derived(file.application.matter, file.views).milestones
        if one.name == "success"
    ]


def _closed(duty: Duty, file: File) -> Step:
    at = duty.closed_at or duty.until_at
    when = wording.short_moment(at) if at else ""
    words = {
        "met": _("%(when)s, late") % {"when": when} if duty.late else when,
        "waived": _("%(when)s, waived") % {"when": when},
        "lapsed": _("no longer needed"),
        "missed": _("%(when)s, missed: too late to do") % {"when": when},
    }[duty.stands]
    fact = file.as_it_stands(duty.closed_by_id)
    if fact and duty.outcome == "met":
        words = "　".join(filter(None, (words, _(", ").join(said(fact)), who(fact))))
    tone = {"met": "late" if duty.late else "ok", "missed": "late"}.get(duty.stands, "none")
    return Step(duty.name, title_of(duty), duty.article, tone, words, at)


def _open(duty: Duty, may: Collection[str]) -> Step:
    tone = "late" if duty.due and duty.due < clock.now() else "soon"
    words = wording.term(duty.due)
    if duty.provisional:
        words += _(", provisional: the calendar of that year is estimated")
    return Step(duty.name, title_of(duty), duty.article, tone, words, duty.due, href=address_of(duty, may))


def _coming(article: str, rule: str) -> Step:
    words = {
        "success": _("comes by itself with form, assessment and agreement; nobody ticks it"),
        "receipt": _("once the application is successful"),
        "remind": _("two days before the start"),
        "deliver": _("when the service starts"),
    }
    title = _("Application successful") if rule == "success" else rule_title(article, rule)
    return Step(rule, title, article, "none", words.get(rule, ""))


def _urgency(duty: Duty) -> tuple[bool, Any, str]:
    return duty.due is None, duty.due or duty.opened_at, duty.article


def address_of(duty: Duty, may: Collection[str]) -> str:
    """The form that discharges a duty; empty where there is none, or none for this viewer."""
    rule = rule_of(duty.article, duty.name)
    if not rule or not rule.does or ASKS.get(rule.does, "intake.receive") not in may:
        return ""
    try:
        return reverse(rule.does, args=[duty.matter_id])
    except NoReverseMatch:
        return ""
