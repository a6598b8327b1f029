"""What the tracking page tells: state, time, place, what comes next, whom to ring; no name, no particulars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from youzhang.intake import rules
from youzhang.intake.actions.consents import lacks_of_guardian
from youzhang.intake.actions.remind import goes_out_at
from youzhang.intake.actions.signing_link import check_can_be_sent
from youzhang.intake.contact import code_stands_for
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
from youzhang.intake.portal_session import Signer
from youzhang.intake.texts import consent_text
from youzhang.kit import clock
from youzhang.kit.refused import Refused, why_not
from youzhang.kit.text import ending
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
    signed: tuple[Signature, ...]
    missing: tuple[str, ...]

    @property
    def explained(self) -> bool:
        """Whether one may sign: only after it was gone through."""
        return self.agreement.explained_at is not None


@dataclass(frozen=True)
class Missing:
    """A part that is not signed yet: in this browser (`here`), by a link (`sends`: to a number ending so), or else."""

    part: str
    title: str
    here: bool = False
    sends: str = ""
    instead: str = ""


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
    if signing.missing == ("client",):
        return _("We have explained the agreement to you. Please read and sign it.")
    if signing.missing:
        return _("We have explained the agreement. Each of you reads and signs it: how, stands below.")
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
    signed = tuple(Signature.unscoped.filter(agreement=agreement).exclude(part="centre").order_by("at"))
    needed = rules.required_parts(row, clock.today()) - {"centre"} - {one.part for one in signed}
    return ToSign(agreement, signed, tuple(part for part in PARTS if part in needed))


def missing_parts(row: Application, signing: ToSign | None) -> list[Missing]:
    """How each of those who have not signed can: nobody signs for another (psych:41)."""
    return [_missing(row, part) for part in signing.missing] if signing and signing.explained else []


def _missing(row: Application, part: str) -> Missing:
    title = str(PARTS[part])
    if part == code_stands_for(row, clock.today()):
        return Missing(part, title, here=True)
    try:
        _person, (_channel, address) = check_can_be_sent(row, part, clock.today())
    except Refused as refused:
        same = _("Applicant and guardian have the same number, so a link would not show who signs.")
        return Missing(part, title, instead=same if refused.article == "psych:41" else "")
    return Missing(part, title, sends=ending(address))


def sign_options(found: Signer, wanted: ToSign) -> dict[str, Any]:
    """What the form asks of whoever signs this part."""
    today, centre, is_guardian = clock.today(), found.row.matter.centre, found.part == "guardian"
    lacking = lacks_of_guardian(found.row, today) if is_guardian else ()
    return {
        "lacking": {code: consent_text(code, centre) for code in sorted(lacking)},
        "assent": is_guardian and rules.needs_assent(found.row, today),
        "initial": {"text_hash": wanted.agreement.text_hash},
    }


def sign_context(found: Signer, wanted: ToSign, form: Any) -> dict[str, Any]:
    """The page on which one part is signed."""
    words = {"part": str(PARTS[found.part]), "by_link": found.link is not None}
    return words | {"centre": found.row.matter.centre, "agreement": wanted.agreement, "form": form}


def not_on_this_device(found: Signer) -> Refused | None:
    """Why nobody can sign this part in this browser: another part was, or the form was filled in as somebody else."""
    signed = Signature.unscoped.filter(agreement__application=found.row).values_list("part", "device")
    return why_not(lambda: rules.check_device(found.row, found.part, found.device, dict(signed)))


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
        "missing": missing_parts(row, signing),
        "guardian_agrees": _guardian_agrees(row, signing),
        "remarks": list(Remark.unscoped.select_related("matter__key").filter(application=row).order_by("at")),
        "consents": [(one.consent, str(CONSENTS[one.consent])) for one in consents],
        "withdrawal": leaving,
        "parts": dict(PARTS),
    }


def _guardian_agrees(row: Application, signing: ToSign | None) -> str:
    """What comes of the guardian's agreement, while nothing of it can be done yet: to which number the link will go."""
    waits = row.state in {"received", "passed"} and not (signing and signing.explained)
    if not waits or row.guardian is None or "guardian" not in rules.required_parts(row, clock.today()):
        return ""
    return ending(row.guardian.phone or "") or "…"


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
