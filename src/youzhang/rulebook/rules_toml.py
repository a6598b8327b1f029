"""The duties, gates and the rest of an article, from TOML tables to constructs."""

from __future__ import annotations

from typing import Any

from youzhang.rulebook.constructs import (
    Condition,
    DutyRule,
    Escalation,
    Gate,
    Milestone,
    Need,
    RecurringRule,
    Settable,
    Trigger,
)
from youzhang.rulebook.table import Table
from youzhang.rulebook.terms import DUE_EXAMPLE, TERM_EXAMPLE, BadTerm, DateName, Due, Term

EVERY = ("month", "quarter", "half-year", "year")
STRENGTH = ("must", "in_principle")
TRIGGER_EXAMPLE = '"voice.talked" or { fact = "voice.talked", when = { … } }'
_TESTS = ("not", "lt", "le", "gt", "ge")
_SETTABLE = ("due", "not_before", "on_time_within", "count", "on", "every")


def read_duty(table: Table) -> DutyRule:
    """A duty opened by a fact."""
    when = read_when(table)
    rule = DutyRule(
        name=table.name(),
        title=table.words("title"),
        does=table.text("does", ""),
        opens_on=tuple(Trigger(t.fact, when + t.when) for t in read_triggers(table, "opens_on")),
        closes_on=read_triggers(table, "closes_on"),
        held_by=table.texts("held_by"),
        due=_dues(table),
        not_before=table.parsed("not_before", Due.parse, DUE_EXAMPLE) if table.has("not_before") else None,
        starts=table.choice("starts", ("fact", "entry"), "fact"),
        closes=table.choice("closes", ("all", "oldest"), "all"),
        same=table.texts("same", ()),
        earlier_counts=table.flag("earlier_counts"),
        lapses_on=read_triggers(table, "lapses_on", optional=True),
        past=table.choice("past", ("at once",), ""),
        until=_until(table),
        on_time_within=table.term("on_time_within"),
        strength=table.choice("strength", STRENGTH, "must"),
        escalates=_escalations(table),
        escalates_why=_told_nobody(table),
        reminds=_reminders(table),
        settable=_settables(table),
        waivable=table.flag("waivable", True),
        extends=_extension(table),
    )
    table.end()
    return rule


def read_recurring(table: Table) -> RecurringRule:
    """A duty of every period."""
    rule = RecurringRule(
        name=table.name(),
        title=table.words("title"),
        does=table.text("does", ""),
        every=table.choice("every", EVERY),
        on=table.text("on"),
        closes_on=read_triggers(table, "closes_on"),
        held_by=table.texts("held_by"),
        count=table.whole("count", 1),
        of=table.text("of", ""),
        paced=table.choice("paced", EVERY, ""),
        due=_after_period(table),
        period_in=table.text("period_in", ""),
        strength=table.choice("strength", STRENGTH, "must"),
        escalates=_escalations(table),
        escalates_why=_told_nobody(table),
        reminds=_reminders(table),
        settable=_settables(table),
        waivable=table.flag("waivable", True),
        extends=_extension(table),
    )
    table.end()
    return rule


def read_gate(table: Table) -> Gate:
    """What must come before a fact."""
    gate = Gate(
        name=table.name(),
        before=table.texts("before"),
        when=read_when(table),
        needs=_needs(table, "needs"),
        since=table.texts("since", ()),
        different_people=table.texts("different_people", ()),
        check=table.text("check", ""),
        override=table.choice("override", ("never", "reason", "life"), "never"),
        way_on=table.words("way_on"),
    )
    if not (gate.needs or gate.different_people or gate.check):
        table.fault("needs", "the gate asks for nothing", "needs, different_people or check")
    table.end()
    return gate


def read_milestone(table: Table) -> Milestone:
    """What is reached when all of its facts are there."""
    milestone = Milestone(table.name(), _needs(table, "all"))
    if not milestone.all:
        table.fault("all", "is missing", f"a list of {TRIGGER_EXAMPLE}")
    table.end()
    return milestone


def read_when(table: Table) -> tuple[Condition, ...]:
    """The conditions of `when`: a value, a list of values, or a comparison."""
    when = table.table("when")
    found: list[Condition] = []
    for name, wanted in when.rest().items():
        if not isinstance(wanted, dict):
            found.append(Condition(name, "is", tuple(wanted) if isinstance(wanted, list) else (wanted,)))
            continue
        for test, value in wanted.items():
            if test not in _TESTS:
                when.fault(name, f"{test!r} is not a comparison", f"one of {', '.join(_TESTS)}")
                continue
            found.append(Condition(name, test, tuple(value) if isinstance(value, list) else (value,)))
    return tuple(found)


def read_triggers(table: Table, name: str, optional: bool = False) -> tuple[Trigger, ...]:
    """One fact kind, or a list of kinds and `{ fact, when }`."""
    if isinstance(table.raw.get(name), str):
        return (Trigger(table.text(name)),)
    found = table.items(name)
    if not found and not optional:
        table.fault(name, "is missing", TRIGGER_EXAMPLE)
    return tuple(_trigger(table, name, item) for item in found)


def _trigger(table: Table, name: str, item: Any) -> Trigger:
    if isinstance(item, str):
        return Trigger(item)
    if not isinstance(item, dict):
        table.fault(name, f"{item!r} is not a fact", TRIGGER_EXAMPLE)
        return Trigger("")
    inner = Table(item, table.place.under(name), table.faults)
    trigger = Trigger(inner.text("fact"), read_when(inner))
    inner.end()
    return trigger


def _needs(table: Table, name: str) -> tuple[Need, ...]:
    """A list of facts; an inner list means any of them."""
    return tuple(
        tuple(_trigger(table, name, one) for one in (item if isinstance(item, list) else [item]))
        for item in table.items(name)
    )


def _dues(table: Table) -> tuple[Due, ...]:
    if not table.has("due"):
        return ()
    raw = table.raw["due"]
    found = [
        table.parse("due", text, Due.parse, DUE_EXAMPLE) for text in (raw if isinstance(raw, list) else [raw])
    ]
    dues = tuple(due for due in found if due)
    if isinstance(raw, list) and (len(raw) < 2 or any(due.base or not due.term for due in dues)):
        table.fault("due", "a series is a list of terms after the opening", 'such as ["1 day", "7 days"]')
    if any(due.base and due.base.scope == "period" for due in dues):
        table.fault("due", "only a recurring duty has a period", DUE_EXAMPLE)
    return dues


def _until(table: Table) -> tuple[DateName, ...]:
    """The dates of one place from which on it is too late."""
    right = '"nearest.starts_on", or several of one place: ["nearest.begins_at", "nearest.starts_on"]'
    found = (table.parse("until", text, DateName.parse, right) for text in table.texts("until", ()))
    names = tuple(name for name in found if name)
    if len({name.scope for name in names}) > 1 or any(name.scope == "period" for name in names):
        table.fault("until", "is not of one place", right)
    return names


def _after_period(table: Table) -> Term | None:
    if not table.has("due"):
        return None
    right = '"5 days after period"'
    due = table.parsed("due", Due.parse, right)
    if due and (due.side != "after" or due.base is None or due.base.scope != "period"):
        table.fault("due", f"{due} is not counted from the period's end", right)
    return due.term if due else None


def _escalations(table: Table) -> tuple[Escalation, ...]:
    if table.raw.get("escalates") == "nobody":
        table.has("escalates")
        return ()
    return tuple(_escalation(step) for step in table.tables("escalates"))


def _told_nobody(table: Table) -> str:
    """Why nobody is told when it waits."""
    why = table.text("escalates_why", "")
    if bool(why) != (table.raw.get("escalates") == "nobody"):
        right = '`escalates = "nobody"` together with `escalates_why = "…"`'
        table.fault("escalates_why", "nobody is told only for a reason", right)
    return why


def _escalation(table: Table) -> Escalation:
    if not table.has("after"):
        table.fault("after", "is missing", TERM_EXAMPLE)
    step = Escalation(
        after=table.term("after") or Term(1, "day"),
        from_due=table.choice("from", ("opening", "due"), "opening") == "due",
        unless_taken=table.choice("unless", ("taken",), "") == "taken",
        to=table.texts("to"),
    )
    table.end()
    return step


def _reminders(table: Table) -> tuple[Term, ...]:
    found = (
        table.parse("reminds", item, _reminder, '"1 working day before due"')
        for item in table.items("reminds")
    )
    return tuple(term for term in found if term)


def _reminder(text: str) -> Term:
    if not text.endswith(" before due"):
        raise BadTerm(f"{text!r} is not a reminder")
    return Term.parse(text.removesuffix(" before due"))


def _extension(table: Table) -> bool | Term | None:
    """How far its term may be moved: not at all, or that much later at most; else as it is settable."""
    if not table.has("extendable"):
        return None
    if isinstance(table.raw["extendable"], str):
        return table.term("extendable")
    right = f"false, or at most how much later: {TERM_EXAMPLE}"
    return bool(table.take("extendable", right, lambda value: value is False, False))


def _settables(table: Table) -> dict[str, Settable]:
    inner = table.table("settable")
    return {name: _settable(inner, name) for name in list(inner.raw) if _may_be_set(inner, name)}


def _may_be_set(table: Table, name: str) -> bool:
    table.has(name)
    if name not in _SETTABLE:
        table.fault(name, "cannot be made settable", f"one of {', '.join(_SETTABLE)}")
    return name in _SETTABLE


def _settable(table: Table, name: str) -> Settable:
    if isinstance(table.raw[name], list):
        return Settable(choices=table.texts(name))
    inner = table.table(name)
    unit = "number" if name == "count" else "term"
    found = Settable(read_bound(inner, "floor", unit), read_bound(inner, "ceiling", unit))
    inner.end()
    return found


def read_bound(table: Table, name: str, unit: str) -> Term | float | None:
    if not table.has(name):
        return None
    if unit == "term":
        return table.term(name)
    return float(table.take(name, "a number", is_number, 0))


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
