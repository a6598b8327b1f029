"""The code lists of casework: what stands in facts and columns instead of free text."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

# Who carries a case: any of these titles (psych:14 and psych:15 name two of them for the same work).
PRACTITIONERS = frozenset({"counsellor", "support_worker", "case_worker"})
SOURCES = {
    "application": _("after an application"),
    "self": _("came by themself"),
    "parent": _("a parent asked"),
    "community": _("the community asked"),
    "school": _("the school asked"),
    "crisis": _("after a crisis"),
    "other": _("other"),
}
STATES = {"open": _("running"), "leaving": _("leaving"), "closed": _("closed")}
RUNNING = ("open", "leaving")
TRANSFERS = {
    "asked": _("waits for acceptance"),
    "accepted": _("taken over"),
    "declined": _("not taken over"),
    "taken_back": _("hand-over taken back"),
}
# Grants that open what was said and written; any other grant opens the frame of a case only.
FILE_REASONS = ("caseworker", "backup", "supervisor", "transfer", "approved")
