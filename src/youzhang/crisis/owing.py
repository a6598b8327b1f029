"""What is owed in a crisis as its page shows it: the next steps, and the follow-ups one by one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from youzhang.accounts.viewer import Viewer
from youzhang.crisis.queries import File, series_of
from youzhang.crisis.readiness import REVIEWS, check_reviews
from youzhang.kit import clock
from youzhang.kit.refused import why_not
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
}  # fmt: skip


# What whoever did it does not do themself: shown with a button to its holders only.
SECOND = {"review", "lower", "accept", "read_review", "second"}


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


def owed_in(viewer: Viewer, file: File, now: datetime) -> list[Owed]:
    """The open duties, to take it first; of the follow-ups only the next."""
    return [_owed(viewer, file, duty, now) for duty in _next_ones(file)]


def _next_ones(file: File) -> list[Duty]:
    """See `owed_in`."""
    later = {one.pk for one in [one for one in series_of(file.duties) if one.outcome == "open"][1:]}
    found = (duty for duty in file.duties if duty.outcome == "open" and duty.pk not in later)
    return sorted(found, key=lambda duty: duty.name != "take")


def _owed(viewer: Viewer, file: File, duty: Duty, now: datetime) -> Owed:
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
    form = address_of(rule.does, crisis.matter_id) if rule and rule.does.startswith("crisis:") else ""
    form += f"?{asked}" if form and (asked := _asked(file, duty)) else ""
    second = duty.name in SECOND and not (is_holder(viewer, duty) and _may_second(viewer, file, form))
    mine = (file.acts or duty.name == "take") and not second
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
        (form if mine else "") or page,
        form if mine else "",
        about,
        waiting=waiting,
    )


def _may_second(viewer: Viewer, file: File, form: str) -> bool:
    """Whether nothing that they did themself keeps them from the review behind this form."""
    name = form.partition("?")[0].rpartition("/")[2]
    if name not in REVIEWS:
        return True
    return why_not(lambda: check_reviews(file.crisis, name, viewer.user_id, file.views)) is None


def _opener(file: File, duty: Duty) -> Fact | None:
    return next((fact for fact in file.facts if fact.pk == duty.opened_by_id), None)


def _asked(file: File, duty: Duty) -> str:
    """What the form of a duty is about, for its address: who is to be told, or the entry that is reviewed."""
    opener = _opener(file, duty)
    if duty.article == "psych:50" and opener:
        return f"entry={opener.data['telling']}"
    if duty.name == "read_review" and opener:
        return f"entry={opener.data['comment']}"
    return f"to={WHOM[duty.name]}" if duty.name in WHOM else ""


def _about(file: File, duty: Duty) -> str:
    """What happened that a second person looks at."""
    opener = _opener(file, duty)
    return str(vocabulary().facts[opener.kind].title) if opener else ""


def follow_up_row(duty: Duty, now: datetime) -> dict[str, Any]:
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
    return {"duty": duty, "words": words, "tone": tone, "shape": shape, "moves": moves}
