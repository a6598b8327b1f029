"""From a duty owed to the row the ledger keeps: its dates, its holders, who is told next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from youzhang.kit.clock import start_of
from youzhang.rulebook.calendar import Calendar
from youzhang.rulebook.constructs import DutyRule, Escalation
from youzhang.rulebook.decisions import Decisions
from youzhang.rulebook.due_path import DuePath, due_path, laid, threshold
from youzhang.rulebook.owed import Owed
from youzhang.rulebook.terms import Term, after, last_day_of
from youzhang.rulebook.timeline import Timeline
from youzhang.rulebook.views import DutyView
from youzhang.rulebook.vocabulary import Vocabulary

_ALWAYS = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Describing:
    """Describes duties against one timeline."""

    vocabulary: Vocabulary
    timeline: Timeline
    calendar: Calendar
    decisions: dict[UUID, Decisions]

    def view(self, one: Owed) -> DutyView:
        """The row of one duty."""
        decided = self.decisions.get(one.identity, Decisions())
        path = due_path(one, self.timeline, decided, self.calendar)
        return DutyView(
            identity=one.identity,
            article=one.article.id,
            name=one.rule.name,
            edition=one.book.edition,
            number=one.number,
            opened_by=one.opening.fact,
            opened_at=one.opened_at,
            former_dues=path.former,
            slipped=path.slipped,
            extended_from=path.extended_from,
            holders=self._holders(one, decided),
            taken_by=decided.taken_by,
            told=self._told(one, decided),
            reason_code=decided.reason_code,
            strength=one.rule.strength,
            **self._dates(one, path),
            **self._ending(one, path),
            **self._ahead(one, path, decided),
        )

    def _dates(self, one: Owed, path: DuePath) -> dict[str, Any]:
        waits_for = str(one.due.base) if one.due and not path.span else ""
        return {
            "shows_at": self._shows_at(one),
            "due": path.span.end if path.span else None,
            "undated_because": waits_for,
            "provisional": path.span.provisional if path.span else False,
        }

    def _shows_at(self, one: Owed) -> datetime:
        not_before = one.rule.not_before if isinstance(one.rule, DutyRule) else None
        span = laid(not_before, one, self.timeline, self.calendar, one.ended_at or _ALWAYS)
        return max(one.opened_at, span.start_of_last_day) if span else one.opened_at

    def _ending(self, one: Owed, path: DuePath) -> dict[str, Any]:
        count = 1 if isinstance(one.rule, DutyRule) else one.rule.count
        progress = one.progress
        if one.ending is None:
            return {"count": count, "progress": progress}
        ending, met, missed = one.ending, one.ending.outcome == "met", one.ending.outcome == "missed"
        limit = threshold(one, path.span.end, self.calendar) if path.span else None
        late = missed or path.slipped or (limit is not None and ending.at > limit)
        entered = ending.fact.recorded_at if ending.fact else ending.at
        return {
            "count": count,
            "progress": float(met) if isinstance(one.rule, DutyRule) else progress,
            "outcome": ending.outcome,
            "closed_by": ending.fact.id if ending.fact else None,
            "closed_at": ending.at,
            "late": late if met or missed else None,
            "early": met and ending.at < self._shows_at(one),
            "entered_after": met and not late and limit is not None and entered > limit,
        }

    def _holders(self, one: Owed, decided: Decisions) -> tuple[str, ...]:
        if decided.given_to:
            return (str(decided.given_to),)
        return self._resolved(one.rule.held_by, one)

    def _told(self, one: Owed, decided: Decisions) -> tuple[str, ...]:
        """Whom the steps taken so far have let in."""
        steps = enumerate(one.rule.escalates, 1)
        return self._resolved(
            tuple(role for number, step in steps if number in decided.escalated for role in step.to), one
        )

    def _resolved(self, names: tuple[str, ...], one: Owed) -> tuple[str, ...]:
        """Roles stay roles; `by`, slots and those whom the opening names become people, or nobody."""
        found = (self._resolve(name, one) for name in names)
        return tuple(dict.fromkeys(name for name in found if name))

    def _resolve(self, name: str, one: Owed) -> str:
        person = one.opening.by
        if name.startswith("opening."):
            person = one.opening.data.get(name.removeprefix("opening."))
        elif name.startswith("@"):
            person = self.timeline.person_in(name[1:], self.vocabulary, one.ended_at)
        elif name != "by":
            return name
        return str(person) if person else ""

    def _ahead(self, one: Owed, path: DuePath, decided: Decisions) -> dict[str, Any]:
        """Escalations and reminders still to come: none once it ended."""
        if one.ending:
            return {}
        due = path.span.end if path.span else None
        steps = enumerate(one.rule.escalates, 1)
        told = [
            (at, number, self._resolved(step.to, one))
            for number, step in steps
            if number not in decided.escalated and not (step.unless_taken and decided.taken_by)
            for at in self._escalates_at(step, one, due)
            if one.until is None or at < one.until
        ]
        reminds = sorted(self._reminder(term, due) for term in one.rule.reminds) if due else []
        return {
            "escalations": tuple(sorted(told)),
            "reminds": tuple(at for at in reminds if at > one.opened_at),
            "until": one.until,
        }

    def _escalates_at(self, step: Escalation, one: Owed, due: datetime | None) -> Iterator[datetime]:
        if not step.from_due:
            yield after(max(one.starts, one.opened_at), step.after, self.calendar).end
        elif due:
            base = due if step.after.exact else last_day_of(due)
            yield after(base, step.after, self.calendar).end

    def _reminder(self, term: Term, due: datetime) -> datetime:
        if term.exact:
            return due - term.length
        return start_of(term.from_day(last_day_of(due), self.calendar, -1))
