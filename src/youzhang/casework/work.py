"""A case, a hand-over and a session as somebody has them before them: what their acts are done on, and who may."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youzhang.accounts.access import StaffRequest
from youzhang.accounts.viewer import Viewer
from youzhang.casework import queries, session_queries
from youzhang.casework.actions.locking import check_carries
from youzhang.casework.models import Case, Note, Session, Transfer
from youzhang.kit.refused import Refused
from youzhang.ledger.models import Matter
from youzhang.pages.acts import Link, On
from youzhang.web.wording import short_moment

M = TypeVar("M", Case, Session)


@dataclass
class _Work(Generic[M]):
    """What was found, and who looks; what is read about it is read once."""

    row: M
    viewer: Viewer

    @property
    def pk(self) -> UUID:
        """What is typed is kept for it."""
        return self.row.pk

    @property
    def matter(self) -> Matter:
        """Its own."""
        return self.row.matter

    @property
    def matter_id(self) -> UUID:
        """By which its pages are found."""
        return self.row.matter_id


class CaseWork(_Work[Case]):
    """A case."""

    @property
    def case(self) -> Case:
        """What was found."""
        return self.row

    @cached_property
    def transfer(self) -> Transfer | None:
        """The hand-over that waits in it."""
        return queries.open_transfer(self.viewer, self.row)


@dataclass
class Handed(CaseWork):
    """A case, and the hand-over in it that is answered."""

    given: Transfer


class SessionWork(_Work[Session]):
    """A session."""

    @property
    def session(self) -> Session:
        """What was found."""
        return self.row

    @property
    def case(self) -> Case:
        """Of which it is one."""
        return self.row.case

    @cached_property
    def note(self) -> Note | None:
        """What was written about it."""
        return session_queries.note_of(self.viewer, self.row)


def case_page(row: Case | CaseWork) -> str:
    """Where a case is seen whole."""
    return reverse("casework:case", args=[row.matter_id])


def session_page(row: SessionWork | Note) -> str:
    """Where a session is seen whole."""
    return reverse("casework:session", args=[row.matter_id])


def _cases() -> Link:
    return reverse("casework:list"), gettext_lazy("Cases")


def _case(request: StaffRequest, matter_id: UUID) -> CaseWork | None:
    found = queries.case_for(request.viewer, matter_id)
    return CaseWork(found, request.viewer) if found else None


def _transfer(request: StaffRequest, matter_id: UUID) -> Handed | None:
    found = _case(request, matter_id)
    return Handed(found.case, found.viewer, found.transfer) if found and found.transfer else None


def _session(request: StaffRequest, matter_id: UUID) -> SessionWork | None:
    found = session_queries.session_for(request.viewer, matter_id)
    return SessionWork(found, request.viewer) if found else None


def _note(request: StaffRequest, matter_id: UUID) -> Note | None:
    found = _session(request, matter_id)
    return found.note if found else None


def _above_session(row: SessionWork | Note) -> list[Link]:
    case = row.case if isinstance(row, SessionWork) else row.session.case
    return [_cases(), (case_page(case), case.matter.number)]


CASE: On[CaseWork] = On(
    find=_case,
    page=case_page,
    called=lambda row: row.matter.number,
    log="casework.opened",
    above=lambda row: [_cases()],
)
# A hand-over that waits; without one its pages do not exist.
TRANSFER: On[Handed] = On(
    find=_transfer,
    page=case_page,
    called=lambda row: row.matter.number,
    log="casework.opened",
    above=lambda row: [_cases()],
)
SESSION: On[SessionWork] = On(
    find=_session,
    page=session_page,
    called=lambda row: short_moment(row.session.starts_at),
    log="casework.session",
    above=_above_session,
    beneath=lambda row: [row.case.person.name],
)
NOTE: On[Note] = On(
    find=_note,
    page=session_page,
    called=lambda row: short_moment(row.session.starts_at),
    log="casework.session",
    above=_above_session,
    beneath=lambda row: [row.session.case.person.name],
)


def check_reads(case: Case) -> None:
    """What was said and written in a case is for those let in."""
    if not case.is_read:
        why = _("You see the frame of this case only.")
        raise Refused("rule:casefile", why, _("Its content is for those who carry it."))


def reads(row: CaseWork, _viewer: Viewer) -> None:
    """Whoever was let in to the file."""
    check_reads(row.case)


def carries(row: CaseWork | SessionWork, viewer: Viewer) -> None:
    """Caseworker and backup."""
    check_carries(viewer, row.case)


def reads_and_carries(row: CaseWork, viewer: Viewer) -> None:
    """Caseworker and backup, who were let in to the file."""
    check_reads(row.case)
    check_carries(viewer, row.case)


def assigns(row: CaseWork, viewer: Viewer) -> None:
    """Caseworker, backup, and whoever says who carries what."""
    check_carries(viewer, row.case, "casework.assign")


def keeps(row: CaseWork, viewer: Viewer) -> None:
    """The same, as far as they were let in to the file."""
    check_reads(row.case)
    assigns(row, viewer)


def after(viewer: Viewer, case: Case) -> str:
    """Back to the case, or to the list when it is not seen any more."""
    return case_page(case) if queries.case_for(viewer, case.matter_id) else reverse("casework:list")
