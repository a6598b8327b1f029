"""What happens with a referral card."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from youzhang.casework.codes import REFERRAL_CONSENTS
from youzhang.rulebook.vocabulary import Data, FactKind

_ONE = {"referral": Data("id")}

REFERRAL_FACTS = [
    FactKind("casework.referral_made", _("Referral prepared"), _ONE, topic="referral"),
    FactKind(
        "casework.referral_agreed",
        _("Consent to the referral noted"),
        _ONE | {"consent": Data("code", tuple(REFERRAL_CONSENTS))},
        topic="referral",
    ),
    FactKind("casework.referral_sent", _("Referral sent"), _ONE, topic="referral"),
    FactKind("casework.referral_accepted", _("Referral accepted"), _ONE, topic="referral"),
    FactKind("casework.referral_refused", _("Referral refused"), _ONE, topic="referral"),
    FactKind("casework.referral_followed", _("Referral followed up"), _ONE, topic="referral"),
    FactKind("casework.referral_done", _("Referral carried out"), _ONE, topic="referral"),
    FactKind("casework.referral_taken_back", _("Referral taken back"), _ONE, topic="referral"),
    FactKind(
        "casework.referral_consent_withdrawn",
        _("Consent to the referral taken back"),
        _ONE | {"sent": Data("flag")},
        topic="referral",
    ),
    FactKind("casework.receiver_told", _("Receiver told to stop"), _ONE, topic="referral"),
]
