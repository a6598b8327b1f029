"""What surrounds a page: the rail, the centre looked at, theme, text size."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch
from django.utils.translation import gettext_lazy as _

from youzhang.accounts.centres import SESSION
from youzhang.accounts.models import Centre, User
from youzhang.accounts.queries import STAFF_KEEPERS
from youzhang.accounts.roles import ADMINISTRATORS, ROLES
from youzhang.accounts.viewer import Viewer
from youzhang.vault.fields import readable
from youzhang.web.addresses import address_of

THEMES = ("light", "dark")
YEAR = 365 * 24 * 3600


@dataclass(frozen=True, eq=False)
class Entry:
    """One place of the workbench; the same one is equal, so that what is made of it can be kept.

    `roles` empty: all who work with records; `gap`: a line above it.
    """

    name: str
    icon: str
    title: Any
    roles: frozenset[str] = frozenset()
    gap: bool = False
    href: str = ""
    current: bool = False


# Those who may read the compliance board (the act `ledger.board` of the policy table).
BOARD = frozenset(
    {
        "project_lead",
        "department_head",
        "service_head",
        "deputy_head",
        "group_leader",
        "director",
        "authority",
    }
)
# Those who carry or supervise cases, and those who see the frame of them (psych:13).
CASES = frozenset(
    {
        "counsellor",
        "support_worker",
        "case_worker",
        "supervisor",
        "department_head",
        "service_head",
        "deputy_head",
        "project_lead",
        "director",
    }
)
# Those whom the policy table lets see residents, not only those of their own cases.
PEOPLE = frozenset(
    {"duty_staff", "specialist", "department_head", "service_head", "project_lead", "director"}
)
EVERYBODY = frozenset(ROLES)
WITH_RECORDS = EVERYBODY - ADMINISTRATORS
# Those whom the policy table lets see services and the roster, and the partners.
ON_THE_ROSTER = WITH_RECORDS - {"observer", "expert", "authority", "headquarters", "organiser"}
WITH_PARTNERS = frozenset(
    {
        "duty_staff",
        "specialist",
        "counsellor",
        "support_worker",
        "case_worker",
        "group_leader",
        "department_head",
        "service_head",
        "deputy_head",
        "project_lead",
        "director",
    }
)

# A page that does not exist yet is not shown: a later room lights its entry up by having the URL name.
ENTRIES = (
    Entry("workbench:duties", "duty", _("My duties"), EVERYBODY),
    Entry("workbench:today", "today", _("Today")),
    Entry("clients:people", "people", _("People"), PEOPLE),
    Entry("casework:list", "folder", _("Cases"), CASES),
    Entry("services:list", "service", _("Services"), ON_THE_ROSTER),
    Entry("activities:list", "activity", _("Activities")),
    Entry("crisis:list", "crisis", _("Crisis")),
    Entry("staff:roster", "clock", _("Roster"), ON_THE_ROSTER),
    Entry("premises:rooms", "centre", _("Rooms"), WITH_PARTNERS | {"supervisor"}),
    Entry("premises:partners", "phone", _("Partners"), WITH_PARTNERS),
    Entry("letters:list", "letters", _("Letters & calls")),
    Entry("voice:list", "feedback", _("Feedback")),
    Entry("meetings:list", "meeting", _("Meetings")),
    Entry("workbench:notices", "bell", _("Notices"), ON_THE_ROSTER),
    Entry("workbench:board", "board", _("Board"), BOARD, gap=True),
    Entry("workbench:centres", "service", _("Centres"), frozenset({"sysadmin"})),
    Entry("accounts:staff", "people", _("Staff list"), frozenset({"sysadmin"})),
    Entry("workbench:rules", "library", _("Library"), EVERYBODY),
)
DOCK = 4


@dataclass(frozen=True)
class Prefs:
    """What a browser remembers: `theme` (empty: as the system has it) and `text` (`large` or empty)."""

    theme: str
    text: str


@dataclass(frozen=True)
class Shell:
    """Everything the workbench layout shows around a page."""

    entries: tuple[Entry, ...]
    home: str
    search: str
    staff: str
    name: str
    centres: tuple[Centre, ...]
    centre: Centre | None

    @property
    def dock(self) -> tuple[Entry, ...]:
        """The first places, for the bottom bar of a phone; the rest stands under *More*."""
        return self.entries[:DOCK]


def shell_of(request: HttpRequest) -> Shell:
    """The shell for whoever is signed in."""
    viewer: Viewer | None = getattr(request, "viewer", None)
    roles = frozenset[str]().union(*viewer.roles.values()) if viewer else frozenset[str]()
    centres = viewer.places if viewer else ()
    return Shell(
        entries=_entries(request.path, roles),
        home=address("workbench:duties") or "/",
        search=address("workbench:search"),
        staff=address("accounts:staff") if roles & STAFF_KEEPERS else "",
        name=_name(request),
        centres=centres,
        centre=_chosen(request, centres),
    )


def prefs_of(request: HttpRequest) -> Prefs:
    """Theme and text size, from cookies; anything unknown counts as unset."""
    theme, text = request.COOKIES.get("theme", ""), request.COOKIES.get("text", "")
    return Prefs(theme if theme in THEMES else "", text if text == "large" else "")


def address(name: str, *args: object) -> str:
    """The address of a page by name, empty while no room has it."""
    try:
        return address_of(name, *args)
    except NoReverseMatch:
        return ""


def _entries(path: str, roles: frozenset[str]) -> tuple[Entry, ...]:
    found = _allowed(roles, settings.ROOT_URLCONF)
    here = max((entry.href for entry in found if path.startswith(entry.href)), key=len, default="")
    # The first page is the prefix of all others: it is current only when it is the page itself.
    if found and here == found[0].href and path != here:
        here = ""
    return _with_current(found, here)


@lru_cache(maxsize=256)
def _allowed(roles: frozenset[str], _urls: str) -> tuple[Entry, ...]:
    allowed = (entry for entry in ENTRIES if (entry.roles or WITH_RECORDS) & roles)
    return tuple(replace(entry, href=href) for entry in allowed if (href := address(entry.name)))


@lru_cache(maxsize=1024)
def _with_current(found: tuple[Entry, ...], here: str) -> tuple[Entry, ...]:
    return tuple(replace(entry, current=entry.href == here) for entry in found)


def _name(request: HttpRequest) -> str:
    """The signed-in person's own name."""
    return readable(request.user, "name") if isinstance(request.user, User) else ""


def _chosen(request: HttpRequest, centres: tuple[Centre, ...]) -> Centre | None:
    """As `accounts.centres.current_centre` finds it, without another query."""
    wanted = request.session.get(SESSION)
    return next((c for c in centres if str(c.pk) == wanted), centres[0] if centres else None)
