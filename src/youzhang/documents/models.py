"""Papers and pictures that are kept: the row here, the sealed content as a file of its own."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import models

from youzhang.accounts.models import User
from youzhang.kit.ids import new_id
from youzhang.vault.fields import SealedText
from youzhang.vault.models import DataKey


class StoredFile(models.Model):
    """存档文件: one kept file; its content and its name are sealed with the key of what it is about."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    about = models.UUIDField(db_index=True, help_text="The matter; its room checks who may see it.")
    key = models.ForeignKey(DataKey, models.PROTECT, related_name="+")
    name = SealedText(owner="self")
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, help_text="Keyed hash of the content.")
    pages = models.PositiveIntegerField(null=True)
    kept_at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    destroyed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.media_type} {self.id}"

    @property
    def path(self) -> Path:
        """Where the sealed content lies."""
        return Path(settings.FILES_ROOT) / self.id.hex[:2] / str(self.id)
