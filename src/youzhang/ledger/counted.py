"""The table behind the numbers of the board."""

from __future__ import annotations

from django.db import models

from youzhang.accounts.models import Centre


class DutyCount(models.Model):
    """待办职责计数: how many duties of an article stand one way, by the month in which they opened.

    Rows are added up: each change writes new ones, and a job lays them together (`counting`)."""

    centre = models.ForeignKey(Centre, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=24, help_text="Of the matter: who may see it.")
    article = models.CharField(max_length=32)
    month = models.CharField(max_length=7)
    state = models.CharField(max_length=20)
    day = models.DateField(null=True, help_text="Of an open duty: when it shows, or falls due.")
    n = models.IntegerField()

    class Meta:
        indexes = [
            models.Index(
                fields=["centre", "article", "state", "month", "day", "kind", "n"], name="duty_counts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article} {self.month} {self.state}: {self.n}"
