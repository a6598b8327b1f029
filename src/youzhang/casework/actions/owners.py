"""Who carries a case: hand it on with a note and an acceptance, name another backup, step aside (welfare:2.2b)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from youzhang.accounts.models import User
from youzhang.accounts.viewer import Viewer
from youzhang.casework import rules
from youzhang.casework.actions.locking import (
    barred_from,
    changing,
    check_carries,
    let_into_file,
    shut_file,
    stale,
    who_carries,
)
from youzhang.casework.actions.messages import tell_asker, tell_carriers, tell_receiver
from youzhang.casework.models import Case, Transfer
from youzhang.clients.kept_out import ask_from_now
from youzhang.clients.models import Person
from youzhang.clients.queries import linked_ids
from youzhang.jobs.actions import enqueue
from youzhang.kit import clock
from youzhang.kit.refused import Refused, Stale
from youzhang.kit.text import clean_text
from youzhang.ledger.matters import bar, let_in, take_back
from youzhang.ledger.models import Grant
from youzhang.ledger.writing import Record


@dataclass(frozen=True)
class HandOn:
    """To whom a case goes, and what they need to know."""

    to: User
    note: str


@dataclass(frozen=True)
class NewOwners:
    """Who carries a case from now on."""

    caseworker: User
    backup: User


def ask_transfer(case: Case, given: HandOn, *, by: Viewer, at: datetime | None = None) -> Transfer:
    """Ask a colleague to take a case over; until they accept it stays where it is."""
    check_carries(by, case, "casework.assign")
    if not clean_text(given.note):
        raise Refused(
            "rule:handover_note", _("A hand-over note is needed."), _("Say how things stand."), "note"
        )
    with changing(case, by=by.user, at=at) as (row, record):
        rules.check_running(row)
        rules.check_another(given.to.pk, row.caseworker_id)
        rules.check_may_carry(
            given.to.pk, "to", who_carries(row.matter.centre_id), barred_from(people_of(row))
        )
        if Transfer.unscoped.filter(case=row, state="asked").exists():
            why = _("Somebody is asked to take it over already.")
            raise Stale("rule:handover", why, _("Wait for their answer, or take it back first."))
        transfer: Transfer = Transfer.unscoped.create(
            case=row, matter=row.file.matter, given_by=by.user, to=given.to, note=clean_text(given.note),
            asked_at=record.at,
        )  # fmt: skip
        let_into_file(row, given.to, "transfer")
        record("casework.transfer_asked", transfer=transfer.pk, to=given.to.pk)
        tell_receiver(transfer, row)
    return transfer


def accept_transfer(transfer: Transfer, *, by: Viewer, at: datetime | None = None) -> Case:
    """Take the case over: from now on every open duty is the new caseworker's."""
    with changing(transfer.case, by=by.user, at=at) as (row, record):
        asked = _asked(transfer, row)
        _check_receiver(by, asked)
        rules.check_may_carry(
            asked.to_id, "to", who_carries(row.matter.centre_id), barred_from(people_of(row))
        )
        _answer(asked, "accepted", record)
        record("casework.transfer_accepted", transfer=asked.pk)
        tell_asker(asked, row)
        # A backup who takes over leaves the former caseworker as backup: never one person for both.
        backup = row.caseworker if asked.to_id == row.backup_id else row.backup
        change_owners(row, record, NewOwners(asked.to, backup))
    return row


def decline_transfer(transfer: Transfer, why: str, *, by: Viewer, at: datetime | None = None) -> Case:
    """Say no, with the reason: the case stays with its caseworker."""
    with changing(transfer.case, by=by.user, at=at) as (row, record):
        asked = _asked(transfer, row)
        _check_receiver(by, asked)
        _answer(asked, "declined", record, why)
        record("casework.transfer_declined", transfer=asked.pk)
        tell_asker(asked, row)
    return row


def take_transfer_back(transfer: Transfer, *, by: Viewer, at: datetime | None = None) -> Case:
    """Keep the case after all."""
    check_carries(by, transfer.case, "casework.assign")
    with changing(transfer.case, by=by.user, at=at) as (row, record):
        asked = _asked(transfer, row)
        _answer(asked, "taken_back", record)
        record("casework.transfer_taken_back", transfer=asked.pk)
    return row


def name_backup(case: Case, backup: User, *, by: Viewer, at: datetime | None = None) -> Case:
    """Name another backup."""
    check_carries(by, case, "casework.assign")
    with changing(case, by=by.user, at=at) as (row, record):
        rules.check_running(row)
        _check_owners(row, NewOwners(row.caseworker, backup))
        change_owners(row, record, NewOwners(row.caseworker, backup))
        tell_carriers(row, backup, by=by.user)
    return row


def name_supervisor(case: Case, supervisor: User, *, by: Viewer, at: datetime | None = None) -> Case:
    """Name another supervisor: they read the file from now on, the former one no longer."""
    check_carries(by, case, "casework.assign")
    with changing(case, by=by.user, at=at) as (row, record):
        rules.check_running(row)
        barred = barred_from(people_of(row))
        rules.check_supervisor(supervisor.pk, row.caseworker_id, row.backup_id, barred)
        if row.supervisor_id and row.supervisor_id != supervisor.pk:
            shut_file(row, row.supervisor_id, "supervisor")
        row.supervisor = supervisor
        let_into_file(row, supervisor, "supervisor")
        record("casework.supervisor_named", to=supervisor.pk)
    return row


def step_aside(case: Case, given: NewOwners, *, reason: str, by: Viewer, at: datetime | None = None) -> Case:
    """A conflict of interest came up: others take over at once, and the one who steps aside sees nothing more."""
    check_carries(by, case)
    with changing(case, by=by.user, at=at) as (row, record):
        rules.check_running(row)
        if by.user.pk in {given.caseworker.pk, given.backup.pk}:
            why = _("You step aside, so others carry the case.")
            raise Refused("rule:barred", why, _("Choose two colleagues."), "caseworker")
        _check_owners(row, given)
        record("casework.stepped_aside")
        for open_one in Transfer.unscoped.select_related("matter__key").filter(case=row, state="asked"):
            _answer(open_one, "taken_back", record)
            record("casework.transfer_taken_back", transfer=open_one.pk)
        change_owners(row, record, given)
        tell_carriers(row, given.caseworker, given.backup, by=by.user)
        for file in Person.unscoped.filter(pk__in=linked_ids(row.person)).select_related("subject"):
            bar(by.user, file.subject, reason=reason, by=by.user, at=clock.now())
    return row


def change_owners(row: Case, record: Record, given: NewOwners) -> None:
    """Put new owners in, in every grant and, by the facts, in every open duty of the case and its sessions."""
    for name, user, fact in (
        ("caseworker", given.caseworker, "casework.assigned"),
        ("backup", given.backup, "casework.backup_named"),
    ):
        former = getattr(row, f"{name}_id")
        if former == user.pk:
            continue
        shut_file(row, former, name)
        take_back(Grant.objects.filter(matter=row.person.matter_id, user=former, reason=name))
        let_into_file(row, user, name)
        let_in(row.person.matter, user, name)
        setattr(row, name, user)
        if name == "caseworker":
            ask_from_now(row.file.matter, user)
        record(fact, to=user.pk)
        if former not in who_carries(row.matter.centre_id):
            record("casework.owner_replaced", part=name)
    if {row.caseworker_id, row.backup_id} <= who_carries(row.matter.centre_id):
        # Leads were let in to name somebody: that is done.
        take_back(Grant.objects.filter(matter=row.matter, reason="assign"))
    enqueue("ledger.refresh_children", parent=row.matter_id)


def _check_owners(row: Case, given: NewOwners) -> None:
    rules.check_owners(
        given.caseworker.pk, given.backup.pk, who_carries(row.matter.centre_id), barred_from(people_of(row))
    )


def people_of(row: Case) -> list[Person]:
    """Client and guardian: whoever is barred from one of them carries no case of theirs."""
    return [row.person, *([row.file.guardian] if row.file.guardian else [])]


def _asked(transfer: Transfer, row: Case) -> Transfer:
    """The transfer under the lock, while it still waits."""
    asked: Transfer | None = (
        Transfer.unscoped.select_related("matter__key", "to", "given_by")
        .filter(pk=transfer.pk, state="asked")
        .first()
    )
    if asked is None:
        raise stale(row)
    return asked


def _check_receiver(viewer: Viewer, asked: Transfer) -> None:
    if asked.to_id not in viewer.people(asked.matter.centre_id):
        raise Refused("rule:receiver", _("Only who was asked can answer."), _("Wait for their answer."))


def _answer(asked: Transfer, state: str, record: Record, why: str = "") -> None:
    asked.state, asked.answered_at, asked.answer = state, record.at, clean_text(why) or None
    asked.save()
    shut_file(asked.case, asked.to_id, "transfer")
