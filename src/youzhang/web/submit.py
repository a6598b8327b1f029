"""`submit`: the one way a page runs an action. Once per form sent, and never losing what was typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from youzhang.kit import clock
from youzhang.kit.ids import new_id
from youzhang.kit.kept import Given, Kept, kept
from youzhang.kit.made import fresh
from youzhang.kit.refused import Refused, Stale
from youzhang.kit.written import NOT_TWICE, changing, put_now
from youzhang.web import drafts
from youzhang.web.forms import Form
from youzhang.web.models import FormToken
from youzhang.web.owner import account_of

F = TypeVar("F", bound=Form)
R = TypeVar("R")


def open_form(request: HttpRequest, kind: type[F], *, about: object = "", **options: Any) -> F:
    """The form as sent, or as it was left: `initial`, over it the draft. `about`: what it is about, for the draft."""
    kept: dict[str, Any] = {}
    if request.method == "POST":
        form = kind(request.POST, request.FILES, **options)
    else:
        kept = drafts.load(request, kind.draft, about) if kind.draft else {}
        form = kind(**options | {"initial": {**(options.get("initial") or {}), **kept}})
    form.from_draft = bool(kept)
    form.draft_key = f"{kind.draft}:{about}" if kind.draft else ""
    return form


def submit(
    request: HttpRequest,
    form: F,
    act: Callable[[F], R],
    *,
    done: Callable[[R], str] | str,
    page: Callable[[F], HttpResponse],
    said: str = "",
) -> HttpResponse:
    """Show the page, or run `act(form)` and go to `done`.

    Not valid, or refused: the same page again with what was typed (422, or 409 when somebody else was quicker).
    The token is claimed in the transaction of the action: an action that fails frees it, the same form sent twice
    gets the first answer, and the second waits for the first.
    """
    if request.method != "POST":
        return page(form)
    if not form.is_valid():
        return _again(form, page, 422)
    try:
        url, first = _run(request, form, act, done)
    except Refused as refused:
        form.refuse(refused)
        return _again(form, page, 409 if isinstance(refused, Stale) else 422)
    if form.draft_key:
        name, about = form.draft_key.split(":", 1)
        drafts.drop(request, name, about=about)
    if said and first:
        messages.success(request, said)
    return HttpResponseRedirect(url)


def _run(
    request: HttpRequest, form: F, act: Callable[[F], R], done: Callable[[R], str] | str
) -> tuple[str, bool]:
    """Where to go, and whether this was the first time."""
    token: UUID = form.cleaned_data.get("form_token") or new_id()
    try:
        with transaction.atomic():
            _claim(token, account_of(request), "" if callable(done) else done)
            result = act(form)
            if not callable(done):
                return done, True
            kept("web.answer", _answering).later(token=token, url=(url := done(result)))
            return url, True
    except _Answered:
        return _first_answer(token, account_of(request)), False


class _Answered(Exception):
    """This form was sent before."""


def _claim(token: UUID, owner: str, url: str) -> None:
    row = fresh(FormToken, token=token, owner=owner, answered_url=url, created_at=clock.now())
    if not put_now([row], NOT_TWICE):
        raise _Answered


def _answering() -> Kept:
    return changing(FormToken.objects.filter(token=Given("token")), answered_url=Given("url"))


def _first_answer(token: UUID, owner: str) -> str:
    claim = FormToken.objects.filter(token=token, owner=owner).first()
    if claim is None:
        why = _("This form was already sent by somebody else")
        raise Stale("rule:form_sent_once", why, _("Open the page again and fill it in anew."))
    return claim.answered_url


def _again(form: F, page: Callable[[F], HttpResponse], status: int) -> HttpResponse:
    response = page(form)
    response.status_code = status
    return response


def purge_tokens(before: datetime) -> int:
    """Forget old answers: a form is not sent again after days."""
    return FormToken.objects.filter(created_at__lt=before).delete()[0]
