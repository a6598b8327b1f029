"""What the page of a crisis shows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from youzhang.accounts.viewer import Viewer
from youzhang.crisis import queries
from youzhang.crisis.acts import ACTS
from youzhang.crisis.codes import KEEPERS, LEVELS, PATHS
from youzhang.crisis.linked import others_open
from youzhang.crisis.models import Crisis
from youzhang.crisis.owing import SECOND, follow_up_row, owed_in
from youzhang.crisis.queries import File, file_of, series_of
from youzhang.crisis.readiness import check_closable
from youzhang.crisis.record import lines_of
from youzhang.crisis.rules import check_may_lift, in_charge
from youzhang.crisis.sight import SUPERVISOR
from youzhang.kit import clock
from youzhang.kit.refused import why_not
from youzhang.ledger.models import Matter
from youzhang.ledger.policy import may
from youzhang.ledger.registry import vocabulary
from youzhang.web.addresses import address_of

LEVEL_TONES = {"": "none", "0": "none", "1": "soon", "2": "late", "3": "crisis", "4": "crisis"}


def crisis_context(viewer: Viewer, crisis: Crisis) -> dict[str, Any]:
    """Everything on the page of a crisis, as far as the viewer may read it."""
    file, now = file_of(viewer, crisis), clock.now()
    centre = crisis.matter.centre_id
    return {
        "crisis": crisis,
        "file": file,
        "owed": owed_in(viewer, file, now),
        "series": [follow_up_row(duty, now) for duty in series_of(file.duties)],
        "in_charge": in_charge(crisis, viewer.people(centre), viewer.roles.get(centre, frozenset())),
        "lines": lines_of(viewer, file),
        "state": _state(crisis, now),
        "is_suspected": _is_suspected(crisis),
        "levels": [(code, title, LEVEL_TONES[code]) for code, title in LEVELS.items()],
        "path": PATHS.get(crisis.path, ""),
        "offered": _offered(file, viewer),
        "links": [_link(page, matter) for page, matter in queries.about_what(viewer, crisis)],
        "acts": ACTS,
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


def _offered_later(file: File, viewer: Viewer, lifts: bool) -> list[str]:
    """What can still be done once it is closed."""
    reviews, mine = file.of("look_backs"), viewer.people(file.crisis.matter.centre_id)
    reader = {file.crisis.lead_id, *(one.by_id for one in reviews)} & mine
    when = {
        "comment_read": reader and any(one.read_at is None for one in file.of("comments")),
        "comment": reviews and SUPERVISOR in file.let_in,
        "look_back": file.acts,
        "ask_supervisor": reviews and file.acts,
        "lift": lifts and file.acts,
        "look_again": file.acts and file.crisis.outcome == "untraced",
        "again": True,
    }
    return [name for name, is_so in when.items() if is_so]


def _is_suspected(crisis: Any) -> bool:
    """Whether a guardian is under suspicion, known by a file or not."""
    return bool(crisis.has_suspect or crisis.suspected)


def _offered(file: File, viewer: Viewer) -> list[str]:
    """The steps that make sense now, in the order in which they are mostly taken."""
    crisis = file.crisis
    lifts = may(viewer, "crisis.review", crisis.matter.centre_id) and _may_lift(file, viewer)
    if crisis.closed_at:
        return _offered_later(file, viewer, lifts)
    handing = _hand_over_steps(file, viewer)
    if not file.acts:
        return ["take"] if crisis.lead_id is None else []
    names = ["assess", "tell", "more", "follow_up", "refer", "safety", "plan", "harm", "path", "hand_over"]
    names += ["ask_lowering"] if crisis.level > "0" else []
    names += _about_keepers(file)
    names += ["lift"] if lifts else []
    names += ["join"] if _may_join(file, viewer) else []
    names += ["close"] if _may_close(file, viewer) else []
    if _is_ready(file) and "close" in names:
        names = ["close", *(name for name in names if name != "close")]
    return [*handing, *(["take"] if crisis.lead_id is None else []), *names]


def _may_lift(file: File, viewer: Viewer) -> bool:
    crisis, entered = file.crisis, [one.by_id for one in file.of("tellings") if one.reason == "suspected"]
    by = entered[-1] if entered else None
    return why_not(lambda: check_may_lift(_is_suspected(crisis), entered_by=by, by=viewer.user_id)) is None


def _may_close(file: File, viewer: Viewer) -> bool:
    closes = may(viewer, "crisis.close", file.crisis.matter.centre_id)
    return closes and why_not(lambda: check_closable(file.crisis, viewer.user_id, file.views)) is None


def _may_join(file: File, viewer: Viewer) -> bool:
    closes = may(viewer, "crisis.close", file.crisis.matter.centre_id)
    return closes and viewer.user_id != file.crisis.opened_by_id and bool(others_open(viewer, file.crisis))


def _about_keepers(file: File) -> list[str]:
    """What police or ambulance said can be entered once they were called, that somebody lets the person go once they
    had them."""
    called = any(one.to in KEEPERS and one.outcome == "told" for one in file.of("tellings"))
    has_them = any(one.answer == "accepted" for one in file.of("referrals"))
    has_them = has_them or any(one.what == "has_them" for one in file.of("confirmations"))
    return ["confirm"] * called + ["sent_back"] * has_them


def _hand_over_steps(file: File, viewer: Viewer) -> list[str]:
    """What can be done with a hand-over that waits: answer it, or take it back."""
    waiting = next((one for one in file.of("hand_overs") if not (one.accepted_at or one.ended_at)), None)
    people = viewer.people(file.crisis.matter.centre_id)
    if waiting is None:
        return []
    if waiting.to_id in people:
        return ["accept", "decline"]
    return ["keep"] if {waiting.by_id, file.crisis.lead_id} & people else []


def _is_ready(file: File) -> bool:
    """Whether nothing is owed any more but what others review, and follow-ups ahead."""
    ahead = {one.pk for one in series_of(file.duties)}
    return not any(
        one.outcome == "open" and one.name not in SECOND and one.pk not in ahead for one in file.duties
    )
