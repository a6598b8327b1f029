"""What the tracking page tells: state, time, place, what comes next, whom to ring; no name, no particulars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from youzhang.intake import rules
from youzhang.intake.actions.remind import goes_out_at
from youzhang.intake.facts import CONSENTS
from youzhang.intake.meeting import meeting_of
from youzhang.intake.models import (
    PARTS,
    Agreement,
    Application,
    Assessment,
    Consent,
    Remark,
    Signature,
    Withdrawal,
)
from youzhang.kit import clock
from youzhang.web.wording import day as day_words

TONES = {
    "received": "soon", "waiting": "wait", "passed": "soon", "success": "ok", "refused": "none",
    "withdrawn": "none", "ended": "none",
}  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """Where an application stands, in everyday words."""

    title: str
    words: str
    tone: str


@dataclass(frozen=True)
class ToSign:
    """The agreement as far as the applicant's side is concerned."""

    agreement: Agreement
    signed: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def here(self) -> bool:
        """Whether it can be signed on one's own telephone: it was explained, and somebody is missing."""
        return bool(self.missing) and self.agreement.explained_at is not None


def standing(row: Application, signing: ToSign | None, leaving: Withdrawal | None = None) -> Standing:
    """State and next step in words; who has asked to withdraw is not told to come."""
    if leaving and not leaving.noted_at and row.state in rules.RUNNING:
        words = _("We note it and ring you; you need not do anything else.")
        return Standing(_("You have asked to withdraw"), words, "wait")
    title, words = _standing(row, signing)
    return Standing(title, words, TONES[row.state])


def _standing(row: Application, signing: ToSign | None) -> tuple[str, str]:
    by = row.service.closes_on
    told = _("You hear from us soon.")
    if by:
        told = _("You hear from us by %(day)s at the latest.") % {"day": day_words(by)}
    look = _("We look at it and talk with you about what you need. %(told)s") % {"told": told}
    return {
        "received": (_("We have your application"), look),
        "waiting": (_("You stand on the waiting list"), _("We ring you as soon as a place is free.")),
        "passed": (
            _("There is a place for you"),
            _next_to_sign(signing),
        ),
        "success": (
            _("Everything is settled: please come"),
            _("If you cannot come, tell us; then somebody else can."),
        ),
        "refused": (
            _("This service does not fit"),
            _("Why, and what else there is, stands below.")
            if _told(row)
            else _("We tell you why, and where you find what fits better."),
        ),
        "withdrawn": (_("You have withdrawn"), _("You can apply again at any time.")),
        "ended": (
            (_("This service does not take place"), _("We are sorry. You can apply for another at any time."))
            if row.service.called_off_at
            else (_("The service has ended"), _("You can still leave a remark."))
        ),
    }[row.state]


def _next_to_sign(signing: ToSign | None) -> str:
    """Whose turn it is with the agreement."""
    if signing is None or signing.agreement.explained_at is None:
        return _("Next we explain the agreement to you, and it is signed.")
    if signing.missing:
        return _("We have explained the agreement to you. Please read and sign it.")
    return _("You have signed. Now the centre signs; then your place is settled.")


def facts(row: Application) -> list[tuple[str, str]]:
    """Time, place, way, what to bring, when the reminder comes."""
    service, meeting, shown = row.service, meeting_of(row), row.state in rules.RUNNING
    due = goes_out_at(row) if row.state == "success" else None
    found = [
        (_("Applied"), day_words(row.received_at)),
        (_("Time"), meeting.words if shown else ""),
        (_("Place"), meeting.place if shown else ""),
        (
            _("How to get there"),
            (service.transport or row.matter.centre.transport) if row.state == "success" else "",
        ),
        (_("Please bring"), service.bring if row.state == "success" else ""),
        (_("We remind you"), day_words(due) if due and due > clock.now() else ""),
    ]
    return [(title, text) for title, text in found if text]


def to_sign(row: Application) -> ToSign | None:
    """What is signed and by whom, as soon as there is an agreement."""
    if row.state not in {"received", "passed"}:
        return None
    agreement: Agreement | None = (
        Agreement.unscoped.select_related("matter__key").filter(application=row).first()
    )
    if agreement is None:
        return None
    signed = set(Signature.unscoped.filter(agreement=agreement).values_list("part", flat=True))
    needed = rules.required_parts(row, clock.today()) - {"centre"}
    ours = tuple(part for part in PARTS if part in needed)
    return ToSign(agreement, tuple(p for p in ours if p in signed), tuple(p for p in ours if p not in signed))


def part_words(parts: Sequence[str]) -> list[tuple[str, str]]:
    """Parts as choices."""
    return [(part, str(PARTS[part])) for part in parts]


def track_context(row: Application) -> dict[str, Any]:
    """Everything on the tracking page."""
    signing, leaving = to_sign(row), Withdrawal.unscoped.filter(application=row).first()
    consents = Consent.unscoped.filter(application=row, given=True, withdrawn_at=None).order_by("at", "pk")
    return {
        "row": row,
        "runs": row.state in rules.RUNNING,
        "centre": row.matter.centre,
        "standing": standing(row, signing, leaving),
        "facts": facts(row),
        "told": _told(row),
        "to_sign": signing,
        "remarks": list(Remark.unscoped.select_related("matter__key").filter(application=row).order_by("at")),
        "consents": [(one.consent, str(CONSENTS[one.consent])) for one in consents],
        "withdrawal": leaving,
        "parts": dict(PARTS),
    }


def _told(row: Application) -> Assessment | None:
    """Why it was refused, once it was explained (psych:34.4a)."""
    if row.state != "refused":
        return None
    found: Assessment | None = (
        Assessment.unscoped.select_related("matter__key")
        .filter(application=row, told_at__isnull=False)
        .order_by("-told_at")
        .first()
    )
    return found
