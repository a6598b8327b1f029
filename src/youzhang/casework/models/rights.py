"""What clients ask of their file, the card that opens it to them, and approved access of colleagues."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from youzhang.accounts.models import User
from youzhang.casework.codes import ACCESS_REASONS, ACCESS_STATES, ASKERS, RIGHT_RESULTS, RIGHT_WAYS, RIGHTS
from youzhang.casework.models.cases import Case
from youzhang.kit.ids import new_id
from youzhang.ledger.models import Matter
from youzhang.ledger.scope import Scoped, Unscoped
from youzhang.vault.fields import SealedText


class FileAccess(models.Model):
    """查阅审批: a colleague asks to read a case that is not theirs; at most 72 hours, each opening written down.

    A matter of its own: whoever decides sees the request and its log, not the case.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="accesses")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="accesses")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=12, choices=list(ACCESS_REASONS.items()))
    words = SealedText(owner="matter")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=list(ACCESS_STATES.items()), default="asked")
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)

    objects = Scoped("matter")
    unscoped = Unscoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "asked_by"], condition=Q(state="asked"), name="one_open_access"
            )
        ]

    def __str__(self) -> str:
        return f"access {self.pk}"


class RightRequest(models.Model):
    """权利请求 (psych:43): what the client or guardian asks of the file, and the answer."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="rights")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+", help_text="The case's file.")
    kind = models.CharField(_("what is asked"), max_length=8, choices=list(RIGHTS.items()))
    asked_by = models.CharField(_("by whom"), max_length=8, choices=list(ASKERS.items()))
    way = models.CharField(_("way"), max_length=8, choices=list(RIGHT_WAYS.items()))
    words = SealedText(owner="matter", null=True)
    asked_at = models.DateTimeField()
    result = models.CharField(max_length=8, choices=list(RIGHT_RESULTS.items()), blank=True)
    answer = SealedText(owner="matter", null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = Scoped("matter")
    unscoped = Unscoped()

    class Meta:
        indexes = [models.Index(fields=["case", "-asked_at"], name="rights_of")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class AccessCard(models.Model):
    """查阅卡: a code, given by hand, that with the birth date opens to the client what concerns them; 30 days."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="cards")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+", help_text="The case's file.")
    holder = models.CharField(_("given to"), max_length=8, choices=list(ASKERS.items()))
    code_hash = models.BinaryField(max_length=32)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    ends_on = models.DateField()
    revoked_at = models.DateTimeField(null=True)

    objects = Scoped("matter")
    unscoped = Unscoped()

    def __str__(self) -> str:
        return f"card until {self.ends_on}"
