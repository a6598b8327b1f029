"""What an assessment makes of its answers: the least level, and whether the person must be referred. Pure.

psych:15.3c, psych:15.3d.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from youzhang.crisis.codes import NOT_ASKED
from youzhang.kit.refused import Refused

# What leaves no path in house: once found for good; as long as it is found.
FOR_GOOD = ("behaviour", "self_harm", "disorder", "developmental")
WHILE_FOUND = ("plan", "intent", "means", "to_others")
GRAVE = ("plan", "intent", "self_harm", "to_others")
ESSENTIAL = ("ideation", "plan", "intent", "behaviour", "self_harm")


def says(answers: Mapping[str, Any], name: str) -> bool:
    """Whether something is there: said with yes, or found; not asked is neither yes nor no."""
    return answers.get(name) not in {None, "", False, "no", "none", NOT_ASKED}


def is_asked(answers: Mapping[str, Any]) -> bool:
    """Whether all was asked on which level and path rest."""
    return all(answers.get(name) != NOT_ASKED for name in ESSENTIAL)


def floor_of(answers: Mapping[str, Any]) -> str:
    """The level below which the answers do not let it be: the tool only raises.

    The steps are those of the C-SSRS screener: 1 wish to be dead or thoughts, 2 with a way or acts of long ago,
    3 intent, plan or acts within three months, 4 acting now; a plan for the next three days, which hotlines count as
    such, self-harm and danger to others are ours. (Posner K. et al., 2008 and Am J Psychiatry 2011;168:1266; Columbia
    Lighthouse Project; worded by ourselves.)
    """
    if answers["behaviour"] == "now" or answers.get("plan") == "soon":
        return "4"
    if answers["behaviour"] == "recent" or any(says(answers, name) for name in GRAVE):
        return "3"
    if answers["behaviour"] == "past" or says(answers, "method") or says(answers, "means"):
        return "2"
    return "1" if says(answers, "ideation") else "0"


def must_refer(answers: Mapping[str, Any]) -> bool:
    """Referral is compulsory after an act, self-harm, with a severe or developmental disorder (psych:15.3d); a plan
    without act stands in neither list of the text and counts as such; intent, means at hand and danger to others do
    by ourselves."""
    return any(says(answers, name) for name in (*FOR_GOOD, *WHILE_FOUND))


def check_path_is_safe(
    path: str, answers: Mapping[str, Any] | None, earlier: Sequence[Mapping[str, Any]] = ()
) -> None:
    """Only thoughts without plan and without acts are followed up in house (psych:15.3c); acts, self-harm and disorder
    count whenever they were found."""
    if path != "in_house":
        return
    found = any(says(one, name) for one in earlier for name in FOR_GOOD)
    if found or answers is None or must_refer(answers):
        raise Refused(
            "psych:15.3d",
            _("With a plan, an act, self-harm or a severe disorder the person is referred."),
            _("Choose referral, or emergency."),
            "path",
        )
    if not is_asked(answers):
        why = _("Not all was asked: thoughts, plan, intent, acts, self-harm.")
        raise Refused("psych:15.3d", why, _("Ask first; until then choose referral, or none."), "path")
