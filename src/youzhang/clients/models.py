"""The people the centre serves, and those who answer for them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from youzhang.accounts.models import User
from youzhang.clients.ages import age_on
from youzhang.clients.facts import CAPACITIES, TIES
from youzhang.kit import clock
from youzhang.kit.ids import new_id
from youzhang.ledger.models import Matter
from youzhang.ledger.scope import Scoped, Unscoped
from youzhang.vault.fields import SealedText
from youzhang.vault.models import Subject

SEXES = {"f": _("female"), "m": _("male"), "x": _("not said")}


class Person(models.Model):
    """来访者/服务对象/监护人: one human being as one centre knows them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.OneToOneField(Matter, models.PROTECT, related_name="person")
    subject = models.OneToOneField(Subject, models.PROTECT, related_name="person")
    name = SealedText(owner="subject")
    birth = SealedText(owner="subject", null=True, help_text="ISO date")
    sex = models.CharField(_("sex"), max_length=1, choices=list(SEXES.items()), default="x")
    phone = SealedText(owner="subject", null=True)
    mail = SealedText(owner="subject", null=True)
    id_number = SealedText(owner="subject", null=True)
    address = SealedText(owner="subject", null=True)
    school = SealedText(owner="subject", null=True)
    in_area = models.BooleanField(_("lives or studies in the area"), null=True, help_text="Null: not asked.")
    capacity = models.CharField(
        _("civil capacity"), max_length=8, choices=list(CAPACITIES.items()), default="by_age"
    )
    channel = models.CharField(_("how to reach them"), max_length=10, default="call")
    version = models.PositiveIntegerField(default=1)
    # Who entered the address last, and when; by nobody: the person themself.
    address_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    address_at = models.DateTimeField(null=True)

    objects = Scoped("matter")
    unscoped = Unscoped()

    def __str__(self) -> str:
        return f"person {self.pk}"

    @property
    def born(self) -> date | None:
        """The birth date as a day."""
        return date.fromisoformat(self.birth) if self.birth else None

    @property
    def age(self) -> int | None:
        """Full years today, where the birth date is known."""
        return age_on(self.born, clock.today()) if self.born else None


class SamePerson(models.Model):
    """重复档案关联: two files that belong to one human being; linked, never merged."""

    first = models.ForeignKey(Person, models.CASCADE, related_name="+")
    second = models.ForeignKey(Person, models.CASCADE, related_name="+")
    linked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    linked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="one_link")]

    def __str__(self) -> str:
        return f"{self.first_id}={self.second_id}"


class EmergencyContact(models.Model):
    """紧急联系人: whom to call when somebody is in danger, as it was entered; the newest of all rooms' holds."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+", help_text="The person's own file.")
    name = SealedText(owner="matter")
    phone = SealedText(owner="matter")
    relation = models.CharField(_("relation"), max_length=12, choices=list(TIES.items()))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = Scoped("matter")
    unscoped = Unscoped()

    class Meta:
        indexes = [models.Index(fields=["matter", "-at"], name="emergency_contact")]

    def __str__(self) -> str:
        return f"emergency contact {self.pk}"


class KeptOut(models.Model):
    """被隔开的监护人 (psych:4): learns nothing of somebody, as one file of theirs has it, until let in again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+", help_text="Keeps them out.")
    about_id: UUID
    guardian_id: UUID | None
    about = models.ForeignKey(Subject, models.PROTECT, related_name="+")
    guardian = models.ForeignKey(
        Subject, models.PROTECT, null=True, related_name="+", help_text="Null: whoever is the guardian."
    )
    ask = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="Whom colleagues ask whom to tell instead.",
    )
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = Scoped("matter")
    unscoped = Unscoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "about", "guardian"],
                condition=models.Q(ended_at=None),
                name="kept_out_once",
            )
        ]
        indexes = [models.Index(fields=["about"], name="kept_out", condition=models.Q(ended_at=None))]

    def __str__(self) -> str:
        return f"kept out of {self.about_id}"
