"""The acts of a room as pages: the row is found and its opening noted, who may act and whether it stands so is asked,
the form is shown, the act runs, and one goes back to where the row is seen whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from youzhang.accounts.access import StaffRequest, staff
from youzhang.accounts.accesses import log_access
from youzhang.accounts.centres import current_centre
from youzhang.accounts.models import Centre
from youzhang.accounts.viewer import Viewer
from youzhang.kit.refused import why_not
from youzhang.ledger.policy import check_may
from youzhang.web.forms import Form
from youzhang.web.marks import cite
from youzhang.web.opening import on_opening
from youzhang.web.submit import open_form, submit

T = TypeVar("T")
Link = tuple[str, Any]  # an address and its words
_both = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class Offer:
    """A button that leads to an act which could be taken now."""

    href: str
    title: Any
    icon: str
    weight: str


@dataclass(frozen=True)
class On(Generic[T]):
    """What acts are done on.

    `find`: the row by the ids of the address, None where it is not visible. `page`: where it is seen whole; `called`:
    its name there. `log`: its opening in the access log, which every row of a matter has. `above`: the crumbs before
    it; `beneath`: what else stands under the title of its acts. `centre`: where it belongs; `ids`, `query`: what its
    acts carry in their address.
    """

    find: Callable[..., T | None]
    page: Callable[[T], str]
    called: Callable[[T], Any]
    log: str = ""
    above: Callable[[T], Sequence[Link]] = lambda row: ()
    beneath: Callable[[T], Sequence[Any]] = lambda row: ()
    centre: Callable[[T], UUID] = lambda row: row.matter.centre_id  # type: ignore[attr-defined]
    ids: Callable[[T], Mapping[str, object]] = lambda row: {"matter_id": row.matter_id}  # type: ignore[attr-defined]
    query: Callable[[T], str] = lambda row: ""
    acts: list[Act[T]] = field(default_factory=list, compare=False)

    def found(self, request: StaffRequest, **ids: UUID) -> T:
        """The row, or no such page; that it was opened is written down first."""
        row = self.find(request, **ids)
        if row is None:
            raise Http404
        if matter_id := getattr(row, "matter_id", None):
            if not self.log:
                raise TypeError(f"Opening a row of a matter is written down: {self.find} needs `log`")
            log_access(request.viewer, self.log, matter_id, self.centre(row))
        return row

    def shown(self, template: str) -> Callable[[Callable[[T, StaffRequest], Mapping[str, Any]]], Any]:
        """A page that only shows the row: the function gives what its template needs besides the offers."""

        def decorate(run: Callable[[T, StaffRequest], Mapping[str, Any]]) -> Any:
            def view(request: StaffRequest, **ids: UUID) -> HttpResponse:
                row = self.found(request, **ids)
                context = {"acts": partial(self.offers, row, request.viewer), **run(row, request)}
                return render(request, template, context)

            return staff(require_safe(view))

        return decorate

    def offers(self, row: T, viewer: Viewer, *names: str) -> list[Offer]:
        """The acts of these names that the viewer could take now, in this order."""
        by_name = {act.name: act for act in self.acts}
        found = (by_name[name].offer(row, viewer) for name in names)
        return [offer for offer in found if offer]

    def act(self, name: str, title: Any, form: Any = Form, **declared: Any) -> Callable[[Any], Act[T]]:
        """Declare an act; the function runs it with the row, the form as sent and who acts. See `Act`."""

        def decorate(run: Callable[[T, Any, Viewer], Any]) -> Act[T]:
            made = Act(self, name, title, form, run, **declared)
            self.acts.append(made)
            return made

        return decorate


def at_centre(name: str, called: Any) -> On[Centre]:
    """What is done at the centre looked at, from a page (`premises:rooms`) that takes nothing."""
    return On(
        find=current_centre,
        page=lambda _centre: reverse(name),
        called=lambda _centre: called,
        centre=lambda centre: centre.pk,
        ids=lambda _centre: {},
    )


def _anything(_row: Any, _viewer: Viewer) -> None:
    """Nothing stands in the way of most acts but who takes them."""


@dataclass(frozen=True)
class Act(Generic[T]):
    """One act, declared once: the page that takes it, and whether a button leads there.

    `name`: of its address (`premises:sign`). `form`: its class, or what chooses one for a row. `may`: the act of the
    policy table; `lets`: refuses whoever is let in by something else, also when the form is sent. `ready`: refuses what
    the action itself would refuse, asked for the page and for each button. `options`: what the form is made with.
    `done`: where one goes afterwards, unless to the row. `button`, `icon`, `weight` (primary, quiet, danger): how a
    button elsewhere shows it, `button` also by the row; `sends`, `leaves`: what its own and the way back say.
    `article`, `also` (more of them), `note`, `danger`, `details` (words and values
    beside the form), `quote`, `inline` (choices beside each other): what the page shows; `template`: a page of its own,
    `beside`: what that shows besides.
    """

    on: On[T]
    name: str
    title: Any
    form: Any
    run: Callable[[T, Any, Viewer], Any]
    may: str = ""
    lets: Callable[[T, Viewer], object] = _anything
    ready: Callable[[T, Viewer], object] = _anything
    options: Callable[[T, StaffRequest], Mapping[str, Any]] = lambda row, request: {}
    done: Callable[[Any], str] | None = None
    said: Any = ""
    sends: Any = ""
    button: Any = ""
    icon: str = ""
    weight: str = ""
    leaves: Any = ""
    article: str = ""
    also: Sequence[str] = ()
    note: Any = ""
    danger: bool = False
    inline: bool = False
    details: Callable[[T], Sequence[tuple[Any, Any]]] = lambda row: ()
    quote: Callable[[T], str] = lambda row: ""
    template: str = "pages/act.html"
    beside: Callable[[T, StaffRequest], Mapping[str, Any]] = lambda row, request: {}

    def at(self, route: str, name: str = "") -> URLPattern:
        """Its line among the addresses of the room; `name`: of a second address."""
        return path(route, self.view, name=name or self.name.partition(":")[2])

    def href(self, row: T) -> str:
        """Its page, for a row."""
        return reverse(self.name, kwargs=dict(self.on.ids(row))) + self.on.query(row)

    def admit(self, row: T, viewer: Viewer) -> None:
        """Refuse whoever may not take it, however the row stands."""
        self.lets(row, viewer)
        if self.may:
            check_may(viewer, self.may, self.on.centre(row))

    def check(self, row: T, viewer: Viewer) -> None:
        """Refuse whoever may not take it, and what cannot be done as the row stands."""
        self.admit(row, viewer)
        self.ready(row, viewer)

    def offer(self, row: T, viewer: Viewer) -> Offer | None:
        """The button; None where the page would refuse."""
        if why_not(lambda: self.check(row, viewer)):
            return None
        words = self.button(row) if callable(self.button) else self.button
        return Offer(self.href(row), words or self.title, self.icon, self.weight)

    @property
    def view(self) -> Callable[..., HttpResponseBase]:
        """Its page, as Django calls it."""
        return staff(_both(self._answer))

    def _answer(self, request: StaffRequest, **ids: UUID) -> HttpResponse:
        row = self.on.found(request, **ids)
        back = self.on.page(row)
        if request.method == "POST":
            self.admit(row, request.viewer)
        on_opening(request, lambda: self.check(row, request.viewer), back=back)
        kind = self.form if isinstance(self.form, type) else self.form(row)
        filled = open_form(request, kind, about=getattr(row, "pk", ""), **self.options(row, request))
        return submit(
            request,
            filled,
            lambda sent: self.run(row, sent, request.viewer),
            done=self.done or back,
            page=lambda sent: self._page(request, row, back, sent),
            said=str(self.said) or _("Done."),
        )

    def _page(self, request: StaffRequest, row: T, back: str, form: Form) -> HttpResponse:
        shown = {
            "act": self,
            "crumbs": [*self.on.above(row), (back, self.on.called(row))],
            "cited": [cite(one) for one in (self.article, *self.also)],
            "beneath": self.on.beneath(row),
            "back": back,
            "form": form,
            "details": self.details(row),
            "quote": self.quote(row),
            **self.beside(row, request),
        }
        return render(request, self.template, shown)
