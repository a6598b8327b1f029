"""A case: its frame, its file, and how it passes from hand to hand."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from youzhang.accounts.models import User
from youzhang.casework.codes import RUNNING, SOURCES, STATES, TRANSFERS
from youzhang.clients.facts import RELATIONS
from youzhang.clients.models import Person
from youzhang.kit.ids import new_id
from youzhang.ledger.models import Matter
from youzhang.ledger.scope import Scoped, Unscoped
from youzhang.vault.fields import SealedText


class Case(models.Model):
    """个案 (psych:13): the frame of a case: whose it is, who carries it, how it stands. Never without an owner."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.OneToOneField(Matter, models.PROTECT, related_name="case")
    person = models.ForeignKey(Person, models.PROTECT, related_name="cases")
    application = models.OneToOneField(Matter, models.PROTECT, null=True, related_name="case_after")
    source = models.CharField(_("source"), max_length=12, choices=list(SOURCES.items()))
    caseworker = models.ForeignKey(User, models.PROTECT, related_name="cases")
    backup = models.ForeignKey(User, models.PROTECT, related_name="cases_as_backup")
    supervisor = models.ForeignKey(User, models.PROTECT, null=True, related_name="cases_supervised")
    state = models.CharField(_("state"), max_length=8, choices=list(STATES.items()), default="open")
    opened_at = models.DateTimeField(_("opened"))
    ends_on = models.DateField(_("agreed until"), null=True)
    adult_on = models.DateField(_("of age on"), null=True)
    version = models.PositiveIntegerField(default=1)

    # Filled by `guardians.guardian_out`, once it was asked.
    is_guardian_out: bool | None = None
    # Filled by the query that finds a case for a viewer: whether its content may be read, whether it is handed on.
    is_read: bool = False
    is_handed_on: bool = False
    # Whether anybody is kept out at the centre at all; unless it says no, that is asked for the client.
    is_anybody_out: bool = True

    objects = Scoped("matter")
    unscoped = Unscoped()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(caseworker=F("backup")), name="backup_is_another"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(state__in=RUNNING), name="one_running_case"
            ),
        ]
        indexes = [models.Index(fields=["caseworker", "state", "-opened_at"], name="case_list")]

    def __str__(self) -> str:
        return f"case {self.pk}"


class CaseFile(models.Model):
    """个案档案: what a case is about, under a matter of its own that only those let in by name see."""

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, related_name="casefile")
    case = models.OneToOneField(Case, models.PROTECT, related_name="file")
    problem = SealedText(owner="matter", null=True)
    guardian = models.ForeignKey(Person, models.PROTECT, null=True, related_name="cases_as_guardian")
    relation = models.CharField(_("relation"), max_length=12, choices=list(RELATIONS.items()), blank=True)
    # Why the guardian is kept out (that they are stands with the clients); a safe person is called instead.
    kept_out_why = SealedText(owner="matter", null=True)
    safe_contact = SealedText(owner="matter", null=True)
    # Of age since: the guardian learns nothing more unless the client wants it (None: not asked yet).
    guardian_may_know = models.BooleanField(null=True)
    level = models.PositiveSmallIntegerField(_("risk level"), null=True, help_text="As last judged.")
    level_at = models.DateTimeField(null=True)

    objects = Scoped("matter")
    unscoped = Unscoped()

    def __str__(self) -> str:
        return f"file of {self.case_id}"


class Transfer(models.Model):
    """个案移交: a caseworker hands a case on with a note; it stays theirs until the other accepts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="transfers")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+", help_text="The case's file.")
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    to = models.ForeignKey(User, models.PROTECT, related_name="+")
    note = SealedText(owner="matter")
    state = models.CharField(max_length=10, choices=list(TRANSFERS.items()), default="asked")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answer = SealedText(owner="matter", null=True)

    objects = Scoped("matter")
    unscoped = Unscoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(state="asked"), name="one_open_transfer")
        ]

    def __str__(self) -> str:
        return f"transfer {self.pk}"
