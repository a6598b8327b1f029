"""What happens to a service: planned, announced, moved, ended (psych:33, 34.1, 54)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from youzhang.rulebook.vocabulary import Data, FactKind, MatterKind

# psych:33.1-33.3: one-off, several sessions building on each other, long-running.
TYPES = {"single": _("Single service"), "multi": _("Series of sessions"), "routine": _("Routine service")}

# Why a date is another: it was moved, or it was entered wrongly and never was what stood there.
MOVED = {
    "place": _("the place cannot be used"),
    "leader": _("whoever leads it cannot come"),
    "too_few": _("too few have applied"),
    "outside": _("weather, an illness going round, or the authorities"),
    "suits": _("another time suits those concerned better"),
}
CORRECTED = {"typed": _("typed wrongly"), "misread": _("misread or misheard")}

_OPTIONAL_DATE = Data("date", optional=True)
_WHY = Data("code", (*MOVED, *CORRECTED), optional=True)
# The day with its hour, where that is known: from then on some things are too late to do.
_BEGINS = Data("instant", optional=True)

FACTS = [
    FactKind(
        "services.planned",
        _("Service planned"),
        {
            "type": Data("code", tuple(TYPES)),
            "starts_on": _OPTIONAL_DATE,
            "begins_at": _BEGINS,
            "project_starts_on": _OPTIONAL_DATE,
            "closes_on": _OPTIONAL_DATE,
            "reason": _WHY,
        },
        topic="plan",
    ),
    FactKind(
        "services.in_charge_set",
        _("Person in charge named"),
        {"to": Data("id")},
        {"in_charge": "to"},
        topic="people",
    ),
    FactKind(
        "services.notice_published",
        _("Notice published"),
        {"closes_on": _OPTIONAL_DATE, "reason": _WHY},
        topic="notice",
    ),
    FactKind(
        "services.date_moved",
        _("Date moved"),
        {
            "starts_on": _OPTIONAL_DATE,
            "begins_at": _BEGINS,
            "project_starts_on": _OPTIONAL_DATE,
            "closes_on": _OPTIONAL_DATE,
            "reason": _WHY,
        },
        topic="plan",
    ),
    # The published closing date stays: it is the term of the staff's own work (psych:34.2b).
    FactKind(
        "services.closed_early", _("Applications closed early"), {"closed_on": Data("date")}, topic="plan"
    ),
    FactKind("services.called_off", _("Service called off"), topic="plan"),
    FactKind("services.ended", _("Service ended"), {"ended_on": Data("date")}, topic="plan"),
    FactKind("services.property_found", _("Property left behind"), {"item": Data("id")}, topic="property"),
    FactKind("services.property_returned", _("Property returned"), {"item": Data("id")}, topic="property"),
    FactKind("services.property_disposed", _("Property disposed of"), {"item": Data("id")}, topic="property"),
]

MATTERS = [
    MatterKind(
        "service",
        _("Service"),
        number="FW-{centre}-{year}-{n:03d}",
        called_off=("services.called_off",),
        page="services:service",
    ),
]
