"""A case as it stands under the lock, and who may act on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from youzhang.accounts.models import Bar, RoleHolding, User
from youzhang.accounts.viewer import Viewer
from youzhang.casework.codes import FILE_REASONS, PRACTITIONERS, STATES
from youzhang.casework.models import Case
from youzhang.clients.models import Person
from youzhang.clients.queries import linked_ids
from youzhang.kit import clock
from youzhang.kit.kept import Given, kept
from youzhang.kit.refused import Refused, Stale
from youzhang.ledger.matters import add_party, let_in, take_back
from youzhang.ledger.models import Grant, Matter, MatterParty
from youzhang.ledger.policy import may
from youzhang.ledger.writing import Record, writing

PARTS = (
    "matter__key",
    "matter__centre__organisation",
    "matter__parent__centre",
    "file__matter__key",
    "file__guardian__subject__key",
    "person__subject__key",
    "caseworker__subject__key",
    "backup__subject__key",
    "supervisor__subject__key",
)


@contextmanager
def changing(
    case: Case,
    *also: Matter,
    by: User | None,
    at: datetime | None = None,
    late_reason: str = "",
    version: int | None = None,
) -> Iterator[tuple[Case, Record]]:
    """Lock, read anew, let the caller act, save. `version`: of the case as the form showed it."""
    with writing(case.matter, *also, by=by, at=at, late_reason=late_reason) as record:
        [row] = kept("casework.changing", _rows).ask(pk=case.pk)
        if version is not None and version != row.version:
            raise stale(row)
        yield row, record
        row.version += 1
        row.save()


def _rows() -> QuerySet[Case]:
    rows: QuerySet[Case] = Case.unscoped.filter(pk=Given("pk")).select_related(*PARTS)
    return rows


def stale(row: Case) -> Stale:
    """Somebody else was quicker: says how things stand now."""
    why = _("Somebody else has worked on this case meanwhile.")
    return Stale("rule:stale", why, _("It is now: %(state)s.") % {"state": str(STATES[row.state])})


def carries(viewer: Viewer, case: Case) -> bool:
    """Whether they are caseworker or backup of the case, or stand in for one of them."""
    return bool({case.caseworker_id, case.backup_id} & viewer.people(case.matter.centre_id))


def check_carries(viewer: Viewer, case: Case, act: str = "") -> None:
    """Caseworker and backup act in their case; others only where the table gives them the `act`."""
    if carries(viewer, case) or (act and may(viewer, act, case.matter.centre_id)):
        return
    why = _("Only the caseworker and the backup may do this.")
    raise Refused("rule:caseworker", why, _("Ask one of them."))


def who_carries(centre_id: UUID) -> set[UUID]:
    """Who may carry cases at a centre today."""
    held = RoleHolding.objects.filter(
        RoleHolding.on(clock.today()), centre=centre_id, role__in=PRACTITIONERS, user__is_active=True
    )
    return set(held.values_list("user", flat=True))


def barred_from(people: Iterable[Person]) -> set[UUID]:
    """Who is barred from any of these people, or from a linked file of theirs."""
    files = {pk for person in people for pk in linked_ids(person)}
    subjects = Person.unscoped.filter(pk__in=files).values("subject")
    return set(Bar.objects.filter(subject__in=subjects).values_list("user", flat=True))


def matters_of(case: Case) -> list[Matter]:
    """The case, its file and its sessions: who is let in to one sees all."""
    return list(Matter.unscoped.filter(Q(pk=case.matter_id) | Q(parent=case.matter_id)))


def let_into_file(case: Case, user: User | UUID, reason: str, until: datetime | None = None) -> None:
    """Let one colleague read everything of a case."""
    if reason not in FILE_REASONS:
        raise ValueError(f"{reason!r} opens no file")
    for matter in matters_of(case):
        let_in(matter, user, reason, until)


def let_in_like(case: Case, matter: Matter) -> None:
    """Whoever reads the file reads what hangs on it; whoever is barred from the people in it is barred from both."""
    for grant in Grant.objects.filter(matter=case.file.matter_id):
        let_in(matter, grant.user_id, grant.reason, grant.ends_at)
    for party in MatterParty.objects.select_related("subject").filter(matter=case.file.matter_id):
        add_party(matter, party.subject, party.part)


def shut_file(case: Case, user: User | UUID, reason: str) -> None:
    """Take one reason of reading away; another may remain."""
    user_id = user.pk if isinstance(user, User) else user
    within = Q(matter=case.matter_id) | Q(matter__parent=case.matter_id)
    take_back(Grant.objects.filter(within, user=user_id, reason=reason))
