"""What the page of a crisis shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from youzhang.accounts.viewer import Viewer
from youzhang.crisis import queries
from youzhang.crisis.acts import ACTS
from youzhang.crisis.codes import LEVELS, PATHS
from youzhang.crisis.models import Crisis
from youzhang.crisis.queries import File, file_of, series_of
from youzhang.crisis.record import lines_of
from youzhang.crisis.rules import in_charge
from youzhang.kit import clock
from youzhang.ledger.models import Duty, Matter
from youzhang.ledger.policy import may
from youzhang.ledger.rulebooks import find_rule
from youzhang.web.addresses import address_of
from youzhang.web.wording import ago, iso, short_moment, until

LEVEL_TONES = {"": "none", "0": "none", "1": "soon", "2": "late", "3": "crisis", "4": "crisis"}

# Whom a duty is about: chosen already when its form opens.
WHOM = {
    "report": "authority", "department": "authority", "guardian": "guardian", "attempt": "guardian",
    "suspect_police": "police", "suspect_civil_affairs": "civil_affairs", "harm_report": "police",
    "emergency": "ambulance",
}  # fmt: skip


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


def crisis_context(viewer: Viewer, crisis: Crisis) -> dict[str, Any]:
    """Everything on the page of a crisis, as far as the viewer may read it."""
    file, now = file_of(viewer, crisis), clock.now()
    centre = crisis.matter.centre_id
    return {
        "crisis": crisis,
        "file": file,
        "owed": [_owed(file, duty, now) for duty in _next_ones(file)],
        "series": [_follow_up(duty, now) for duty in series_of(file.duties)],
        "in_charge": in_charge(crisis, viewer.people(centre), viewer.roles.get(centre, frozenset())),
        "lines": lines_of(file),
        "state": _state(crisis, now),
        "levels": [(code, title, LEVEL_TONES[code]) for code, title in LEVELS.items()],
        "path": PATHS.get(crisis.path, ""),
        "offered": _offered(file, viewer),
        "links": [_link(page, matter) for page, matter in queries.about_what(viewer, crisis)],
        "acts": ACTS,
        "may_close": may(viewer, "crisis.close", centre),
    }


def _next_ones(file: File) -> list[Duty]:
    """The open duties, to take it first; of the follow-ups only the next."""
    later = {one.pk for one in [one for one in series_of(file.duties) if one.outcome == "open"][1:]}
    found = (duty for duty in file.duties if duty.outcome == "open" and duty.pk not in later)
    return sorted(found, key=lambda duty: duty.name != "take")


def _follow_up(duty: Duty, now: datetime) -> dict[str, Any]:
    """One follow-up as the list of them shows it."""
    if duty.outcome == "met":
        words, tone = (_("done late"), "late") if duty.late else (_("done"), "ok")
    elif duty.outcome == "open":
        overdue = duty.due is not None and duty.due < now
        words, tone = (_("overdue"), "late") if overdue else (_("not due yet"), "soon")
    else:
        words, tone = _("no longer owed"), "none"
    return {"duty": duty, "words": words, "tone": tone, "moves": duty.outcome == "open"}


def _link(page: str, matter: Matter) -> tuple[str, str]:
    return address_of(page, matter.pk), matter.number or _("The person's file")


def _state(crisis: Crisis, now: datetime) -> tuple[str, str]:
    if crisis.closed_at:
        return _("closed: %(outcome)s") % {"outcome": crisis.get_outcome_display()}, "ok"
    if crisis.lead is None:
        minutes = int((now - crisis.opened_at).total_seconds() // 60)
        return _("nobody has it, %(n)d minutes") % {"n": minutes}, "crisis"
    return _("led by %(name)s") % {"name": crisis.lead.name}, "soon"


def _owed(file: File, duty: Duty, now: datetime) -> Owed:
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
    form += f"?to={WHOM[duty.name]}" if form and duty.name in WHOM else ""
    mine = file.reads or duty.name == "take"
    page = address_of("crisis:crisis", crisis.matter_id)
    when = until(at) if duty.due else short_moment(at)
    return Owed(title, duty.article, tone, words, when, iso(at), form or page, form if mine else "")


def _offered(file: File, viewer: Viewer) -> list[str]:
    """The steps that make sense now, in the order in which they are mostly taken."""
    crisis = file.crisis
    if crisis.closed_at:
        return ["look_back"] if file.reads else []
    if not file.reads:
        return ["take"] if crisis.lead_id is None else []
    names = ["assess", "tell", "more", "follow_up", "refer", "safety", "plan", "harm", "path", "hand_over"]
    names += ["ask_lowering"] if crisis.level > "0" else []
    names += ["close"] if may(viewer, "crisis.close", crisis.matter.centre_id) else []
    return [*(["take"] if crisis.lead_id is None else []), *names]
