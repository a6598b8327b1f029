"""What stands in the way of acts in a case. Pure: decides on what it is given."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from youzhang.casework.codes import RUNNING
from youzhang.casework.models import Case
from youzhang.kit.refused import Refused


def check_owners(caseworker: UUID, backup: UUID, carries: set[UUID], barred: set[UUID]) -> None:
    """A case has a caseworker and another as backup, both fit to carry it and without a conflict (welfare:2.2b)."""
    if caseworker == backup:
        why = _("Caseworker and backup are two people.")
        raise Refused("welfare:2.2b", why, _("Choose another backup."), "backup")
    for user, field in ((caseworker, "caseworker"), (backup, "backup")):
        check_may_carry(user, field, carries, barred)


def check_may_carry(user: UUID, field: str, carries: set[UUID], barred: set[UUID]) -> None:
    """Counsellors, support workers and case workers carry cases; never of somebody they are barred from."""
    if user in barred:
        why = _("A conflict of interest bars this colleague from this person.")
        raise Refused("rule:barred", why, _("Choose somebody else."), field)
    if user not in carries:
        why = _("This colleague does not carry cases at the centre today.")
        raise Refused("welfare:2.2b", why, _("Choose a counsellor, support worker or case worker."), field)


def check_running(case: Case) -> None:
    """Nothing is added to a closed case."""
    if case.state not in RUNNING:
        raise Refused("rule:case_closed", _("This case is closed."), _("Open a new one if it goes on."))


def check_no_running_case(running: bool) -> None:
    """One person has one running case; a second would split what is known."""
    if running:
        why = _("There is a running case of this person.")
        raise Refused("rule:one_case", why, _("Ask its caseworker, or the head of the service."), "person")


def check_another(to: UUID, caseworker: UUID) -> None:
    """A case is handed on to somebody else."""
    if to == caseworker:
        why = _("This colleague carries the case already.")
        raise Refused("rule:handover", why, _("Choose somebody else."), "to")


def check_supervisor(supervisor: UUID, caseworker: UUID, backup: UUID, barred: set[UUID]) -> None:
    """Whoever supervises a case does not carry it, and has no conflict of interest."""
    if supervisor in {caseworker, backup}:
        why = _("The supervisor is neither caseworker nor backup.")
        raise Refused("rule:supervisor", why, _("Choose somebody else."), "supervisor")
    if supervisor in barred:
        why = _("A conflict of interest bars this colleague from this person.")
        raise Refused("rule:barred", why, _("Choose somebody else."), "supervisor")
