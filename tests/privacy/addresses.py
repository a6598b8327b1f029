"""Every address of the product, filled in from the world."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Any
from uuid import UUID, uuid4

from django.urls import URLPattern, URLResolver, converters, get_resolver, reverse
from django.urls.resolvers import RegexPattern, RoutePattern

from tests.privacy.world import World, duties
from youzhang.accounts.models import Delegation, RoleHolding
from youzhang.crisis.models import Referral
from youzhang.documents.models import StoredFile
from youzhang.notices.models import Notice
from youzhang.policy.facts import KINDS as TEXTS
from youzhang.policy.models import Publicity
from youzhang.premises.models import Agreement, Room, RoomBooking
from youzhang.staff.models import Shift, Swap, Training
from youzhang.workbench.decisions import DECISIONS

# Which kinds of matter the pages of a room show, where they take `matter_id`.
KINDS_OF = {
    "services": {"service"},
    "clients": {"resident"},
    **{
        f"clients:{page}": {"resident", "application", "crisis", "case", "minor-case", "casefile", "session"}
        for page in ("numbers", "emergency")
    },
    "policy": {"policy"},
    "intake": {"application"},
    "intake:service_applications": {"service"},
    "intake:service_applications_sheet": {"service"},
    "intake:register": {"service"},
    "casework": {"case", "minor-case", "casefile"},
    "casework:open": {"resident"},
    "casework:second_look": {"second-look"},
    "casework:access": {"file-access"},
    **{
        f"casework:{page}": {"session"}
        for page in ("session", "note", "add", "comment", "process", "move", "cancel", "missed", "tell_off")
    },
    "flows": {"application"},
    "staff": {"staff-file"},
    **{name: {"handover"} for name in ("staff:handover", "staff:accept", "staff:pass_on")},
    "premises": {"partner"},
    "crisis": {"crisis"},
    "crisis:expert_left": {"expert"},
    "crisis:glass": {"glass"},
    "crisis:concern": {"concern"},
    "meetings": {"meeting", "conference"},
    "meetings:call_crisis": {"centre-year"},
    "policy:publicise": {"policy", "centre-year"},
}
# Shows every matter of its kinds; the other pages of a matter are opened for a few of each kind.
SHOWING = {
    "crisis:crisis",
    "crisis:glass",
    "crisis:concern",
    "meetings:meeting",
    "casework:case",
    "casework:session",
    "casework:second_look",
    "casework:access",
    "staff:handover",
    "premises:partner",
    "services:service",
    "intake:application",
    "clients:person",
    "policy:library",
}


@dataclass(frozen=True)
class Page:
    """One address of one pattern."""

    name: str
    url: str
    given: dict[str, Any]
    opens_for: str

    @property
    def matter(self) -> UUID | None:
        """The matter that it is about, if it takes one."""
        found = self.given.get("matter_id")
        return found if isinstance(found, UUID) else None

    @property
    def kinds(self) -> set[str]:
        """The kinds of matter that it shows."""
        found = KINDS_OF.get(self.name) or KINDS_OF.get(self.name.partition(":")[0])
        assert found, f"say in KINDS_OF which kinds of matter {self.name} shows"
        return found


def patterns(
    resolver: URLResolver | None = None, space: str = "", above: Mapping[str, str] | None = None
) -> Iterator[tuple[str, URLPattern, dict[str, str]]]:
    """Every pattern, all the way down: its full name, itself, its parameters with their converters."""
    for entry in (resolver or get_resolver()).url_patterns:
        taken = {**(above or {}), **_parameters(entry)}
        if isinstance(entry, URLResolver):
            inner = ":".join(part for part in (space, entry.namespace or "") if part)
            yield from patterns(entry, inner, taken)
        else:
            yield f"{space}:{entry.name}" if space else str(entry.name), entry, taken


def pages(world: World) -> list[Page]:
    """Every pattern with every choice of its parameters."""
    pool, few = _pool(world), cycle(_few(world))
    return [page for name, pattern, taken in patterns() for page in _filled(name, pattern, taken, pool, few)]


def _filled(
    name: str, pattern: URLPattern, names: dict[str, str], pool: dict[str, Sequence[Any]], few: Iterator[Any]
) -> Iterator[Page]:
    """Each value of each parameter at least once; pages that act on a matter, for one here and one elsewhere."""
    choices = {one: _choices(name, one, kind, pool) for one, kind in names.items()}
    opens_for = getattr(pattern.callback, "opens_for", "third party")
    if "matter_id" in names:
        choices["matter_id"] = list(_matters_of(Page(name, "", {}, opens_for), pool["matter_id"], next(few)))
    for n in range(max((len(one) for one in choices.values()), default=1)):
        given = {one: values[n % len(values)] for one, values in choices.items()}
        yield Page(name, reverse(name, kwargs=given), given, opens_for)


def _matters_of(page: Page, every: Sequence[Any], few: dict[str, list[UUID]]) -> Iterator[UUID]:
    """A page that shows a matter: all of its kinds, one of another, and one that does not exist. A page that acts:
    one here and one elsewhere, of its kinds in turn from page to page."""
    if page.name not in SHOWING:
        kinds = sorted(page.kinds)
        yield from few[kinds[sum(page.name.encode()) % len(kinds)]]
        return
    yield from (matter.pk for matter in every if matter.kind in page.kinds)
    yield from (next(matter.pk for matter in every if matter.kind not in page.kinds), uuid4())


def _parameters(entry: URLPattern | URLResolver) -> dict[str, str]:
    """Parameter → its converter."""
    route = entry.pattern
    if isinstance(route, RoutePattern):
        kinds = {type(one): name for name, one in converters.get_converters().items()}
        return {name: kinds[type(one)] for name, one in route.converters.items()}
    assert isinstance(route, RegexPattern)
    return dict.fromkeys(route.regex.groupindex, "regex")


def _choices(page: str, name: str, kind: str, pool: dict[str, Sequence[Any]]) -> Sequence[Any]:
    found = pool.get(f"{name}:{kind}") or pool.get(name)
    assert found, (
        f"{page} takes <{kind}:{name}>: add values for {name!r} to the pool in tests/privacy/addresses.py"
    )
    return found


def _pool(world: World) -> dict[str, Sequence[Any]]:
    """Values for each parameter, by name; `name:converter` where a name means two things."""
    users, twin = world.users, world.people["twin"]
    return {
        "matter_id": world.matters(),
        "other_id": [twin.matter_id],
        "service_id": [world.services[name].pk for name in ("here", "here planned")] + [uuid4()],
        "duty_id": [duty.pk for duty in _one_each()],
        "relative_id": [*world.relatives, uuid4()],
        "referral_id": [*world.referrals, uuid4()],
        "step:slug": ["send", "no-such-step"],
        "request_id": [*world.asked, uuid4()],
        "job_id": [job.pk for job in world.jobs],
        "file_id": _some_files(world),
        "entry_id": [*Referral.unscoped.values_list("pk", flat=True)[:2], uuid4()],
        "user_id": [users[name].pk for name in ("lead", "counsellor", "there_lead", "sysadmin")],
        "holding_id": [
            RoleHolding.objects.filter(user=users[name])[0].pk for name in ("counsellor", "there_lead")
        ],
        "delegation_id": [Delegation.objects.earliest("pk").pk],
        "publicity_id": [one.pk for one in Publicity.unscoped.all()],
        "centre_id": [world.here.pk, world.there.pk],
        **{f"{name}_id": _of(model) for name, model in NOUNS.items()},
        "token": ["no-such-token"],
        "notice_id": [notice.pk for notice in Notice.objects.all()],
        "form": ["csv", "xlsx"],
        "act": [*DECISIONS, "no-such-act"],
        "door_id": [1],
        "part": ["guardian", "client", "no-such-part"],
        "step": ["again", "by-hand", "send", "no-such-step"],
        "kind": [*TEXTS, "no-such-kind"],
        "consent": ["information", "no-such-consent"],
        "rulebook": ["psych", "welfare", "no-such-book"],
        "number:int": [0, 1, 2, 3, 4],
        "number": ["34.1d", "34", "no-such-article"],
        "setting": ["45.respond.due", "no-such-setting"],
        "pk": [1],
        "key": ["a-key"],
        "uidb36": ["1"],
    }


NOUNS = {
    "shift": Shift, "swap": Swap, "training": Training, "room": Room, "booking": RoomBooking, "agreement": Agreement,
}  # fmt: skip


def _of(model: Any) -> list[UUID]:
    """Two of a kind: one here, one elsewhere; and one that does not exist."""
    return [*model._base_manager.order_by("pk").values_list("pk", flat=True)[:2], uuid4()]


def _one_each() -> list[Any]:
    """Two duties of each kind of matter and centre; the rest are alike."""
    found = duties()
    return list({(duty.matter.kind, duty.centre_id, n % 2): duty for n, duty in enumerate(found)}.values())


def _some_files(world: World) -> list[UUID]:
    about = world.applications["adult"].matter_id
    return list(StoredFile.objects.filter(about=about).values_list("pk", flat=True)[:2])


def _few(world: World) -> list[dict[str, list[UUID]]]:
    """By kind: one matter here (the rich ones in turn) and one of another centre."""
    elsewhere = {matter.kind: matter.pk for matter in world.matters() if matter.centre_id == world.there.pk}
    here = {matter.kind: matter.pk for matter in world.matters() if matter.centre_id == world.here.pk}
    turns = []
    for name in ("adult", "child"):
        rich = {
            "application": world.applications[name].matter_id,
            "resident": world.people[name].matter_id,
            "service": world.services["here"].matter_id,
        }
        known = here | rich
        turns.append(
            {kind: [known[kind], *([elsewhere[kind]] if kind in elsewhere else [])] for kind in here}
        )
    return turns
