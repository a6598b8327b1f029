"""What was decided alone and could not wait, and what a second person says about it afterwards."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from youzhang.accounts.models import User
from youzhang.casework.codes import ALONE, SECOND_LOOKS
from youzhang.casework.models.cases import Case
from youzhang.casework.models.referrals import Referral
from youzhang.kit.ids import new_id
from youzhang.ledger.models import Matter
from youzhang.ledger.scope import Scoped, Unscoped
from youzhang.vault.fields import SealedText


class SecondLook(models.Model):
    """事后复核 (psych:14b, psych:50): a high risk without a crisis, or something told without consent. It was done at
    once; whoever reviews reads why, and no more of the file."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.OneToOneField(Matter, models.PROTECT, related_name="second_look")
    case = models.ForeignKey(Case, models.PROTECT, related_name="second_looks")
    about = models.ForeignKey(
        Matter, models.PROTECT, related_name="second_looks", help_text="Session or file."
    )
    referral = models.ForeignKey(Referral, models.PROTECT, null=True, related_name="second_looks")
    what = models.CharField(_("what"), max_length=10, choices=list(SECOND_LOOKS.items()))
    reason = models.CharField(_("reason"), max_length=9, choices=list(ALONE.items()))
    level = models.PositiveSmallIntegerField(_("risk level"), null=True)
    words = SealedText(owner="matter")
    shared = SealedText(owner="matter", null=True, help_text="Who was told, and what.")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    sound = models.BooleanField(null=True)
    reviewed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    review = SealedText(owner="matter", null=True)

    objects = Scoped("matter")
    unscoped = Unscoped()

    class Meta:
        indexes = [
            models.Index(fields=["about"], name="second_looks_about"),
            models.Index(fields=["-at", "-id"], name="second_look_list"),
        ]

    def __str__(self) -> str:
        return f"second look {self.pk}"
