"""Who is on duty, who is trained; the roster and the files as their readers may see them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from youzhang.accounts.models import Centre, RoleHolding, User
from youzhang.accounts.viewer import Viewer
from youzhang.kit import clock
from youzhang.kit.kept import Given
from youzhang.ledger.policy import sees
from youzhang.ledger.scope import seen
from youzhang.staff.facts import AREAS
from youzhang.staff.models import BackgroundCheck, HandOver, Shift, StaffFile, Swap, Training
from youzhang.web.weeks import Week

PAGE = 50
SOON = timedelta(days=30)
LONGEST_LIST = 200


def on_duty(centre: Centre, at: datetime | None = None, part: str = "") -> list[User]:
    """Who is on duty at a centre now (or then), in any part or in one; each person once, the earliest shift first.

    For notices and crises: without a viewer, for it says nothing about anybody who comes. Whoever has left since the
    roster was made is not on duty.
    """
    moment = at or clock.now()
    shifts = Shift.unscoped.filter(_runs(centre, moment), centre=centre)
    if part:
        shifts = shifts.filter(part=part)
    people = [shift.user for shift in shifts.select_related("user__subject__key").order_by("starts_at", "pk")]
    return list({person.pk: person for person in people}.values())


def _runs(centre: Centre, moment: datetime) -> Q:
    """A shift at a moment, of somebody who works here that day."""
    works_here = RoleHolding.objects.filter(RoleHolding.on(clock.day_of(moment)), centre=centre)
    running = Q(starts_at__lte=moment, ends_at__gt=moment)
    return running & Q(user__is_active=True, user__in=works_here.values("user"))


def trained(user_id: UUID, subject: str = "crisis", at: datetime | None = None) -> bool:
    """Whether somebody's training in a subject holds at a moment (psych:15.3a), wherever it was entered."""
    day = clock.day_of(at or clock.now())
    rows = Training.unscoped.filter(user=user_id, subject=subject, withdrawn_at=None)
    return rows.filter(trained_on__lte=day, valid_until__gte=day).exists()


def trained_among(people: Collection[UUID], subject: str = "crisis") -> set[UUID]:
    """Those of some people whose training in a subject holds today."""
    rows = Training.unscoped.filter(user__in=people, subject=subject, withdrawn_at=None)
    held = rows.filter(trained_on__lte=clock.today(), valid_until__gte=clock.today())
    return set(held.values_list("user", flat=True))


def sees_roster(viewer: Viewer, centre: Centre) -> bool:
    """Whether the roster of a centre is the viewer's business."""
    return sees(viewer, "roster", centre.pk)


def _shifts(viewer: Viewer) -> QuerySet[Shift]:
    rows: QuerySet[Shift] = Shift.objects.visible_to(viewer)
    return rows.select_related("user__subject__key", "centre", "matter")


@dataclass(frozen=True)
class OnNow:
    """Somebody on duty, with the areas in which they give support (psych:20)."""

    shift: Shift
    areas: Sequence[str]


def on_now(viewer: Viewer, centre: Centre) -> list[OnNow]:
    """The shifts that run, with whoever has them. The areas of colleagues are no secret of their files."""
    rows = _shifts(viewer).filter(_runs(centre, clock.now()), centre=centre)
    shifts = list(rows.order_by("part", "starts_at"))
    people = {shift.user_id for shift in shifts}
    files = StaffFile.unscoped.filter(centre=centre, left_on=None, user__in=people)
    areas = dict(files.values_list("user", "areas"))
    return [OnNow(shift, [str(AREAS[code]) for code in areas.get(shift.user_id, ())]) for shift in shifts]


def shifts_of_week(viewer: Viewer, centre: Centre, week: Week) -> Mapping[date, list[Shift]]:
    """Everybody's shifts of a week, day by day."""
    rows = _shifts(viewer).filter(centre=centre, starts_at__lt=week.ends_at, ends_at__gt=week.starts_at)
    return week.by_day(rows.order_by("starts_at", "part", "pk"))


def offered(viewer: Viewer, centre: Centre) -> list[Swap]:
    """Open swaps of shifts ahead: what I am asked, what all are asked, what I asked."""
    mine = viewer.people(centre.pk)
    rows: QuerySet[Swap] = Swap.objects.visible_to(viewer).filter(
        Q(to=None) | Q(to__in=mine) | Q(asked_by__in=mine),
        shift__centre=centre,
        shift__starts_at__gt=clock.now(),
        state="asked",
    )
    return list(rows.select_related(*SWAP).order_by("shift__starts_at")[:PAGE])


def asked_of(viewer: Viewer, centre: Centre) -> list[Swap]:
    """Open swaps of shifts ahead that are put to the viewer by name, the nearest shift first: for My duties."""

    def build() -> QuerySet[Swap]:
        rows = Swap.objects.visible_to(viewer).filter(state="asked", to__id__in=[Given("mine")])
        ahead: QuerySet[Swap] = rows.filter(shift__centre=Given("centre"), shift__starts_at__gt=Given("now"))
        return ahead.select_related(*SWAP).order_by("shift__starts_at")[:PAGE]

    mine = sorted(viewer.people(centre.pk))
    return seen("staff.asked_of", viewer, build, mine=mine, centre=centre.pk, now=clock.now())


SWAP = ("matter__key", "shift__user__subject__key", "shift__centre", "to__subject__key", "in_return__user")


def shift_for(viewer: Viewer, shift_id: UUID) -> Shift | None:
    """One shift, if the viewer may see the roster."""
    return _shifts(viewer).filter(pk=shift_id).first()


def swaps_of(viewer: Viewer, shift: Shift) -> list[Swap]:
    """What was asked about a shift, newest first."""
    rows: QuerySet[Swap] = Swap.objects.visible_to(viewer).filter(shift=shift)
    return list(rows.select_related(*SWAP, "answered_by__subject__key").order_by("-asked_at")[:PAGE])


def swap_for(viewer: Viewer, swap_id: UUID) -> Swap | None:
    """One swap, for whoever asked and whoever is asked: why somebody cannot come is nobody else's business."""
    found: Swap | None = Swap.objects.visible_to(viewer).select_related(*SWAP).filter(pk=swap_id).first()
    if found is None:
        return None
    concerned = {found.asked_by_id, found.to_id, found.shift.user_id} & viewer.people(found.shift.centre_id)
    return found if concerned or found.to_id is None else None


def shifts_ahead(viewer: Viewer, shift: Shift) -> list[Shift]:
    """What colleagues have in the four weeks from now: what a shift may be exchanged for."""
    now = clock.now()
    rows = _shifts(viewer).filter(centre=shift.centre_id, starts_at__gt=now, starts_at__lt=now + SOON)
    return list(rows.exclude(user=shift.user_id).order_by("starts_at")[:LONGEST_LIST])


def next_on(viewer: Viewer, shift: Shift) -> list[Shift]:
    """Who comes on duty next, or still is when this shift ends: to whom it is handed over, most likely first."""
    rows = _shifts(viewer).filter(centre=shift.centre_id, ends_at__gt=shift.ends_at)
    return list(rows.exclude(user=shift.user_id).order_by("starts_at")[:5])


def handovers(viewer: Viewer, centre: Centre) -> list[HandOver]:
    """The hand-overs that the viewer may read: not yet accepted first, then newest first."""
    rows: QuerySet[HandOver] = HandOver.objects.visible_to(viewer).filter(matter__centre=centre)
    found = rows.select_related(*HANDOVER).order_by("-given_at")[:PAGE]
    return sorted(found, key=lambda one: one.accepted_at is not None)


HANDOVER = (
    "matter__key", "matter__centre", "shift__user__subject__key", "given_by__subject__key", "to__subject__key",
    "accepted_by__subject__key",
)  # fmt: skip


def handover_for(viewer: Viewer, matter_id: UUID) -> HandOver | None:
    """One hand-over, if the viewer gave it, receives it, or leads."""
    rows: QuerySet[HandOver] = HandOver.objects.visible_to(viewer).select_related(*HANDOVER)
    return rows.filter(matter=matter_id).first()


def handover_of(viewer: Viewer, shift: Shift) -> HandOver | None:
    """The hand-over of a shift, if the viewer may read it."""
    rows: QuerySet[HandOver] = HandOver.objects.visible_to(viewer)
    return rows.filter(shift=shift).first()


@dataclass(frozen=True)
class FileLine:
    """A staff file in the list: what holds, what runs out."""

    file: StaffFile
    crisis_until: date | None
    checked_on: date | None
    found: bool

    @property
    def check_due_on(self) -> date | None:
        """By when the background is checked again."""
        return _a_year_after(self.checked_on) if self.checked_on else None


def files(viewer: Viewer, centre: Centre, *, former: bool = False) -> list[FileLine]:
    """The staff files of a centre that the viewer may read: three queries however many."""
    rows: QuerySet[StaffFile] = StaffFile.objects.visible_to(viewer).filter(centre=centre)
    found = list(
        rows.filter(left_on__isnull=not former).select_related("matter", "user__subject__key")[:LONGEST_LIST]
    )
    matters = [file.matter_id for file in found]
    trainings = Training.objects.visible_to(viewer).filter(matter__in=matters, subject="crisis")
    until = dict(
        trainings.filter(withdrawn_at=None).order_by("valid_until").values_list("matter", "valid_until")
    )
    checks = BackgroundCheck.objects.visible_to(viewer).filter(matter__in=matters).order_by("checked_on")
    last = {
        matter: (day, result) for matter, day, result in checks.values_list("matter", "checked_on", "result")
    }
    lines = [
        FileLine(
            file, until.get(file.matter_id), last.get(file.matter_id, (None, ""))[0],
            last.get(file.matter_id, (None, ""))[1] == "found",
        )
        for file in found
    ]  # fmt: skip
    return sorted(lines, key=lambda line: line.file.user.name)


def file_for(viewer: Viewer, matter_id: UUID) -> StaffFile | None:
    """One staff file, if it is the viewer's own or they lead."""
    rows: QuerySet[StaffFile] = StaffFile.objects.visible_to(viewer).filter(matter=matter_id)
    return rows.select_related("matter__key", "matter__centre", "centre", "user__subject__key").first()


def trainings_in(viewer: Viewer, file: StaffFile) -> Sequence[Training]:
    """Everything entered into a file, newest first; withdrawn ones too."""
    rows: QuerySet[Training] = Training.objects.visible_to(viewer).filter(matter=file.matter_id)
    found = list(rows.select_related("matter__key").order_by("-valid_until", "-trained_on"))
    for training in found:
        training.matter, training.user = file.matter, file.user
    return found


def training_for(viewer: Viewer, matter_id: UUID, training_id: UUID) -> Training | None:
    """One training of a file."""
    rows: QuerySet[Training] = Training.objects.visible_to(viewer).filter(matter=matter_id)
    return rows.select_related("matter__centre", "user__subject__key").filter(pk=training_id).first()


def checks_in(viewer: Viewer, file: StaffFile) -> Sequence[BackgroundCheck]:
    """Every background check of a file, newest first."""
    rows: QuerySet[BackgroundCheck] = BackgroundCheck.objects.visible_to(viewer).filter(matter=file.matter_id)
    return list(rows.select_related("matter__key", "entered_by__subject__key").order_by("-checked_on"))


def _a_year_after(day: date) -> date:
    return day.replace(year=day.year + 1) if (day.month, day.day) != (2, 29) else date(day.year + 1, 3, 1)
