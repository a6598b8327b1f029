"""What the centre offers, with the notice of it (服务与服务预告)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from youzhang.accounts.models import Centre, User
from youzhang.documents.models import StoredFile
from youzhang.kit.ids import new_id
from youzhang.ledger.models import Matter
from youzhang.ledger.scope import Scoped, Unscoped
from youzhang.services.facts import TYPES
from youzhang.vault.fields import SealedText


class Service(models.Model):
    """服务: one service with the thirteen items of its notice and the special note (psych:34.1b). All of it public.

    `centre`: that of its matter, which stands here too so that a centre's names are gone through in one index.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.OneToOneField(Matter, models.PROTECT, related_name="service")
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="+", db_index=False)
    type = models.CharField(_("type of service"), max_length=8, choices=list(TYPES.items()))
    name = models.CharField(_("name and theme"), max_length=120)
    form = models.TextField(_("content and form"), blank=True)
    audience = models.CharField(_("for whom, and how many"), max_length=200, blank=True)
    place = models.CharField(_("address"), max_length=200, blank=True)
    in_charge = models.ForeignKey(User, models.PROTECT, related_name="services_led")
    in_charge_name = models.CharField(_("person in charge"), max_length=60, blank=True)
    phone = models.CharField(_("phone for questions"), max_length=40, blank=True)
    how = models.TextField(_("how to apply"), blank=True)
    steps = models.TextField(_("steps of the application"), blank=True)
    closes_on = models.DateField(_("closing date"), null=True, blank=True)
    success = models.TextField(_("when an application succeeds"), blank=True)
    results = models.TextField(_("when and how you hear from us"), blank=True)
    organiser = models.CharField(_("organiser"), max_length=120, blank=True)
    logo = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, related_name="+", verbose_name=_("organiser's logo")
    )
    special = models.BooleanField(_("there is something special to know"), default=False)
    special_note = models.TextField(_("what is special"), blank=True)

    project_starts_on = models.DateField(_("project starts on"), null=True, blank=True)
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    starts_at = models.TimeField(_("starts at"), null=True, blank=True)
    sessions = models.PositiveSmallIntegerField(_("number of sessions"), default=1)
    transport = models.CharField(_("how to get there"), max_length=300, blank=True)
    bring = models.CharField(_("what to bring"), max_length=200, blank=True)
    capacity = models.PositiveSmallIntegerField(_("places"), null=True, blank=True)
    min_age = models.PositiveSmallIntegerField(_("youngest age"), null=True, blank=True)
    max_age = models.PositiveSmallIntegerField(_("oldest age"), null=True, blank=True)
    area_only = models.BooleanField(_("only for residents of the area"), default=False)
    published_at = models.DateTimeField(null=True)
    applications_closed_at = models.DateTimeField(null=True)
    called_off_at = models.DateTimeField(null=True)
    ended_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = Scoped("matter")
    unscoped = Unscoped()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(max_age=None) | Q(min_age=None) | Q(max_age__gte=F("min_age")),
                name="service_ages",
            ),
        ]
        indexes = [
            models.Index(
                fields=["closes_on", "starts_on", "id"],
                condition=Q(
                    called_off_at=None, ended_on=None, published_at__isnull=False, applications_closed_at=None
                ),
                name="service_open",
            ),
            models.Index(fields=["centre", "name", "id"], name="service_names"),
        ]

    def __str__(self) -> str:
        return self.name


class LeftProperty(models.Model):
    """遗留物品: something a client left behind, kept safe until it is returned (psych:54)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    service = models.ForeignKey(Service, models.PROTECT, related_name="left_property")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+")
    description = SealedText(owner="matter")
    kept_where = models.CharField(_("kept where"), max_length=120)
    found_on = models.DateField(_("found on"))
    ended_how = models.CharField(max_length=10, blank=True)
    ended_at = models.DateTimeField(null=True)

    objects = Scoped("matter")
    unscoped = Unscoped()

    def __str__(self) -> str:
        return f"property {self.pk}"


def title_of(column: str) -> str:
    """What a column of a service is called."""
    return str(getattr(Service._meta.get_field(column), "verbose_name", column))
