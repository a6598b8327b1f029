"""What is entered in a crisis, and what two people decide in it. What was said is sealed under its key."""

from __future__ import annotations

from django.db import models

from youzhang.accounts.models import User
from youzhang.crisis.codes import CALLS, LEVELS, PAIRED, STEPS
from youzhang.kit.ids import new_id
from youzhang.ledger.models import Matter
from youzhang.ledger.scope import Scoped, Unscoped
from youzhang.vault.fields import SealedText


class Entry(models.Model):
    """Something entered in a crisis: when, by whom."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    crisis = models.ForeignKey("crisis.Crisis", models.CASCADE, related_name="+")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = Scoped("matter")
    unscoped = Unscoped()

    class Meta:
        abstract = True
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{type(self).__name__.lower()} {self.pk}"


class Lowering(Entry):
    """降级或结束随访的申请: one person asks and says why; a second agrees or not: a colleague, or somebody from outside
    by name and telephone (`outside`), whose answer is entered at once."""

    what = models.CharField(max_length=5, choices=list(PAIRED.items()), default="level")
    level = models.CharField(max_length=1, choices=list(LEVELS.items()), blank=True)
    before = models.CharField(max_length=1, choices=list(LEVELS.items()), blank=True)
    reason = SealedText(owner="matter")
    second = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    outside = SealedText(owner="matter", null=True)
    agreed = models.BooleanField(null=True)
    answered_at = models.DateTimeField(null=True)
    answer = SealedText(owner="matter", null=True)


class Step(Entry):
    """已做的处置: what keeps somebody safe now, or a call and its outcome; who it was, and what was agreed."""

    step = models.CharField(max_length=10, choices=list(STEPS.items()))
    outcome = models.CharField(max_length=10, choices=list(CALLS.items()), blank=True)
    who = SealedText(owner="matter", null=True)
    words = SealedText(owner="matter", null=True)
