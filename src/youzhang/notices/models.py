"""What the centre tells people outside its pages, and each try to tell them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from youzhang.accounts.models import Centre, User
from youzhang.kit.ids import new_id
from youzhang.vault.fields import SealedText
from youzhang.vault.models import DataKey, Subject

# What a worker still has to look at; the index of due notices holds these only.
PENDING = Q(state__in=["waiting", "failed", "sending"])


class Notice(models.Model):
    """通知: one message to one address by one channel; written with the act it tells of, sent later."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed, will be tried again")
        GIVEN_UP = "given_up", _("given up")
        CANCELLED = "cancelled", _("cancelled")
        DONE_BY_HAND = "done_by_hand", _("done by hand")

    class Channel(models.TextChoices):
        EMAIL = "email", _("E-mail")
        SMS = "sms", _("Text message")
        WECOM = "wecom", _("WeCom")
        DINGTALK = "dingtalk", _("DingTalk")
        CALL = "call", _("Phone call by staff")
        PAGE = "page", _("Shown on the tracking page")

    class Lane(models.TextChoices):
        URGENT = "urgent", _("urgent")
        NORMAL = "normal", _("normal")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    about = models.UUIDField(help_text="The matter; its room checks who may see it.")
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=60)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    to_subject = models.ForeignKey(Subject, models.PROTECT, null=True, related_name="+")
    key = models.ForeignKey(DataKey, models.PROTECT, related_name="+")
    address = SealedText(owner="self")
    subject = SealedText(owner="self")
    body = SealedText(owner="self")
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    lane = models.CharField(max_length=8, choices=Lane.choices, default=Lane.NORMAL)
    due_at = models.DateTimeField()
    # The next try, pushed on after a failure; while it is being sent, the instant at which it was claimed.
    next_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    dedupe = models.CharField(max_length=160, unique=True)
    posted_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, help_text="When it was sent, or done by hand.")
    follow_up = models.BooleanField(default=False, help_text="Told; what follows has still to run.")

    class Meta:
        indexes = [
            models.Index(fields=["lane", "next_at"], name="notice_due", condition=PENDING),
            models.Index(fields=["lane"], condition=Q(follow_up=True), name="notice_follow_up"),
            models.Index(fields=["centre", "-due_at"], name="notice_recent"),
            models.Index(fields=["about"], name="notice_about"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.channel} {self.state}"


class Attempt(models.Model):
    """送达记录: one try to deliver a notice and its outcome; codes only, no personal content."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="log")
    at = models.DateTimeField()
    code = models.CharField(max_length=24)
    detail = models.CharField(max_length=120, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.code} {self.detail}".strip()
