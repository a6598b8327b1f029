"""What stands beside the crises of a centre: its experts, emergency readings, concerns about abuse."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from youzhang.accounts.models import User
from youzhang.crisis.codes import CONCERN_STEPS, CONCERNS, FIELDS, GLASS_REASONS
from youzhang.kit.ids import new_id
from youzhang.ledger.models import Matter
from youzhang.ledger.scope import Scoped, Unscoped
from youzhang.vault.fields import SealedText


class Expert(models.Model):
    """危机干预专家团队 (psych:15.3e): whom the centre can ask, in which field, and how they are reached."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.OneToOneField(Matter, models.PROTECT, related_name="expert")
    name = SealedText(owner="matter")
    body = models.CharField(_("body"), max_length=120, blank=True)
    field = models.CharField(_("field"), max_length=12, choices=list(FIELDS.items()))
    phone = SealedText(owner="matter", null=True)
    left_at = models.DateTimeField(null=True)

    objects = Scoped("matter")
    unscoped = Unscoped()

    def __str__(self) -> str:
        return f"expert {self.pk}"


class EmergencyReading(models.Model):
    """紧急查阅: somebody read a file that was not theirs, in an emergency, for three hours; reviewed afterwards."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.OneToOneField(Matter, models.PROTECT, related_name="reading")
    about = models.ForeignKey(Matter, models.PROTECT, related_name="readings")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=16, choices=list(GLASS_REASONS.items()))
    words = SealedText(owner="matter")
    at = models.DateTimeField()
    until = models.DateTimeField()
    sound = models.BooleanField(null=True)
    reviewed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    review = SealedText(owner="matter", null=True)

    objects = Scoped("matter")
    unscoped = Unscoped()

    def __str__(self) -> str:
        return f"emergency reading {self.pk}"


class Concern(models.Model):
    """侵犯情况反映 (psych:53.3): what somebody raised about words, hands or worse; with a name or without one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.OneToOneField(Matter, models.PROTECT, related_name="concern")
    kind = models.CharField(_("kind"), max_length=16, choices=list(CONCERNS.items()))
    minor = models.BooleanField(default=False)
    words = SealedText(owner="matter")
    whom = SealedText(
        owner="matter", null=True, help_text="Who of the staff it is about, as somebody said it."
    )
    contact = SealedText(owner="matter", null=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    step = models.CharField(max_length=12, choices=list(CONCERN_STEPS.items()), blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decision = SealedText(owner="matter", null=True)

    objects = Scoped("matter")
    unscoped = Unscoped()

    def __str__(self) -> str:
        return f"concern {self.pk}"
