"""Who may see: the one mechanism. `Model.objects` offers `visible_to(viewer)` and nothing else that reads.

visible = the viewer's centres ∩ (role grants of `policy.toml` ∪ `Grant` rows) − `Bar` − `MatterBar` − matters in which
the viewer is a party whose part bars. Deny beats every grant; nobody is exempt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from youzhang.accounts.models import Bar
from youzhang.accounts.viewer import Viewer
from youzhang.kit import clock
from youzhang.kit.kept import Kept, kept
from youzhang.ledger import policy
from youzhang.ledger.state import Bearing, bearing_on


class Unscoped(models.Manager[Any]):
    """Reads without a viewer: only for actions after locking, jobs and migrations (a test holds the list)."""


class Scoped(models.Manager[Any]):
    """`path`: the way from the row to its matter (`"matter"`, `"application__matter"`; "" on Matter itself)."""

    def __init__(self, path: str = "") -> None:
        super().__init__()
        self.path = path

    def visible_to(self, viewer: Viewer) -> models.QuerySet[Any]:
        """Every row whose matter the viewer may see."""
        rows: models.QuerySet[Any] = self.model.unscoped.filter(visible(viewer, self.path))
        return rows

    def get_queryset(self) -> models.QuerySet[Any]:
        raise TypeError(f"{self.model.__name__}.objects reads only through visible_to(viewer)")


def seen(name: str, viewer: Viewer, build: Callable[[], models.QuerySet[Any]], **given: Any) -> list[Any]:
    """The rows of a read that pages repeat, by a statement kept for viewers like this one: `build` gives the queryset
    through `visible_to(viewer)`, with `Given` for every value that is not the viewer's."""
    statement, values = asking(name, viewer, build, **given)
    return statement.ask(**values)


def asking(
    name: str, viewer: Viewer, build: Callable[[], models.QuerySet[Any]], **given: Any
) -> tuple[Kept, dict[str, Any]]:
    """What `seen` asks, to be asked together with others: the statement, and what is given to it."""
    shape, who = viewer.likeness
    return kept((name, shape, bearing_on(viewer)), build, who), given | who


def visible(viewer: Viewer, path: str = "", *, carried: bool = False) -> Q:
    """The condition on rows `path` away from their matter; joins no table twice for plain role grants, and none if the
    row itself carries the matter's centre and kind."""
    at = f"{path}__" if path and not carried else ""
    matter = f"{path}_id" if path and "__" not in path else f"{at}pk" if path else "pk"
    bearing = bearing_on(viewer)
    allowed = _granted_by_role(viewer, at)
    if bearing.grants:
        allowed |= _granted_by_row(viewer, matter)
    return allowed & unbarred(viewer, matter)


def unbarred(viewer: Viewer, matter: str = "pk") -> Q:
    """That nothing shuts the viewer out of a matter, whoever may see it. `matter`: the column that names it."""
    free = Q()
    for bar in _bars(viewer, matter, bearing_on(viewer)):
        free &= ~Q(Exists(bar))
    return free


def _granted_by_role(viewer: Viewer, at: str) -> Q:
    kinds: dict[frozenset[str], list[Any]] = {}
    for centre, held in viewer.roles.items():
        kinds.setdefault(policy.kinds_seen_by(held), []).append(centre)
    granted = Q(pk__in=[])
    for seen, centres in kinds.items():
        if seen:
            granted |= Q(**{f"{at}centre__in": centres, f"{at}kind__in": sorted(seen)})
    return granted


def _granted_by_row(viewer: Viewer, matter: str) -> Q:
    """Let in by name, at a centre where one works; at a delegation's centre also as the absent person."""
    mine = Q(user=viewer.user_id, centre__in=viewer.centres)
    for centre, absent in viewer.acts_for.items():
        mine |= Q(user__in=absent, centre=centre)
    grant = apps.get_model("ledger", "Grant")
    rows = grant.objects.filter(mine, Q(ends_at=None) | Q(ends_at__gt=clock.now()), matter=OuterRef(matter))
    return Q(Exists(rows))


def _bars(viewer: Viewer, matter: str, bearing: Bearing) -> Iterator[models.QuerySet[Any]]:
    """What shuts the viewer out of a matter, as far as anything of the kind stands against them at all."""
    party = apps.get_model("ledger", "MatterParty").objects.filter(matter=OuterRef(matter))
    if bearing.matters:
        yield apps.get_model("ledger", "MatterBar").objects.filter(
            user=viewer.user_id, matter=OuterRef(matter)
        )
    if bearing.persons:
        yield party.filter(Exists(Bar.objects.filter(user=viewer.user_id, subject=OuterRef("subject"))))
    if bearing.parts and (parts := policy.barring_parts()):
        yield party.filter(subject=viewer.subject_id, part__in=parts)
