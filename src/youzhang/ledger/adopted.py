"""What a centre adopted and what its days are: editions, the institution's own text, the calendar, refusals."""

from __future__ import annotations

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from youzhang.accounts.models import Centre


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
