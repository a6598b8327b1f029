"""Answers already given to a form, half-filled forms, filters under a name, how often something may still happen."""

from __future__ import annotations

from django.db import models

from youzhang.accounts.models import User
from youzhang.kit.ids import new_id
from youzhang.vault.fields import SealedJSON, SealedText
from youzhang.vault.models import DataKey


class FormToken(models.Model):
    """A form that was sent: the same form sent twice gets the first answer. `owner`: who sent it."""

    token = models.UUIDField(primary_key=True)
    owner = models.CharField(max_length=80)
    answered_url = models.CharField(max_length=500)
    created_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.token)


class Window(models.Model):
    """How many places are left of what may happen only so often until then; whose it is, its name does not tell."""

    name = models.CharField(primary_key=True, max_length=160)
    free = models.PositiveIntegerField()
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.name


class Draft(models.Model):
    """A form half filled in: only its owner sees it, sealed under a key of its own, for thirty days."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.CharField(max_length=80)
    form = models.CharField(max_length=60)
    about = models.CharField(max_length=60, blank=True)
    key = models.OneToOneField(DataKey, on_delete=models.PROTECT, related_name="+")
    content = SealedJSON(owner="self")
    saved_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "form", "about"], name="one_draft")]

    def __str__(self) -> str:
        return f"{self.form}:{self.about}"


class SavedView(models.Model):
    """常用筛选: the filters of a list that a member of staff comes back to, under a name of their own."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="saved_views")
    name = SealedText(owner="user.subject")
    address = models.CharField(max_length=500)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "address"], name="one_saved_view")]

    def __str__(self) -> str:
        return self.address
