"""Cases and what belongs to them, a file for each part of the work."""

from __future__ import annotations

from youzhang.casework.models.cases import Case, CaseFile, Transfer
from youzhang.casework.models.comments import Comment, Commented
from youzhang.casework.models.family import Relative
from youzhang.casework.models.leaving import Leaving, LeavingStep
from youzhang.casework.models.plans import Attachment, CasePlan, Goal, Interview
from youzhang.casework.models.referrals import Referral
from youzhang.casework.models.rights import AccessCard, FileAccess, RightRequest
from youzhang.casework.models.second_looks import SecondLook
from youzhang.casework.models.sessions import Addendum, Note, ProcessNote, Session

__all__ = [
    "AccessCard",
    "Addendum",
    "Attachment",
    "Case",
    "CaseFile",
    "CasePlan",
    "Comment",
    "Commented",
    "FileAccess",
    "Goal",
    "Interview",
    "Leaving",
    "LeavingStep",
    "Note",
    "ProcessNote",
    "Referral",
    "Relative",
    "RightRequest",
    "SecondLook",
    "Session",
    "Transfer",
]
