"""Whether a rulebook speaks only of what the rooms have declared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from youzhang.rulebook.book import Article, Rulebook
from youzhang.rulebook.constructs import Condition, DutyRule, Gate, Need, RecurringRule, Rule, Trigger
from youzhang.rulebook.faults import RulebookFault, nearest
from youzhang.rulebook.terms import DateName
from youzhang.rulebook.vocabulary import Data, FactKind, Vocabulary

DATED = ("date", "instant")
OPENING = "opening."
Saying = tuple[str, str, str]  # field, reason, what would be right


def check(book: Rulebook, vocabulary: Vocabulary) -> list[RulebookFault]:
    """Every word of the book that nobody declared, with the nearest one that somebody did."""
    checking = _Checking(book, vocabulary)
    return [fault for article in book.articles for fault in checking.article(article)]


@dataclass(frozen=True)
class _Checking:
    book: Rulebook
    vocabulary: Vocabulary

    def article(self, article: Article) -> list[RulebookFault]:
        """The faults of one article."""
        found = [
            *(saying for rule in article.duties for saying in self._duty(rule)),
            *(saying for rule in article.recurring for saying in self._recurring(rule)),
            *(saying for gate in article.gates for saying in self._gate(gate)),
            *(
                saying
                for one in article.milestones
                for saying in self._needs(f"milestone.{one.name}.all", one.all)
            ),
            *(
                (f"dossier.{one.name}.for", *fault)
                for one in article.dossiers
                for fault in self._unknown("matter kind", one.matter_kind, self.vocabulary.matters)
            ),
        ]
        return [RulebookFault(article.file, article.id, *saying) for saying in found]

    def _duty(self, rule: DutyRule) -> Iterator[Saying]:
        at = f"duty.{rule.name}"
        yield from self._triggers(f"{at}.opens_on", rule.opens_on)
        yield from self._triggers(f"{at}.closes_on", rule.closes_on)
        yield from self._triggers(f"{at}.lapses_on", rule.lapses_on)
        openers = [kind for trigger in rule.opens_on for kind in self._kinds_of(trigger)]
        yield from self._people(at, rule, openers)
        closers = [kind for trigger in rule.closes_on for kind in self._kinds_of(trigger)]
        for field in rule.same:
            yield from self._fields(f"{at}.same", field, [*openers, *closers])
        for due in rule.due:
            yield from self._date(f"{at}.due", due.base, openers)
        if rule.not_before:
            yield from self._date(f"{at}.not_before", rule.not_before.base, openers)
        for name in rule.until:
            yield from self._date(f"{at}.until", name, openers)

    def _recurring(self, rule: RecurringRule) -> Iterator[Saying]:
        at = f"duty.{rule.name}"
        for fault in self._unknown("matter kind", rule.on, self.vocabulary.matters):
            yield (f"{at}.on", *fault)
        yield from self._triggers(f"{at}.closes_on", rule.closes_on)
        yield from self._people(at, rule)
        closers = [kind for trigger in rule.closes_on for kind in self._kinds_of(trigger)]
        if rule.of:
            yield from self._fields(f"{at}.of", rule.of, closers, ("count",))
        if rule.period_in:
            yield from self._fields(f"{at}.period_in", rule.period_in, closers, DATED)
        for name in rule.held_by:
            if name == "by" or name.startswith(OPENING):
                yield f"{at}.held_by", f"nobody opens a period, so there is no {name!r}", "a role or a slot"

    def _gate(self, gate: Gate) -> Iterator[Saying]:
        at = f"gate.{gate.name}"
        yield from self._triggers(f"{at}.before", [Trigger(kind, gate.when) for kind in gate.before])
        yield from self._triggers(f"{at}.since", [Trigger(kind) for kind in gate.since])
        yield from self._triggers(f"{at}.different_people", [Trigger(kind) for kind in gate.different_people])
        yield from self._needs(f"{at}.needs", gate.needs)

    def _needs(self, at: str, needs: Iterable[Need]) -> Iterator[Saying]:
        for need in needs:
            yield from self._triggers(at, need)

    def _triggers(self, at: str, triggers: Iterable[Trigger]) -> Iterator[Saying]:
        for trigger in triggers:
            if trigger.milestone:
                if not at.endswith("opens_on"):
                    yield at, "a milestone only opens duties", "a fact kind"
                for fault in self._unknown("milestone", trigger.milestone, self.book.milestones):
                    yield (at, *fault)
            else:
                for fault in self._unknown("fact kind", trigger.fact, self.vocabulary.facts):
                    yield (at, *fault)
            for condition in trigger.when:
                yield from self._condition(at, condition, self._kinds_of(trigger))

    def _condition(self, at: str, condition: Condition, kinds: list[FactKind]) -> Iterator[Saying]:
        yield from self._fields(f"{at}.when", condition.field, kinds)
        for kind in kinds:
            spec = kind.data.get(condition.field)
            for value in condition.values if spec else ():
                fault = _value_fault(spec, condition.test, value) if spec else ""
                if fault:
                    right = nearest(value, spec.codes) if spec and spec.codes else "a value of its type"
                    yield f"{at}.when.{condition.field}", f"{value!r} {fault}", right

    def _fields(
        self, at: str, name: str, kinds: Iterable[FactKind], types: tuple[str, ...] = ()
    ) -> Iterator[Saying]:
        for kind in kinds:
            known = [field for field, spec in kind.data.items() if not types or spec.type in types]
            if name not in known:
                what = " or ".join(types) or "data"
                yield at, f"{kind.name} has no {what} field {name!r}", nearest(name, known)

    def _date(self, at: str, base: DateName | None, openers: list[FactKind]) -> Iterator[Saying]:
        if base and base.scope == "opening":
            yield from self._fields(at, base.field, openers, DATED)
        elif base and base.scope in ("matter", "parent", "nearest"):
            yield from self._anywhere(at, base)

    def _anywhere(self, at: str, name: DateName) -> Iterator[Saying]:
        known = {
            field
            for kind in self.vocabulary.facts.values()
            for field, spec in kind.data.items()
            if spec.type in DATED
        }
        if name.field not in known:
            yield at, f"no fact kind has a date field {name.field!r}", nearest(name.field, known)

    def _people(self, at: str, rule: Rule, openers: Iterable[FactKind] = ()) -> Iterator[Saying]:
        for name in rule.held_by:
            yield from self._holder(f"{at}.held_by", name, openers)
        for step in rule.escalates:
            for name in step.to:
                yield from self._holder(f"{at}.escalates.to", name, openers)

    def _holder(self, at: str, name: str, openers: Iterable[FactKind]) -> Iterator[Saying]:
        if name.startswith(OPENING):
            yield from self._fields(at, name.removeprefix(OPENING), openers, ("id",))
        elif name.startswith("@"):
            slots = {slot for kind in self.vocabulary.facts.values() for slot in kind.fills}
            for reason, right in self._unknown("slot", name[1:], slots):
                yield at, reason, right
        elif name != "by":
            for reason, right in self._unknown("role", name, self.vocabulary.roles):
                yield at, reason, right

    def _unknown(self, what: str, name: str, known: Iterable[str]) -> Iterator[tuple[str, str]]:
        names = set(known)
        if name not in names:
            yield f"there is no {what} {name!r}", nearest(name, names)

    def _kinds_of(self, trigger: Trigger) -> list[FactKind]:
        """The kinds a trigger can be: one, or the facts of a milestone; unknown ones are reported elsewhere."""
        names = [trigger.fact]
        if trigger.milestone:
            found = self.book.milestones.get(trigger.milestone)
            names = [one.fact for need in found[1].all for one in need] if found else []
        return [self.vocabulary.facts[name] for name in names if name in self.vocabulary.facts]


def _value_fault(spec: Data, test: str, value: object) -> str:
    """Why a condition's value cannot be compared with the field."""
    if test in ("lt", "le", "gt", "ge") and spec.type not in ("count", "date", "instant"):
        return f"is compared by order, which a {spec.type} has not"
    return spec.fault(value)
