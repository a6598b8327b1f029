"""The table behind the rows that decide who sees what and which rules hold."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from youzhang.accounts.models import Centre


class RowEntry(models.Model):
    """登记: what was put into, changed in or taken out of such rows, once, append-only; chained like the facts.

    `fact`: of the act in which it happened, if one was recorded. Without centre: rows of the whole installation."""

    centre = models.ForeignKey(Centre, models.PROTECT, null=True, related_name="+", db_index=False)
    seq = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    matter = models.ForeignKey("ledger.Matter", models.PROTECT, null=True, related_name="+", db_index=False)
    fact = models.UUIDField(null=True)
    says = models.JSONField(help_text="Table, key within the matter, columns; null: the row was taken out.")
    salt = models.BinaryField(max_length=16)
    leaf = models.BinaryField(max_length=32)
    link = models.BinaryField(max_length=32)
    mac = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["centre", "seq"], name="row_entry_seq"),
            models.UniqueConstraint(fields=["seq"], condition=Q(centre=None), name="row_entry_seq_of_all"),
        ]
        indexes = [
            models.Index(fields=["matter", "seq"], condition=Q(matter__isnull=False), name="row_entry_matter")
        ]

    def __str__(self) -> str:
        return f"entry {self.seq}"
