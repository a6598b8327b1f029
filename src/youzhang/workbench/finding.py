"""What the global search finds, each group through the room that owns it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from youzhang.accounts.models import Centre
from youzhang.accounts.viewer import Viewer
from youzhang.clients import queries as clients
from youzhang.kit.kept import Given, kept
from youzhang.ledger.models import Matter
from youzhang.ledger.policy import may
from youzhang.ledger.scope import seen
from youzhang.meetings.facts import KINDS as MEETINGS
from youzhang.meetings.models import Meeting
from youzhang.premises.models import Partner, Room
from youzhang.services.queries import services_named
from youzhang.web.marks import article_url
from youzhang.web.wording import short_moment
from youzhang.workbench import naming
from youzhang.workbench.articles import matching
from youzhang.workbench.books import Books
from youzhang.workbench.numbers import numbered

SHORTEST, LONGEST, SHOWN = 2, 100, 8


@dataclass(frozen=True)
class Hit:
    """One thing found."""

    title: str
    about: str
    href: str


@dataclass(frozen=True)
class Hits:
    """The hits of one sort; `all`: where all of them are."""

    title: str
    icon: str
    hits: Sequence[Hit]


def find(viewer: Viewer, centre: Centre, text: str) -> list[Hits]:
    """People, numbers, services, meetings, partners, rooms and articles, groups without hits left out."""
    if len(text) < SHORTEST and not text.isdecimal():
        return []
    groups = [
        Hits(_("Numbers"), "folder", [_matter(matter) for matter in numbered(viewer, text)]),
        Hits(_("People"), "people", _people(viewer, text)),
        Hits(_("Services"), "service", [_matter(one.matter) for one in services_named(viewer, text, SHOWN)]),
        Hits(_("Meetings"), "meeting", [_meeting(one) for one in meetings(viewer, text)]),
        Hits(_("Partners"), "people", [_matter(one.matter) for one in partners(viewer, text)]),
        Hits(_("Rooms"), "folder", _rooms(viewer, centre, text)),
        Hits(_("Articles"), "library", _articles(centre, text)),
    ]
    return [group for group in groups if group.hits]


def _people(viewer: Viewer, text: str) -> list[Hit]:
    found = clients.search(viewer, text, SHOWN)
    return [Hit(person.name, _("Person"), naming.page_of(person.matter)) for person in found]


def partners(viewer: Viewer, text: str) -> list[Partner]:
    """Partners whose name holds these words."""

    def build() -> QuerySet[Partner]:
        # Their centre is asked for besides: else all matters would be gone through to find the few of this kind.
        here = Partner.objects.visible_to(viewer).filter(centre__in=list(viewer.centres))
        rows = here.filter(name__icontains=Given("text"))
        found: QuerySet[Partner] = rows.select_related("matter__partner").order_by("name")[:SHOWN]
        return found

    return seen("workbench.partners", viewer, build, text=text)


def meetings(viewer: Viewer, text: str) -> list[Meeting]:
    """Meetings by kind and place, newest first; what they are about is sealed and not searched."""

    def build() -> QuerySet[Meeting]:
        # For the same reason.
        here = Meeting.objects.visible_to(viewer).filter(
            matter__centre__in=list(viewer.centres), matter__kind__in=("meeting", "conference")
        )
        rows = here.filter(Q(kind__in=[Given("kinds")]) | Q(place__icontains=Given("text")))
        found: QuerySet[Meeting] = rows.select_related("matter").order_by("-starts_at")[:SHOWN]
        return found

    kinds = [code for code, title in MEETINGS.items() if text.lower() in str(title).lower()]
    kinds = kinds or [""]  # of no kind at all nothing would be asked
    return seen("workbench.meetings", viewer, build, text=text, kinds=kinds)


def _meeting(meeting: Meeting) -> Hit:
    about = (short_moment(meeting.starts_at), meeting.place, meeting.matter.number)
    return Hit(
        str(meeting.get_kind_display()), "　".join(filter(None, about)), naming.page_of(meeting.matter)
    )


def _rooms(viewer: Viewer, centre: Centre, text: str) -> list[Hit]:
    """Rooms of this centre for those who book them: each leads to its week."""
    if not may(viewer, "premises.book", centre.pk):
        return []
    found = kept("workbench.rooms", _named_rooms).ask(centre=centre.pk, text=text)
    return [Hit(room.name, _("Room"), f"{reverse('premises:rooms')}?room={room.pk}") for room in found]


def _named_rooms() -> QuerySet[Room]:
    return Room.objects.filter(centre=Given("centre"), name__icontains=Given("text")).order_by("name")[:SHOWN]


def _matter(matter: Matter) -> Hit:
    own = naming.own_name(matter)
    kind = naming.kind_name(matter.kind)
    return Hit(
        own or matter.number or kind,
        "　".join(p for p in (kind, matter.number if own else "") if p),
        naming.page_of(matter),
    )


def _articles(centre: Centre, text: str) -> list[Hit]:
    lang = get_language() or "zh"
    found = [article for _book, some in matching(Books(centre).in_force, text) for article in some]
    exact = {text, f"第{text}条"}
    found.sort(
        key=lambda article: article.local != text and article.short("zh").partition("(")[0] not in exact
    )
    return [
        Hit(f"{a.short(lang)}　{a.title.in_language(lang)}", a.summary.in_language(lang), article_url(a.id))
        for a in found[:SHOWN]
    ]
