"""Sessions, what is written about them, and what only their author reads."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from youzhang.accounts.models import User
from youzhang.casework.codes import CANCELLED_BY, SESSION_STATES, STYLES, TOLD_OF_CANCEL, WAYS
from youzhang.casework.models.cases import Case
from youzhang.kit.ids import new_id
from youzhang.ledger.models import Matter
from youzhang.ledger.scope import Scoped, Unscoped
from youzhang.premises.models import RoomBooking
from youzhang.vault.fields import SealedJSON, SealedText

EDITABLE = timedelta(hours=24)


class Session(models.Model):
    """会谈: one meeting with the client: booked, then held, cancelled or missed. `state` mirrors the facts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.OneToOneField(Matter, models.PROTECT, related_name="session")
    case = models.ForeignKey(Case, models.PROTECT, related_name="sessions")
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    way = models.CharField(_("way"), max_length=6, choices=list(WAYS.items()))
    booking = models.OneToOneField(RoomBooking, models.PROTECT, null=True, related_name="session")
    state = models.CharField(max_length=9, choices=list(SESSION_STATES.items()), default="booked")
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True)
    cause = models.CharField(max_length=8, choices=list(CANCELLED_BY.items()), blank=True)
    told = models.CharField(max_length=8, choices=list(TOLD_OF_CANCEL.items()), blank=True)

    objects = Scoped("matter")
    unscoped = Unscoped()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_times")]
        indexes = [models.Index(fields=["case", "-starts_at", "-id"], name="session_list")]

    @property
    def planned_minutes(self) -> int:
        """How long it was booked for."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    def __str__(self) -> str:
        return f"session {self.starts_at:%Y-%m-%d %H:%M}"


class Note(models.Model):
    """会谈记录: what was said and done, with a risk level each time; its author may mend it for 24 hours."""

    session = models.OneToOneField(Session, models.PROTECT, primary_key=True, related_name="note")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+")
    style = models.CharField(_("form"), max_length=4, choices=list(STYLES.items()))
    content = SealedJSON(owner="matter")
    earlier = SealedJSON(owner="matter", null=True, help_text="Each version before the last change.")
    level = models.PositiveSmallIntegerField(_("risk level"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True)

    objects = Scoped("matter")
    unscoped = Unscoped()

    def __str__(self) -> str:
        return f"note {self.pk}"

    @property
    def open_until(self) -> datetime:
        """Until when its author may mend it."""
        return self.at + EDITABLE


class Addendum(models.Model):
    """补记: what is added to a note that may not be changed any more."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    note = models.ForeignKey(Note, models.PROTECT, related_name="addenda")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+")
    text = SealedText(owner="matter")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = Scoped("matter")
    unscoped = Unscoped()

    def __str__(self) -> str:
        return f"addendum {self.pk}"


class ProcessNote(models.Model):
    """个人笔记: a private note on a session, no part of the file: sealed with its author's own key."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    session = models.ForeignKey(Session, models.PROTECT, related_name="process_notes")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+")
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    text = SealedText(owner="author.subject")
    at = models.DateTimeField()

    objects = Scoped("matter")
    unscoped = Unscoped()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "author"], name="one_process_note")]

    def __str__(self) -> str:
        return f"process note {self.pk}"
