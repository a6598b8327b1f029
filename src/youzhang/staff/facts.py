"""Who works here: hired, checked, trained, on duty, and how a shift is handed over (psych:15.3a, 53.1, 75)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from youzhang.rulebook.vocabulary import Data, FactKind, MatterKind

# What somebody does in a shift.
PARTS = {
    "desk": _("Front desk"),
    "hotline": _("Hotline"),
    "counselling": _("Counselling"),
    "on_call": _("On call for crises"),
    "lead": _("Lead on duty"),
}
# psych:20 names four areas in which psychological support helps: who works in which stands in their file.
AREAS = {
    "family": _("Parent and child"),
    "intimacy": _("Intimate relations"),
    "growth": _("Personal growth"),
    "life_and_work": _("Life and work"),
}
SUBJECTS = {
    "crisis": _("Crisis intervention"),
    "minors": _("Protection of minors"),
    "hotline": _("Hotline service"),
    "first_aid": _("First aid"),
}
RESULTS = {"clear": _("nothing found"), "found": _("something found")}

_SUBJECT = Data("code", tuple(SUBJECTS))

FACTS = [
    FactKind("staff.hired", _("Began to work here"), {"hired_on": Data("date")}, topic="people"),
    FactKind("staff.left", _("Left"), {"left_on": Data("date")}, topic="people"),
    FactKind(
        "staff.background_checked",
        _("Background checked"),
        {"result": Data("code", tuple(RESULTS))},
        topic="people",
    ),
    FactKind(
        "staff.trained",
        _("Trained"),
        {"subject": _SUBJECT, "valid_until": Data("date")},
        topic="people",
    ),
    FactKind("staff.training_withdrawn", _("Training withdrawn"), {"subject": _SUBJECT}, topic="people"),
    FactKind(
        "staff.handover_given",
        _("Shift handed over"),
        {"to": Data("id"), "shift": Data("id")},
        {"receiver": "to"},
        topic="duty",
    ),
    FactKind(
        "staff.handover_passed",
        _("Hand-over goes to somebody else"),
        {"to": Data("id")},
        {"receiver": "to"},
        topic="duty",
    ),
    FactKind("staff.handover_accepted", _("Shift taken over"), topic="duty"),
]

MATTERS = [
    MatterKind("roster", _("Duty roster"), page="staff:roster"),
    MatterKind(
        "staff-file",
        _("Staff file"),
        number="YG-{centre}-{year}-{n:03d}",
        called_off=("staff.left",),
        page="staff:file",
    ),
    MatterKind("handover", _("Hand-over"), number="JB-{centre}-{year}-{n:04d}", page="staff:handover"),
]
