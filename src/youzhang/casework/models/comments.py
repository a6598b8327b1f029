"""What the supervisor of a case writes about a document in its file."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from youzhang.accounts.models import User
from youzhang.casework.codes import COMMENTED
from youzhang.casework.models.leaving import Leaving
from youzhang.casework.models.plans import CasePlan, Interview
from youzhang.casework.models.sessions import Note
from youzhang.kit.ids import new_id
from youzhang.ledger.models import Matter
from youzhang.ledger.scope import Scoped, Unscoped
from youzhang.vault.fields import SealedText

Commented = Note | Interview | CasePlan | Leaving


def _about_one() -> Q:
    """Exactly one document."""
    which = [Q(**{f"{name}__isnull": other != name for name in COMMENTED}) for other in COMMENTED]
    return which[0] | which[1] | which[2] | which[3]


class Comment(models.Model):
    """督导批注 (psych:10): what the supervisor of a case writes about a note, the first interview, a plan or an exit;
    the caseworker reads it there."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    note = models.ForeignKey(Note, models.PROTECT, null=True, related_name="comments")
    interview = models.ForeignKey(Interview, models.PROTECT, null=True, related_name="comments")
    plan = models.ForeignKey(CasePlan, models.PROTECT, null=True, related_name="comments")
    leaving = models.ForeignKey(Leaving, models.PROTECT, null=True, related_name="comments")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+", help_text="The document's own.")
    text = SealedText(owner="matter")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, help_text="By the caseworker.")

    objects = Scoped("matter")
    unscoped = Unscoped()

    class Meta:
        constraints = [models.CheckConstraint(condition=_about_one(), name="comment_about_one")]

    def __str__(self) -> str:
        return f"comment {self.pk}"

    @property
    def on(self) -> str:
        """What sort of document it is about."""
        return next(name for name in COMMENTED if getattr(self, f"{name}_id"))
