"""Whether an exit stands so that a step can be taken: asked when its page is opened, and before its button is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from youzhang.casework import leaving_rules
from youzhang.casework.actions.appointments import guardian_may_know
from youzhang.casework.actions.leaving import check_closable, closing
from youzhang.casework.guardians import guardian_out
from youzhang.casework.leaving_steps import STEPS
from youzhang.casework.models import Case, Leaving
from youzhang.kit import clock
from youzhang.kit.refused import Refused, why_not
from youzhang.ledger.gated import check_gates
from youzhang.ledger.refresh import views_of
from youzhang.rulebook.views import FactView


@dataclass(frozen=True)
class Standing:
    """A case as it stands, for whoever wants to act in it; its checks refuse what the step itself would."""

    case: Case
    by: UUID | None

    def to_take(self, name: str, leaving: Leaving) -> None:
        """The step belongs to this way, the guardian may know of it, and what comes before it is done."""
        leaving_rules.check_way(name, leaving)
        kept_out = guardian_out(self.case)
        leaving_rules.check_guardian_may_know(name, "", kept_out, guardian_may_know(self.case, clock.today()))
        self._pass(STEPS[name].fact)

    def to_decide(self, leaving: Leaving) -> None:
        """The institution asked for the exit, and has told of it; at least that it does not end can be decided."""
        leaving_rules.check_asked_to_go(leaving)
        self._pass("casework.exit_decided", ground=leaving.way, ends=False)

    def to_set_end(self, leaving: Leaving) -> None:
        """The institution asked for the exit; a contested one has been through its conferences."""
        leaving_rules.check_asked_to_go(leaving)
        self._pass("casework.end_date_set", contested=leaving.contested)

    def to_close(self, under_way: Leaving | None) -> None:
        """The exit is whole."""
        leaving = check_closable(self.case, under_way, clock.today())
        self._pass("casework.closed", **closing(leaving, self.case, clock.today()))

    @cached_property
    def _facts(self) -> Sequence[FactView]:
        return views_of(self.case.matter)

    def _pass(self, kind: str, **data: Any) -> None:
        centre, at = self.case.matter.centre, clock.now()
        check_gates(centre, kind, data, by=self.by, views=self._facts, at=at)


def waiting(viewer_id: UUID | None, leaving: Leaving, case: Case) -> dict[str, Refused]:
    """What stands in the way of each step of this exit that cannot be taken yet, by the name of its page."""
    standing = Standing(case, viewer_id)
    checks: dict[str, Callable[[], None]] = {
        "failed": lambda: standing.to_take("failed", leaving),
        "decide": lambda: standing.to_decide(leaving),
        "end_date": lambda: standing.to_set_end(leaving),
        "close": lambda: standing.to_close(leaving),
    }
    found = {name: why_not(check) for name, check in checks.items()}
    return {name: refused for name, refused in found.items() if refused}
