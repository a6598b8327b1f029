"""Reading crises: what waits for somebody, the list, one crisis as far as one may read it."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf

from youzhang.accounts.models import Centre
from youzhang.accounts.viewer import Viewer
from youzhang.clients.guardians import ABOUT_WHOM, SUSPECTED
from youzhang.crisis.keyset import one_page
from youzhang.crisis.models import (
    Confirmation,
    Crisis,
    FollowUp,
    HandOver,
    HarmCheck,
    Lifting,
    LookAgain,
    LookBack,
    Lowering,
    MoreKnown,
    Referral,
    ReviewComment,
    RiskAssessment,
    SafetyPlan,
    SentBack,
    Step,
    Telling,
)
from youzhang.crisis.sight import OPENED, SUPERVISOR, acts_by
from youzhang.crisis.telling_rules import BY_TWO, LEAVES_OUT
from youzhang.kit.kept import Given
from youzhang.ledger import coding
from youzhang.ledger.models import Duty, Fact, Matter, MatterParty
from youzhang.ledger.openness import still_open
from youzhang.ledger.registry import vocabulary
from youzhang.ledger.scope import seen
from youzhang.rulebook.views import FactView
from youzhang.vault.models import Subject

JUST_NOW = timedelta(minutes=10)
# The article under which follow-ups are owed.
SERIES = "psych:15.3c"
LONGEST_TIMELINE = 400
# What a list of the file holds, and what is read along besides who entered it.
ENTRIES: dict[str, tuple[Any, tuple[str, ...]]] = {
    "assessments": (RiskAssessment, ()),
    "lowerings": (Lowering, ("second__subject__key",)),
    "more": (MoreKnown, ()),
    "tellings": (Telling, ("reviewed_by__subject__key", "second__subject__key")),
    "confirmations": (Confirmation, ("telling",)),
    "liftings": (Lifting, ()),
    "harm_checks": (HarmCheck, ()),
    "safety_plans": (SafetyPlan, ()),
    "steps": (Step, ()),
    "follow_ups": (FollowUp, ()),
    "referrals": (Referral, ("partner__matter__key",)),
    "sent_back": (SentBack, ("referral__matter__key", "confirmation__telling")),
    "looks": (LookAgain, ()),
    "hand_overs": (HandOver, ("to__subject__key",)),
    "look_backs": (LookBack, ()),
    "comments": (ReviewComment, ()),
    "watch_ends": (Lowering, ("second__subject__key",)),
}
# Entries that few crises have: looked for only where a fact tells of one.
SELDOM = {
    "confirmations": "crisis.confirmed",
    "sent_back": "crisis.sent_back",
    "looks": "crisis.looked_again",
    "liftings": "crisis.suspicion_lifted",
    "steps": "crisis.step_taken",
    "watch_ends": "crisis.watch_end_asked",
    "look_backs": "crisis.reviewed",
    "comments": "crisis.commented",
}

# What an entry is like that waits for an answer.
WAITS: dict[str, dict[str, Any]] = {
    "referrals": {"answer__in": ("", "no_answer")},
    "lowerings": {"agreed": None, "what": "level"},
    "watch_ends": {"agreed": None, "what": "watch"},
    "hand_overs": {"accepted_at": None, "ended_at": None},
    "tellings": {"outcome": "told", "reviewed_at": None},
    "comments": {"read_at": None},
    "left_out": {"outcome__in": LEAVES_OUT, "reason__in": BY_TWO, "seconded_at": None},
}
# What an act calls some of the entries of a list.
SOME_OF = {"left_out": "tellings"}


def open_for(viewer: Viewer) -> QuerySet[Crisis]:
    """The crises that nobody has taken, of those the viewer can act on; the longest waiting first."""
    waiting = Crisis.objects.visible_to(viewer).filter(taken_at=None, closed_at=None)
    found: QuerySet[Crisis] = waiting.select_related("matter__centre__organisation", "matter__key").order_by(
        "opened_at"
    )
    return found


def crisis_for(viewer: Viewer, matter_id: UUID) -> Crisis | None:
    """A crisis that the viewer may see; what is said in it only `sight.may_read` opens."""
    along = (
        "matter__centre__organisation",
        "matter__key",
        "lead__subject__key",
        "opened_by__subject__key",
        "closed_by__subject__key",
    )

    def build() -> QuerySet[Crisis]:
        suspects = MatterParty.objects.filter(matter=OuterRef("matter"), part=SUSPECTED)
        found = Crisis.objects.visible_to(viewer).filter(matter=Given("matter"))
        read: QuerySet[Crisis] = found.annotate(has_suspect=Exists(suspects)).select_related(*along)
        return read

    return next(iter(seen("crisis.crisis", viewer, build, matter=matter_id)), None)


def just_opened(viewer: Viewer, now: datetime) -> Crisis | None:
    """The crisis that the viewer opened minutes ago: whoever comes back to the form may mean the same one."""
    mine = Crisis.objects.visible_to(viewer).filter(opened_by=viewer.user_id, closed_at=None)
    found = mine.filter(opened_at__gt=now - JUST_NOW).select_related("matter")
    crisis: Crisis | None = found.order_by("-opened_at").first()
    return crisis


def crises_at(
    viewer: Viewer, centre: Centre, *, state: str = "", after: str = ""
) -> tuple[list[Crisis], str]:
    """The crises of a centre, newest first; one page, and where the next begins."""
    found = Crisis.objects.visible_to(viewer).filter(matter__centre=centre)
    if state == "open":
        found = found.filter(closed_at=None)
    elif state == "closed":
        found = found.filter(closed_at__isnull=False)
    return one_page(found.select_related("matter", "lead__subject__key"), "opened_at", after)


def in_danger(viewer: Viewer, centre: Centre) -> list[Crisis]:
    """The open crises in which somebody is in danger, or nobody has assessed it: the highest level first."""
    found = Crisis.objects.visible_to(viewer).filter(matter__centre=centre, closed_at=None)
    high = found.filter(level__in=("", "3", "4")).annotate(
        worst=Coalesce(NullIf("level", Value("")), Value("3"))
    )
    return list(high.select_related("matter", "lead__subject__key").order_by("-worst", "-opened_at")[:50])


@dataclass(frozen=True)
class File:
    """A crisis with what stands in it; `let_in`: why the viewer reads what is said, empty if they do not;
    `is_mine`: they raised this very alarm, not one that was joined to it."""

    crisis: Crisis
    let_in: Set[str]
    facts: list[Fact]
    duties: list[Duty]
    is_mine: bool = False
    entries: dict[str, list[Any]] = field(default_factory=dict)

    @property
    def reads(self) -> bool:
        """Whether the viewer was let in to what is said."""
        return bool(self.let_in - {OPENED})

    @property
    def acts(self) -> bool:
        """Whether they do more than read and comment."""
        return acts_by(self.let_in, self.crisis)

    @property
    def adds(self) -> bool:
        """Whether they may at least add what they hear."""
        return bool(self.let_in - {SUPERVISOR})

    @property
    def only_opened(self) -> bool:
        """Whether raising it is all the part they have in it."""
        return self.let_in == {OPENED}

    @property
    def knows(self) -> bool:
        """Whether they read who it is about: also whoever said all of that themself."""
        told = (fact for fact in self.facts if fact.kind == "crisis.more_known")
        alone = (one.by_id == self.crisis.opened_by_id for one in told)
        return self.reads or (self.only_opened and self.is_mine and all(alone))

    @property
    def views(self) -> list[FactView]:
        """What happened, as the gates of the rulebook take it."""
        return [coding.view(fact) for fact in self.facts]

    def of(self, name: str) -> list[Any]:
        """The entries of one sort, in their order."""
        return self.entries.get(name, [])

    def waiting(self, name: str, pk: str = "") -> Any:
        """As `entry_of`, of what was read here."""
        rows = self.of(SOME_OF.get(name, name))
        if pk:
            return next((one for one in rows if str(one.pk) == pk), None)
        if name not in WAITS:
            return rows[-1] if rows else None
        return next((one for one in rows if all(_is_so(one, *wait) for wait in WAITS[name].items())), None)


def _is_so(one: Any, field: str, is_so: Any) -> bool:
    name, _sep, test = field.partition("__")
    return getattr(one, name) in is_so if test else getattr(one, name) == is_so


def file_of(viewer: Viewer, crisis: Crisis, let_in: Set[str]) -> File:
    """Everything about a crisis that was just found for this viewer, as far as they were let in to read it."""

    def mine(model: Any, *along: str) -> QuerySet[Any]:
        rows: QuerySet[Any] = model.objects.visible_to(viewer).filter(matter=crisis.matter_id)
        return rows.select_related(*along)

    # Who only opened it reads what they entered themself.
    own = {"by": viewer.user_id} if let_in == {OPENED} else {}
    facts = list(mine(Fact, "by__subject__key").order_by("at", "id")[:LONGEST_TIMELINE])
    told_of = {fact.kind for fact in facts}
    entries: dict[str, list[Any]] = {}
    for name, (model, along) in ENTRIES.items() if let_in else ():
        if name not in SELDOM or SELDOM[name] in told_of or len(facts) == LONGEST_TIMELINE:
            entries[name] = list(
                mine(model, "matter__key", "by__subject__key", *along).filter(**own).order_by("at", "id")
            )
    return File(
        crisis=crisis,
        let_in=let_in,
        facts=facts,
        is_mine=crisis.opened_by_id == viewer.user_id,
        duties=list(mine(Duty, "taken_by__subject__key").order_by("due", "article")),
        entries=entries,
    )


def entry_of(viewer: Viewer, crisis: Crisis, name: str, pk: UUID | None) -> Any:
    """One entry of a sort, else the first that waits for an answer; None: there is none."""
    if name == "series":
        owed = series_of(Duty.objects.visible_to(viewer).filter(still_open(), matter=crisis.matter_id))
        return next((one for one in owed if pk in (None, one.pk)), None)
    model, along = ENTRIES[SOME_OF.get(name, name)]
    rows = model.objects.visible_to(viewer).filter(matter=crisis.matter_id)
    rows = rows.select_related("matter__key", "matter__centre", "crisis__matter__centre", *along)
    if name == "look_backs":
        return rows.order_by("-at", "-pk").first()
    return rows.filter(pk=pk).first() if pk else rows.filter(**WAITS[name]).order_by("at").first()


def series_of(duties: Iterable[Duty]) -> list[Duty]:
    """The follow-ups of a crisis among its duties, by their day."""
    found = (
        one for one in duties if one.article == SERIES and one.name in {"follow_ups", "planned"} and one.due
    )
    return sorted(found, key=lambda one: (one.due, one.pk))


def matter_for(viewer: Viewer, matter_id: UUID) -> tuple[Matter | None, Subject | None]:
    """A matter from whose page a crisis is opened, and the person it is about, if the viewer may see it."""
    matter = Matter.objects.visible_to(viewer).select_related("centre").filter(pk=matter_id).first()
    if matter is None:
        return None, None
    parties = MatterParty.objects.filter(matter=matter, part__in=ABOUT_WHOM).select_related("subject")
    party = parties.order_by("pk").first()
    return matter, party.subject if party else None


def about_what(viewer: Viewer, crisis: Crisis) -> list[tuple[str, Matter]]:
    """What the crisis was opened about, the person's file, the crises before, after and joined to it, with their
    pages, as far as the viewer sees them."""
    person = Q(kind="resident", person__subject=crisis.subject_id) if crisis.subject_id else Q(pk__in=[])
    linked = Q(crisis__in=[pk for pk in (crisis.before_id, crisis.joined_id) if pk])
    linked |= Q(crisis__before=crisis.pk) | Q(crisis__joined=crisis.pk)
    found = Matter.objects.visible_to(viewer).filter(Q(pk=crisis.about_id) | person | linked)
    pages = vocabulary().matters
    return [(pages[one.kind].page, one) for one in found.order_by("kind", "opened_at")]
