"""Referral cards: to whom a client is passed on, with whose consent, and what became of it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from youzhang.accounts.models import User
from youzhang.casework.codes import (
    NO_CONSENT_NEEDED,
    REFERRAL_CONSENTS,
    REFERRAL_KINDS,
    REFERRAL_STATES,
    REFERRAL_WAYS,
)
from youzhang.casework.models.cases import Case
from youzhang.kit.ids import new_id
from youzhang.ledger.models import Matter
from youzhang.ledger.scope import Scoped, Unscoped
from youzhang.premises.models import Partner
from youzhang.vault.fields import SealedText


class Referral(models.Model):
    """转介表: nothing of it is shown to the receiver before somebody agreed, or it is said why nobody had to."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="referrals")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+", help_text="The case's file.")
    partner = models.ForeignKey(Partner, models.PROTECT, null=True, related_name="+")
    body = SealedText(owner="matter")
    contact = SealedText(owner="matter", null=True)
    kind = models.CharField(_("kind of help"), max_length=12, choices=list(REFERRAL_KINDS.items()))
    way = models.CharField(_("way"), max_length=8, choices=list(REFERRAL_WAYS.items()))
    reason = SealedText(owner="matter")
    summary = SealedText(owner="matter")
    consent = models.CharField(
        _("consent"), max_length=8, choices=list(REFERRAL_CONSENTS.items()), default="none"
    )
    consent_words = SealedText(owner="matter", null=True)
    withdrawn_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=list(REFERRAL_STATES.items()), default="drafted")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    answer = SealedText(owner="matter", null=True)
    followed = SealedText(owner="matter", null=True)

    objects = Scoped("matter")
    unscoped = Unscoped()

    class Meta:
        indexes = [models.Index(fields=["case", "-made_at"], name="referrals_of")]

    def __str__(self) -> str:
        return f"referral {self.pk}"

    @property
    def may_be_shown(self) -> bool:
        """Whether the receiver may be told."""
        return self.consent != "none" and self.withdrawn_at is None

    @property
    def consent_stands(self) -> bool:
        """Whether somebody agreed and may still take it back: at any time, whatever became of the card."""
        return self.may_be_shown and self.consent not in NO_CONSENT_NEEDED
