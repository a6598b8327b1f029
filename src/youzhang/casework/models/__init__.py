"""Cases and what belongs to them, a file for each part of the work."""

from __future__ import annotations

from youzhang.casework.models.cases import Case, CaseFile, Transfer
from youzhang.casework.models.leaving import Leaving, LeavingStep
from youzhang.casework.models.plans import Attachment, CasePlan, Goal, Interview
from youzhang.casework.models.sessions import Addendum, Note, ProcessNote, Session

__all__ = [
    "Addendum",
    "Attachment",
    "Case",
    "CaseFile",
    "CasePlan",
    "Goal",
    "Interview",
    "Leaving",
    "LeavingStep",
    "Note",
    "ProcessNote",
    "Session",
    "Transfer",
]
