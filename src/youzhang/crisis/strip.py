"""Above every page: a crisis that nobody has taken, and a file opened in an emergency. One cheap query."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from youzhang.accounts.access import StaffRequest
from youzhang.accounts.roles import ROLES
from youzhang.accounts.viewer import Viewer
from youzhang.crisis import glass
from youzhang.crisis.calling import called_besides
from youzhang.crisis.models import Crisis
from youzhang.crisis.queries import open_for
from youzhang.crisis.reached import somebody_was_reached
from youzhang.kit import clock
from youzhang.ledger.policy import sees
from youzhang.ledger.scope import seen
from youzhang.web.strips import Strip
from youzhang.web.wording import hour

MOST = 3


def strips(request: StaffRequest) -> list[Strip]:
    """What waits, the longest first; computed now, so that no worker need be alive."""
    return [*_waiting(request), *_open_glass(request)]


def watches(viewer: Viewer) -> bool:
    """Whoever can act on a crisis sees it on the page that is open, without loading it again."""
    return sees(viewer, "crisis")


def _waiting(request: StaffRequest) -> list[Strip]:
    """A few in full and the number of the others; no query for whoever cannot act on any."""
    if not watches(request.viewer):
        return []
    viewer = request.viewer
    found: list[Crisis] = seen("crisis.strip", viewer, lambda: _unreached(viewer))
    shown = [_strip(crisis, clock.now()) for crisis in found[:MOST]]
    if len(found) > MOST:
        more = Strip(_("More crises wait"), "", reverse("crisis:list"), _("Show all"))
        shown.append(more)
    return shown


def _unreached(viewer: Viewer) -> QuerySet[Crisis]:
    """Those that wait, with whether anybody was reached yet."""
    waiting: QuerySet[Crisis] = open_for(viewer).annotate(was_reached=somebody_was_reached(viewer))[
        : MOST + 1
    ]
    return waiting


def _strip(crisis: Any, now: datetime) -> Strip:
    minutes = int((now - crisis.opened_at).total_seconds() // 60)
    waited = ngettext("%(n)d minute waiting", "%(n)d minutes waiting", minutes) % {"n": minutes}
    roles = called_besides(crisis.matter.centre, crisis.opened_at, now)
    called = _(", ").join(str(ROLES[role]) for role in roles)
    level = crisis.get_level_display() if crisis.level else ""
    place = crisis.place or ""
    words = [
        " · ".join(filter(None, (crisis.matter.number, crisis.get_reason_display(), level, place, waited)))
    ]
    if not crisis.was_reached:
        words.append(_("nobody reached yet: call by telephone"))
    if called:
        words.append(_("called besides: %(roles)s") % {"roles": called})
    take = reverse("crisis:take", args=[crisis.matter_id])
    return Strip(
        _("A crisis waits for somebody"), " · ".join(words), take, _("I take the crisis"), "psych:15.3a"
    )


def _open_glass(request: StaffRequest) -> list[Strip]:
    """Kept in the session: the banner costs no query."""
    return [
        Strip(
            _("You read this in an emergency"),
            _("%(number)s · until %(time)s · it is logged and will be reviewed")
            % {"number": number, "time": hour(until)},
            page,
            _("Open"),
            "psych:3",
            "wait",
        )
        for number, page, until in glass.open_now(request.session)
    ]
