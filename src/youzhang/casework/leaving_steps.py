"""The steps of each way of leaving, as the articles put them (psych:35 to psych:37)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from youzhang.casework.codes import CONTACTS, INTERVIEWED, LEAVING_WAYS, OWN_WAYS, REFERRAL_ASKED, SAID_HOW

OWN = tuple(OWN_WAYS)
EVERY = tuple(LEAVING_WAYS)


@dataclass(frozen=True)
class Step:
    """One step: its fact, the ways it belongs to, the code that it asks for, whether words are asked for.

    `act`: of the policy table, for a step that is not the caseworker's.
    """

    title: Any
    article: str
    fact: str
    ways: tuple[str, ...]
    asks: str = ""
    codes: Mapping[str, Any] = field(default_factory=dict)
    words: Any = ""
    words_needed: bool = True
    act: str = ""


# What the steps rest on that have a page of their own; every further conference rests on psych:37.3b.
OTHER_ARTICLES = {"conference_1": "psych:37.3a", "decide": "psych:37.4c"}
STEPS: dict[str, Step] = {
    "report": Step(
        _("Report to the head of the service"), "psych:35.3", "casework.leave_reported", ("wish",),
        words=_("What the head should know"),
    ),
    "acknowledge": Step(
        _("Acknowledge the wish to leave"), "psych:35.3", "casework.leave_acknowledged", ("wish",),
        words=_("Remark"), words_needed=False, act="casework.acknowledge",
    ),
    "reason": Step(
        _("Ask for the reasons"), "psych:35.4", "casework.reason_learned", ("wish",),
        "contact", CONTACTS, _("The reasons in their words, or how it was tried"),
    ),
    "referral": Step(
        _("Ask about a referral"), "psych:35.1", "casework.referral_asked", EVERY,
        "outcome", REFERRAL_ASKED, _("What was offered"), False,
    ),
    "notice": Step(
        _("Tell in advance that the service ends"), "psych:37.1", "casework.end_notice_given", ("expired",),
        "how", SAID_HOW, _("What was said"),
    ),
    "client": Step(
        _("Tell the client"), "psych:37.2", "casework.client_told", ("threat", "unfit"), "how", SAID_HOW,
        _("What was said"),
    ),
    "guardian": Step(
        _("Tell the guardian"), "psych:37.2", "casework.guardian_told", ("threat",), "how", SAID_HOW,
        _("What was said"),
    ),
    "spare": Step(
        _("Do not tell the guardian"), "psych:4", "casework.guardian_spared", ("threat",), words=_("Why not"),
    ),
    "family": Step(
        _("Tell the family"), "psych:37.4a", "casework.family_told", ("unfit",), "how", SAID_HOW,
        _("What was said"),
    ),
    "contest": Step(
        _("The client asks for a conference"), "psych:37.3a", "casework.conference_asked", ("threat",),
        words=_("What the client said"), words_needed=False,
    ),
    "failed": Step(
        _("What was agreed did not work"), "psych:37.3b", "casework.strategy_failed", ("threat",),
        words=_("What was tried and how it went"),
    ),
    "reasons": Step(
        _("Tell the reasons of the decision"), "psych:37.4c", "casework.reasons_told", EVERY, "how", SAID_HOW,
        _("The reasons, as they were told"),
    ),
    "interview": Step(
        _("File the exit interview"), "psych:35.5", "casework.exit_interviewed", EVERY, "outcome", INTERVIEWED,
        _("Reasons, what changed, how the client sees it, what comes next"),
    ),
}  # fmt: skip
