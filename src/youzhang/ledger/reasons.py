"""Why people decide about a duty as they do: the code lists of `ledger.duty_waived` and `ledger.duty_extended`."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

WAIVE: dict[str, Any] = {
    "not_applicable": _("does not apply here"),
    "duplicate": _("the same is owed twice"),
    "person_died": _("the person has died"),
    "moved_away": _("the person has moved away"),
    "agreed_otherwise": _("agreed otherwise with the person"),
}
EXTEND: dict[str, Any] = {
    "waiting_for_client": _("waiting for the client"),
    "waiting_for_partner": _("waiting for a partner body"),
    "staff_ill": _("the staff member is ill"),
    "closed_days": _("the centre is closed"),
}
# Where the person in charge may move a day to and fro (psych:15.3c).
MOVE: dict[str, Any] = {
    "agreed_with_person": _("agreed with the person"),
    "risk_changed": _("the risk has changed"),
} | EXTEND
