"""A crisis as somebody has it before them, and how an act in it is declared."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from youzhang.accounts.access import StaffRequest
from youzhang.accounts.viewer import Viewer
from youzhang.crisis import queries, rules
from youzhang.crisis.actions.locking import check_may_act, others_work_on
from youzhang.crisis.models import Crisis
from youzhang.crisis.queries import File
from youzhang.crisis.sight import OPENED, SUPERVISOR, acts_by, reasons_for
from youzhang.ledger.refresh import views_of
from youzhang.pages.acts import Act, Link, Offer, On
from youzhang.rulebook.views import FactView
from youzhang.web.forms import Form


@dataclass(frozen=True)
class Work:
    """`let_in`: why the viewer reads what is said; `item`: the entry acted on; `file`: all of it, where it was read."""

    crisis: Crisis
    viewer: Viewer
    let_in: Set[str]
    item: Any = None
    file: File | None = None

    @property
    def pk(self) -> UUID:
        """Of the crisis: what is typed is kept for it."""
        return self.crisis.pk

    @property
    def matter_id(self) -> UUID:
        """Of the crisis."""
        return self.crisis.matter_id

    @property
    def facts(self) -> Sequence[FactView]:
        """What happened, as the gates of the rulebook take it."""
        return self.file.views if self.file else views_of(self.crisis.matter)

    def about(self, item: Any) -> Work:
        """The same, with the entry that is acted on."""
        return replace(self, item=item)


def crisis_url(crisis: Crisis | Work) -> str:
    """The page of a crisis."""
    return reverse("crisis:crisis", args=[crisis.matter_id])


def above(_row: Any) -> list[Link]:
    """What stands before every page of the room."""
    return [(reverse("crisis:list"), _("Crises"))]


def _found(
    request: StaffRequest, matter_id: UUID, entry_id: UUID | None = None, *, entries: str = ""
) -> Work | None:
    crisis = queries.crisis_for(request.viewer, matter_id)
    if crisis is None:
        return None
    asked = entry_id or _asked(request)
    item = queries.entry_of(request.viewer, crisis, entries, asked) if entries else None
    return Work(crisis, request.viewer, reasons_for(request.viewer, crisis), item)


def _asked(request: StaffRequest) -> UUID | None:
    """The entry that the address names."""
    try:
        return UUID(request.GET["entry"])
    except (KeyError, ValueError):
        return None


CRISIS: On[Work] = On(
    find=_found,
    page=crisis_url,
    called=lambda row: row.crisis.matter.number,
    log="crisis.seen",
    above=above,
    beneath=lambda row: [row.crisis.get_reason_display()],
    centre=lambda row: row.crisis.matter.centre_id,
)
PRINTED: On[Work] = replace(CRISIS, log="crisis.printed")


def on_entry(entries: str, on: On[Work] = CRISIS) -> On[Work]:
    """An entry of a crisis, by the name of its list in the file; its acts stand among those of the crisis."""
    return replace(
        on,
        find=lambda request, **ids: _found(request, **ids, entries=entries),
        query=lambda row: f"?entry={row.item.pk}",
    )


ON = {name: on_entry(name) for name in ("series", *queries.ENTRIES, *queries.SOME_OF)} | {"": CRISIS}


def offers_on(row: Work, entries: str, *names: str, pk: str = "") -> list[Offer]:
    """The acts of these names that could be taken now: on the crisis, or on an entry of the file as it was read."""
    item = row.file.waiting(entries, pk) if entries and row.file else None
    if entries and item is None:
        return []
    return CRISIS.offers(row.about(item), row.viewer, *(f"crisis:{name}" for name in names))


def acting(row: Work) -> None:
    """Whoever was let in, but to read and comment only, or because they opened it."""
    if not acts_by(row.let_in, row.crisis):
        check_may_act(row.viewer, row.crisis)


def reading(row: Work) -> None:
    """Whoever was let in, a supervisor among them."""
    if not row.let_in - {OPENED}:
        check_may_act(row.viewer, row.crisis)


def acting_on_all(row: Work) -> None:
    """Whoever acts in it and reads what others said: not whoever is only there until somebody takes it."""
    acting(row)
    if not row.let_in - {OPENED}:
        raise others_work_on(row.crisis)


def acting_on_own(row: Work) -> None:
    """The same for one entry: whoever is only there until somebody takes it sees what they entered themself."""
    acting(row)
    if row.item and row.item.by_id != row.viewer.user_id:
        acting_on_all(row)


def adding(row: Work) -> None:
    """Also whoever opened it: what they hear, and whom they called, is said at any time."""
    if not row.let_in - {SUPERVISOR}:
        check_may_act(row.viewer, row.crisis)


def anyone(_row: Work) -> None:
    """Also whoever was not let in; and what nothing else stands before."""


def act(
    name: str,
    title: Any,
    form: Any = Form,
    *,
    entry: str = "",
    who: Callable[[Work], None] = acting,
    stands: Callable[[Work], None] = anyone,
    when_closed: bool = False,
    **declared: Any,
) -> Callable[[Any], Act[Work]]:
    """Declare an act. `entry`: the list whose entry it is about; `when_closed`: also once the crisis is closed;
    `stands`: refuses what the act would. The others: see `pages.acts.Act`."""

    def is_open(row: Work) -> None:
        if not when_closed:
            rules.check_open(row.crisis)

    def lets(row: Work, _viewer: Viewer) -> None:
        who(row)
        if entry and row.item is None:
            is_open(row)
            raise Http404

    def ready(row: Work, _viewer: Viewer) -> None:
        is_open(row)
        stands(row)

    fixed = {"lets": lets, "ready": ready, "inline": True, "said": _("Noted.")}
    return ON[entry].act(f"crisis:{name}", title, form, **fixed | declared)
