"""The first interview, the plan with its goals, and papers kept in the file."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models
from django.utils.translation import gettext_lazy as _

from youzhang.accounts.models import User
from youzhang.casework.codes import GOALS, PLANS
from youzhang.casework.models.cases import Case
from youzhang.documents.models import StoredFile
from youzhang.kit.ids import new_id
from youzhang.ledger.models import Matter
from youzhang.ledger.scope import Scoped, Unscoped
from youzhang.vault.fields import SealedJSON, SealedText


class Interview(models.Model):
    """首次接案: the first interview; its headings are those of `codes.INTERVIEW`."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="interview")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+")
    content = SealedJSON(owner="matter")
    level = models.PositiveSmallIntegerField(_("risk level"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = Scoped("matter")
    unscoped = Unscoped()

    def __str__(self) -> str:
        return f"interview {self.pk}"


class CasePlan(models.Model):
    """个案计划: an edition of the plan; the newest one holds, earlier ones stay readable."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="plans")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+")
    edition = models.PositiveSmallIntegerField()
    kind = models.CharField(_("kind"), max_length=9, choices=list(PLANS.items()))
    method = SealedText(owner="matter")
    impact = SealedText(owner="matter", null=True, help_text="psych:6")
    mildest = SealedText(owner="matter", null=True, help_text="psych:5")
    review_on = models.DateField(_("review on"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    # Filled by the query that reads a plan, so that each goal passes the same sight.
    goals_in_order: Sequence[Goal] = ()

    objects = Scoped("matter")
    unscoped = Unscoped()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "edition"], name="one_plan_edition")]

    def __str__(self) -> str:
        return f"plan {self.edition}"


class Goal(models.Model):
    """目标: one goal of a plan, how it is measured, and how far it was reached."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    plan = models.ForeignKey(CasePlan, models.CASCADE, related_name="goals")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()
    text = SealedText(owner="matter")
    measure = SealedText(owner="matter")
    state = models.CharField(max_length=8, choices=list(GOALS.items()), default="open")
    rated_at = models.DateTimeField(null=True)

    objects = Scoped("matter")
    unscoped = Unscoped()

    class Meta:
        ordering = ["place"]

    def __str__(self) -> str:
        return f"goal {self.pk}"


class Attachment(models.Model):
    """附件: a paper or picture in the file of a case; each opening is written down."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="attachments")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+")
    stored = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = Scoped("matter")
    unscoped = Unscoped()

    def __str__(self) -> str:
        return f"attachment {self.pk}"
