"""What happens when somebody leaves (psych:35 to psych:37)."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from youzhang.casework.codes import (
    CONTACTS,
    GROUNDS,
    INTERVIEWED,
    LEAVING_WAYS,
    OWN_WAYS,
    REFERRAL_ASKED,
    SAID_HOW,
)
from youzhang.crisis.codes import ASKED
from youzhang.rulebook.vocabulary import Data, FactKind


def _code(words: Mapping[str, object]) -> Data:
    return Data("code", tuple(words))


_GROUND = {"ground": _code(GROUNDS)}
_HOW = {"how": _code(SAID_HOW)}

LEAVING_FACTS = [
    FactKind("casework.leave_wished", _("Wants to leave"), {"way": _code(OWN_WAYS)}, topic="leaving"),
    FactKind("casework.leave_reported", _("Wish reported to the head of the service"), topic="leaving"),
    FactKind("casework.leave_acknowledged", _("Wish acknowledged"), topic="leaving"),
    FactKind(
        "casework.reason_learned", _("Asked for the reasons"), {"contact": _code(CONTACTS)}, topic="leaving"
    ),
    FactKind(
        "casework.referral_asked",
        _("Asked about a referral"),
        {"outcome": _code(REFERRAL_ASKED)},
        topic="leaving",
    ),
    FactKind(
        "casework.exit_proposed",
        _("Exit proposed by the institution"),
        _GROUND | {"minor": Data("flag"), "ends_on": Data("date", optional=True)},
        topic="leaving",
    ),
    FactKind("casework.end_notice_given", _("Told in advance that the service ends"), _HOW, topic="leaving"),
    FactKind("casework.client_told", _("Client told"), _HOW, topic="leaving"),
    FactKind("casework.guardian_told", _("Guardian told"), _HOW, topic="leaving"),
    FactKind("casework.guardian_spared", _("Guardian not told: protective setting"), topic="leaving"),
    FactKind("casework.family_told", _("Family told"), _HOW, topic="leaving"),
    FactKind("casework.adapted", _("Plan changed so that the client can go on"), topic="leaving"),
    FactKind("casework.conference_asked", _("Client asks for a case conference"), topic="leaving"),
    FactKind(
        "casework.conference_held", _("Case conference held"), {"number": Data("count")}, topic="leaving"
    ),
    FactKind("casework.strategy_failed", _("What was agreed did not work"), topic="leaving"),
    FactKind(
        "casework.end_date_set",
        _("End date set"),
        {"ends_on": Data("date"), "contested": Data("flag")},
        topic="leaving",
    ),
    FactKind("casework.exit_decided", _("Exit decided"), _GROUND | {"ends": Data("flag")}, topic="leaving"),
    FactKind("casework.reasons_told", _("Told the reasons of the decision"), _HOW, topic="leaving"),
    FactKind(
        "casework.exit_interviewed",
        _("Exit interview"),
        {"outcome": _code(INTERVIEWED), "thoughts": Data("code", tuple(ASKED), optional=True)},
        topic="leaving",
    ),
    FactKind("casework.exit_replaced", _("Left freely instead of the exit asked for"), topic="leaving"),
    FactKind("casework.stayed", _("The client stays"), topic="leaving"),
    FactKind(
        "casework.closed",
        _("Case closed"),
        {"way": _code(LEAVING_WAYS), "minor": Data("flag"), "contested": Data("flag")},
        topic="leaving",
    ),
]
