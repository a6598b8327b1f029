"""`writing`: the one door through which facts come in.

Locks its matters in id order, records facts behind the gates of the rulebook, derives the duties anew on the way
out and appends to the centre's chain as the last statements of the transaction.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from youzhang.accounts.models import User
from youzhang.kit import clock
from youzhang.kit.kept import Given, kept
from youzhang.kit.made import fresh
from youzhang.kit.refused import Refused
from youzhang.kit.written import put
from youzhang.ledger import coding, entering, refusals, state
from youzhang.ledger.gated import check_gates
from youzhang.ledger.models import Fact, Matter
from youzhang.ledger.refresh import pending, refresh, views_of, waiting_on
from youzhang.ledger.registry import vocabulary
from youzhang.rulebook.views import FactView
from youzhang.vault import chain

LATE_ENTRY = timedelta(hours=24)
LATE_REASONS = ("no_network", "paper_first", "told_later", "forgotten", "correction", "before_system")


class Record:
    """Records facts on matters that are locked for writing."""

    def __init__(
        self,
        matters: dict[UUID, Matter],
        by: User | None,
        at: datetime,
        late_reason: str,
        *,
        new: bool = False,
    ) -> None:
        self._matters = matters
        self._main = next(iter(matters.values()))
        self._by = by
        self.at = at
        self._recorded_at = clock.now()
        self._late_reason = late_reason
        self._new = new
        self._views: dict[UUID, list[FactView]] = {}
        self._beside: dict[UUID, int] = {}
        self.facts: list[Fact] = []

    def __call__(
        self,
        kind: str,
        /,
        *,
        on: Matter | None = None,
        counts_in: Matter | None = None,
        answers: Fact | None = None,
        amends: Fact | None = None,
        void: bool = False,
        at: datetime | None = None,
        **data: Any,
    ) -> Fact:
        """Record that something happened; refused when a gate of the rulebook stands before it."""
        matter = self._locked(on or self._main)
        spec = vocabulary().facts[kind]
        if faults := [] if void else spec.faults(data):
            raise ValueError("; ".join(faults))
        happened = self._happened(at or self.at)
        if not void:
            self._pass_gates(matter, kind, data)
        fact = fresh(
            Fact,
            matter=matter,
            counts_in=counts_in and self._locked(counts_in),
            centre_id=matter.centre_id,
            kind=kind,
            at=happened,
            recorded_at=self._recorded_at,
            by=self._by,
            data=coding.to_json(data),
            late_reason=self._late_reason,
            answers=answers,
            amends=amends,
            void=void,
        )
        self._note(fact, matter)
        return fact

    def _note(self, fact: Fact, matter: Matter) -> None:
        self.views_of(matter).append(coding.view(fact))
        if fact.counts_in:
            self.views_of(fact.counts_in).append(coding.view(fact, counted=True))
        self.facts.append(fact)

    def _locked(self, matter: Matter) -> Matter:
        if matter.pk not in self._matters:
            raise RuntimeError(f"{matter} is not locked for writing")
        return self._matters[matter.pk]

    def _happened(self, at: datetime) -> datetime:
        if at > self._recorded_at:
            raise Refused(
                "rule:future", _("This lies in the future."), _("Enter it once it has happened."), "at"
            )
        if self._recorded_at - at > LATE_ENTRY and self._late_reason not in LATE_REASONS:
            raise Refused(
                "rule:late_entry",
                _("This happened more than 24 hours ago."),
                _("Say why it is entered only now."),
                "late_reason",
            )
        return at

    def views_of(self, matter: Matter) -> list[FactView]:
        """The facts of a locked matter, those of this block and of acts inside it included."""
        beside = len(waiting_on(matter))
        if self._beside.get(matter.pk, -1) != beside:
            self._beside[matter.pk] = beside
            mine = (fact for fact in self.facts if matter.pk in (fact.matter_id, fact.counts_in_id))
            written = [] if self._new and not beside else views_of(matter)
            self._views[matter.pk] = written + [
                coding.view(fact, counted=fact.matter_id != matter.pk) for fact in mine
            ]
        return self._views[matter.pk]

    def _pass_gates(self, matter: Matter, kind: str, data: dict[str, Any]) -> None:
        views = self.views_of(matter)
        try:
            check_gates(matter.centre, kind, data, by=self._by_id, views=views, at=self.at)
        except Refused as refused:
            refusals.count(matter.centre, refused.article, kind)
            raise

    @property
    def _by_id(self) -> UUID | None:
        return self._by.pk if self._by else None


@contextmanager
def writing(
    *matters: Matter, by: User | None, at: datetime | None = None, late_reason: str = ""
) -> Iterator[Record]:
    """Lock matters (the first is the one recorded on by default), record, refresh, append to the chain.

    `at`: when it happened (default now); more than 24 hours back asks a `late_reason` of `LATE_REASONS`.
    """
    with one_act() as facts:
        locked = {row.pk: row for row in kept("ledger.lock", _locking).ask(ids=[m.pk for m in matters])}
        record = Record({m.pk: locked[m.pk] for m in matters}, by, at or clock.now(), late_reason)
        yield record
        for matter in locked.values():
            refresh(matter, record.views_of(matter), trusting=True)
        facts += record.facts


@contextmanager
def writing_anew(
    matter: Matter,
    parents: Sequence[FactView] = (),
    *,
    by: User | None,
    at: datetime | None = None,
    late_reason: str = "",
) -> Iterator[Record]:
    """`writing` on a matter that this transaction made: nobody else can hold it, nothing was recorded on it yet.

    `parents`: what is written on the matter above it.
    """
    with one_act() as facts:
        record = Record({matter.pk: matter}, by, at or clock.now(), late_reason, new=True)
        yield record
        refresh(matter, record.views_of(matter), parents, new=True)
        facts += record.facts


def _locking() -> QuerySet[Matter]:
    rows = Matter.unscoped.filter(pk__in=[Given("ids")]).select_related("centre").order_by("pk")
    locked: QuerySet[Matter] = rows.select_for_update(of=("self",))
    return locked


@contextmanager
def one_act(*, savepoint: bool = True) -> Iterator[list[Fact]]:
    """One transaction, however many matters are opened and written in it; its facts, and what it entered of rows,
    go to their chains at the end.

    `savepoint=False`: where it fails, whatever is around it fails too.
    """
    facts = pending.get()
    if facts is not None:
        with transaction.atomic(savepoint=False):
            yield facts
        return
    with state.remembered(), refusals.counted(), transaction.atomic(savepoint=savepoint):
        facts = []
        token = pending.set(facts)
        try:
            with entering.together(facts):
                yield facts
                _append(facts)
        finally:
            pending.reset(token)


def _append(facts: list[Fact]) -> None:
    by_centre: dict[UUID, list[Fact]] = {}
    for fact in facts:
        by_centre.setdefault(fact.centre_id, []).append(fact)
    for centre, mine in sorted(by_centre.items()):
        placed = chain.append_many(f"facts:{centre}", [coding.payload(fact) for fact in mine])
        for fact, place in zip(mine, placed, strict=True):
            for name, value in vars(place).items():
                setattr(fact, name, value)
    put(facts)
