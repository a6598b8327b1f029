"""Meetings, who was asked to come and came, and what was decided there."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from youzhang.accounts.models import User
from youzhang.kit.ids import new_id
from youzhang.ledger.models import Matter
from youzhang.ledger.scope import Scoped, Unscoped
from youzhang.meetings.facts import KINDS
from youzhang.vault.fields import SealedText

STATES = {"called": _("called"), "held": _("held"), "called_off": _("called off")}


class Meeting(models.Model):
    """会议: a meeting called for a time; a conference is about one matter. `state` mirrors the facts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.OneToOneField(Matter, models.PROTECT, related_name="meeting")
    about = models.ForeignKey(Matter, models.PROTECT, null=True, related_name="meetings")
    kind = models.CharField(_("kind"), max_length=16, choices=list(KINDS.items()))
    starts_at = models.DateTimeField(_("begins"))
    place = models.CharField(_("place"), max_length=120, blank=True)
    topic = SealedText(owner="matter")
    called_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=list(STATES.items()), default="called")
    held_at = models.DateTimeField(_("held"), null=True)
    minutes = SealedText(owner="matter", null=True)
    minutes_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    minutes_at = models.DateTimeField(null=True)

    objects = Scoped("matter")
    unscoped = Unscoped()

    class Meta:
        indexes = [models.Index(fields=["about", "starts_at"], name="meetings_about")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Invited(models.Model):
    """与会人: somebody asked to a meeting: a colleague, or a guest by name; `signed_in_at`: came."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="invited")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    guest = SealedText(owner="matter", null=True, help_text="Name and body of somebody from outside.")
    signed_in_at = models.DateTimeField(null=True)

    objects = Scoped("matter")
    unscoped = Unscoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "user"], condition=Q(user__isnull=False), name="invited_once"
            )
        ]
        indexes = [
            models.Index(fields=["user", "meeting"], condition=Q(user__isnull=False), name="invited_to")
        ]

    def __str__(self) -> str:
        return f"{self.user_id or 'guest'} at {self.meeting_id}"


class Decision(models.Model):
    """会议决定: what was decided, who sees to it, until when."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="decisions")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+")
    text = SealedText(owner="matter")
    owner = models.ForeignKey(User, models.PROTECT, related_name="+")
    due_on = models.DateField(_("until"))
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = Scoped("matter")
    unscoped = Unscoped()

    class Meta:
        indexes = [models.Index(fields=["owner", "due_on"], condition=Q(done_at=None), name="decisions_open")]

    def __str__(self) -> str:
        return f"decision {self.pk}"
