"""The agreement: shown, explained, signed by everybody who must (psych:34.2a, psych:40-42)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from youzhang.accounts.models import User
from youzhang.accounts.viewer import Viewer, user_of
from youzhang.documents.actions import keep
from youzhang.documents.kinds import IMAGES, PAPERS
from youzhang.intake import rules
from youzhang.intake.actions.consents import keep_consents, lacks_of_guardian
from youzhang.intake.actions.locking import changing, check_may_act, counting, settle, stale
from youzhang.intake.actions.signing_link import end_links, use_link
from youzhang.intake.actions.template import current_template
from youzhang.intake.contact import code_stands_for
from youzhang.intake.models import Agreement, Application, Signature, SigningLink
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
    """One signature. `text_hash`: of the text that was shown; `assent`: a child under 8 was told and agreed.

    `consents`: what the guardian agrees to with it; `identity_checked`: staff saw the ID; without staff `device` is the
    browser, and `link` the one-time link that it came by.
    """

    part: str
    how: str
    image: bytes | UploadedFile[Any]
    text_hash: str
    assent: bool = False
    consents: Mapping[str, bool] = field(default_factory=dict)
    identity_checked: bool = False
    device: str = ""
    link: SigningLink | None = None


def start_agreement(application: Application, *, by: Viewer) -> Agreement:
    """The text for this application from the newest template; fixed from the first signature on."""
    check_may_act(by, application, "intake.sign")
    with changing(application, by=by.user) as (row, _record):
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
    by: Viewer,
    at: datetime | None = None,
    late_reason: str = "",
) -> None:
    """Note that rights, duties, risks and safeguards were explained, all of them (psych:34.2a, psych:42)."""
    check_may_act(by, application, "intake.sign")
    for item in ("rights", "duties", "risks", "safeguards"):
        if not getattr(given, item):
            why = _("Something has not been explained yet.")
            raise Refused(
                "psych:34.2a", why, _("Go through every item with the applicant, then tick it."), item
            )
    with changing(application, by=by.user, at=at, late_reason=late_reason) as (row, record):
        agreement = _agreement(row)
        if agreement.explained_at:
            return
        agreement.explained_at, agreement.explained_by = record.at, by.user
        agreement.save()
        record("intake.explained")


def sign(
    application: Application,
    given: Signing,
    *,
    by: Viewer | None,
    at: datetime | None = None,
    late_reason: str = "",
) -> Signature:
    """Keep one signature; with the last one the agreement is signed, and success may follow.

    `by` and `viewer`: staff; None when the applicant's side signs on a telephone of its own.
    """
    if by is not None:
        check_may_act(by, application, "intake.sign")
    elif by is not None or given.part == "centre":
        raise TypeError("staff sign as a viewer")
    with changing(application, by=user_of(by), at=at, late_reason=late_reason) as (row, record):
        agreement, link = _agreement(row), use_link(given.link, given.part, given.device, record.at)
        way = _way(given, link, user_of(by))
        _check(row, agreement, given, way, record.at)
        record("intake.signed", part=given.part, how=given.how, way=way or None)
        if given.part == "guardian":
            _agree(row, given, way, user_of(by), record)
        signature: Signature = Signature.unscoped.create(
            agreement=agreement, matter=row.matter, part=given.part, how=given.how, way=way, device=given.device,
            seen_by=_seen_by(given, link, user_of(by)), at=record.at, text_hash=agreement.text_hash,
            image=_image(row, given, user_of(by)), **_who(row, given.part, user_of(by)),
        )  # fmt: skip
        end_links(row, record.at, given.part)
        _complete(row, agreement, record)
    return signature


def _way(given: Signing, link: SigningLink | None, by: User | None) -> str:
    """What shows that it was they; the centre signs by its own people, of whom nothing has to be shown."""
    if given.part == "centre":
        return ""
    if by:
        return "paper" if given.how == "paper" else "desk"
    if link is None:
        return "code"
    return "handed" if link.handed_by_id else "link"


def _seen_by(given: Signing, link: SigningLink | None, by: User | None) -> User | None:
    """Who of the staff stands for it that it was they."""
    if given.part == "centre":
        return None
    return by or (link.handed_by if link else None)


def _agree(row: Application, given: Signing, way: str, by: User | None, record: Record) -> None:
    """With their own hand the guardian agrees to what the application cannot do without; and a young child, heard."""
    if given.assent:
        record("intake.assented")
    lacking = lacks_of_guardian(row, clock.day_of(record.at))
    rules.check_consents(given.consents, lacking)
    keep_consents(row, dict.fromkeys(sorted(lacking), True), who="guardian", way=way, by=by, record=record)


def _check(row: Application, agreement: Agreement, given: Signing, way: str, at: datetime) -> None:
    day = clock.day_of(at)
    signed = Signature.unscoped.filter(agreement=agreement)
    with counting(row, "intake.signed"):
        rules.check_may_sign(row, given.part, day)
        rules.check_explained_before(at, agreement.explained_at)
        own = code_stands_for(row, day) if way == "code" else ""
        rules.check_signer(given.part, way, own, identity_checked=given.identity_checked)
        if given.device:
            rules.check_device(row, given.part, given.device, dict(signed.values_list("part", "device")))
        if given.part == "guardian" and rules.needs_assent(row, day) and not given.assent:
            why = _("A child too young to sign is told as well, in words it understands.")
            raise Refused(
                "psych:34.2a", why, _("Tell the child, ask whether it agrees, and tick it."), "assent"
            )
    if given.text_hash != agreement.text_hash:
        why = _("The text of the agreement has changed since it was shown.")
        raise Stale("rule:text_changed", why, _("Read the new text together, then sign."))
    if signed.filter(part=given.part).exists():
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
