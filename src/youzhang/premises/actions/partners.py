"""Partners of the centre: how they are reached at any hour, and what was agreed until when (psych:15.3e)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from django.db.models import Max
from django.utils.translation import gettext as _

from youzhang.accounts.models import Centre
from youzhang.accounts.viewer import Viewer
from youzhang.kit import clock
from youzhang.kit.refused import Refused, Stale
from youzhang.ledger.matters import opening
from youzhang.ledger.policy import check_may
from youzhang.ledger.writing import Record, writing
from youzhang.premises.models import Agreement, Partner
from youzhang.premises.rules import check_agreement_dates


@dataclass(frozen=True)
class PartnerData:
    """What the register says of a partner; the telephone is answered day and night."""

    name: str
    kind: str
    address: str = ""
    contact: str = ""
    phone_24h: str = ""
    closed: bool = False


@dataclass(frozen=True)
class AgreementData:
    """When an agreement was signed, until when it holds, and what it is about."""

    signed_on: date
    expires_on: date
    about: str = ""


def add_partner(centre: Centre, given: PartnerData, *, by: Viewer) -> Partner:
    """Enter a partner into the register."""
    check_may(by, "premises.partners", centre.pk)
    _check_name(centre, given.name)
    with opening("partner", centre=centre, by=by.user) as (matter, _record):
        partner = Partner(matter=matter, centre=centre, **_columns(given))
        partner.save(force_insert=True)
    return partner


def change_partner(partner: Partner, given: PartnerData, *, version: int, by: Viewer) -> Partner:
    """Change what the register says; a partner that is none any more keeps its agreements."""
    check_may(by, "premises.partners", partner.centre_id)
    _check_name(partner.centre, given.name, besides=partner)
    with writing(partner.matter, by=by.user):
        row = _standing(partner)
        if row.version != version:
            why = _("Somebody else changed this partner meanwhile.")
            raise Stale("rule:stale", why, _("Look at it again, then change what still differs."))
        for name, value in _columns(given).items():
            setattr(row, name, value)
        row.version += 1
        row.save()
    return row


def sign_agreement(partner: Partner, given: AgreementData, *, by: Viewer) -> Agreement:
    """Enter a signed agreement; its renewal is owed before it expires (psych:15.3e)."""
    check_may(by, "premises.partners", partner.centre_id)
    check_agreement_dates(given.signed_on, given.expires_on, clock.today())
    with writing(partner.matter, by=by.user) as record:
        return _sign(_standing(partner), given, record)


def renew_agreement(agreement: Agreement, given: AgreementData, *, by: Viewer) -> Agreement:
    """A new agreement takes the place of one that runs out."""
    partner = agreement.partner
    check_may(by, "premises.partners", partner.centre_id)
    check_agreement_dates(given.signed_on, given.expires_on, clock.today())
    if given.expires_on <= agreement.expires_on:
        why = _("The new agreement does not run longer than the old one.")
        raise Refused("rule:dates", why, _("Choose a later day."), "expires_on")
    with writing(partner.matter, by=by.user) as record:
        _end(agreement, "renewed", record)
        return _sign(_standing(partner), given, record)


def end_agreement(agreement: Agreement, *, by: Viewer) -> Agreement:
    """An agreement is not renewed, or given up."""
    check_may(by, "premises.partners", agreement.partner.centre_id)
    with writing(agreement.partner.matter, by=by.user) as record:
        _end(agreement, "ended", record)
        _follow(agreement.partner)
    return agreement


def _sign(partner: Partner, given: AgreementData, record: Record) -> Agreement:
    agreement = Agreement(matter_id=partner.matter_id, partner=partner, signed_on=given.signed_on)
    agreement.expires_on, agreement.about = given.expires_on, given.about or None
    agreement.save(force_insert=True)
    record("premises.agreement_signed", agreement=agreement.pk, expires_on=given.expires_on)
    _follow(partner)
    return agreement


def _end(agreement: Agreement, how: str, record: Record) -> None:
    standing = Agreement.unscoped.filter(pk=agreement.pk, ended_at=None)
    if not standing.update(ended_how=how, ended_at=record.at):
        why = _("This agreement has ended already.")
        raise Stale("rule:agreement_over", why, _("Look at the partner again."))
    agreement.ended_how, agreement.ended_at = how, record.at
    kinds = {"renewed": "premises.agreement_renewed", "ended": "premises.agreement_ended"}
    record(kinds[how], agreement=agreement.pk)


def _follow(partner: Partner) -> None:
    """The register shows until when the last of the standing agreements holds."""
    standing = Agreement.unscoped.filter(partner=partner, ended_at=None)
    until = standing.aggregate(until=Max("expires_on"))["until"]
    Partner.unscoped.filter(pk=partner.pk).update(agreement_until=until)
    partner.agreement_until = until


def _columns(given: PartnerData) -> dict[str, object]:
    return asdict(given) | {"contact": given.contact or None, "phone_24h": given.phone_24h or None}


def _standing(partner: Partner) -> Partner:
    row: Partner = Partner.unscoped.select_related("matter__key", "centre").get(pk=partner.pk)
    return row


def _check_name(centre: Centre, name: str, besides: Partner | None = None) -> None:
    others = Partner.unscoped.filter(centre=centre, name=name)
    if besides:
        others = others.exclude(pk=besides.pk)
    if others.exists():
        raise Refused("rule:name", _("Another partner has this name."), _("Choose another name."), "name")
