"""What goes into `derive` and what comes out: plain records, no rows, no `now`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

Outcome = Literal["open", "met", "lapsed", "waived", "missed"]


@dataclass(frozen=True)
class FactView:
    """A fact as the engine sees it. `data` holds typed values (UUID, date, aware datetime, number, bool, code).

    `amends`: the earlier fact it replaces, or with `void` takes away. `counted`: it belongs to another matter and
    only counts in the periods of this one (`Fact.counts_in`): it opens nothing here. `former`: of one that stands
    corrected, the data of its earlier versions, the first first.
    """

    id: UUID
    kind: str
    at: datetime
    recorded_at: datetime
    by: UUID | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    answers: UUID | None = None
    amends: UUID | None = None
    void: bool = False
    counted: bool = False
    former: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class DutyView:
    """One duty as derived.

    `identity`: stable over rebuild, correction and re-encoding. `article`: full id (`psych:34.1d`); `name`: rule name.
    `number`: position in a series ("0", "1") or period ("2026-11", "2026-H1"), else "". `opened_by`: the opening fact
    (None for a milestone or a period). `holders`: role codes and user ids, in rule order. `opens_at`: from when it
    is owed; `shows_at`: from when a worklist shows it (later for `not_before` and series). `due`: instant or None
    (undated), with `undated_because` naming the base date that is missing. `former_dues`: earlier due instants, oldest
    first, those of a date that was corrected among them. `late`: None while open, lapsed or waived. `slipped`: its
    date was moved (not corrected) after the old due had passed.
    `until`: while it is open, from when it is too late to do; from then on it ends as missed, which counts as late.
    `entered_after`: on time, entered after the term. `provisional`: the term touched an estimated year.
    `progress`/`count`: for recurring duties. `escalations`: (instant, step from 1, roles) still ahead, in order.
    `told`: roles let in by the steps taken. `strength`: must | in_principle.
    """

    identity: UUID
    article: str
    name: str
    edition: int
    number: str
    opened_by: UUID | None
    opened_at: datetime
    shows_at: datetime
    due: datetime | None
    undated_because: str = ""
    former_dues: tuple[datetime, ...] = ()
    provisional: bool = False
    holders: tuple[str, ...] = ()
    taken_by: UUID | None = None
    outcome: Outcome = "open"
    closed_by: UUID | None = None
    closed_at: datetime | None = None
    late: bool | None = None
    early: bool = False
    slipped: bool = False
    entered_after: bool = False
    extended_from: datetime | None = None
    reason_code: str = ""
    progress: float = 0
    count: float = 1
    escalations: tuple[tuple[datetime, int, tuple[str, ...]], ...] = ()
    reminds: tuple[datetime, ...] = ()
    told: tuple[str, ...] = ()
    strength: str = "must"
    until: datetime | None = None


@dataclass(frozen=True)
class MilestoneView:
    """A milestone reached: at the latest of its facts."""

    article: str
    name: str
    at: datetime
    facts: tuple[UUID, ...]


@dataclass(frozen=True)
class Derived:
    """Everything that follows from a matter's facts."""

    duties: tuple[DutyView, ...]
    milestones: tuple[MilestoneView, ...]
