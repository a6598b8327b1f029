"""Texts for the public and publicity: what is in force, what was, what is owed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from youzhang.accounts.models import Centre
from youzhang.accounts.viewer import Viewer
from youzhang.kit import clock
from youzhang.ledger.models import Duty, Matter
from youzhang.ledger.openness import still_open
from youzhang.policy.facts import KINDS
from youzhang.policy.models import Publicity, PublicText
from youzhang.policy.texts import ARTICLES
from youzhang.rulebook.terms import last_day_of

PAGE = 20


@dataclass(frozen=True)
class Shelf:
    """One kind of text in the library: its editions, newest first, and what is owed."""

    kind: str
    title: Any
    article: str
    editions: Sequence[PublicText]
    duty: Duty | None

    @property
    def in_force(self) -> PublicText | None:
        """The newest edition that was not withdrawn."""
        return next((text for text in self.editions if text.withdrawn_at is None), None)

    @property
    def last_day(self) -> date | None:
        """The last day on which what is owed is on time."""
        return last_day_of(self.duty.due) if self.duty and self.duty.due else None

    @property
    def late(self) -> bool:
        """Whether what is owed is overdue."""
        return bool(self.duty and self.duty.due and self.duty.due < clock.now())


@dataclass(frozen=True)
class Page:
    """Some rows, and the key with which the next begin; empty at the end."""

    rows: Sequence[Publicity]
    next: str


def library_for(viewer: Viewer, matter_id: UUID) -> Matter | None:
    """A centre's library, if the viewer may see it."""
    found = Matter.objects.visible_to(viewer).filter(pk=matter_id, kind="policy")
    matter: Matter | None = found.select_related("centre__organisation").first()
    return matter


def library_seen(viewer: Viewer, centre: Centre) -> Matter | None:
    """The library of the centre looked at; None until it is opened."""
    found = Matter.objects.visible_to(viewer).filter(centre=centre, kind="policy").select_related("centre")
    matter: Matter | None = found.first()
    return matter


def centre_for(viewer: Viewer, matter_id: UUID) -> Centre | None:
    """The centre of a library, or of the year in which publicity counts."""
    found = Matter.objects.visible_to(viewer).filter(pk=matter_id, kind__in=["policy", "centre-year"])
    matter: Matter | None = found.select_related("centre").first()
    return matter.centre if matter else None


def shelves(viewer: Viewer, library: Matter) -> list[Shelf]:
    """Every kind of text with its editions: two queries."""
    editions: dict[str, list[PublicText]] = {kind: [] for kind in KINDS}
    texts = (
        PublicText.objects.visible_to(viewer)
        .filter(matter=library)
        .select_related("published_by__subject__key")
    )
    for text in texts.order_by("-edition"):
        editions[text.kind].append(text)
    open_duties = Duty.objects.visible_to(viewer).filter(still_open(), matter=library).order_by("due")
    owed = {duty.article: duty for duty in open_duties}
    return [
        Shelf(kind, title, ARTICLES[kind], editions[kind], owed.get(ARTICLES[kind]))
        for kind, title in KINDS.items()
    ]


def text_in_force(centre: Centre, kind: str) -> PublicText | None:
    """What a centre tells the public about something. Public."""
    found = PublicText.unscoped.filter(matter__centre=centre, kind=kind, withdrawn_at=None)
    text: PublicText | None = found.order_by("-edition").first()
    return text


def kinds_in_force(centre: Centre) -> set[str]:
    """Which kinds of text a centre has published. Public."""
    found = PublicText.unscoped.filter(matter__centre=centre, withdrawn_at=None)
    return set(found.values_list("kind", flat=True))


def publicity_of(centre: Centre, after: str = "") -> Page:
    """What a centre published, newest first. Public."""
    found: QuerySet[Publicity] = Publicity.unscoped.filter(matter__centre=centre).order_by(
        "-published_at", "-pk"
    )
    moment, _sign, pk = after.partition("~")
    if moment and _is_key(moment, pk):
        earlier = datetime.fromisoformat(moment)
        found = found.filter(Q(published_at__lt=earlier) | Q(published_at=earlier, pk__lt=UUID(pk)))
    rows = list(found[: PAGE + 1])
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return Page(rows[:PAGE], f"{last.published_at.isoformat()}~{last.pk}" if last else "")


def one_publicity(publicity_id: UUID) -> Publicity | None:
    """One article of publicity. Public."""
    found = Publicity.unscoped.filter(pk=publicity_id).select_related("matter__centre")
    one: Publicity | None = found.first()
    return one


def public_centre(code: str, kind: str = "") -> Centre | None:
    """The centre of that code; when none is asked for, the first that has published this kind of text (no
    kind: anything to read), else the first."""
    centres = Centre.objects.order_by("code")
    if code:
        return centres.filter(code=code).first()
    texts = PublicText.unscoped.filter(kind=kind, withdrawn_at=None) if kind else Publicity.unscoped
    return centres.filter(pk__in=texts.values("matter__centre")).first() or centres.first()


def public_centres() -> list[Centre]:
    """Every centre, to choose whose texts to read."""
    return list(Centre.objects.order_by("code"))


def _is_key(moment: str, pk: str) -> bool:
    try:
        return bool(UUID(pk)) and datetime.fromisoformat(moment).tzinfo is not None
    except ValueError:
        return False
