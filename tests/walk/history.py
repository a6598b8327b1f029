"""What happened in a crisis and in a case, as the walk saw it: kept beside the house, never read from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.walk.world import Member, Resident
from youzhang.casework.models import Case
from youzhang.crisis.models import Crisis
from youzhang.kit.kept import Given, kept

SUICIDAL_REASONS = frozenset({"suicide_thought", "suicide_act"})


@dataclass(frozen=True)
class Event:
    """One act that was let through: when it happened, when it was entered (n: the step), by whom, what was said."""

    n: int
    what: str
    at: datetime
    by: Member | None
    said: dict[str, Any] = field(default_factory=dict)

    def is_danger(self) -> bool:
        """A sign that somebody is in danger, whoever saw it."""
        said = self.said
        if self.what in {"opened", "heard", "sent_back"}:
            return True
        if self.what == "assessed":
            return finds_danger(said["answers"]) or said["level"] >= "3"
        return self.what in {"followed_up", "noted"} and str(said.get("level") or "") >= "3"


def says(answers: dict[str, Any], name: str) -> bool:
    """Whether something was found; what nobody asked is no answer."""
    return answers.get(name) not in {None, "", False, "no", "none", "not_asked"}


def finds_danger(answers: dict[str, Any]) -> bool:
    """Plan, intent, an act of late, self-harm, danger to others."""
    acts = says(answers, "plan") or answers["behaviour"] in {"recent", "now"}
    return bool(acts or any(says(answers, name) for name in ("intent", "self_harm", "to_others")))


def must_be_referred(answers: dict[str, Any]) -> bool:
    """Self-harm or a suicidal act at any time, a plan, a severe disorder, intent, means at hand, danger to others."""
    others = ("behaviour", "disorder", "developmental", "means")
    return finds_danger(answers) or any(says(answers, name) for name in others)


def is_suicidal(answers: dict[str, Any]) -> bool:
    return any(says(answers, name) for name in ("ideation", "plan", "behaviour"))


@dataclass
class Tale:
    """A crisis and its history."""

    crisis: Crisis
    resident: Resident | None
    events: list[Event] = field(default_factory=list)
    tokens: dict[str, Member | None] = field(default_factory=dict)

    def __str__(self) -> str:
        return str(self.crisis.matter.number)

    @property
    def row(self) -> Crisis:
        """As it stands now."""
        along = (
            "matter__centre__organisation",
            "matter__key",
            "subject",
            "lead__subject__key",
            "opened_by__subject",
        )
        rows = kept("walk.crisis", lambda: Crisis.unscoped.select_related(*along).filter(pk=Given("pk")))
        row: Crisis = rows.ask(pk=self.crisis.pk)[0]
        return row

    def all(self, *what: str, **said: Any) -> Iterator[Event]:
        """In order of entry."""
        wanted = said.items()
        return (one for one in self.events if one.what in what and wanted <= one.said.items())

    def last(self, *what: str, **said: Any) -> Event | None:
        """The one that happened last; of two at the same moment the one entered last."""
        return max(self.all(*what, **said), key=order, default=None)

    @property
    def opener(self) -> Member | None:
        return next(self.all("opened")).by

    @property
    def leads(self) -> list[Member]:
        """Whoever ever led it."""
        return [one.by for one in self.all("taken", "accepted") if one.by]

    @property
    def danger(self) -> Event:
        """The last sign of danger."""
        return max((one for one in self.events if one.is_danger()), key=order)

    @property
    def is_suicidal(self) -> bool:
        """Whether suicide was ever spoken of."""
        opened = next(self.all("opened")).said["reason"] in SUICIDAL_REASONS
        heard = any(one.said.get("thoughts") for one in self.all("noted", "heard"))
        return opened or heard or any(is_suicidal(one.said["answers"]) for one in self.all("assessed"))


@dataclass
class CaseTale:
    """A case, its notes as the walk wrote them, and whether it still runs."""

    case: Case
    resident: Resident
    events: list[Event] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.resident} {self.case.matter.number}"

    @property
    def row(self) -> Case:
        along = ("matter__centre__organisation", "matter__key", "person__subject__key", "file__matter__key")
        rows = kept("walk.case", lambda: Case.unscoped.select_related(*along).filter(pk=Given("pk")))
        row: Case = rows.ask(pk=self.case.pk)[0]
        return row


def order(event: Event) -> tuple[datetime, int]:
    return event.at, event.n


def entries_of(model: Any, tale: Tale) -> list[Any]:
    """The newest first, and oftener."""
    rows = list(
        model.unscoped.filter(crisis=tale.crisis.pk).select_related("crisis__matter__centre", "matter__key")
    )
    rows.sort(key=lambda row: row.at)
    return [*rows, *rows[-1:], *rows[-1:]]
