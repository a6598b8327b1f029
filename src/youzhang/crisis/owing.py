"""What is owed in a crisis as its page shows it: the next steps, and the follow-ups one by one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from youzhang.crisis.queries import File, series_of
from youzhang.crisis.work import CRISIS, Work, offers_on
from youzhang.kit import clock
from youzhang.ledger.duties import is_holder
from youzhang.ledger.models import Duty, Fact
from youzhang.ledger.registry import vocabulary
from youzhang.ledger.rulebooks import find_rule
from youzhang.web.addresses import address_of
from youzhang.web.wording import ago, iso, short_moment, until

# Whom a duty is about: chosen already when its form opens.
WHOM = {
    "report": "authority", "department": "authority", "guardian": "guardian", "attempt": "guardian",
    "guardian_after_all": "guardian", "instead_told": "other", "education": "education",
    "suspect_police": "police", "suspect_civil_affairs": "civil_affairs",
    "harm_report": "police", "emergency": "ambulance",
    "help": "ambulance", "family": "guardian", "kin": "guardian", "visit": "police",
}  # fmt: skip
# Those about whoever stands close: a guardian only where one is.
FAMILY = {"family", "kin"}

# The list in which the entry stands that a form is about, and what the fact that opened the duty calls it.
ENTRIES = {
    "accept": ("hand_overs", "hand_over"),
    "answer": ("referrals", "referral"),
    "comment_read": ("comments", "comment"),
    "disclosures": ("tellings", "telling"),
    "lower": ("lowerings", ""),
    "second": ("left_out", ""),
    "answer_watch": ("watch_ends", ""),
}

# What whoever did it does not do themself: shown with a button to its holders only.
SECOND = {"review", "lower", "accept", "read_review", "end_watch", "second"}
# What keeps somebody alive, as it is shown; each can be done before any other. Then how bad it is, and who may be the
# harm, before anybody is told and the path is chosen.
FIRST = (
    "take", "help", "emergency", "not_alone", "means", "family", "safety", "heard", "kin", "visit", "again",
    "contact_urgent", "silent", "assess", "harm",
)  # fmt: skip
PLACE = {name: place for place, name in enumerate(FIRST)}
# One of two that ask for the same is shown, the one that can be let go by no answer.
SAME = {"help": "emergency", "contact": "contact_urgent", "answer": "silent", "report": "department"}
# However often these were opened, one act does them: shown once, by the first term.
ONCE = {"send", "refer", "stay"}
# Which step the form of a duty notes.
STEP = {"not_alone": "not_alone", "means": "means"}


@dataclass(frozen=True)
class Owed:
    """An open duty of the crisis as the list shows it: what, by when, and the form that does it."""

    title: str
    article: str
    tone: str
    due: str
    when: str
    moment: str
    href: str
    button: str
    about: str = ""
    shape: str = ""
    waiting: str = ""


def owed_in(row: Work, file: File, now: datetime) -> list[Owed]:
    """The open duties, what keeps somebody alive first; of the follow-ups only the next."""
    if file.only_opened and not file.acts:
        return []
    return [_owed(row, file, duty, now) for duty in _next_ones(file)]


def _next_ones(file: File) -> list[Duty]:
    """See `owed_in`."""
    later = {one.pk for one in [one for one in series_of(file.duties) if one.outcome == "open"][1:]}
    found = [duty for duty in file.duties if duty.outcome == "open" and duty.pk not in later]
    names = {duty.name for duty in found}
    first = {duty.name: duty.pk for duty in reversed(found) if duty.name in ONCE}
    shown = (
        duty
        for duty in found
        if SAME.get(duty.name) not in names and first.get(duty.name, duty.pk) == duty.pk
    )
    return sorted(shown, key=lambda duty: PLACE.get(duty.name, len(FIRST)))


def _owed(row: Work, file: File, duty: Duty, now: datetime) -> Owed:
    crisis = file.crisis
    rule = find_rule(crisis.matter.centre, duty.article, duty.name, duty.edition)
    title = rule.title.in_language(get_language() or "zh") if rule else duty.name
    if duty.due is None:
        tone, words, at = "wait", _("waits"), duty.opened_at
    elif duty.due <= duty.opened_at:
        tone, words, at = "crisis", _("at once"), duty.opened_at
    elif duty.due < now:
        tone, words, at = "late", _("overdue"), duty.due
    else:
        tone, words, at = "soon", ago(duty.due - clock.INSTANT), duty.due
    form = _form(row, file, duty, rule.does) if rule else ""
    second = duty.name in SECOND and not (form and is_holder(row.viewer, duty))
    form = "" if second else form
    page = address_of("crisis:crisis", crisis.matter_id)
    when = until(at) if duty.due else short_moment(at)
    about = _about(file, duty) if duty.name in SECOND else ""
    waiting = _("a second person does this") if second else ""
    return Owed(
        title,
        duty.article,
        tone,
        words,
        when,
        iso(at),
        form or page,
        form,
        about,
        waiting=waiting,
    )


def _form(row: Work, file: File, duty: Duty, does: str) -> str:
    """The address of the form that does it, for whoever can take it now: chosen already is what the duty is about."""
    if does not in {act.name for act in CRISIS.acts}:
        return ""
    name = does.removeprefix("crisis:")
    entries, of = ENTRIES.get(name, ("", ""))
    opener = _opener(file, duty) if of else None
    offer = next(iter(offers_on(row, entries, name, pk=opener.data[of] if opener else "")), None)
    asked = f"?to={_whom(file, duty)}" if duty.name in WHOM else ""
    asked = f"?step={STEP[duty.name]}" if duty.name in STEP else asked
    return offer.href + asked if offer else ""


def _whom(file: File, duty: Duty) -> str:
    """Nobody guards a grown person: their family is somebody else, chosen with care (psych:15.3b)."""
    return "other" if file.crisis.is_grown and duty.name in FAMILY else WHOM[duty.name]


def _opener(file: File, duty: Duty) -> Fact | None:
    return next((fact for fact in file.facts if fact.pk == duty.opened_by_id), None)


def _about(file: File, duty: Duty) -> str:
    """What happened that a second person looks at."""
    opener = _opener(file, duty)
    return str(vocabulary().facts[opener.kind].title) if opener else ""


def follow_up_row(row: Work, duty: Duty, now: datetime) -> dict[str, Any]:
    """One follow-up as the list of them shows it."""
    moves = duty.outcome == "open"
    if duty.outcome == "met":
        words, tone, shape = (_("done late"), "late", "late") if duty.late else (_("done"), "ok", "ok")
    elif moves and duty.due and duty.due < now:
        words, tone, shape = _("overdue"), "late", "late"
    else:
        words, tone, shape = (_("not due yet") if moves else _("no longer owed")), "none", "none"
    if duty.extended_from:
        words = _(", ").join((words, _("was %(day)s") % {"day": until(duty.extended_from)}))
    move = next(iter(CRISIS.offers(row.about(duty), row.viewer, "crisis:move")), None) if moves else None
    return {"duty": duty, "words": words, "tone": tone, "shape": shape, "move": move}
