"""What is owed, by whom: the reads behind My duties. How it went stands in `tallies`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from youzhang.accounts.models import Centre, RoleHolding, User
from youzhang.accounts.viewer import Viewer
from youzhang.kit import clock
from youzhang.ledger.models import Duty, DutyHolder, Fact
from youzhang.ledger.scope import stands_against, visible

PAGE = 50
COUNTED = 100  # a count stops here: "100" is shown as "99+"
WAITING = 10
RECENT = timedelta(days=14)

Key = tuple[datetime, UUID]


@dataclass(frozen=True)
class Wanted:
    """Which duties a list is of: a viewer's own at a centre or (`team`) all of it, of one article or matter kind."""

    viewer: Viewer
    centre: Centre
    team: bool = False
    article: str = ""
    kind: str = ""

    def streams(self) -> list[QuerySet[Any]]:
        """One stream for each way of holding, so that each is read in the order of its index."""
        shown = DutyHolder.objects.filter(centre=self.centre, next_at__lte=clock.now())
        if self.article:
            shown = shown.filter(duty__article=self.article)
        if self.kind:
            shown = shown.filter(duty__matter__kind=self.kind)
        if self.team:
            return [shown]
        roles = sorted(self.viewer.roles.get(self.centre.pk, ()))
        by_role = [shown.filter(user=None, role=role) for role in roles]
        return by_role + [shown.filter(user=person) for person in sorted(self.viewer.people(self.centre.pk))]


Sql = tuple[str, tuple[Any, ...]]
SOME_TIME = datetime(1970, 1, 1, tzinfo=UTC)  # stands for now in statements that are kept


@dataclass(frozen=True)
class _Kept:
    """A statement's name in the memory of the process: everything it depends on but the time."""

    name: tuple[Any, ...]
    wanted: Wanted = field(compare=False)

    @classmethod
    def of(cls, wanted: Wanted, what: str) -> _Kept:
        """Two lists of one name are asked for by the same statements."""
        viewer = wanted.viewer
        roles, acts_for = frozenset(viewer.roles.items()), frozenset(viewer.acts_for.items())
        bars = stands_against(viewer)
        who = (viewer.user_id, viewer.subject_id, roles, acts_for, bars)
        return cls((what, who, wanted.centre.pk, wanted.team, wanted.article, wanted.kind), wanted)

    def now(self) -> list[Sql]:
        """The statements of each stream, for this moment: putting one together costs more than asking it."""
        then, now = (connection.ops.adapt_datetimefield_value(at) for at in (SOME_TIME, clock.now()))
        made = _made(self, connection.vendor)
        return [(sql, tuple(now if value == then else value for value in params)) for sql, params in made]


@lru_cache(maxsize=512)
def _made(kept: _Kept, _vendor: str) -> list[Sql]:
    with clock.frozen_at(SOME_TIME):
        streams = kept.wanted.streams()
        if kept.name[0] == "page":
            return [_page(stream, PAGE + 1) for stream in streams]
        seen = [stream.filter(visible(kept.wanted.viewer, "duty__matter")) for stream in streams]
        return [one.order_by().values("due", "duty_id").query.sql_with_params() for one in seen]


def _page(stream: QuerySet[Any], limit: int) -> Sql:
    rows = stream.values("due", "duty_id").annotate(first=Min("pk")).order_by("due", "duty_id")
    made: Sql = rows[:limit].query.sql_with_params()
    return made


def keys(wanted: Wanted, after: Key | None = None) -> list[Key]:
    """The next open duties by due date, one more than a page: each stream stops there, they are merged here."""
    if after:
        later = Q(due__gt=after[0]) | Q(due=after[0], duty_id__gt=after[1])
        parts = [_page(stream.filter(later, due__gte=after[0]), PAGE + 1) for stream in wanted.streams()]
    else:
        parts = _Kept.of(wanted, "page").now()
    sql = " UNION ALL ".join(f"SELECT * FROM ({part}) AS part{n}" for n, (part, _params) in enumerate(parts))
    held = DutyHolder.objects.raw(
        sql, [p for _part, params in parts for p in params], translations={"first": "id"}
    )
    return sorted({(row.due, row.duty_id) for row in held})[: PAGE + 1]


def count_due(wanted: Wanted, until: Sequence[datetime]) -> list[int]:
    """How many visible duties fall due up to each of these moments, and after the last; one query, each count
    stops at `COUNTED`."""
    streams = _Kept.of(wanted, "seen").now()
    moments = [connection.ops.adapt_datetimefield_value(moment) for moment in until]
    counts: list[str] = []
    values: list[Any] = []
    for above, upto in zip([None, *moments], [*moments, None], strict=True):
        tests = {"due > %s": above, "due <= %s": upto}
        within = " AND ".join(test for test, moment in tests.items() if moment) or "1 = 1"
        parts: list[str] = []
        for sql, params in streams:
            name = f"part{len(counts)}_{len(parts)}"
            some = f"SELECT duty_id FROM ({sql}) AS {name} WHERE {within} LIMIT {COUNTED}"
            parts.append(f"SELECT * FROM ({some}) AS some_{name}")
            values += [*params, *filter(None, tests.values())]
        counts.append(f"(SELECT COUNT(*) FROM ({' UNION '.join(parts)}) AS bucket{len(counts)})")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(counts)}", values)
        return [min(count, COUNTED) for count in cursor.fetchone()]


def duties(viewer: Viewer, ids: Iterable[UUID]) -> QuerySet[Duty]:
    """Those of these open duties whose matter the viewer may see."""
    found: QuerySet[Duty] = Duty.objects.visible_to(viewer).filter(pk__in=list(ids), outcome="open")
    return found


def waiting_for_others(viewer: Viewer, centre: Centre) -> QuerySet[Duty]:
    """What the viewer set going these last two weeks and others still owe, newest first."""
    now = clock.now()
    mine = Q(role__in=viewer.roles.get(centre.pk, ())) | Q(user__in=viewer.people(centre.pk))
    recent = Duty.objects.visible_to(viewer).filter(
        centre=centre, outcome="open", shows_at__lte=now, shows_at__gt=now - RECENT
    )
    found: QuerySet[Duty] = recent.filter(
        ~Exists(DutyHolder.objects.filter(mine, duty=OuterRef("pk"))),
        opened_by__by__in=viewer.people(centre.pk),
    ).order_by("-shows_at")[:WAITING]
    return found


def decisions_on(viewer: Viewer, duty: Duty) -> QuerySet[Fact]:
    """What people decided about a duty, newest first."""
    found: QuerySet[Fact] = Fact.objects.visible_to(viewer).filter(
        matter=duty.matter_id, kind__startswith="ledger.duty_", data__duty=str(duty.pk)
    )
    return found.select_related("by__subject__key").order_by("-at", "-seq")


def holding_by_name(viewer: Viewer, centre: Centre) -> list[tuple[User, int]]:
    """Who holds open duties at a centre by name, and how many the viewer may see of them."""
    held = DutyHolder.objects.filter(visible(viewer, "duty__matter"), centre=centre, user__isnull=False)
    counts = dict(held.order_by().values_list("user").annotate(n=Count("duty")))
    users = User.objects.filter(pk__in=counts).select_related("subject__key").order_by("username")
    return [(user, counts[user.pk]) for user in users]


def unheld(viewer: Viewer, centre: Centre) -> QuerySet[Duty]:
    """Open duties at a centre which nobody who works there today can do."""
    here = RoleHolding.objects.filter(RoleHolding.on(clock.today()), centre=centre, user__is_active=True)
    able = Q(user=None, role__in=here.values("role")) | Q(user__in=here.values("user"))
    found: QuerySet[Duty] = Duty.objects.visible_to(viewer).filter(
        ~Exists(DutyHolder.objects.filter(able, duty=OuterRef("pk"))),
        centre=centre,
        outcome="open",
        shows_at__lte=clock.now(),
    )
    return found.order_by("shows_at")
