"""Partners of the centre and the agreements with them (psych:15.3e); rooms leave no facts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from youzhang.rulebook.vocabulary import Data, FactKind, MatterKind

ROOM_KINDS = {
    "counselling": _("Counselling room"),
    "group": _("Group room"),
    "hall": _("Hall"),
    "play": _("Play room"),
    "desk": _("Reception"),
}
PARTNER_KINDS = {
    "hospital": _("Hospital"),
    "counselling": _("Counselling service"),
    "social_work": _("Social work agency"),
    "school": _("School"),
    "community": _("Community"),
    "police": _("Police"),
    "civil_affairs": _("Civil affairs"),
    "authority": _("Competent department"),
}
_AGREEMENT = Data("id")

FACTS = [
    FactKind(
        "premises.agreement_signed",
        _("Co-operation agreement signed"),
        {"agreement": _AGREEMENT, "expires_on": Data("date")},
        topic="agreement",
    ),
    FactKind(
        "premises.agreement_renewed",
        _("Co-operation agreement renewed"),
        {"agreement": _AGREEMENT},
        topic="agreement",
    ),
    FactKind(
        "premises.agreement_ended",
        _("Co-operation agreement ended"),
        {"agreement": _AGREEMENT},
        topic="agreement",
    ),
]

MATTERS = [MatterKind("partner", _("Partner"), page="premises:partner")]
