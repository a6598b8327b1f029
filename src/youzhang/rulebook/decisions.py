"""What people decided about single duties (grammar B.9): facts that name a duty's identity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from youzhang.rulebook.views import FactView

TAKEN = "ledger.duty_taken"
REASSIGNED = "ledger.duty_reassigned"
EXTENDED = "ledger.duty_extended"
WAIVED = "ledger.duty_waived"
GIVEN_BACK = "ledger.duty_given_back"
ESCALATED = "ledger.duty_escalated"
TOO_LATE = "ledger.duty_missed"
KINDS = (TAKEN, REASSIGNED, EXTENDED, WAIVED, GIVEN_BACK, ESCALATED, TOO_LATE)


@dataclass(frozen=True)
class Decisions:
    """The decisions about one duty, in order."""

    facts: tuple[FactView, ...] = ()

    def of(self, kind: str) -> list[FactView]:
        """Those of one kind."""
        return [fact for fact in self.facts if fact.kind == kind]

    @property
    def waived(self) -> FactView | None:
        """The first waiver."""
        return next(iter(self.of(WAIVED)), None)

    @property
    def holding(self) -> FactView | None:
        """Who took it or was given it last, unless given back since."""
        last = [fact for fact in self.facts if fact.kind in (TAKEN, REASSIGNED, GIVEN_BACK)][-1:]
        return last[0] if last and last[0].kind != GIVEN_BACK else None

    @property
    def taken_by(self) -> UUID | None:
        """Who has taken it."""
        return self.holding.by if self.holding and self.holding.kind == TAKEN else None

    @property
    def given_to(self) -> UUID | None:
        """Whom it was reassigned to, unless given back since."""
        given = [fact for fact in self.facts if fact.kind in (REASSIGNED, GIVEN_BACK)][-1:]
        if not given or given[0].kind == GIVEN_BACK:
            return None
        person: UUID = given[0].data["to"]
        return person

    @property
    def escalated(self) -> frozenset[int]:
        """The steps already taken."""
        return frozenset(int(fact.data["step"]) for fact in self.of(ESCALATED))

    @property
    def moved_to(self) -> date | None:
        """The day to which its term was moved last."""
        moved = self.of(EXTENDED)[-1:]
        return moved[0].data["to_date"] if moved else None

    @property
    def reason_code(self) -> str:
        """Why it was waived or, last, extended."""
        reasons = self.of(WAIVED)[:1] or self.of(EXTENDED)[-1:]
        return str(reasons[0].data.get("reason_code") or "") if reasons else ""


def decisions_by_duty(by_kind: Mapping[str, list[FactView]]) -> dict[UUID, Decisions]:
    """Decisions by the identity of the duty they name."""
    found: dict[UUID, list[FactView]] = {}
    for kind in KINDS:
        for fact in by_kind.get(kind, ()):
            found.setdefault(fact.data["duty"], []).append(fact)
    return {
        identity: Decisions(tuple(sorted(facts, key=lambda fact: (fact.at, fact.id))))
        for identity, facts in found.items()
    }
