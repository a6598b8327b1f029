"""What happens while a person is accompanied (psych:13, 35 to 37, 43; welfare:2.2b, welfare:G3b)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from youzhang.casework.codes import SOURCES
from youzhang.rulebook.vocabulary import Data, FactKind, MatterKind

_TO = {"to": Data("id")}
_TRANSFER = {"transfer": Data("id")}

FACTS = [
    FactKind(
        "casework.opened",
        _("Case opened"),
        {
            "source": Data("code", tuple(SOURCES)),
            "minor": Data("flag"),
            "adult_on": Data("date", optional=True),
        },
        topic="case",
    ),
    FactKind("casework.assigned", _("Caseworker named"), _TO, {"caseworker": "to"}, topic="people"),
    FactKind("casework.backup_named", _("Backup named"), _TO, {"backup": "to"}, topic="people"),
    FactKind("casework.supervisor_named", _("Supervisor named"), _TO, {"supervisor": "to"}, topic="people"),
    FactKind(
        "casework.transfer_asked",
        _("Asked to take the case over"),
        _TRANSFER | _TO,
        {"receiver": "to"},
        topic="people",
    ),
    FactKind("casework.transfer_accepted", _("Case taken over"), _TRANSFER, topic="people"),
    FactKind("casework.transfer_declined", _("Case not taken over"), _TRANSFER, topic="people"),
    FactKind("casework.transfer_taken_back", _("Hand-over taken back"), _TRANSFER, topic="people"),
    FactKind("casework.stepped_aside", _("Stepped aside: conflict of interest"), topic="people"),
]

_PARTS = ("client", "guardian", "guardian_suspected")

MATTERS = [
    # Leads see the frame of an adult's case; a minor's, only who is let in by name.
    MatterKind(
        "case",
        _("Case"),
        number="GA-{centre}-{year}-{n:04d}",
        parts=_PARTS,
        barring_parts=_PARTS,
        page="casework:case",
    ),
    MatterKind(
        "minor-case",
        _("Case of a minor"),
        number="WA-{centre}-{year}-{n:04d}",
        parts=_PARTS,
        barring_parts=_PARTS,
        page="casework:case",
    ),
    # What was said and written in a case: a matter of its own, so that whoever sees the frame does not see it.
    MatterKind("casefile", _("Content of a case"), parts=_PARTS, barring_parts=_PARTS, page="casework:case"),
]
