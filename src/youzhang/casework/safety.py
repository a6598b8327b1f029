"""What cases tell of a client's safety: the risk as it was last judged, and whom to call who is safe."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, QuerySet

from youzhang.accounts.models import User
from youzhang.casework.actions import guarding
from youzhang.casework.codes import RUNNING
from youzhang.casework.models import Case, CaseFile
from youzhang.clients.above import Named, Sign
from youzhang.clients.models import Person
from youzhang.kit.kept import Given, kept
from youzhang.kit.text import clean_phone

# From this level on it is said; from the level of a crisis on it is danger.
TELLS = 2
NUMBER = re.compile(r"[0-9+][0-9 -]{5,}[0-9]")


def signs(subjects: Sequence[UUID]) -> list[Sign]:
    """The level of each running case, where somebody judged it to be more than low."""
    return [
        Sign(file.matter_id, "case", file.level_at or file.case.opened_at, file.level, page="casework:case")
        for file in _files(subjects)
        if (file.level or 0) >= TELLS
    ]


def tells(subject: Any) -> Exists:
    """Whether `signs` would find any."""
    return Exists(
        CaseFile.unscoped.filter(case__person__subject=subject, case__state__in=RUNNING, level__gte=TELLS)
    )


def contacts(subjects: Sequence[UUID]) -> list[Named]:
    """Whom a protective setting names to be called instead of the guardian (psych:4)."""
    return [_safe(file) for file in _files(subjects) if file.safe_contact]


def follow_guardian(
    person: Person, before: Person | None, guardian: Person, relation: str, *, by: User | None, at: datetime
) -> None:
    """The running case of a person has the guardian who was just named, in the place of the one before."""
    running = Case.unscoped.filter(person=person, state__in=RUNNING).select_related("matter")
    for case in running:
        guarding.follow_guardian(case, before, guardian, relation, by=by, at=at)


def _safe(file: CaseFile) -> Named:
    line = str(file.safe_contact)
    number = NUMBER.search(line)
    name = line.replace(number.group(), "").strip(" ,，:：()（）") if number else line
    phone = clean_phone(number.group()) if number else ""
    return Named("safe", name or line, phone, file.case.opened_at, file.case.caseworker)


def _files(subjects: Sequence[UUID]) -> list[CaseFile]:
    return kept("casework.safety", _rows).ask(subjects=subjects)


def _rows() -> QuerySet[CaseFile]:
    mine = CaseFile.unscoped.filter(
        case__person__subject__id__in=[Given("subjects")], case__state__in=RUNNING
    )
    found: QuerySet[CaseFile] = mine.select_related(
        "matter__key", "case__matter", "case__caseworker__subject__key"
    )
    return found.order_by("-case__opened_at")[:20]
