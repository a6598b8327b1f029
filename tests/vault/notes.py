"""Two models with sealed fields, outside every app of the house, so that no migration knows them.

Their foreign keys have no constraint: emptying the tables of the house must not trip over them.
"""

from __future__ import annotations

from django.db import models

from youzhang.kit.ids import new_id
from youzhang.vault.fields import SealedBytes, SealedJSON, SealedText
from youzhang.vault.models import DataKey, Subject


class Note(models.Model):
    """What was said about somebody."""

    id = models.UUIDField(primary_key=True, default=new_id)
    subject = models.ForeignKey(Subject, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False)
    text = SealedText(owner="subject")
    phone = SealedText(owner="subject", null=True)
    answers = SealedJSON(owner="subject", null=True)
    scan = SealedBytes(owner="subject", null=True)
    word = SealedText(owner="subject", default="")

    class Meta:
        app_label = "vault_notes"


class Box(models.Model):
    """A row with a key of its own, and one that hangs on it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    key = models.ForeignKey(DataKey, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False)
    inside = models.ForeignKey(
        "self", on_delete=models.DO_NOTHING, null=True, related_name="+", db_constraint=False
    )
    text = SealedText(owner="self")
    label = SealedText(owner="inside", null=True)

    class Meta:
        app_label = "vault_notes"
