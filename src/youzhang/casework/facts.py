"""What happens while a person is accompanied (psych:13, 35 to 37, 43; welfare:2.2b, welfare:G3b)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from youzhang.casework.codes import (
    CANCELLED_BY,
    COMMENTED,
    DANGER_ANSWERS,
    GROUNDS,
    LET_IN,
    PLANS,
    RIGHT_RESULTS,
    RIGHTS,
    SECOND_LOOKS,
    SOURCES,
    TOLD_OF_CANCEL,
    TOLD_OF_MOVE,
)
from youzhang.casework.leaving_facts import LEAVING_FACTS
from youzhang.casework.referral_facts import REFERRAL_FACTS
from youzhang.rulebook.vocabulary import Data, FactKind, MatterKind

__all__ = ["FACTS", "GROUNDS", "MATTERS"]

_TO = {"to": Data("id")}
_LEVEL = {"level": Data("count")}
_RELATIVE = {"relative": Data("id")}
_ASKED = {"request": Data("id")}
_WHAT = {"what": Data("code", tuple(SECOND_LOOKS))}
_PART = {"part": Data("code", ("caseworker", "backup"))}
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
    FactKind(
        "casework.owner_left",
        _("Somebody who carries the case has left"),
        _PART | {"user": Data("id")},
        topic="people",
    ),
    FactKind("casework.owner_replaced", _("Somebody else in the place of who left"), _PART, topic="people"),
    FactKind("casework.stepped_aside", _("Stepped aside: conflict of interest"), topic="people"),
    FactKind("casework.session_booked", _("Session booked"), {"starts_on": Data("date")}, topic="session"),
    FactKind(
        "casework.session_moved",
        _("Session moved"),
        {"starts_on": Data("date"), "told": Data("code", tuple(TOLD_OF_MOVE))},
        topic="session",
    ),
    FactKind("casework.session_held", _("Session held"), {"minutes": Data("count")}, topic="session"),
    FactKind(
        "casework.session_cancelled",
        _("Session cancelled"),
        {
            "cause": Data("code", tuple(CANCELLED_BY)),
            "told": Data("code", tuple(TOLD_OF_CANCEL), optional=True),
        },
        topic="session",
    ),
    FactKind(
        "casework.cancellation_told",
        _("Client told that the session is off"),
        {"told": Data("code", tuple(TOLD_OF_MOVE))},
        topic="session",
    ),
    FactKind("casework.session_missed", _("Client did not come"), topic="session"),
    FactKind(
        "casework.danger_answered",
        _("High risk answered"),
        _LEVEL | {"answer": Data("code", tuple(DANGER_ANSWERS))},
        topic="session",
    ),
    FactKind("casework.note_filed", _("Note written"), _LEVEL, topic="session"),
    FactKind("casework.note_changed", _("Note changed"), _LEVEL, topic="session"),
    FactKind("casework.note_added", _("Added to the note"), topic="session"),
    FactKind(
        "casework.commented",
        _("Supervisor's comment written"),
        {"document": Data("code", tuple(COMMENTED))},
        topic="case",
    ),
    FactKind("casework.comments_read", _("Supervisor's comments read"), topic="case"),
    FactKind(
        "casework.interviewed",
        _("First interview held"),
        _LEVEL | {"trigger": Data("flag", optional=True)},
        topic="case",
    ),
    FactKind(
        "casework.plan_made",
        _("Plan made"),
        {"kind": Data("code", tuple(PLANS)), "edition": Data("count"), "review_on": Data("date")},
        topic="case",
    ),
    FactKind(
        "casework.plan_reviewed",
        _("Plan reviewed"),
        {"edition": Data("count"), "review_on": Data("date")},
        topic="case",
    ),
    FactKind("casework.relative_noted", _("Somebody around the client noted"), _RELATIVE, topic="case"),
    FactKind("casework.relative_gone", _("Somebody around the client taken out"), _RELATIVE, topic="case"),
    FactKind("casework.paper_kept", _("Paper put into the file"), {"paper": Data("id")}, topic="case"),
    FactKind("casework.access_asked", _("Access to the file asked for"), _ASKED, topic="rights"),
    FactKind(
        "casework.access_granted", _("Access granted"), _ASKED | {"hours": Data("count")}, topic="rights"
    ),
    FactKind("casework.access_refused", _("Access refused"), _ASKED, topic="rights"),
    FactKind(
        "casework.protected", _("Protective setting changed"), {"kept_out": Data("flag")}, topic="rights"
    ),
    FactKind(
        "casework.protection_lifted",
        _("Guardian let in again"),
        {"reason": Data("code", tuple(LET_IN))},
        topic="rights",
    ),
    FactKind("casework.guardian_named", _("Guardian named"), topic="rights"),
    FactKind("casework.came_of_age", _("Client came of age"), topic="rights"),
    FactKind(
        "casework.agreed_anew", _("Client of age agreed anew"), {"guardian": Data("flag")}, topic="rights"
    ),
    FactKind(
        "casework.right_asked",
        _("Client asked about the file"),
        _ASKED | {"kind": Data("code", tuple(RIGHTS))},
        topic="rights",
    ),
    FactKind(
        "casework.right_answered",
        _("Client was answered"),
        _ASKED | {"result": Data("code", tuple(RIGHT_RESULTS))},
        topic="rights",
    ),
    FactKind("casework.card_issued", _("Access card issued"), {"ends_on": Data("date")}, topic="rights"),
    FactKind("casework.card_revoked", _("Access card revoked"), topic="rights"),
    FactKind("casework.second_look_asked", _("Decided alone, to be reviewed"), _WHAT, topic="people"),
    FactKind(
        "casework.second_look_taken",
        _("Reviewed by a second person"),
        _WHAT | {"sound": Data("flag")},
        topic="people",
    ),
    *LEAVING_FACTS,
    *REFERRAL_FACTS,
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
        called_off=("casework.closed",),
        page="casework:case",
    ),
    MatterKind(
        "minor-case",
        _("Case of a minor"),
        number="WA-{centre}-{year}-{n:04d}",
        parts=_PARTS,
        barring_parts=_PARTS,
        called_off=("casework.closed",),
        page="casework:case",
    ),
    # What was said and written in a case: a matter of its own, so that whoever sees the frame does not see it.
    MatterKind("casefile", _("Content of a case"), parts=_PARTS, barring_parts=_PARTS, page="casework:case"),
    # A request to read a file: who decides on it sees who asks, why, and what was opened, nothing of the case.
    MatterKind(
        "file-access",
        _("Access to a file"),
        number="CY-{centre}-{year}-{n:03d}",
        parts=_PARTS,
        barring_parts=_PARTS,
        page="casework:access",
    ),
    # What was decided alone: leads read why it was, and nothing else of the file.
    MatterKind(
        "second-look",
        _("Review by a second person"),
        number="FH-{centre}-{year}-{n:03d}",
        parts=_PARTS,
        barring_parts=_PARTS,
        page="casework:second_look",
    ),
    MatterKind(
        "session",
        _("Session"),
        parts=_PARTS,
        barring_parts=_PARTS,
        called_off=("casework.session_cancelled", "casework.session_missed"),
        page="casework:session",
        parent="case",
    ),
]
