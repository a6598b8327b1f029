"""What stands under an article, as plain records: duties, gates, milestones, dossiers, contents, settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from youzhang.kit.words import Words
from youzhang.rulebook.terms import DateName, Due, Term


@dataclass(frozen=True)
class Condition:
    """One comparison of `when`: `age = { lt = 18 }`. A missing field fits `not` only."""

    field: str
    test: str  # is | not | lt | le | gt | ge
    values: tuple[Any, ...]

    def holds(self, data: Mapping[str, Any]) -> bool:
        """Whether the fact's data fit."""
        value = data.get(self.field)
        if self.test == "not":
            return value not in self.values
        if self.test == "is":
            return value in self.values
        return value is not None and bool(_COMPARE[self.test](value, self.values[0]))


_COMPARE = {
    "lt": lambda value, bound: value < bound,
    "le": lambda value, bound: value <= bound,
    "gt": lambda value, bound: value > bound,
    "ge": lambda value, bound: value >= bound,
}


@dataclass(frozen=True)
class Trigger:
    """A fact kind (or `milestone:NAME`), and what its data must say."""

    fact: str
    when: tuple[Condition, ...] = ()

    def fits(self, data: Mapping[str, Any]) -> bool:
        """Whether every condition holds."""
        return all(condition.holds(data) for condition in self.when)

    @property
    def milestone(self) -> str:
        """The milestone's name, or an empty string for a fact kind."""
        return self.fact.removeprefix("milestone:") if self.fact.startswith("milestone:") else ""


Need = tuple[Trigger, ...]  # any of these


@dataclass(frozen=True)
class Escalation:
    """Who else is told when a duty waits: `after` the opening or the due, `unless` somebody has taken it."""

    after: Term
    from_due: bool
    unless_taken: bool
    to: tuple[str, ...]


@dataclass(frozen=True)
class Settable:
    """How far a centre may move a value: bounds, or a list to choose from."""

    floor: Term | float | None = None
    ceiling: Term | float | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class DutyRule:
    """A duty opened by a fact (grammar B.3)."""

    name: str
    title: Words
    opens_on: tuple[Trigger, ...]
    closes_on: tuple[Trigger, ...]
    held_by: tuple[str, ...]
    due: tuple[Due, ...] = ()  # none: undated; several: a series
    does: str = ""
    not_before: Due | None = None
    starts: str = "fact"
    closes: str = "all"
    same: tuple[str, ...] = ()
    earlier_counts: bool = False
    lapses_on: tuple[Trigger, ...] = ()
    past: str = ""  # "at once": a due that had passed when the duty opened is due at the opening
    on_time_within: Term | None = None
    strength: str = "must"
    escalates: tuple[Escalation, ...] = ()
    escalates_why: str = ""  # why nobody is told when it waits
    reminds: tuple[Term, ...] = ()
    settable: Mapping[str, Settable] = field(default_factory=dict)
    waivable: bool = True
    until: tuple[DateName, ...] = ()  # from when it is too late: of these dates the one set last
    extends: bool | Term | None = None  # None: as far as it is settable; a term: that much later at most

    @property
    def extendable(self) -> bool:
        """Whether a person may move its due date (grammar B.9)."""
        settable = "due" in self.settable and not self.settable["due"].choices
        return settable if self.extends is None else bool(self.extends)

    @property
    def extension(self) -> Term | None:
        """How much later than its own term it may be moved at most."""
        return self.extends if isinstance(self.extends, Term) else None


@dataclass(frozen=True)
class RecurringRule:
    """A duty of every month, quarter, half-year or year (grammar B.4)."""

    name: str
    title: Words
    every: str
    on: str
    closes_on: tuple[Trigger, ...]
    held_by: tuple[str, ...]
    count: float = 1
    of: str = ""
    paced: str = ""
    due: Term | None = None  # after the period's end
    period_in: str = ""
    does: str = ""
    strength: str = "must"
    escalates: tuple[Escalation, ...] = ()
    escalates_why: str = ""  # why nobody is told when it waits
    reminds: tuple[Term, ...] = ()
    settable: Mapping[str, Settable] = field(default_factory=dict)
    waivable: bool = True
    extends: bool | Term | None = None

    @property
    def extendable(self) -> bool:
        """Whether a person may move its due date (grammar B.9)."""
        return "due" in self.settable if self.extends is None else bool(self.extends)

    @property
    def extension(self) -> Term | None:
        """How much later than its own term it may be moved at most."""
        return self.extends if isinstance(self.extends, Term) else None


@dataclass(frozen=True)
class Gate:
    """What must have happened before a kind of fact is recorded (grammar B.5).

    `since`: only what was entered after the last of these counts.
    """

    name: str
    before: tuple[str, ...]
    way_on: Words
    when: tuple[Condition, ...] = ()
    needs: tuple[Need, ...] = ()
    since: tuple[str, ...] = ()
    different_people: tuple[str, ...] = ()
    check: str = ""
    override: str = "never"


@dataclass(frozen=True)
class Milestone:
    """Reached at the latest of its facts (grammar B.6)."""

    name: str
    all: tuple[Need, ...]


@dataclass(frozen=True)
class Slot:
    """One form of a dossier, and what may stand in its place."""

    form: str
    per: str = ""
    explained_by: str = ""
    replaced_by: str = ""
    not_applicable_if: str = ""
    count: tuple[int, ...] = ()
    below: str = ""
    above: str = ""
    print: tuple[int, ...] = ()
    optional: bool = False


@dataclass(frozen=True)
class Dossier:
    """The papers a matter must have (grammar B.7)."""

    name: str
    matter_kind: str
    slots: tuple[Slot, ...]
    order: str = ""
    format: tuple[str, ...] = ()


@dataclass(frozen=True)
class Content:
    """What a text must say; `only_if`: a condition's name -> the item it asks for (grammar B.7)."""

    name: str
    items: tuple[str, ...]
    only_if: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Setting:
    """A value the text leaves open (grammar B.8)."""

    name: str
    title: Words
    value: str | float
    unit: str
    floor: Term | float | None = None
    ceiling: Term | float | None = None
    choices: tuple[str, ...] = ()

    @property
    def term(self) -> Term:
        """The value of a setting with unit "term"."""
        return Term.parse(str(self.value))


Rule = DutyRule | RecurringRule
