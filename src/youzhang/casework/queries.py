"""Cases as staff read them. Who was not let in by name reads the frame only: the file is a matter of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from youzhang.accounts.models import RoleHolding, User
from youzhang.accounts.viewer import Viewer
from youzhang.casework.actions.locking import PARTS
from youzhang.casework.codes import PRACTITIONERS, RUNNING
from youzhang.casework.models import Case, CaseFile, Transfer
from youzhang.clients.above import hints
from youzhang.clients.kept_out import anybody_out
from youzhang.clients.models import Person
from youzhang.clients.queries import linked_ids
from youzhang.kit import clock
from youzhang.kit.kept import Given
from youzhang.ledger.models import Duty, Matter
from youzhang.ledger.openness import still_open
from youzhang.ledger.scope import seen

PAGE = 30


@dataclass(frozen=True)
class Page:
    """Some rows of a list, and the key with which the next begin; empty at the end.

    `levels`: of those whose file may be read, the risk level as last judged.
    """

    rows: Sequence[Case]
    next: str
    levels: Mapping[UUID, int | None]


@dataclass(frozen=True)
class Wanted:
    """Which cases a list is of."""

    whose: str = "mine"
    state: str = "running"
    after: str = ""


def cases_of(viewer: Viewer, centre_id: UUID, wanted: Wanted) -> Page:
    """The cases at a centre that the viewer may see, newest first."""
    mine = viewer.people(centre_id)
    found = Case.objects.visible_to(viewer).filter(matter__centre=centre_id)
    whose = {
        "mine": Q(caseworker__in=mine),
        "backup": Q(backup__in=mine),
        "supervised": Q(supervisor__in=mine),
    }.get(wanted.whose, Q())
    states = Q(state__in=RUNNING) if wanted.state == "running" else Q(state=wanted.state)
    found = found.filter(whose, states if wanted.state else Q())
    moment, _sign, pk = wanted.after.partition("~")
    if moment and is_key(moment, pk):
        at = datetime.fromisoformat(moment)
        found = found.filter(Q(opened_at__lt=at) | Q(opened_at=at, pk__lt=UUID(pk)))
    rows = list(
        found.select_related("matter", "person__subject__key", "caseworker__subject__key").order_by(
            "-opened_at", "-pk"
        )[: PAGE + 1]
    )
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    files = CaseFile.objects.visible_to(viewer).filter(case__in=[row.pk for row in rows[:PAGE]])
    levels = dict(files.values_list("case_id", "level"))
    return Page(rows[:PAGE], f"{last.opened_at.isoformat()}~{last.pk}" if last else "", levels)


def next_duties(viewer: Viewer, cases: Sequence[Case]) -> dict[UUID, Duty]:
    """The most urgent open duty of each case, the viewer's own before others': one query for the whole page."""
    found = Duty.objects.visible_to(viewer).filter(
        still_open(), matter__in=[case.matter_id for case in cases], shows_at__lte=clock.now()
    )
    first: dict[UUID, Duty] = {}
    by_term = found.order_by(F("due").asc(nulls_last=True))  # what waits for a date presses least
    for duty in sorted(by_term, key=lambda duty: not is_mine(viewer, duty)):
        first.setdefault(duty.matter_id, duty)
    return first


def is_mine(viewer: Viewer, duty: Duty) -> bool:
    """Whether the viewer is one of those who do it: by name, by role, or for somebody on leave."""
    held = {str(duty.taken_by_id)} if duty.taken_by_id else set(duty.holders)
    me = {*map(str, viewer.people(duty.centre_id)), *viewer.roles.get(duty.centre_id, ())}
    return bool(me & held)


def case_for(viewer: Viewer, matter_id: UUID) -> Case | None:
    """One case, if the viewer may see its frame; by the matter of its file only for whom that is visible."""
    framed: list[Case] = seen(
        "casework.case", viewer, lambda: _cases(viewer, matter=Given("matter")), matter=matter_id
    )
    if framed:
        return framed[0]

    def by_file() -> QuerySet[Any]:
        files = CaseFile.objects.visible_to(viewer).filter(matter=Given("matter"))
        return _cases(viewer, file__in=files)

    return next(iter(seen("casework.case by file", viewer, by_file, matter=matter_id)), None)


def _cases(viewer: Viewer, **which: Any) -> QuerySet[Any]:
    """Cases with whether their file may be read, and whether they wait to be taken over."""
    files = CaseFile.objects.visible_to(viewer).filter(case=OuterRef("pk"))
    asked = Transfer.objects.visible_to(viewer).filter(case=OuterRef("pk"), state="asked")
    found: QuerySet[Any] = Case.objects.visible_to(viewer).filter(**which)
    told: QuerySet[Any] = found.annotate(
        is_read=Exists(files),
        is_handed_on=Exists(asked),
        is_anybody_out=anybody_out(),
        **hints("person__subject"),
    )
    return told.select_related(*PARTS, "interview")


def duties_of(viewer: Viewer, case: Case) -> list[Duty]:
    """What is owed now in a case and in its sessions, the most urgent first."""

    def build() -> QuerySet[Duty]:
        # Which matters first: joined by OR, a database would walk through all that is open.
        matters = Matter.objects.visible_to(viewer).filter(Q(pk=Given("matter")) | Q(parent=Given("matter")))
        found = Duty.objects.visible_to(viewer).filter(still_open(), matter__in=matters.values("pk"))
        shown: QuerySet[Duty] = found.filter(shows_at__lte=clock.now()).select_related("matter__session")
        return shown[:50]

    found = seen("casework.duties", viewer, build, matter=case.matter_id)
    return sorted(found, key=lambda duty: (duty.due is None, duty.due or duty.opened_at, duty.article))


def open_transfer(viewer: Viewer, case: Case) -> Transfer | None:
    """The hand-over that waits for an answer."""
    if not case.is_handed_on:
        return None
    found: Transfer | None = (
        Transfer.objects.visible_to(viewer)
        .filter(case=case, state="asked")
        .select_related("matter__key", "to__subject__key", "given_by__subject__key", "case__matter__centre")
        .first()
    )
    return found


def colleagues_in(centre_id: UUID, roles: frozenset[str] = PRACTITIONERS) -> list[User]:
    """Who holds one of these roles at a centre today, by sign-in name."""
    held = RoleHolding.objects.filter(RoleHolding.on(clock.today()), centre=centre_id, role__in=roles)
    users = User.objects.filter(is_active=True, pk__in=held.values("user"))
    return list(users.select_related("subject__key").order_by("username"))


def running_case_of(viewer: Viewer, person: Person) -> Case | None:
    """The running case of a person, or of a file linked with theirs, if the viewer may see it."""
    found: Case | None = (
        Case.objects.visible_to(viewer)
        .filter(person__in=linked_ids(person), state__in=RUNNING)
        .select_related("matter", "caseworker__subject__key")
        .first()
    )
    return found


def is_key(moment: str, pk: str) -> bool:
    """Whether the key of a list is one."""
    try:
        return bool(UUID(pk)) and datetime.fromisoformat(moment).tzinfo is not None
    except ValueError:
        return False
