"""How often the gates of an article were asked, said no, and were passed in an emergency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from youzhang.accounts.models import Centre
from youzhang.accounts.viewer import Viewer
from youzhang.kit import clock
from youzhang.ledger.models import Fact, Refusal
from youzhang.rulebook.book import Article


@dataclass(frozen=True)
class Asked:
    """What came to a gate: let through, sent back, let through against it."""

    passed: int
    refused: int
    overridden: int

    @property
    def times(self) -> int:
        """How often it was asked."""
        return self.passed + self.refused


def asked_of(viewer: Viewer, centre: Centre, article: Article, since: date) -> Asked | None:
    """The gates of an article since a day: facts that the viewer may see, refusals of anybody; None without gates."""
    if not article.gates:
        return None
    kinds = {kind for gate in article.gates for kind in gate.before}
    facts = Fact.objects.visible_to(viewer).filter(
        centre=centre, kind__in=kinds, at__gte=clock.start_of(since), void=False, amends=None
    )
    through = [
        data
        for kind, data in facts.values_list("kind", "data")
        if any(kind in gate.before and all(c.holds(data) for c in gate.when) for gate in article.gates)
    ]
    refused = Refusal.objects.filter(centre=centre, rule=article.id, day__gte=since).aggregate(n=Sum("count"))
    return Asked(len(through), refused["n"] or 0, sum(data.get("override") is True for data in through))
