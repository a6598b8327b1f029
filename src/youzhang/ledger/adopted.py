"""What a centre adopted and what its days are: editions, the institution's own text, the calendar, refusals."""

from __future__ import annotations

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from youzhang.accounts.models import Centre, User
from youzhang.kit.ids import ordered_id
from youzhang.ledger.scope import Scoped, Unscoped
from youzhang.vault.fields import SealedText


class Edition(models.Model):
    """采用的版本: an edition of a rulebook that an organisation adopted, as the TOML files it consists of."""

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="editions")
    rulebook = models.CharField(max_length=24)
    edition = models.PositiveSmallIntegerField()
    encoding = models.PositiveSmallIntegerField()
    in_force_from = models.DateField()
    files = models.JSONField(default=dict, help_text="File name → TOML text; empty for the built-in book.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "rulebook", "edition", "encoding"], name="one_edition"
            )
        ]
        ordering = [F("in_force_from").asc(), "encoding"]

    def __str__(self) -> str:
        return f"{self.rulebook}@{self.edition}"


class OwnValue(models.Model):
    """自定数值: a value that a centre set within what the text leaves it, from a day on; rows are only added.

    The values of one day make one edition of the centre's own, `number`, over the regulation's `over`.
    """

    id = models.UUIDField(primary_key=True, default=ordered_id, editable=False)
    matter = models.ForeignKey(
        "ledger.Matter", models.PROTECT, related_name="own_values", help_text="The centre's year."
    )
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="own_values")
    rulebook = models.CharField(max_length=24)
    over = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    path = models.CharField(max_length=80)
    value = models.JSONField(help_text="As a rulebook file says it.")
    holds_from = models.DateField()
    reason = SealedText(owner="matter")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = Scoped("matter")
    unscoped = Unscoped()

    class Meta:
        indexes = [models.Index(fields=["centre", "rulebook", "at"], name="own_values_of_centre")]

    def __str__(self) -> str:
        return f"{self.rulebook}:{self.path} from {self.holds_from}"


class ArticleText(models.Model):
    """机构原文: one article of the institution's own text, as it was imported."""

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="article_texts")
    rulebook = models.CharField(max_length=24)
    position = models.PositiveSmallIntegerField()
    no = models.CharField(max_length=40)
    chapter = models.CharField(max_length=160, blank=True)
    section = models.CharField(max_length=160, blank=True)
    text = models.TextField()
    imported_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "rulebook", "no"], name="one_text_per_article")
        ]
        ordering = ["position"]

    def __str__(self) -> str:
        return self.no


class CalendarDay(models.Model):
    """调休日历: a day that breaks the rule of weekdays: a holiday, or a weekend day that is worked."""

    day = models.DateField(primary_key=True)
    works = models.BooleanField()
    name = models.CharField(max_length=60, blank=True)

    def __str__(self) -> str:
        return f"{self.day}"


class CalendarYear(models.Model):
    """Whether a year's days are official (the State Council's notice) or estimated."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    status = models.CharField(
        max_length=10, choices=[("official", _("official")), ("estimated", _("estimated"))]
    )
    source = models.CharField(max_length=120, blank=True)
    imported_at = models.DateTimeField()
    moved = models.JSONField(
        default=list, help_text="Terms that its import moved: duty, last day before, after."
    )

    def __str__(self) -> str:
        return f"{self.year} {self.status}"


class Refusal(models.Model):
    """How often an article said no on a day; no person, no matter."""

    centre = models.ForeignKey(Centre, models.CASCADE)
    rule = models.CharField(max_length=48)
    kind = models.CharField(max_length=48)
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["centre", "rule", "kind", "day"], name="one_refusal_count")
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.day}: {self.count}"
