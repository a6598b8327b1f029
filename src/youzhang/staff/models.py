"""Who works here, who is on duty when, and what one shift tells the next."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from youzhang.accounts.models import Centre, User
from youzhang.kit import clock
from youzhang.kit.ids import new_id
from youzhang.ledger.models import Matter
from youzhang.ledger.scope import Scoped, Unscoped
from youzhang.staff.facts import PARTS, RESULTS, SUBJECTS
from youzhang.vault.fields import SealedText


class StaffFile(models.Model):
    """员工档案: one person's work at one centre, with the areas in which they give support (psych:20)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.OneToOneField(Matter, models.PROTECT, related_name="staff_file")
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, related_name="files")
    hired_on = models.DateField(_("works here since"))
    left_on = models.DateField(null=True)
    areas = models.JSONField(default=list)

    objects = Scoped("matter")
    unscoped = Unscoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "user"], condition=Q(left_on=None), name="one_staff_file"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}@{self.centre_id}"


class Training(models.Model):
    """培训记录: what somebody was trained in, and until when it counts (psych:15.3a)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="trainings")
    user = models.ForeignKey(User, models.PROTECT, related_name="trainings")
    subject = models.CharField(_("trained in"), max_length=12, choices=list(SUBJECTS.items()))
    trained_on = models.DateField(_("trained on"))
    valid_until = models.DateField(_("valid until"))
    proof = SealedText(owner="matter")
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    objects = Scoped("matter")
    unscoped = Unscoped()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(valid_until__gte=F("trained_on")), name="training_dates"),
        ]
        indexes = [models.Index(fields=["user", "subject", "valid_until"], name="trained")]

    def __str__(self) -> str:
        return f"{self.subject} until {self.valid_until}"


class BackgroundCheck(models.Model):
    """背景核查: that nobody who works here has violated others, asked at hiring and every year (psych:53.1)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="background_checks")
    user = models.ForeignKey(User, models.PROTECT, related_name="background_checks")
    checked_on = models.DateField(_("checked on"))
    result = models.CharField(_("result"), max_length=8, choices=list(RESULTS.items()))
    proof = SealedText(owner="matter")
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = Scoped("matter")
    unscoped = Unscoped()

    def __str__(self) -> str:
        return f"check of {self.checked_on}"


class Shift(models.Model):
    """班次: one person on duty from a time to a time. `matter`: the centre's roster."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="shifts")
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, related_name="shifts")
    starts_at = models.DateTimeField(_("begins at"))
    ends_at = models.DateTimeField(_("ends at"))
    part = models.CharField(_("on duty as"), max_length=12, choices=list(PARTS.items()))
    room = models.CharField(_("where"), max_length=60, blank=True)

    objects = Scoped("matter")
    unscoped = Unscoped()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="shift_times"),
        ]
        indexes = [
            models.Index(fields=["centre", "starts_at"], name="roster"),
            models.Index(fields=["user", "ends_at"], name="shifts_of"),
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def began_on(self) -> date:
        """The day on which it starts."""
        return clock.day_of(self.starts_at)

    @property
    def over_night(self) -> bool:
        """Whether it ends on a later day."""
        return clock.day_of(self.ends_at - clock.INSTANT) > self.began_on


class Swap(models.Model):
    """换班: a shift that its holder would give away, to one colleague or to whoever takes it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="swaps")
    shift = models.ForeignKey(Shift, models.CASCADE, related_name="swaps")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    to = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    in_return = models.ForeignKey(Shift, models.CASCADE, null=True, related_name="+")
    reason = SealedText(owner="matter", null=True)
    state = models.CharField(max_length=10, default="asked")
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = Scoped("matter")
    unscoped = Unscoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shift"], condition=Q(state="asked"), name="one_open_swap"),
        ]

    def __str__(self) -> str:
        return f"swap of {self.shift_id}: {self.state}"


class HandOver(models.Model):
    """交接班记录: what one shift tells the next, read and accepted by name (welfare:2.2b, psych:75)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.OneToOneField(Matter, models.PROTECT, related_name="handover")
    shift = models.OneToOneField(Shift, models.PROTECT, related_name="handover")
    note = SealedText(owner="matter")
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    to = models.ForeignKey(User, models.PROTECT, related_name="+")
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)

    objects = Scoped("matter")
    unscoped = Unscoped()

    def __str__(self) -> str:
        return f"hand-over of {self.given_at:%Y-%m-%d %H:%M}"
