"""What the page of a crisis shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from youzhang.accounts.viewer import Viewer
from youzhang.crisis.acts import ACTS
from youzhang.crisis.codes import LEVELS, PATHS
from youzhang.crisis.models import Crisis
from youzhang.crisis.queries import File, file_of
from youzhang.crisis.record import lines_of
from youzhang.kit import clock
from youzhang.ledger.models import Duty
from youzhang.ledger.policy import may
from youzhang.ledger.rulebooks import find_rule
from youzhang.web.addresses import address_of
from youzhang.web.wording import iso, short_moment

LEVEL_TONES = {"": "none", "0": "none", "1": "soon", "2": "late", "3": "crisis", "4": "crisis"}


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
        "owed": [_owed(file, duty, now) for duty in file.duties],
        "lines": lines_of(file),
        "state": _state(crisis, now),
        "levels": [(code, title, LEVEL_TONES[code]) for code, title in LEVELS.items()],
        "path": PATHS.get(crisis.path, ""),
        "offered": _offered(file, viewer),
        "acts": ACTS,
        "may_close": may(viewer, "crisis.close", centre),
    }


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
        tone, words, at = "soon", _("until"), duty.due
    form = address_of(rule.does, crisis.matter_id) if rule and rule.does.startswith("crisis:") else ""
    mine = file.reads or duty.name == "take"
    page = address_of("crisis:crisis", crisis.matter_id)
    when = short_moment(at)
    return Owed(title, duty.article, tone, words, when, iso(at), form or page, form if mine else "")


def _offered(file: File, viewer: Viewer) -> list[str]:
    """The steps that make sense now, in the order in which they are mostly taken."""
    crisis = file.crisis
    if crisis.closed_at:
        return ["look_back"] if file.reads else []
    if not file.reads:
        return ["take"] if crisis.lead_id is None else []
    names = ["assess", "tell", "follow_up", "refer", "safety", "plan", "harm", "path", "hand_over"]
    names += ["ask_lowering"] if crisis.level > "0" else []
    names += ["close"] if may(viewer, "crisis.close", crisis.matter.centre_id) else []
    return [*(["take"] if crisis.lead_id is None else []), *names]
