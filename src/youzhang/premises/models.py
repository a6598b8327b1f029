"""The centre's rooms and who has them when; its partners and how they are reached at any hour."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from youzhang.accounts.models import Centre, User
from youzhang.kit.ids import new_id
from youzhang.ledger.models import Matter
from youzhang.ledger.scope import Scoped, Unscoped
from youzhang.premises.facts import PARTNER_KINDS, ROOM_KINDS
from youzhang.vault.fields import SealedText


class Room(models.Model):
    """场室: a room of the centre that can be booked. A closed one keeps its bookings."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="rooms")
    name = models.CharField(_("name"), max_length=60)
    seats = models.PositiveSmallIntegerField(_("seats"))
    kind = models.CharField(_("kind of room"), max_length=12, choices=list(ROOM_KINDS.items()))
    closed = models.BooleanField(_("closed for booking"), default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["centre", "name"], name="one_room_name")]

    def __str__(self) -> str:
        return self.name


class RoomBooking(models.Model):
    """场室预约: a room is somebody's from a time to a time; `matter`: what for, where that is a matter."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    room = models.ForeignKey(Room, models.PROTECT, related_name="bookings")
    starts_at = models.DateTimeField(_("begins at"))
    ends_at = models.DateTimeField(_("ends at"))
    matter = models.ForeignKey(Matter, models.PROTECT, null=True, related_name="room_bookings")
    user = models.ForeignKey(User, models.PROTECT, related_name="room_bookings")
    booked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField(null=True)

    objects = Scoped("matter")
    unscoped = Unscoped()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="booking_times")]
        indexes = [
            models.Index(fields=["room", "starts_at"], name="room_week"),
            models.Index(fields=["user", "starts_at"], name="room_week_of"),
        ]

    def __str__(self) -> str:
        return f"{self.room_id} {self.starts_at:%Y-%m-%d %H:%M}"


class RoomSlot(models.Model):
    """Five minutes of a room: the database itself keeps two bookings apart."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="+")
    at = models.DateTimeField()
    booking = models.ForeignKey(RoomBooking, models.CASCADE, related_name="slots")

    objects = Scoped("booking__matter")
    unscoped = Unscoped()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "at"], name="one_booking_at_a_time")]

    def __str__(self) -> str:
        return f"{self.room_id} {self.at:%Y-%m-%d %H:%M}"


class Partner(models.Model):
    """合作单位: whom the centre refers to and works with, and how it is reached around the clock (psych:15.3e)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.OneToOneField(Matter, models.PROTECT, related_name="partner")
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="partners")
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind of partner"), max_length=16, choices=list(PARTNER_KINDS.items()))
    address = models.CharField(_("address"), max_length=200, blank=True)
    contact = SealedText(owner="matter", null=True)
    phone_24h = SealedText(owner="matter", null=True)
    # As the newest standing agreement says; none: nothing was signed, or it ended.
    agreement_until = models.DateField(_("agreement until"), null=True)
    closed = models.BooleanField(_("no longer a partner"), default=False)
    version = models.PositiveIntegerField(default=1)

    objects = Scoped("matter")
    unscoped = Unscoped()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["centre", "name"], name="one_partner_name")]

    def __str__(self) -> str:
        return self.name


class Agreement(models.Model):
    """共建协议: an agreement with a partner, with the last day on which it holds."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="partner_agreements")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="agreements")
    signed_on = models.DateField(_("signed on"))
    expires_on = models.DateField(_("expires on"))
    about = SealedText(owner="matter", null=True)
    ended_how = models.CharField(max_length=8, blank=True)
    ended_at = models.DateTimeField(null=True)

    objects = Scoped("matter")
    unscoped = Unscoped()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(expires_on__gte=F("signed_on")), name="agreement_dates"),
        ]

    def __str__(self) -> str:
        return f"agreement until {self.expires_on}"
