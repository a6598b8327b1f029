"""The agreement: shown, explained, signed by everybody who must (psych:34.2a, psych:40-42)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from youzhang.accounts.models import User
from youzhang.accounts.viewer import Viewer
from youzhang.documents.actions import keep
from youzhang.documents.kinds import IMAGES, PAPERS
from youzhang.intake import rules
from youzhang.intake.actions.locking import changing, check_may_act, counting, settle, stale
from youzhang.intake.actions.template import current_template
from youzhang.intake.models import Agreement, Application, Signature
from youzhang.intake.texts import hash_of
from youzhang.intake.wording import agreement_text
from youzhang.kit import clock
from youzhang.kit.kept import Given, kept
from youzhang.kit.refused import Refused, Stale
from youzhang.ledger.writing import Record


@dataclass(frozen=True)
class Checklist:
    """What is gone through with the applicant before anybody signs."""

    rights: bool
    duties: bool
    risks: bool
    safeguards: bool


@dataclass(frozen=True)
class Signing:
    """One signature. `text_hash`: of the text that was shown; `assent`: a child under 8 was told and agreed."""

    part: str
    how: str
    image: bytes | UploadedFile[Any]
    text_hash: str
    assent: bool = False


def start_agreement(application: Application, *, by: User, viewer: Viewer) -> Agreement:
    """The text for this application from the newest template; fixed from the first signature on."""
    check_may_act(viewer, application, "intake.sign")
    with changing(application, by=by) as (row, _record):
        agreement: Agreement | None = Agreement.unscoped.filter(application=row).first()
        if agreement and Signature.unscoped.filter(agreement=agreement).exists():
            return agreement
        template = current_template(row.matter.centre.organisation_id)
        text = agreement_text(row, template)
        agreement = agreement or Agreement(application=row, matter=row.matter)
        agreement.template, agreement.text, agreement.text_hash = template, text, hash_of(text)
        agreement.save()
    return agreement


def explain(
    application: Application,
    given: Checklist,
    *,
    by: User,
    viewer: Viewer,
    at: datetime | None = None,
    late_reason: str = "",
) -> None:
    """Note that rights, duties, risks and safeguards were explained, all of them (psych:34.2a, psych:42)."""
    check_may_act(viewer, application, "intake.sign")
    for field in ("rights", "duties", "risks", "safeguards"):
        if not getattr(given, field):
            why = _("Something has not been explained yet.")
            raise Refused(
                "psych:34.2a", why, _("Go through every item with the applicant, then tick it."), field
            )
    with changing(application, by=by, at=at, late_reason=late_reason) as (row, record):
        agreement = _agreement(row)
        if agreement.explained_at:
            return
        agreement.explained_at, agreement.explained_by = record.at, by
        agreement.save()
        record("intake.explained")


def sign(
    application: Application,
    given: Signing,
    *,
    by: User | None,
    viewer: Viewer | None = None,
    at: datetime | None = None,
    late_reason: str = "",
) -> Signature:
    """Keep one signature; with the last one the agreement is signed, and success may follow.

    `by` and `viewer`: staff; None when the applicant's side signs on a telephone of its own.
    """
    if viewer is not None:
        check_may_act(viewer, application, "intake.sign")
    elif by is not None or given.part == "centre":
        raise TypeError("staff sign as a viewer")
    with changing(application, by=by, at=at, late_reason=late_reason) as (row, record):
        agreement = _agreement(row)
        _check(row, agreement, given, clock.day_of(record.at))
        record("intake.signed", part=given.part, how=given.how)
        if given.assent and given.part == "guardian":
            record("intake.assented")
        signature: Signature = Signature.unscoped.create(
            agreement=agreement, matter=row.matter, part=given.part, how=given.how, at=record.at,
            text_hash=agreement.text_hash, image=_image(row, given, by), **_who(row, given.part, by),
        )  # fmt: skip
        _complete(row, agreement, record)
    return signature


def _check(row: Application, agreement: Agreement, given: Signing, day: Any) -> None:
    with counting(row, "intake.signed"):
        rules.check_may_sign(row, given.part, day)
        if given.part == "guardian" and rules.needs_assent(row, day) and not given.assent:
            why = _("A child too young to sign is told as well, in words it understands.")
            raise Refused(
                "psych:34.2a", why, _("Tell the child, ask whether it agrees, and tick it."), "assent"
            )
    if given.text_hash != agreement.text_hash:
        why = _("The text of the agreement has changed since it was shown.")
        raise Stale("rule:text_changed", why, _("Read the new text together, then sign."))
    if Signature.unscoped.filter(agreement=agreement, part=given.part).exists():
        raise stale(row)


def _who(row: Application, part: str, by: User | None) -> dict[str, Any]:
    if part == "centre":
        return {"user": by}
    if part == "guardian":
        return {"person": row.guardian, "relation": row.relation}
    return {"person": row.applicant}


def _complete(row: Application, agreement: Agreement, record: Record) -> None:
    """Once everybody has signed, the agreement is (psych:34.2a, psych:41)."""
    signed = set(Signature.unscoped.filter(agreement=agreement).values_list("part", flat=True))
    day = clock.day_of(record.at)
    if rules.required_parts(row, day) - signed:
        return
    rules.check_signatures(row, signed, day)
    rules.check_guardian_signed(row, signed, day)
    agreement.signed_at = record.at
    agreement.save()
    record("intake.agreement_signed", template=agreement.template.edition)
    settle(row, record)


def _image(row: Application, given: Signing, by: User | None) -> Any:
    """A signature drawn on screen, or the scan of a signed page."""
    on_screen = given.how == "screen"
    name = f"{given.part}.png" if on_screen else getattr(given.image, "name", None) or "signed.png"
    allowed = IMAGES if on_screen else PAPERS
    return keep(
        content=given.image, name=name, key=row.matter.key, about=row.matter_id, by=by, allowed=allowed
    )


def _agreement(row: Application) -> Agreement:
    found: Agreement | None = next(iter(kept("intake.agreement", _agreements).ask(row=row.pk)), None)
    if found is None:
        why = _("The agreement has not been prepared yet.")
        raise Refused("psych:34.2a", why, _("Open the page for signing; it prepares the text."))
    return found


def _agreements() -> QuerySet[Agreement]:
    rows: QuerySet[Agreement] = Agreement.unscoped.filter(application=Given("row"))
    return rows.select_related("matter__key", "template")
