"""Leaving: how an exit goes, step by step, and the conferences about it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from youzhang.accounts.models import User
from youzhang.casework.codes import LEAVING_STATES, LEAVING_WAYS
from youzhang.casework.models.cases import Case
from youzhang.kit.ids import new_id
from youzhang.ledger.models import Matter
from youzhang.ledger.scope import Scoped, Unscoped
from youzhang.meetings.models import Meeting
from youzhang.vault.fields import SealedText


class Leaving(models.Model):
    """退出服务 (psych:35 to psych:37): one exit, of the client's own will or at the institution's request."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="leavings")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+", help_text="The case's file.")
    way = models.CharField(_("way"), max_length=12, choices=list(LEAVING_WAYS.items()))
    state = models.CharField(max_length=6, choices=list(LEAVING_STATES.items()), default="open")
    words = SealedText(owner="matter")
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    contested = models.BooleanField(default=False)
    conferences = models.PositiveSmallIntegerField(default=0)
    ends_on = models.DateField(_("service ends on"), null=True)

    objects = Scoped("matter")
    unscoped = Unscoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(state="open"), name="one_open_leaving")
        ]

    def __str__(self) -> str:
        return f"leaving {self.pk}"


class LeavingStep(models.Model):
    """退出步骤: what was said or written at one step of an exit; the fact says that it was taken."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    leaving = models.ForeignKey(Leaving, models.PROTECT, related_name="steps")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+")
    step = models.CharField(max_length=16)
    code = models.CharField(max_length=12, blank=True)
    text = SealedText(owner="matter", null=True)
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = Scoped("matter")
    unscoped = Unscoped()

    class Meta:
        indexes = [models.Index(fields=["leaving", "at"], name="leaving_steps")]

    def __str__(self) -> str:
        return f"{self.step} {self.pk}"
