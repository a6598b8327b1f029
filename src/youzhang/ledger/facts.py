"""Human decisions about duties, and the years that recurring duties hang on: facts of every room."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from youzhang.ledger.reasons import MOVE, WAIVE
from youzhang.rulebook.library import BOOKS
from youzhang.rulebook.vocabulary import Data, FactKind, MatterKind

_DUTY = Data("id")

FACTS = [
    FactKind("ledger.duty_taken", _("Took a duty"), {"duty": _DUTY}, topic="duty"),
    FactKind("ledger.duty_given_back", _("Gave a duty back"), {"duty": _DUTY}, topic="duty"),
    FactKind(
        "ledger.duty_reassigned", _("Passed a duty on"), {"duty": _DUTY, "to": Data("id")}, topic="duty"
    ),
    FactKind(
        "ledger.duty_extended",
        _("Extended a term"),
        {"duty": _DUTY, "to_date": Data("date"), "reason_code": Data("code", tuple(MOVE))},
        topic="duty",
    ),
    FactKind(
        "ledger.duty_waived",
        _("Waived a duty"),
        {"duty": _DUTY, "reason_code": Data("code", tuple(WAIVE))},
        topic="duty",
    ),
    FactKind("ledger.duty_chased", _("Chased a duty"), {"duty": _DUTY}, topic="duty"),
    FactKind("ledger.duty_missed", _("It became too late to do it"), {"duty": _DUTY}, topic="duty"),
    FactKind(
        "ledger.duty_escalated",
        _("A late duty was escalated"),
        {"duty": _DUTY, "step": Data("count")},
        topic="duty",
    ),
    FactKind(
        "ledger.value_set",
        _("Set a value of the rules"),
        {"rulebook": Data("code", BOOKS), "number": Data("count"), "holds_from": Data("date")},
        topic="duty",
    ),
    FactKind(
        "ledger.year_opened",
        _("The year began"),
        {"year": Data("count"), "from_day": Data("date")},
        topic="duty",
    ),
]

MATTERS = [
    MatterKind("centre-year", _("Centre's year"), page="workbench:board"),
    MatterKind("staff-year", _("Staff member's year"), page="workbench:board"),
]
