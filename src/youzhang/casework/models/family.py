"""The people around a client: family, friends, teachers, and how they stand to each other."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from youzhang.accounts.models import User
from youzhang.casework.codes import CLOSENESS, RELATIVES
from youzhang.casework.models.cases import Case
from youzhang.kit.ids import new_id
from youzhang.ledger.models import Matter
from youzhang.ledger.scope import Scoped, Unscoped
from youzhang.vault.fields import SealedText


class Relative(models.Model):
    """家庭与社会关系: somebody around the client; sealed with the file, no file of their own is opened."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="relatives")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+", help_text="The case's file.")
    relation = models.CharField(_("relation"), max_length=12, choices=list(RELATIVES.items()))
    name = SealedText(owner="matter")
    words = SealedText(owner="matter", null=True)
    closeness = models.CharField(_("closeness"), max_length=8, choices=list(CLOSENESS.items()))
    lives_along = models.BooleanField(_("lives in the same home"), default=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)

    objects = Scoped("matter")
    unscoped = Unscoped()

    class Meta:
        indexes = [models.Index(fields=["case", "at"], name="relatives_of")]

    def __str__(self) -> str:
        return f"relative {self.pk}"
