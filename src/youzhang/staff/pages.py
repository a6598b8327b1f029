"""Where the pages of this room are, and who may be chosen on them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.urls import reverse

from youzhang.accounts.actions import workers
from youzhang.accounts.models import Centre, User
from youzhang.kit import clock
from youzhang.staff.models import Shift, StaffFile


def people_at(centre: Centre, besides: UUID | None = None) -> list[User]:
    """Colleagues to choose from."""
    return [person for person in workers(centre.pk, clock.today()) if person.pk != besides]


def roster_page(day: date | None = None) -> str:
    """The roster in the week of a day."""
    address = reverse("staff:roster")
    return f"{address}?week={day}" if day else address


def shift_page(shift: Shift) -> str:
    """The page of a shift."""
    return reverse("staff:shift", args=[shift.pk])


def file_page(file: StaffFile) -> str:
    """The page of a staff file."""
    return reverse("staff:file", args=[file.matter_id])
