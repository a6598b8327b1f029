"""What is owed, by whom: the reads behind My duties. How it went stands in `tallies`."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Exists, Expression, OuterRef, Q, QuerySet

from youzhang.accounts.models import Bar, Centre, RoleHolding, User
from youzhang.accounts.roles import ROLES
from youzhang.accounts.viewer import Viewer
from youzhang.kit import clock
from youzhang.kit.kept import Given, Kept, Sql, adapted, kept, together
from youzhang.ledger.models import Duty, DutyHolder, Fact, MatterBar, MatterParty
from youzhang.ledger.openness import missed_by_now, still_open
from youzhang.ledger.scope import visible
from youzhang.ledger.state import bearing_on

PAGE = 50
COUNTED = 100  # a count stops here: "100" is shown as "99+"
WAITING = 10
STARTED = 40
RECENT = timedelta(days=14)
EVER, NEVER = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)

# Of the keys of a page: what comes before all others, and the others.
FIRST, OTHERS = -2, -1

Key = tuple[datetime, UUID]
Shaping = Callable[[QuerySet[Duty]], QuerySet[Any]]


@dataclass(frozen=True)
class Wanted:
    """Which duties a list is of: a viewer's own at a centre or (`team`) all of it, of one article or matter kind.
    `first`: the kind of matter whose duties come before all others once they are due."""

    viewer: Viewer
    centre: Centre
    team: bool = False
    article: str = ""
    kind: str = ""
    first: str = ""

    def streams(self) -> list[QuerySet[Any]]:
        """One stream for each way of holding, so that each is read in the order of its index."""
        shown = DutyHolder.objects.filter(centre=self.centre, next_at__lte=clock.now())
        shown = shown.exclude(duty__in=missed_by_now().values("pk"))
        if self.article:
            shown = shown.filter(article=self.article)
        if self.kind:
            shown = shown.filter(kind=self.kind)
        if self.team:
            return [shown]
        roles = sorted(self.viewer.roles.get(self.centre.pk, ()))
        by_role = [shown.filter(user=None, role=role) for role in roles]
        return by_role + [shown.filter(user=person) for person in sorted(self.viewer.people(self.centre.pk))]

    @property
    def key(self) -> tuple[Hashable, ...]:
        """What its statements depend on, the ids of the viewer aside."""
        shape, who = self.viewer.likeness
        here = next((name for name, one in who.items() if one == self.centre.pk), self.centre.pk)
        return shape, bearing_on(self.viewer), here, self.team, self.article, self.kind, self.first

    @property
    def who(self) -> dict[str, UUID]:
        """The ids of the viewer."""
        return self.viewer.likeness[1]

    def kept(self, what: str, build: Callable[[], QuerySet[Any]]) -> Kept:
        """A statement of this list, for all viewers like this one."""
        return kept((what, self.key), build, self.who)

    def statements(self, what: str, of: Callable[[QuerySet[Any]], QuerySet[Any]]) -> list[Kept]:
        """A statement for each stream."""
        roles, people = self.viewer.roles.get(self.centre.pk, ()), self.viewer.people(self.centre.pk)
        streams = range(1 if self.team else len(roles) + len(people))
        return [self.kept(f"{what} {n}", lambda n=n: of(self.streams()[n])) for n in streams]  # type: ignore[misc]


@dataclass(frozen=True)
class Ahead:
    """What is due: the keys of a page and one more, how many fall due up to each moment, and after the last; and how
    many of the keys come before all others."""

    keys: list[Key]
    counts: list[int]
    first: int = 0


def ahead(
    wanted: Wanted, until: Sequence[datetime], after: Key | None = None, *, past: bool = False
) -> Ahead:
    """The next open duties by due date, and counts of the visible ones, each stopped at `COUNTED`; one query.

    Each stream of keys stops after a page, they are merged here. `past`: what comes before all others was shown.
    """
    first = streams_of(wanted, "first", after) if wanted.first and not past else []
    others = streams_of(wanted, "page", after if past or not wanted.first else None)
    asked = [(sql, some, FIRST) for sql, some in first] + [(sql, some, OTHERS) for sql, some in others]
    if not asked:
        return Ahead([], [0] * (len(until) + 1))
    parts = [
        (f"SELECT part{n}.*, {place}, 0 FROM ({sql}) AS part{n}", some)
        for n, (sql, some, place) in enumerate(asked)
    ]
    parts.append(_counts(wanted, until))
    rows = wanted.statements("row", _page)[0].rows(
        " UNION ALL ".join(sql for sql, _some in parts), [value for _sql, some in parts for value in some]
    )
    found = sorted({(bucket, due, duty) for due, duty, bucket, _n in rows if bucket < 0})[: PAGE + 1]
    counted = {bucket: min(n, COUNTED) for _due, _duty, bucket, n in rows if bucket >= 0}
    return Ahead(
        [(due, duty) for _bucket, due, duty in found],
        [counted[bucket] for bucket in sorted(counted)],
        sum(bucket == FIRST for bucket, _due, _duty in found[:PAGE]),
    )


def streams_of(wanted: Wanted, place: str, after: Key | None = None) -> list[Sql]:
    """The statement of each stream, up to a page and one more: read in the order of its index."""
    due_first = Q(kind=wanted.first, due__lte=clock.now())

    def page(stream: QuerySet[Any]) -> QuerySet[Any]:
        if wanted.first:
            stream = stream.filter(due_first if place == "first" else ~due_first)
        return _after(stream) if after else _page(stream)

    pages = wanted.statements(f"{place} after" if after else place, page)
    given = wanted.who | ({"due": after[0], "pk": after[1]} if after else {})
    return [one.sql(given) for one in pages if not one.empty]


def _page(stream: QuerySet[Any]) -> QuerySet[Any]:
    return stream.values_list("due", "duty_id").distinct().order_by("due", "duty_id")[: PAGE + 1]


def _after(stream: QuerySet[Any]) -> QuerySet[Any]:
    due = Given("due")
    return _page(stream.filter(Q(due__gt=due) | Q(due=due, duty_id__gt=Given("pk")), due__gte=due))


def _counts(wanted: Wanted, until: Sequence[datetime]) -> Sql:
    """How many fall due in each stretch of time: the streams are counted once for each row of stretches."""

    def visibly(stream: QuerySet[Any]) -> QuerySet[Any]:
        within = stream.filter(due__gt=Bound("above"), due__lte=Bound("upto"))
        seen = within.filter(visible(wanted.viewer, "matter", carried=True)).order_by().values("duty_id")
        once = seen.distinct() if wanted.team else seen  # a team's one stream has a row for each holder
        return once[:COUNTED]

    streams = [one.sql(wanted.who) for one in wanted.statements("seen", visibly) if not one.empty]
    if not streams:
        streams = [("SELECT NULL WHERE 1 = 0", [])]
    each = " UNION ".join(f"SELECT * FROM ({sql}) AS stream{n}" for n, (sql, _some) in enumerate(streams))
    moments = [adapted(moment, connection.alias) for moment in (EVER, *until, NEVER)]
    stretches = [f"SELECT {n} AS n, %s AS above, %s AS upto" for n in range(len(until) + 1)]
    values = [moment for pair in pairwise(moments) for moment in pair]
    sql = (
        f"SELECT NULL, NULL, stretch.n, (SELECT COUNT(*) FROM ({each}) AS counted)"
        f" FROM ({' UNION ALL '.join(stretches)}) AS stretch"
    )
    return sql, [value for _sql, some in streams for value in some] + values


class Bound(Expression):
    """An end of the stretch of time whose row is looked at."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    @property
    def identity(self) -> tuple[Hashable, ...]:
        return (Bound, self.name)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return f"stretch.{self.name}", ()


def duties(wanted: Wanted, ids: Sequence[UUID], shaped: Shaping, *, waiting: bool) -> list[Any]:
    """Those of these open duties whose matter the viewer may see and, if asked for, what others owe; one query.

    `shaped`: what to read along.
    """

    def found() -> QuerySet[Any]:
        rows = Duty.objects.visible_to(wanted.viewer)
        return shaped(rows.filter(still_open(), pk__in=[Given("ids")]))

    asked = [(wanted.kept("duties", found), {**wanted.who, "ids": list(ids)})]
    if waiting:
        others = wanted.kept("waiting", lambda: shaped(waiting_for_others(wanted, Given("since"))))
        asked.append((others, {**wanted.who, "since": clock.now() - RECENT}))
    return together(asked)


def waiting_for_others(wanted: Wanted, since: datetime | Given) -> QuerySet[Duty]:
    """What the viewer's newest facts set going and others still owe, the newest first: found by these facts, or all
    duties of the centre would be gone through."""
    people = wanted.viewer.people(wanted.centre.pk)
    mine = Q(role__in=wanted.viewer.roles.get(wanted.centre.pk, ())) | Q(user__in=people)
    # Not all facts that anybody recorded are still theirs to see: what is shown are the duties, and these are checked.
    started = Fact.unscoped.filter(by__in=people, at__gt=since).order_by("-at")
    found: QuerySet[Duty] = Duty.objects.visible_to(wanted.viewer).filter(
        ~Exists(DutyHolder.objects.filter(mine, duty=OuterRef("pk"))),
        still_open(),
        opened_by__in=started.values("pk")[:STARTED],
        centre=wanted.centre,
        shows_at__lte=clock.now(),
    )
    return found.order_by("-shows_at")[:WAITING]


def decisions_on(viewer: Viewer, duty: Duty) -> QuerySet[Fact]:
    """What people decided about a duty, newest first."""
    found: QuerySet[Fact] = Fact.objects.visible_to(viewer).filter(
        matter=duty.matter_id, kind__startswith="ledger.duty_", data__duty=str(duty.pk)
    )
    return found.select_related("by__subject__key").order_by("-at", "-seq")


def holding_by_name(viewer: Viewer, centre: Centre) -> list[tuple[User, int]]:
    """Who holds open duties at a centre by name, and how many the viewer may see of them."""
    held = DutyHolder.objects.filter(
        visible(viewer, "matter", carried=True), centre=centre, user__isnull=False
    )
    counts = dict(held.order_by().values_list("user").annotate(n=Count("duty")))
    users = User.objects.filter(pk__in=counts).select_related("subject__key").order_by("username")
    return [(user, counts[user.pk]) for user in users]


def unheld(viewer: Viewer, centre: Centre) -> QuerySet[Duty]:
    """Open duties that the viewer may see and nobody at the centre can do."""
    return nobody_can_do(Duty.objects.visible_to(viewer), centre)


def nobody_can_do(duties: QuerySet[Duty], centre: Centre) -> QuerySet[Duty]:
    """Those open at a centre for which nobody works there today: no role, no person, or all of them barred."""
    here = RoleHolding.objects.filter(RoleHolding.on(clock.today()), centre=centre, user__is_active=True)
    # Asked for by themselves: they are few or none, and no planner guesses that.
    ids = {pk for (pk,) in _held_by_nobody(here, centre).union(_left_to_the_barred(here, centre))}
    found = duties.filter(still_open(), pk__in=ids, shows_at__lte=clock.now())
    return found.order_by("shows_at")


def _held_by_nobody(here: QuerySet[RoleHolding], centre: Centre) -> QuerySet[DutyHolder, Any]:
    """Duties none of whose holders works here: looked for among what such roles and people hold."""
    held = DutyHolder.objects.filter(centre=centre)
    roles = {"", *ROLES} - set(here.values_list("role", flat=True))
    gone = User.objects.exclude(pk__in=here.values("user"))
    able = Q(user=None, role__in=here.values("role")) | Q(user__in=here.values("user"))
    alone = held.filter(~Exists(held.filter(able, duty=OuterRef("duty"))))
    by_role = alone.filter(user=None, role__in=sorted(roles)).values_list("duty")
    return by_role.union(alone.filter(user__in=gone).values_list("duty"))


def _left_to_the_barred(here: QuerySet[RoleHolding], centre: Centre) -> QuerySet[Duty, Any]:
    """Duties of matters from which people are barred, all of whose holders are: matters with bars are few."""
    persons = MatterParty.objects.filter(subject__in=Bar.objects.values("subject"))
    matters = MatterBar.objects.values("matter").union(persons.values("matter"))
    owed = Duty.unscoped.filter(matter__in=matters, centre=centre, outcome="open")
    return owed.filter(~Exists(_free_to_act(here))).values_list("pk")


def _free_to_act(here: QuerySet[RoleHolding]) -> QuerySet[RoleHolding]:
    """Of those who work here, the holders of the duty outside whom no bar keeps from its matter."""
    holds = Q(user=None, role=OuterRef("role")) | Q(user=OuterRef("user"))
    matter = OuterRef(OuterRef("matter"))
    parties = MatterParty.objects.filter(matter=matter, subject__bars__user=OuterRef("user"))
    return here.filter(
        Exists(DutyHolder.objects.filter(holds, duty=OuterRef(OuterRef("pk")))),
        ~Exists(MatterBar.objects.filter(matter=matter, user=OuterRef("user"))),
        ~Exists(parties),
    )
