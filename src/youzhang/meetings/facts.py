"""What happens to a meeting: called, held, minuted, what was decided (psych:15.3e)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from youzhang.rulebook.vocabulary import Data, FactKind, MatterKind

# Kinds that are about one person are matters of their own kind: seen by name only.
CONFERENCES = {"case_conference": _("Case conference")}
KINDS = {
    "crisis_meeting": _("Crisis communication meeting"),
    "expert_meeting": _("Meeting with the expert committee"),
    "seminar": _("Psychological service seminar"),
    "work_meeting": _("Work meeting of the project"),
    **CONFERENCES,
}

_KIND = Data("code", tuple(KINDS))

FACTS = [
    FactKind(
        "meetings.called", _("Meeting called"), {"kind": _KIND, "starts_at": Data("instant")}, topic="meeting"
    ),
    FactKind("meetings.called_off", _("Meeting called off"), topic="meeting"),
    FactKind("meetings.held", _("Meeting held"), {"kind": _KIND, "present": Data("count")}, topic="meeting"),
    FactKind("meetings.minutes_filed", _("Minutes filed"), {"kind": _KIND}, topic="meeting"),
    FactKind(
        "meetings.decided",
        _("Decided, with who sees to it"),
        {"kind": _KIND, "decision": Data("id"), "owner": Data("id"), "due_on": Data("date")},
        topic="meeting",
    ),
    FactKind("meetings.decision_done", _("Decision carried out"), {"decision": Data("id")}, topic="meeting"),
]

MATTERS = [
    MatterKind(
        "meeting",
        _("Meeting"),
        number="HY-{centre}-{year}-{n:03d}",
        called_off=("meetings.called_off",),
        page="meetings:meeting",
    ),
    MatterKind(
        "conference",
        _("Case conference"),
        number="GH-{centre}-{year}-{n:03d}",
        called_off=("meetings.called_off",),
        page="meetings:meeting",
    ),
]
