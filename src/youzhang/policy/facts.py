"""What a centre owes the public to read, and what it published (psych:11, 30, 31, 38, 39, 44, 75)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from youzhang.rulebook.vocabulary import Data, FactKind, MatterKind

KINDS = {
    "about": _("About the centre"),
    "procedures": _("How to apply, and how to leave"),
    "needs_assessment": _("How needs are assessed and met"),
    "confidentiality": _("Confidentiality"),
    "anti_abuse": _("Protection from abuse"),
    "complaints": _("Complaints"),
    "house_rules": _("Rules made separately"),
}
_KIND = Data("code", tuple(KINDS))

FACTS = [
    FactKind("policy.asked_for", _("A text for the public is owed"), {"kind": _KIND}, topic="policy"),
    FactKind(
        "policy.published", _("Text published"), {"kind": _KIND, "edition": Data("count")}, topic="policy"
    ),
    FactKind("policy.withdrawn", _("Text withdrawn"), {"kind": _KIND}, topic="policy"),
    FactKind("policy.publicity_published", _("Publicity published"), topic="policy"),
]

MATTERS = [MatterKind("policy", _("Texts for the public"), page="policy:library")]
