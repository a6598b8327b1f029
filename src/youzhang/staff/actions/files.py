"""Staff files: opened when somebody begins, with what they were trained in and how they were checked."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from youzhang.accounts.models import Centre, RoleHolding, User
from youzhang.accounts.viewer import Viewer
from youzhang.kit import clock
from youzhang.kit.refused import Refused, Stale
from youzhang.ledger.matters import close_matter, let_in, opening
from youzhang.ledger.policy import check_may
from youzhang.ledger.writing import LATE_ENTRY, writing
from youzhang.staff import rules
from youzhang.staff.facts import AREAS
from youzhang.staff.models import BackgroundCheck, StaffFile, Training


@dataclass(frozen=True)
class TrainingDone:
    """What somebody was trained in, when, until when it counts, and which paper says so."""

    subject: str
    trained_on: date
    valid_until: date
    proof: str


@dataclass(frozen=True)
class CheckDone:
    """When somebody's background was checked, what came out, and where the paper lies."""

    checked_on: date
    result: str
    proof: str


@transaction.atomic
def open_file(centre: Centre, user: User, *, hired_on: date, by: User | None = None) -> StaffFile:
    """The one file of a person at a centre; from now on their background check is owed (psych:53.1)."""
    Centre.objects.select_for_update().get(pk=centre.pk)
    found: StaffFile | None = StaffFile.unscoped.filter(centre=centre, user=user, left_on=None).first()
    if found:
        return found
    with opening("staff-file", centre=centre, by=by) as (matter, record):
        file = StaffFile(matter=matter, centre=centre, user=user, hired_on=hired_on)
        file.save(force_insert=True)
        let_in(matter, user, "own_file")
        record("staff.hired", hired_on=hired_on)
    return file


def close_file(file: StaffFile, *, left_on: date, by: User | None = None) -> StaffFile:
    """Somebody works here no more: nothing about them is owed any longer."""
    with writing(file.matter, by=by) as record:
        row: StaffFile = StaffFile.unscoped.select_related("matter").get(pk=file.pk)
        if row.left_on is None:
            row.left_on = left_on
            row.save(update_fields=["left_on"])
            record("staff.left", left_on=left_on)
            close_matter(row.matter, record.at)
    return row


def note_left(file: StaffFile, left_on: date, *, by: Viewer) -> StaffFile:
    """A lead closes the file of somebody whose roles have ended; else it is done within the hour by itself."""
    check_may(by, "staff.files", file.centre_id)
    check_roles_ended(file)
    return close_file(file, left_on=left_on, by=by.user)


def works_on(file: StaffFile) -> bool:
    """Whether a role that asks for a file goes on after today."""
    roles = RoleHolding.objects.filter(
        RoleHolding.on(clock.today()), user=file.user_id, centre=file.centre_id
    )
    return roles.filter(role__in=rules.WITH_A_FILE).exclude(ends_on=clock.today()).exists()


def check_roles_ended(file: StaffFile) -> None:
    """Whoever holds a role works here."""
    if works_on(file):
        why = _("This person still holds a role here.")
        raise Refused(
            "rule:still_here",
            why,
            _("End their roles in the staff list first."),
            way_on_url=reverse("accounts:member", args=[file.user_id]),
        )


def enter_training(file: StaffFile, given: TrainingDone, *, by: Viewer) -> Training:
    """Enter what somebody was trained in; until it expires they may lead what asks for it (psych:15.3a)."""
    check_may(by, "staff.files", file.centre_id)
    rules.check_training_dates(given.trained_on, given.valid_until, clock.today())
    with writing(file.matter, by=by.user) as record:
        training = Training(matter=file.matter, user=file.user, entered_by=by.user, **asdict(given))
        training.save(force_insert=True)
        record("staff.trained", subject=given.subject, valid_until=given.valid_until)
    return training


def withdraw_training(training: Training, *, by: Viewer) -> Training:
    """It was entered by mistake, or no longer counts."""
    check_may(by, "staff.files", training.matter.centre_id)
    with writing(training.matter, by=by.user) as record:
        standing = Training.unscoped.filter(pk=training.pk, withdrawn_at=None)
        if not standing.update(withdrawn_at=record.at):
            raise Stale("rule:withdrawn", _("This was withdrawn already."), _("Look at the file again."))
        record("staff.training_withdrawn", subject=training.subject)
    return training


def enter_check(file: StaffFile, given: CheckDone, *, by: Viewer) -> BackgroundCheck:
    """Enter a background check; the next is owed a year after it (psych:53.1)."""
    check_may(by, "staff.files", file.centre_id)
    rules.check_may_check(by.user.pk, file.user_id)
    at = _moment_of(given.checked_on)
    # The answer comes on paper, mostly days later.
    late_reason = "paper_first" if clock.now() - at > LATE_ENTRY else ""
    with writing(file.matter, by=by.user, at=at, late_reason=late_reason) as record:
        check = BackgroundCheck(matter=file.matter, user=file.user, entered_by=by.user, **asdict(given))
        check.save(force_insert=True)
        record("staff.background_checked", result=given.result)
    return check


def set_areas(file: StaffFile, areas: list[str], *, viewer: Viewer) -> StaffFile:
    """In which of the four areas somebody gives support (psych:20): said by themself or by a lead."""
    check_may_set_areas(file, viewer)
    file.areas = [area for area in AREAS if area in areas]
    StaffFile.unscoped.filter(pk=file.pk).update(areas=file.areas)
    return file


def check_may_set_areas(file: StaffFile, viewer: Viewer) -> None:
    """Themself, or a lead."""
    if file.user_id not in viewer.people(file.centre_id):
        check_may(viewer, "staff.files", file.centre_id)


def keep_files() -> int:
    """A file for everybody who works at a centre, none for those who left; how many were opened or closed."""
    today = clock.today()
    here = RoleHolding.objects.filter(RoleHolding.on(today), role__in=rules.WITH_A_FILE)
    since = {
        (row["centre"], row["user"]): row["since"]
        for row in here.values("centre", "user").annotate(since=Min("starts_on"))
    }
    files = {(file.centre_id, file.user_id): file for file in _standing(today)}
    centres = {centre.pk: centre for centre in Centre.objects.all()}
    users = User.objects.in_bulk([user for _centre, user in since])
    for centre, user in sorted(since.keys() - files.keys()):
        open_file(centres[centre], users[user], hired_on=since[centre, user])
    gone = {key for key in files.keys() - since.keys() if files[key].left_on is None}
    for key in sorted(gone):
        close_file(files[key], left_on=today - timedelta(days=1))
    return len(since.keys() - files.keys()) + len(gone)


def _standing(today: date) -> list[StaffFile]:
    """The open ones, and those closed today: nobody begins again on their last day."""
    rows = StaffFile.unscoped.filter(Q(left_on=None) | Q(left_on__gte=today))
    return list(rows.select_related("matter__centre"))


def _moment_of(day: date) -> datetime:
    """Now for today, noon for an earlier day."""
    return clock.now() if day == clock.today() else clock.at_hour(day, 12)
