"""What people type about rooms, bookings, partners and agreements."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from youzhang.accounts.fields import ColleagueField, offer
from youzhang.accounts.models import User
from youzhang.kit import clock
from youzhang.premises.actions import AgreementData, PartnerData, RoomData
from youzhang.premises.facts import PARTNER_KINDS, ROOM_KINDS
from youzhang.premises.models import Partner, Room
from youzhang.premises.rules import Span
from youzhang.web.forms import DateField, Form, NumberField, PhoneField


def _time(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label, widget=forms.TimeInput(attrs={"type": "time", "step": 300}, format="%H:%M")
    )


class RoomForm(Form):
    """A room for the register."""

    name = forms.CharField(label=gettext_lazy("Name of the room"), max_length=60)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of room"), choices=list(ROOM_KINDS.items()))
    seats = NumberField(label=gettext_lazy("Seats"), min_value=1, max_value=2000)

    def room(self) -> RoomData:
        """What was typed, as the action takes it."""
        given = self.cleaned_data
        return RoomData(given["name"], given["seats"], given["kind"], given.get("closed", False))


class RoomChangeForm(RoomForm):
    """A room of the register, which can be closed as well."""

    closed = forms.BooleanField(
        label=gettext_lazy("Closed for booking"),
        required=False,
        help_text=gettext_lazy("What is booked stays booked."),
    )


class BookForm(Form):
    """A room for a time."""

    room = forms.ChoiceField(label=gettext_lazy("Room"))
    day = DateField(label=gettext_lazy("Day"), future=True)
    starts = _time(gettext_lazy("Begins at"))
    ends = _time(gettext_lazy("Ends at"))
    user = ColleagueField(label=gettext_lazy("For whom"))

    def __init__(self, *args: Any, rooms: Iterable[Room], people: Iterable[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.rooms = {str(room.pk): room for room in rooms}
        self.fields["room"].choices = [(pk, room.name) for pk, room in self.rooms.items()]  # type: ignore[attr-defined]
        offer(self, "user", people)

    def chosen(self) -> tuple[Room, Span, User]:
        """The room, the time, and whose it is."""
        given = self.cleaned_data
        starts, ends = (
            clock.at_hour(given["day"], one.hour, one.minute) for one in (given["starts"], given["ends"])
        )
        return self.rooms[given["room"]], Span(starts, ends), given["user"]


class PartnerForm(Form):
    """A partner of the register (psych:15.3e)."""

    name = forms.CharField(label=gettext_lazy("Name of the partner"), max_length=120)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of partner"), choices=list(PARTNER_KINDS.items()))
    phone_24h = PhoneField(
        label=gettext_lazy("Telephone around the clock"),
        required=False,
        help_text=gettext_lazy("A number that is answered at night and at the weekend too."),
    )
    contact = forms.CharField(label=gettext_lazy("Whom to ask for"), max_length=200, required=False)
    address = forms.CharField(label=gettext_lazy("Address"), max_length=200, required=False)
    closed = forms.BooleanField(label=gettext_lazy("No longer a partner"), required=False)
    version = NumberField(widget=forms.HiddenInput, required=False)

    def partner(self) -> PartnerData:
        """What was typed, as the action takes it."""
        return PartnerData(**{name: self.cleaned_data[name] for name in PARTNER})


PARTNER = ("name", "kind", "address", "contact", "phone_24h", "closed")


def as_it_stands(partner: Partner) -> dict[str, Any]:
    """A partner, as the form begins with it."""
    return {name: getattr(partner, name) for name in (*PARTNER, "version")}


class AgreementForm(Form):
    """An agreement that was signed."""

    signed_on = DateField(label=gettext_lazy("Signed on"), past=True)
    expires_on = DateField(label=gettext_lazy("Holds until"), future=True)
    about = forms.CharField(
        label=gettext_lazy("What was agreed"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def agreement(self) -> AgreementData:
        """What was typed, as the action takes it."""
        given = self.cleaned_data
        return AgreementData(given["signed_on"], given["expires_on"], given["about"])
