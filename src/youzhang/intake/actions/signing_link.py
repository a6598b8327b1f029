"""Whoever signs on a telephone of their own: a one-time link for one part, sent to their own number or handed over.

It opens in one browser only, holds for three days, and is used up by the signature (psych:41).
"""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from youzhang.accounts.models import User
from youzhang.accounts.viewer import Viewer, user_of
from youzhang.clients.models import Person
from youzhang.clients.reach import WAYS, channel_to
from youzhang.clients.told import check_may_be_told, reaches_whoever_is_out
from youzhang.intake import rules
from youzhang.intake.actions.locking import LINK_KINDS as KINDS
from youzhang.intake.actions.locking import changing, check_may_act
from youzhang.intake.models import Agreement, Application, Signature, SigningLink
from youzhang.kit import clock
from youzhang.kit.refused import Refused
from youzhang.ledger.writing import Record
from youzhang.notices.actions import cancel_about, post
from youzhang.notices.channels import closed_because
from youzhang.notices.models import Notice
from youzhang.web import wording

GOOD_FOR = timedelta(days=3)
ALONG = (
    "application__applicant__subject__key", "application__applicant__matter", "application__guardian__subject__key",
    "matter__key",
)  # fmt: skip


def send_signing_link(
    application: Application,
    part: str = "guardian",
    *,
    by: Viewer | None,
    at: datetime | None = None,
) -> Notice:
    """Send it to the number or mailbox on file; earlier ones open nothing any more. `by=None`: they asked for it."""
    if by is not None:
        check_may_act(by, application, "intake.sign")
    now = at or clock.now()
    with changing(application, by=user_of(by), at=at) as (row, record):
        person, (channel, address) = check_can_be_sent(row, part, clock.day_of(now))
        cancel_about(row.matter_id, KINDS[part])
        url = _make(row, part, None, record, address)
        subject, body = _message(row, url, now)
        return post(
            about=row.matter_id, key=row.matter.key, centre=row.matter.centre, kind=KINDS[part],
            channel=channel, address=address, subject=subject, body=body, due_at=now, lane=Notice.Lane.URGENT,
            dedupe=f"{KINDS[part]}:{row.pk}:{_hash(url).hex()[:16]}", to_subject=person.subject,
        )  # fmt: skip


def hand_signing_link(application: Application, part: str, *, by: Viewer) -> str:
    """The address itself, for staff who have whoever signs before them; shown once."""
    check_may_act(by, application, "intake.sign")
    with changing(application, by=by.user) as (row, record):
        who_signs(row, part, clock.today())
        return _make(row, part, by.user, record)


def who_signs(row: Application, part: str, day: date) -> Person:
    """Whose signature is missing on an agreement that was explained."""
    agreement = Agreement.unscoped.filter(application=row).first()
    person = row.guardian if part == "guardian" else row.applicant
    if part not in KINDS:
        raise Refused("psych:41", _("No link is made for this part."), _("Sign at the desk."))
    rules.check_may_sign(row, part, day)
    assert person is not None
    if agreement is None or agreement.explained_at is None:
        why = _("The agreement has not been explained yet.")
        raise Refused("psych:34.2a", why, _("Explain it, by telephone if need be; then send the link."))
    if Signature.unscoped.filter(agreement=agreement, part=part).exists():
        raise Refused("psych:41", _("This part is signed already."))
    if part == "guardian":
        check_may_be_told(row.applicant, person)
    return person


def check_can_be_sent(row: Application, part: str, day: date) -> tuple[Person, tuple[str, str]]:
    """Who gets it, and where: an address at which nobody else of the application answers."""
    person = who_signs(row, part, day)
    channel, address = way_to(person)
    if channel not in WAYS:
        why = _("No message reaches whoever signs: no channel is known, or none is configured.")
        raise Refused("rule:no_channel", why, _("Ring them, or let them sign at the desk."))
    others = [one for one in (row.applicant, row.guardian) if one and one != person]
    rules.check_own_address(address, {way for one in others for way in (one.phone, one.mail) if way})
    if reaches_whoever_is_out(row.applicant, address):
        check_may_be_told(row.applicant, person)
        raise Refused(
            "psych:41", _("No link goes to this address."), _("Let them sign at the desk, or on paper.")
        )
    return person, (channel, address)


def way_to(person: Person) -> tuple[str, str]:
    """As they wish to be told; a short message where they wish to be rung and one can be sent."""
    channel, address = channel_to(person)
    if channel == Notice.Channel.CALL and address and not closed_because(Notice.Channel.SMS):
        return Notice.Channel.SMS.value, address
    return channel, address


def found_link(token: str) -> SigningLink | None:
    """The link while it can be opened; a guardian kept out since opens nothing."""
    found = SigningLink.unscoped.select_related(*ALONG).filter(_holds(), token_hash=_hash(token))
    link: SigningLink | None = found.first()
    return link if link and not _is_shut(link) else None


def open_link(link: SigningLink, device: str) -> bool:
    """Bind it to the browser that opens it first; False for any other."""
    mine = SigningLink.unscoped.filter(_holds(), pk=link.pk).filter(Q(device="") | Q(device=device))
    return bool(mine.update(device=device))


def opened_link(link_id: str, device: str) -> SigningLink | None:
    """A link that this browser has opened and that still holds."""
    found = SigningLink.unscoped.select_related(*ALONG).filter(_holds(), pk=link_id, device=device)
    link: SigningLink | None = found.first() if device else None
    return link if link and not _is_shut(link) else None


def use_link(link: SigningLink | None, part: str, device: str, at: datetime) -> SigningLink | None:
    """Use it up: the signature and this are one transaction."""
    if link is None:
        return None
    mine = SigningLink.unscoped.filter(_holds(), pk=link.pk, part=part, device=device)
    if not device or not mine.update(used_at=at):
        raise Refused("psych:41", _("This link is over."), _("Ask for a new one, or sign at the desk."))
    return link


def end_links(row: Application, at: datetime, part: str = "") -> None:
    """What was sent or handed over before opens nothing any more."""
    links = SigningLink.unscoped.filter(application=row, used_at=None, **({"part": part} if part else {}))
    links.update(ends_at=at)


def _make(row: Application, part: str, by: User | None, record: Record, address: str = "") -> str:
    token = secrets.token_urlsafe(24)
    end_links(row, record.at, part)
    SigningLink.unscoped.create(
        application=row, matter=row.matter, part=part, token_hash=_hash(token), made_at=record.at, handed_by=by,
        ends_at=record.at + GOOD_FOR, address=address or None,
    )  # fmt: skip
    record("intake.link_made", part=part, handed=by is not None)
    return f"{settings.PUBLIC_URL}{reverse('intake:track_link', args=[token])}"


def _hash(token: str) -> bytes:
    return sha256(token.encode()).digest()


def _holds() -> Q:
    return Q(used_at=None, ends_at__gt=clock.now())


def _is_shut(link: SigningLink) -> bool:
    """Nothing is to be signed by it any more, or it lies where whoever signs is not reached (any more)."""
    row = link.application
    try:
        person = who_signs(row, link.part, clock.today())
    except Refused:
        return True
    moved = link.address is not None and link.address not in (person.phone, person.mail)
    return moved or reaches_whoever_is_out(row.applicant, link.address or "")


def _message(row: Application, url: str, now: datetime) -> tuple[str, str]:
    """Telephones are shared: neither service nor person is named."""
    with override(settings.LANGUAGE_CODE):
        said = _("A paper waits for your signature until %(until)s: %(url)s Questions: %(phone)s")
        until, phone = now + GOOD_FOR, row.service.phone or row.matter.centre.phone
        told = {"until": wording.short_moment(until), "url": url, "phone": phone}
        return _("A message from the centre"), said % told
