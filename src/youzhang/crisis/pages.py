"""What the page of a crisis shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from youzhang.clients.safety import safety_of
from youzhang.crisis import queries
from youzhang.crisis.actions.guardians import person_of
from youzhang.crisis.codes import LEVELS, PATHS
from youzhang.crisis.models import Crisis
from youzhang.crisis.owing import SECOND, follow_up_row, owed_in
from youzhang.crisis.queries import File, file_of, series_of
from youzhang.crisis.reached import lead_ran_out, on_now
from youzhang.crisis.readiness import ends_missing, is_suspected
from youzhang.crisis.record import folded, lines_of
from youzhang.crisis.work import Work, offers_on
from youzhang.kit import clock
from youzhang.ledger.models import Matter
from youzhang.ledger.registry import vocabulary
from youzhang.pages.acts import Offer
from youzhang.web.addresses import address_of

LEVEL_TONES = {"": "none", "0": "none", "1": "soon", "2": "late", "3": "crisis", "4": "crisis"}


def crisis_context(found: Work) -> dict[str, Any]:
    """Everything on the page of a crisis, as far as the viewer may read it."""
    viewer, crisis, now = found.viewer, found.crisis, clock.now()
    file, person = file_of(viewer, crisis, found.let_in), person_of(crisis)
    row = replace(found, file=file)
    return {
        "crisis": crisis,
        "safety": safety_of(viewer, person, crisis.matter) if person and not file.only_opened else None,
        "file": file,
        "owed": owed_in(row, file, now),
        "series": []
        if file.only_opened
        else [follow_up_row(row, duty, now) for duty in series_of(file.duties)],
        "lines": (lines := lines_of(viewer, file)),
        "folded": folded(lines),
        "unfiled": person is None and file.knows and not crisis.closed_at,
        "missing": ends_missing(row) if file.acts else [],
        "state": _state(crisis, now),
        "is_suspected": is_suspected(crisis),
        "unfit": lead_ran_out(file),
        "on_now": on_now(crisis) if file.adds and not crisis.closed_at else [],
        "levels": [(code, title, LEVEL_TONES[code]) for code, title in LEVELS.items()],
        "path": PATHS.get(crisis.path, ""),
        "offers": _offered(row, file),
        "links": [_link(page, matter) for page, matter in queries.about_what(viewer, crisis)],
    }


def _link(page: str, matter: Matter) -> tuple[str, str]:
    return address_of(page, matter.pk), matter.number or str(vocabulary().matters[matter.kind].title)


def _state(crisis: Crisis, now: datetime) -> tuple[str, str]:
    if crisis.closed_at:
        return _("closed: %(outcome)s") % {"outcome": crisis.get_outcome_display()}, "ok"
    if crisis.lead is None:
        minutes = int((now - crisis.opened_at).total_seconds() // 60)
        return _("nobody has it, %(n)d minutes") % {"n": minutes}, "crisis"
    return _("led by %(name)s") % {"name": crisis.lead.name}, "soon"


# What makes sense, in the order in which it is mostly taken: while it goes on, and once it is closed.
NOW = (
    *("steps", "assess", "tell", "more", "follow_up", "refer", "safety", "plan", "harm", "path", "hand_over"),
    *("ask_lowering", "confirm", "sent_back", "end_watch", "lift", "same", "join"),
)
LATER = ("follow_up", "look_back", "ask_supervisor", "end_watch", "lift", "look_again", "again")


def _offered(row: Work, file: File) -> list[Offer]:
    """The acts that can be taken now, those first that wait for this viewer."""
    if row.crisis.closed_at:
        asked = offers_on(row, "comments", "comment_read") + offers_on(row, "look_backs", "comment")
        return asked + offers_on(row, "", *LATER)
    handing = offers_on(row, "hand_overs", "accept", "decline", "keep") + offers_on(row, "left_out", "second")
    names = ("close", *NOW) if _is_ready(file) else (*NOW, "close")
    return handing + offers_on(row, "", "take", *names)


def _is_ready(file: File) -> bool:
    """Whether nothing is owed any more but what others review, and follow-ups ahead."""
    ahead = {one.pk for one in series_of(file.duties)}
    return not any(
        one.outcome == "open" and one.name not in SECOND and one.pk not in ahead for one in file.duties
    )
