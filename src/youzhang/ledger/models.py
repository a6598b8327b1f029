"""Matters, what happened to them, and what is owed. (What a centre adopted stands in `adopted.py`.)

`db_index=False`: one of the indexes below begins with it, or nothing is looked for by it; each costs every act.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from youzhang.accounts.models import Centre, User
from youzhang.kit import clock
from youzhang.kit.ids import new_id, ordered_id
from youzhang.ledger.adopted import ArticleText, CalendarDay, CalendarYear, Edition, OwnValue, Refusal
from youzhang.ledger.counted import DutyCount
from youzhang.ledger.entered import RowEntry
from youzhang.ledger.scope import Scoped, Unscoped
from youzhang.vault.models import DataKey, Subject


class Matter(models.Model):
    """事项: what the regulation watches: an application, a service, a centre's year. Also the row to lock."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=24)
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="matters", db_index=False)
    number = models.CharField(_("number"), max_length=32, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children", db_index=False)
    year_of = models.ForeignKey(User, models.PROTECT, null=True, related_name="years", db_index=False)
    opened_at = models.DateTimeField(_("opened"))
    closed_at = models.DateTimeField(_("closed"), null=True)
    key = models.ForeignKey(DataKey, models.PROTECT, related_name="+")

    objects = Scoped("")
    unscoped = Unscoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "kind", "number"], condition=~Q(number=""), name="one_number"
            ),
        ]
        indexes = [
            models.Index(fields=["centre", "kind", "-opened_at", "-id"], name="matter_list"),
            models.Index(fields=["parent", "kind"], name="matter_children"),
            models.Index(fields=["year_of"], condition=Q(year_of__isnull=False), name="matter_years"),
        ]

    def __str__(self) -> str:
        return self.number or f"{self.kind} {self.pk}"


class MatterParty(models.Model):
    """当事人: the part a person plays in a matter: applicant, guardian, complained about."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="parties", db_index=False)
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="parts", db_index=False)
    part = models.CharField(max_length=24)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "subject", "part"], name="one_part")]
        indexes = [models.Index(fields=["subject", "matter"], name="party_file")]

    def __str__(self) -> str:
        return f"{self.part} of {self.matter_id}"


class Grant(models.Model):
    """授权: one person may see one matter, for a reason, perhaps until a time. Carries the matter's centre and kind."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="grants", db_index=False)
    centre = models.ForeignKey(Centre, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=24, help_text="Of the matter.")
    user = models.ForeignKey(User, models.CASCADE, related_name="grants", db_index=False)
    reason = models.CharField(max_length=24)
    ends_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "user", "reason"], name="one_grant")]
        indexes = [
            models.Index(fields=["user", "matter", "centre", "ends_at"], name="grants_of"),
            models.Index(fields=["user", "centre", "kind", "matter"], name="grants_by_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} sees {self.matter_id}"


class MatterBar(models.Model):
    """事项回避: this person may never see this matter, whatever they were granted."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="bars", db_index=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="matter_bars")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "user"], name="one_matter_bar")]

    def __str__(self) -> str:
        return f"{self.user_id} barred from {self.matter_id}"


class Fact(models.Model):
    """事实: what happened, once, append-only. `seq`, `leaf`, `link`, `mac` are its place in the centre's chain."""

    id = models.UUIDField(primary_key=True, default=ordered_id, editable=False)
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="facts", db_index=False)
    counts_in = models.ForeignKey(
        Matter, models.PROTECT, null=True, related_name="counted_facts", db_index=False
    )
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=48)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    data = models.JSONField(default=dict)
    late_reason = models.CharField(max_length=24, blank=True)
    answers = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False)
    amends = models.ForeignKey("self", models.PROTECT, null=True, related_name="amendments", db_index=False)
    void = models.BooleanField(default=False)
    seq = models.PositiveBigIntegerField()
    salt = models.BinaryField(max_length=16, null=True)
    leaf = models.BinaryField(max_length=32)
    link = models.BinaryField(max_length=32)
    mac = models.BinaryField(max_length=32)

    objects = Scoped("matter")
    unscoped = Unscoped()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["centre", "seq"], name="fact_seq")]
        indexes = [
            models.Index(fields=["matter", "at", "id"], name="fact_timeline"),
            models.Index(fields=["by", "-at"], name="fact_of"),
            models.Index(
                fields=["counts_in", "at"], condition=Q(counts_in__isnull=False), name="fact_counts"
            ),
            # Hardly any fact has these: one that has not stands in no index of them.
            models.Index(fields=["answers"], condition=Q(answers__isnull=False), name="fact_answers"),
            models.Index(fields=["amends"], condition=Q(amends__isnull=False), name="fact_amends"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"


class Duty(models.Model):
    """待办/义务: what is owed under an article. A cache of `derive`: deleting and rebuilding changes nothing."""

    id = models.UUIDField(primary_key=True, editable=False)
    matter = models.ForeignKey(Matter, models.CASCADE, related_name="duties", db_index=False)
    centre = models.ForeignKey(Centre, models.CASCADE, related_name="+", db_index=False)
    article = models.CharField(max_length=32)
    name = models.CharField(max_length=32)
    edition = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=16, blank=True)
    opened_by = models.ForeignKey(Fact, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()
    shows_at = models.DateTimeField()
    due = models.DateTimeField(null=True)
    undated_because = models.CharField(max_length=64, blank=True)
    former_dues = models.JSONField(default=list)
    provisional = models.BooleanField(default=False)
    holders = models.JSONField(default=list)
    taken_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    outcome = models.CharField(max_length=8, default="open")
    closed_by = models.ForeignKey(Fact, models.PROTECT, null=True, related_name="+", db_index=False)
    closed_at = models.DateTimeField(null=True)
    late = models.BooleanField(null=True)
    early = models.BooleanField(default=False)
    slipped = models.BooleanField(default=False)
    entered_after = models.BooleanField(default=False)
    extended_from = models.DateTimeField(null=True)
    reason_code = models.CharField(max_length=24, blank=True)
    progress = models.FloatField(default=0)
    count = models.FloatField(default=1)
    escalations = models.JSONField(default=list)
    next_escalation_at = models.DateTimeField(null=True)
    reminds = models.JSONField(default=list)
    told = models.JSONField(default=list, help_text="Roles let in by an escalation.")
    strength = models.CharField(max_length=12, default="must")
    until_at = models.DateTimeField(null=True, help_text="From when it is too late: then it ends as missed.")
    digest = models.BinaryField(
        max_length=16, help_text="Of all the above: what did not change is not read again."
    )

    objects = Scoped("matter")
    unscoped = Unscoped()

    class Meta:
        indexes = [
            models.Index(fields=["matter", "article", "name"], name="duty_of_matter"),
            models.Index(fields=["centre", "article", "-opened_at", "id"], name="duty_of_article"),
            models.Index(
                fields=["next_escalation_at"],
                condition=Q(next_escalation_at__isnull=False),
                name="duty_escalates",
            ),
            models.Index(fields=["centre", "shows_at"], condition=Q(outcome="open"), name="duty_open"),
            models.Index(fields=["centre", "due"], condition=Q(outcome="open"), name="duty_falls_due"),
            models.Index(
                fields=["until_at"],
                condition=Q(outcome="open", until_at__isnull=False),
                name="duty_too_late",
            ),
            # SQLite looks for what points at a fact that comes in after it: without these, through the whole table.
            models.Index(fields=["closed_by"], condition=Q(closed_by__isnull=False), name="duty_closed_by"),
        ]

    def __str__(self) -> str:
        return f"{self.article} {self.name}"

    @property
    def stands(self) -> str:
        """How it ended, or that it is open; what is too late to do is missed also before that is noted."""
        too_late = self.outcome == "open" and self.until_at and self.until_at <= clock.now()
        return "missed" if too_late else self.outcome


# So that a list needs the index alone; what a partial index says itself must stand in it too.
_ALONG = ("next_at", "kind", "matter", "article")


class DutyHolder(models.Model):
    """谁的待办: one row per role or person that holds an open duty (neither: nobody does); what My duties reads.

    It carries what decides who may see it and what the list is filtered by, so that a list is read from one index.
    """

    duty = models.ForeignKey(Duty, models.CASCADE, related_name="held")
    matter = models.ForeignKey(Matter, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=24, help_text="Of the matter.")
    article = models.CharField(max_length=32)
    centre = models.ForeignKey(Centre, models.CASCADE, related_name="+", db_index=False)
    role = models.CharField(max_length=24, blank=True)
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+", db_index=False)
    next_at = models.DateTimeField()
    due = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["centre", "role", "due", "duty", *_ALONG, "user"],
                condition=Q(user=None),
                name="held_by_role",
            ),
            models.Index(
                fields=["user", "centre", "due", "duty", *_ALONG],
                condition=Q(user__isnull=False),
                name="held_by_user",
            ),
            models.Index(fields=["centre", "due", "duty", *_ALONG], name="held_at_centre"),
            # What comes before all else is looked for among few rows, however many are held.
            models.Index(
                fields=["centre", "role", "user", "due", "duty", "next_at", "matter", "article"],
                condition=Q(kind="crisis"),
                name="held_of_crisis",
            ),
            models.Index(fields=["matter"], name="held_of_matter"),
        ]

    def __str__(self) -> str:
        return f"{self.role or self.user_id} holds {self.duty_id}"


class NumberSeries(models.Model):
    """编号: the last gapless number given per kind, centre and year."""

    centre = models.ForeignKey(Centre, models.CASCADE)
    kind = models.CharField(max_length=24)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["centre", "kind", "year"], name="one_series")]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}: {self.last}"


__all__ = [
    "ArticleText",
    "CalendarDay",
    "CalendarYear",
    "Duty",
    "DutyCount",
    "DutyHolder",
    "Edition",
    "Fact",
    "Grant",
    "Matter",
    "MatterBar",
    "MatterParty",
    "NumberSeries",
    "OwnValue",
    "Refusal",
    "RowEntry",
]
