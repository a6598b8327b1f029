"""Editions of the agreement's text: its six items cannot be lost (psych:42)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from youzhang.accounts.models import Centre, Organisation
from youzhang.accounts.viewer import Viewer
from youzhang.intake.models import AgreementTemplate
from youzhang.intake.texts import agreement_items
from youzhang.intake.wording import title_of
from youzhang.kit import clock
from youzhang.kit.refused import Refused, Stale
from youzhang.ledger.policy import check_may

ITEMS = ("rights_duties", "contact", "sessions", "method", "outcomes", "risks")


@dataclass(frozen=True)
class TemplateText:
    """What an edition says."""

    title: str
    rights_duties: str
    contact: str
    sessions: str
    method: str
    outcomes: str
    risks: str
    further: str = ""


def current_template(organisation: Organisation | UUID) -> AgreementTemplate:
    """The newest edition; an organisation that has none begins with ours."""
    pk = organisation.pk if isinstance(organisation, Organisation) else organisation
    newest = AgreementTemplate.objects.filter(organisation=pk).order_by("-edition").first()
    if newest:
        return newest
    first = {"published_at": clock.now(), **agreement_items(settings.LANGUAGE_CODE)}
    return AgreementTemplate.objects.get_or_create(organisation_id=pk, edition=1, defaults=first)[0]


def publish_template(
    centre: Centre, given: TemplateText, *, after_edition: int, by: Viewer
) -> AgreementTemplate:
    """A new edition for the whole organisation; agreements already signed keep their text."""
    check_may(by, "intake.template", centre.pk)
    _check_items(given)
    with transaction.atomic():
        editions = AgreementTemplate.objects.select_for_update().filter(organisation=centre.organisation_id)
        newest = max((one.edition for one in editions), default=0)
        if newest != after_edition:
            why = _("Somebody has published edition %(n)d meanwhile.") % {"n": newest}
            raise Stale("rule:stale", why, _("Open the newest edition and change that."))
        return AgreementTemplate.objects.create(
            organisation_id=centre.organisation_id, edition=newest + 1, published_at=clock.now(), published_by=by.user,
            **asdict(given),
        )  # fmt: skip


def _check_items(given: TemplateText) -> None:
    for item in ("title", *ITEMS):
        if not getattr(given, item).strip():
            why = _("The agreement cannot do without: %(item)s.") % {"item": title_of(item)}
            raise Refused("psych:42", why, _("Fill this item in."), item)
