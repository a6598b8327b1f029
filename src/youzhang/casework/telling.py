"""Facts and duties of a case in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youzhang.accounts.models import User
from youzhang.accounts.roles import ROLES
from youzhang.accounts.viewer import Viewer
from youzhang.casework.codes import (
    CANCELLED_BY,
    COMMENTED,
    CONTACTS,
    DANGER_ANSWERS,
    GROUNDS,
    INTERVIEWED,
    LEAVING_WAYS,
    LET_IN,
    LEVELS,
    PLANS,
    REFERRAL_ASKED,
    REFERRAL_CONSENTS,
    SAID_HOW,
    SOURCES,
    TOLD_OF_CANCEL,
)
from youzhang.casework.guardians import guardian_out
from youzhang.casework.models import Case
from youzhang.casework.queries import is_mine
from youzhang.kit import clock
from youzhang.ledger.decided import Pairs, decision_words
from youzhang.ledger.models import Duty, Fact
from youzhang.ledger.registry import vocabulary
from youzhang.ledger.wording import rule_of, title_of
from youzhang.vault.fields import readable
from youzhang.web import wording

LABELS: dict[str, Mapping[Any, Any]] = {
    "source": SOURCES,
    "cause": CANCELLED_BY,
    "document": COMMENTED,
    "kind": PLANS,
    "level": LEVELS,
    "way": LEAVING_WAYS,
    "contact": CONTACTS,
    "outcome": REFERRAL_ASKED | INTERVIEWED,
    "ground": GROUNDS,
    "how": SAID_HOW,
    "consent": REFERRAL_CONSENTS,
    "answer": DANGER_ANSWERS,
    "told": TOLD_OF_CANCEL,
    "reason": LET_IN,
    "kept_out": {True: gettext_lazy("kept out"), False: gettext_lazy("not kept out")},
}


def said(fact: Fact) -> list[str]:
    """What a fact says, word by word."""
    return [str(LABELS[name][value]) for name, value in fact.data.items() if value in LABELS.get(name, {})]


def line(fact: Any, answers: Mapping[str, str], decided: Pairs) -> dict[str, Any]:
    """One line of the timeline: a fact that says whether it `is_amended`; `answers`: by fact; `decided`: about a
    duty."""
    entered_later = (fact.recorded_at - fact.at).total_seconds() > 60
    return {
        "at": fact.at,
        "title": str(vocabulary().facts[fact.kind].title),
        "words": _(", ").join(
            [*said(fact), *decision_words(decided), *filter(None, [answers.get(str(fact.pk))])]
        ),
        "who": readable(fact.by, "name") if fact.by else _("by itself"),
        "entered": wording.short_moment(fact.recorded_at) if entered_later else "",
        "struck": fact.void or fact.is_amended,
    }


def owed(duties: Iterable[Duty], viewer: Viewer, case: Case, *also: User) -> list[dict[str, Any]]:
    """Open duties as steps, the viewer's own first: what, by when, and the form that does it, or whose it is."""
    people = (case.caseworker, case.backup, case.supervisor, *also)
    names = {str(one.pk): readable(one, "name") for one in people if one}
    return sorted((_step(duty, viewer, case, names) for duty in duties), key=lambda step: not step["mine"])


def _session_of(duty: Duty, case: Case) -> str:
    """When the session begins that a duty is about; empty for a duty of the case itself."""
    session = getattr(duty.matter, "session", None) if duty.matter_id != case.matter_id else None
    return wording.short_moment(session.starts_at) if session else ""


def _step(duty: Duty, viewer: Viewer, case: Case, names: Mapping[str, str]) -> dict[str, Any]:
    late = bool(duty.due and duty.due < clock.now())
    words = wording.term(duty.due)
    held = [str(duty.taken_by_id)] if duty.taken_by_id else duty.holders
    mine = is_mine(viewer, duty)
    whose = _(", ").join(filter(None, (str(ROLES.get(one, "")) or names.get(one, "") for one in held)))
    return {
        "title": title_of(duty),
        "about": _session_of(duty, case),
        "article": duty.article,
        "tone": "late" if late else "soon",
        "words": words
        if mine or not whose
        else _("%(words)s, up to %(who)s") % {"words": words, "who": whose},
        "href": _form_of(duty, case) if mine else "",
        "mine": mine,
    }


def _form_of(duty: Duty, case: Case) -> str:
    """Where the guardian is kept out, it is noted why they are not told (psych:4)."""
    if duty.name == "tell_guardian" and guardian_out(case):
        return reverse("casework:leave_spare", args=[case.matter_id])
    return address_of(duty)


def address_of(duty: Duty) -> str:
    """The form that discharges a duty; empty where there is none."""
    rule = rule_of(duty.article, duty.name)
    try:
        return reverse(rule.does, args=[duty.matter_id]) if rule and rule.does else ""
    except NoReverseMatch:
        return ""
