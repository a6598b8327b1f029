"""Services as people read them: staff within what they may see, everybody else what is published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from youzhang.accounts.models import Centre
from youzhang.accounts.viewer import Viewer
from youzhang.kit import clock
from youzhang.kit.kept import Given, kept
from youzhang.ledger import coding
from youzhang.ledger.decided import Pairs, decision_words, decisions_in
from youzhang.ledger.models import Duty, Fact, Matter
from youzhang.ledger.openness import still_open
from youzhang.ledger.registry import vocabulary
from youzhang.ledger.scope import seen
from youzhang.ledger.wording import rule_of, title_of
from youzhang.rulebook.terms import last_day_of
from youzhang.rulebook.vocabulary import FactKind
from youzhang.services.facts import CORRECTED, MOVED
from youzhang.services.models import LeftProperty, Service
from youzhang.services.rules import is_open
from youzhang.web.shell import address
from youzhang.web.wording import hour, short_day

PAGE = 30
LONGEST_TIMELINE = 100
__all__ = ["is_open", "open_services", "published_service", "service_for"]


@dataclass(frozen=True)
class Page:
    """Some rows of a list, and the key with which the next begin; empty at the end."""

    rows: Sequence[Service]
    next: str


@dataclass(frozen=True)
class DutyLine:
    """An open duty of a service, in words, with the page that discharges it."""

    duty: Duty
    title: str
    tone: str
    href: str

    @property
    def last_day(self) -> date | None:
        """The last day on which it is done on time."""
        return last_day_of(self.duty.due) if self.duty.due else None


@dataclass(frozen=True)
class Happening:
    """A fact of the timeline in words; `wrong`: taken back, or corrected since."""

    fact: Fact
    title: str
    words: tuple[str, ...]
    who: str
    wrong: bool


def services_seen(
    viewer: Viewer, centre: Centre, *, state: str = "", kind: str = "", after: str = ""
) -> Page:
    """The services of a centre, newest first."""
    found = Service.objects.visible_to(viewer).filter(
        matter__centre=centre, **({"type": kind} if kind else {})
    )
    found = found.filter(_in_state(state, clock.today())).select_related("matter", "in_charge__subject__key")
    moment, _sign, pk = after.partition("~")
    if moment and _is_key(moment, pk):
        earlier = datetime.fromisoformat(moment)
        found = found.filter(Q(matter__opened_at__lt=earlier) | Q(matter__opened_at=earlier, pk__lt=UUID(pk)))
    rows = list(found.order_by("-matter__opened_at", "-pk")[: PAGE + 1])
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return Page(rows[:PAGE], f"{last.matter.opened_at.isoformat()}~{last.pk}" if last else "")


def services_named(viewer: Viewer, text: str, most: int) -> list[Service]:
    """The newest services whose name holds these words, with their matters."""
    # To write all in capitals takes its time.
    holds = "contains" if text.upper() == text.lower() else "icontains"

    def build() -> QuerySet[Service]:
        # Names are gone through in an index of their centre, before anything else is asked about them.
        named = Service.unscoped.filter(
            centre__in=list(viewer.centres), **{f"name__{holds}": Given("text")}
        ).values("pk")
        rows = Service.objects.visible_to(viewer).filter(pk__in=named).select_related("matter__service")
        found: QuerySet[Service] = rows.order_by("-matter__opened_at")[:most]
        return found

    return seen(f"services.named {holds} {most}", viewer, build, text=text)


def service_for(viewer: Viewer, matter_id: UUID) -> Service | None:
    """One service, if the viewer may see it."""

    def build() -> QuerySet[Service]:
        found = Service.objects.visible_to(viewer).filter(matter=Given("matter"))
        along = ("matter__centre__organisation", "matter__key", "in_charge__subject__key", "logo__key")
        read: QuerySet[Service] = found.select_related(*along)
        return read

    return next(iter(seen("services.service", viewer, build, matter=matter_id)), None)


def open_services(now: datetime, centre: Centre | None = None) -> QuerySet[Service]:
    """What anybody may apply for at a moment, the nearest closing date first. Public."""
    found: QuerySet[Service] = Service.unscoped.filter(
        _in_state("open", clock.day_of(now)), published_at__lte=now
    )
    if centre:
        found = found.filter(matter__centre=centre)
    return found.select_related("matter__centre").order_by("closes_on", "starts_on", "pk")


def published_service(service_id: UUID) -> Service | None:
    """The service of a published notice. Public."""
    return next(iter(kept("services.published", _published).ask(service=service_id)), None)


def _published() -> QuerySet[Service]:
    found = Service.unscoped.filter(pk=Given("service"), published_at__isnull=False)
    services: QuerySet[Service] = found.select_related("matter__centre__organisation")
    return services


def property_of(viewer: Viewer, service: Service) -> list[LeftProperty]:
    """The register of things left behind, those still kept first."""
    found = LeftProperty.objects.visible_to(viewer).filter(service=service).select_related("matter__key")
    return sorted(found, key=lambda thing: (thing.ended_at is not None, thing.found_on), reverse=False)


def open_duties(viewer: Viewer, matter: Matter) -> list[DutyLine]:
    """What is owed about a matter, the most urgent first."""
    found = Duty.objects.visible_to(viewer).filter(still_open(), matter=matter, shows_at__lte=clock.now())
    return [
        _line(duty) for duty in sorted(found, key=lambda duty: (duty.due is None, duty.due, duty.article))
    ]


def timeline(viewer: Viewer, matter: Matter) -> list[Happening]:
    """What happened, newest first."""
    seen = Fact.objects.visible_to(viewer)
    found = seen.filter(matter=matter).annotate(mended=Exists(seen.filter(amends=OuterRef("pk"))))
    newest: QuerySet[Any] = found.select_related("by__subject__key").order_by("-at", "-seq")
    facts = list(newest[:LONGEST_TIMELINE])
    decided = decisions_in(viewer, facts)
    return [_happening(fact, decided.get(fact.pk)) for fact in facts]


def _in_state(state: str, today: date) -> Q:
    running = Q(called_off_at=None, ended_on=None)
    taking = Q(applications_closed_at=None) & (Q(closes_on=None) | Q(closes_on__gte=today))
    published = Q(published_at__isnull=False)
    states = {
        "planned": running & ~published,
        "open": running & published & taking,
        "closed": running & published & ~taking,
        "past": ~running,
    }
    return states.get(state, Q())


def _is_key(moment: str, pk: str) -> bool:
    try:
        return bool(UUID(pk)) and datetime.fromisoformat(moment).tzinfo is not None
    except ValueError:
        return False


def _line(duty: Duty) -> DutyLine:
    rule = rule_of(duty.article, duty.name)
    return DutyLine(
        duty, title_of(duty), _tone(duty), address(rule.does, duty.matter_id) if rule and rule.does else ""
    )


def _tone(duty: Duty) -> str:
    if duty.due is None:
        return "none"
    # "In principle" is never red (psych:34.1a).
    late = "late" if duty.strength == "must" else "soon"
    return late if duty.due < clock.now() else "soon"


def _happening(fact: Any, decided: Pairs | None) -> Happening:
    kind = vocabulary().facts[fact.kind]
    words = tuple(decision_words(decided)) if decided is not None else tuple(_words(kind, fact))
    return Happening(fact, str(kind.title), words, fact.by.name if fact.by else "", fact.void or fact.mended)


def _words(kind: FactKind, fact: Fact) -> Iterator[str]:
    data: dict[str, Any] = coding.from_json(kind, fact.data)
    yield from (_said(name, value) for name, value in data.items() if isinstance(value, date))
    if why := (MOVED | CORRECTED).get(data.get("reason", "")):
        yield str(why)


def _said(name: str, value: date) -> str:
    """A date with its title; the hour stands after its day."""
    begins = _("starts at")
    if isinstance(value, datetime):
        return f"{begins} {hour(value)}"
    titles = {
        "starts_on": _("starts on"), "project_starts_on": _("project starts on"), "closes_on": _("closing date"),
        "closed_on": _("closed on"), "ended_on": _("ended on"),
    }  # fmt: skip
    return f"{titles[name]} {short_day(value)}"
