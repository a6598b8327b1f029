"""Keys, human beings, search tokens and the heads of chains."""

from __future__ import annotations

from django.db import models

from youzhang.kit import clock
from youzhang.kit.ids import new_id
from youzhang.vault import keys


class DataKey(models.Model):
    """What seals one person's or one matter's content; wrapped under the root key outside the database."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    wrapped = models.BinaryField(null=True)
    version = models.PositiveIntegerField()
    created_at = models.DateTimeField(default=clock.now)
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="data_key_wrapped_or_destroyed",
                condition=models.Q(wrapped__isnull=False, destroyed_at__isnull=True)
                | models.Q(wrapped__isnull=True, destroyed_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"key {self.id}"

    def secret(self) -> bytes:
        """The 32 bytes that seal; `KeyDestroyed` after destruction."""
        if self.wrapped is None:
            raise keys.KeyDestroyed(f"Data key {self.id} was destroyed; what it sealed is gone.")
        return keys.unwrap(bytes(self.wrapped), self.version, self.id)


class RootKey(models.Model):
    """A root key that this database was written with: its number, and what tells it from any other."""

    version = models.PositiveIntegerField(primary_key=True)
    mark = models.BinaryField(max_length=32)
    known_since = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"root key v{self.version}"


class Subject(models.Model):
    """One human being, whatever parts they play: an id and a data key, nothing else."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.OneToOneField(DataKey, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"subject {self.id}"


class SearchToken(models.Model):
    """A keyed hash by which a person can be found without their name standing in the database.

    `within`: the centre whose people are looked for together; what others have makes no search slower.
    """

    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="search_tokens")
    within = models.UUIDField(null=True)
    token = models.BinaryField(max_length=16)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["token", "within", "subject"], name="search_token_once")
        ]

    def __str__(self) -> str:
        return f"token of {self.subject_id}"


class ChainHead(models.Model):
    """Where a chain stands now; the row that appending locks."""

    name = models.CharField(max_length=100, primary_key=True)
    seq = models.PositiveBigIntegerField(default=0)
    link = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"{self.name} at {self.seq}"


class Seal(models.Model):
    """A signed statement that a chain had this link at this time; copied to the anchors outside."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    chain = models.CharField(max_length=100)
    seq = models.PositiveBigIntegerField()
    link = models.BinaryField(max_length=32)
    at = models.DateTimeField()
    signature = models.BinaryField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["chain", "seq"], name="seal_by_chain")]

    def __str__(self) -> str:
        return f"seal of {self.chain} at {self.seq}"
