"""The roles of both regulations: code, title, and which acts one person may not do twice stands in the rulebook."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

ROLES: dict[str, Any] = {
    "duty_staff": _("Duty staff"),
    "club_member": _("Psychology club member"),
    "hotline_volunteer": _("Hotline volunteer"),
    "counsellor": _("Counsellor"),
    "support_worker": _("Support worker"),
    "case_worker": _("Case worker"),
    "specialist": _("Project specialist"),
    "group_leader": _("Group leader"),
    "department_head": _("Department head"),
    "service_head": _("Head of the service department"),
    "deputy_head": _("Deputy head of the service department"),
    "opinion_officer": _("Opinion officer"),
    "complaint_officer": _("Complaint officer"),
    "supervisor": _("Supervisor"),
    "project_lead": _("Project lead"),
    "organiser": _("Seminar organiser"),
    "observer": _("Observer"),
    "expert": _("Expert"),
    "authority": _("Competent authority"),
    "headquarters": _("Headquarters"),
    "director": _("Director"),
    "carer": _("Carer"),
    "sysadmin": _("System administrator"),
    "security_admin": _("Security administrator"),
    "auditor": _("Auditor"),
}

# The three administrators keep the system, each apart from the others, and see no content of records.
ADMINISTRATORS = frozenset({"sysadmin", "security_admin", "auditor"})
# Who looks on or advises works elsewhere.
OUTSIDE = frozenset({"authority", "observer", "expert"})
# Who looks on, advises or keeps the system has no work of the centre to be given.
WITHOUT_DUTIES = ADMINISTRATORS | OUTSIDE | {"headquarters"}
