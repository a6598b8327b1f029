"""The texts a centre owes the public, edition by edition, and its publicity."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from youzhang.accounts.models import User
from youzhang.kit.ids import new_id
from youzhang.ledger.models import Matter
from youzhang.ledger.scope import Scoped, Unscoped
from youzhang.policy.facts import KINDS


class PublicText(models.Model):
    """公示文本: one edition of one kind of text; the newest that is not withdrawn is in force."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="public_texts")
    kind = models.CharField(max_length=20, choices=list(KINDS.items()))
    edition = models.PositiveSmallIntegerField()
    title = models.CharField(_("title"), max_length=120)
    items = models.JSONField(default=dict, help_text="Item code → text, as the article lists them.")
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    objects = Scoped("matter")
    unscoped = Unscoped()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "kind", "edition"], name="one_text_edition")]

    def __str__(self) -> str:
        return f"{self.kind} {self.edition}"


class Publicity(models.Model):
    """宣传内容 (psych:11): an article for the public on mental health and the law."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="publicity")
    title = models.CharField(_("title"), max_length=120)
    body = models.TextField(_("text"))
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = Scoped("matter")
    unscoped = Unscoped()

    def __str__(self) -> str:
        return self.title
