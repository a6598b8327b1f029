"""Sessions and notes as those let in by name read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from youzhang.accounts.models import Centre
from youzhang.accounts.viewer import Viewer
from youzhang.casework.actions.sessions import PARTS
from youzhang.casework.models import Addendum, Case, Note, ProcessNote, Session
from youzhang.casework.queries import is_key
from youzhang.kit.kept import Given
from youzhang.ledger.scope import seen
from youzhang.web.weeks import Week

PAGE = 30
FIRST = 12


class SessionLine(NamedTuple):
    """What a list says of a session; `level`: of its note, if one is written."""

    pk: UUID
    matter_id: UUID
    starts_at: datetime
    state: str
    way: str
    level: int | None
    room: str | None


COLUMNS = (*SessionLine._fields[:-2], "note__level", "booking__room__name")


@dataclass(frozen=True)
class SessionPage:
    """Some sessions, and the key with which the next begin."""

    rows: Sequence[SessionLine]
    next: str


def sessions_of(viewer: Viewer, case: Case, *, after: str = "", limit: int = PAGE) -> SessionPage:
    """The sessions of a case, newest first."""
    moment, _sign, pk = after.partition("~")
    key = {"at": datetime.fromisoformat(moment), "pk": UUID(pk)} if moment and is_key(moment, pk) else {}

    def build() -> QuerySet[Session, tuple[Any, ...]]:
        found = Session.objects.visible_to(viewer).filter(case=Given("case"))
        if key:
            found = found.filter(Q(starts_at__lt=Given("at")) | Q(starts_at=Given("at"), pk__lt=Given("pk")))
        newest: QuerySet[Session, tuple[Any, ...]] = found.values_list(*COLUMNS)
        return newest.order_by("-starts_at", "-pk")[: limit + 1]

    found = seen(f"casework.sessions {bool(key)} {limit}", viewer, build, case=case.pk, **key)
    rows = [SessionLine(*values) for values in found]
    last = rows[limit - 1] if len(rows) > limit else None
    return SessionPage(rows[:limit], f"{last.starts_at.isoformat()}~{last.pk}" if last else "")


def sessions_of_week(viewer: Viewer, centre: Centre, week: Week) -> Mapping[date, list[Session]]:
    """A week of the sessions in cases that the viewer carries, cancelled ones left out."""
    mine = viewer.people(centre.pk)
    rows = Session.objects.visible_to(viewer).filter(case__caseworker__in=mine, matter__centre=centre)
    rows = rows.filter(starts_at__gte=week.starts_at, starts_at__lt=week.ends_at).exclude(state="cancelled")
    along = ("case__person__subject__key", "booking__room")
    return week.by_day(rows.select_related(*along).order_by("starts_at"))


def session_for(viewer: Viewer, matter_id: UUID) -> Session | None:
    """One session, if the viewer was let in."""
    found = Session.objects.visible_to(viewer).filter(matter=matter_id)
    session: Session | None = found.select_related(
        *PARTS, "case__caseworker__subject__key", "case__file__guardian"
    ).first()
    return session


def note_of(viewer: Viewer, session: Session) -> Note | None:
    """What was written about a session."""
    found = Note.objects.visible_to(viewer).filter(session=session)
    note: Note | None = found.select_related(
        "matter__key", "by__subject__key", *(f"session__{p}" for p in PARTS)
    ).first()
    return note


def addenda_of(viewer: Viewer, note: Note) -> list[Addendum]:
    """What was added, in order."""
    found = Addendum.objects.visible_to(viewer).filter(note=note)
    return list(found.select_related("matter__key", "by__subject__key").order_by("at"))


def process_note_of(viewer: Viewer, session: Session) -> ProcessNote | None:
    """The viewer's own private note; nobody else's, not even for those who stand in for them."""
    found = ProcessNote.objects.visible_to(viewer).filter(session=session, author=viewer.user_id)
    note: ProcessNote | None = found.select_related("author__subject__key").first()
    return note
