"""What colleagues are told when a case comes to them or leaves them; the words name neither service nor person."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from youzhang.accounts.models import User
from youzhang.casework.models import Case, SecondLook, Transfer
from youzhang.kit import clock
from youzhang.meetings.models import Meeting
from youzhang.notices.colleagues import link, tell_colleague
from youzhang.web.wording import short_moment


def tell_carriers(case: Case, *people: User, by: User | None = None) -> None:
    """Whoever carries a case from now on, or stands in for it."""
    for person in people:
        if person != by:
            _tell(case, person, _("A file comes to you"), _("%(number)s is now yours too: %(page)s"), case.pk)


def tell_receiver(transfer: Transfer, case: Case) -> None:
    """Whoever is asked to take a case over."""
    said = _("Please answer whether you take %(number)s over: %(page)s")
    _tell(case, transfer.to, _("A file is handed on to you"), said, transfer.pk)


def tell_asker(transfer: Transfer, case: Case) -> None:
    """Whoever handed a case on learns the answer."""
    said = {
        "accepted": _("%(number)s was taken over: %(page)s"),
        "declined": _("%(number)s was not taken over, it stays where it is: %(page)s"),
    }[transfer.state]
    _tell(case, transfer.given_by, _("Your hand-over was answered"), said, transfer.pk)


def tell_invited(meeting: Meeting, people: Iterable[User]) -> None:
    """Colleagues who are asked to a conference."""
    page = link(reverse("meetings:meeting", args=[meeting.matter_id]))
    said = _("You are asked to a meeting on %(when)s: %(page)s")
    for person in people:
        tell_colleague(
            person, about=meeting.matter_id, key=meeting.matter.key, centre=meeting.matter.centre,
            kind="casework.conference", subject=_("You are asked to a meeting"),
            body=said % {"when": short_moment(meeting.starts_at), "page": page}, due_at=clock.now(),
            dedupe=f"casework.conference:{meeting.pk}",
        )  # fmt: skip


def tell_reviewed(look: SecondLook) -> None:
    """Whoever decided alone what a second person would have decided otherwise."""
    page = link(reverse("casework:second_look", args=[look.matter_id]))
    tell_colleague(
        look.by, about=look.matter_id, key=look.matter.key, centre=look.matter.centre, kind="casework.reviewed",
        subject=_("Look at a file of yours again"),
        body=_("A second person sees %(number)s otherwise: %(page)s") % {"number": look.matter.number, "page": page},
        due_at=clock.now(), dedupe=f"casework.reviewed:{look.pk}",
    )  # fmt: skip


def _tell(case: Case, person: User, subject: str, said: str, which: UUID) -> None:
    page = link(reverse("casework:case", args=[case.matter_id]))
    now = clock.now()
    tell_colleague(
        person, about=case.matter_id, key=case.matter.key, centre=case.matter.centre, kind="casework.carried",
        subject=subject, body=said % {"number": case.matter.number, "page": page}, due_at=now,
        dedupe=f"casework.carried:{which}:{now:%Y%m%d%H%M%S%f}",
    )  # fmt: skip
