"""Half-filled forms: saved while one types, given back on the same page, gone when the form is sent."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet, Sum
from django.db.models.functions import Length
from django.http import HttpRequest

from youzhang.kit import clock
from youzhang.kit.kept import Given, Kept, kept
from youzhang.kit.made import fresh
from youzhang.kit.text import clean_text
from youzhang.kit.written import put, removing
from youzhang.vault.actions import create_key
from youzhang.vault.models import DataKey
from youzhang.web import draft_room
from youzhang.web.models import Draft
from youzhang.web.owner import VISITOR, account_of, owner_of

LARGEST = 200_000
HIDDEN = frozenset({"csrfmiddlewaretoken", "form_token"})


_NOT_TYPED: set[str] = set()


def not_typed(form: str) -> str:
    """The name of what the house keeps here by itself: no browser writes into it."""
    _NOT_TYPED.add(form)
    return form


class UnreadableDraft(ValueError):
    """What the page sent is not a draft."""


def load(request: HttpRequest, form: str, about: object = "") -> dict[str, Any]:
    """What this browser or account had typed into this form, by field name; empty when nothing."""
    return load_several(request, [form], about).get(form, {})


def load_several(request: HttpRequest, forms: Sequence[str], about: object = "") -> dict[str, dict[str, Any]]:
    """What was typed into several forms about one thing, by form."""
    owner = owner_of(request)
    found = kept("web.drafts", _found).ask(owner=owner, forms=list(forms), about=str(about)) if owner else ()
    return {draft.form: draft.content for draft in found}


def drop(request: HttpRequest, *forms: str, about: object = "") -> None:
    """These forms were sent or given up."""
    if owner := owner_of(request):
        with transaction.atomic(savepoint=False):
            for one in _removing("web.drop", _found):
                one.later(owner=owner, forms=list(forms), about=str(about))


def save(*, owner: str, form: str, about: str, content: dict[str, Any]) -> Draft:
    """Keep the newest state of a form."""
    with transaction.atomic(savepoint=False):
        return keep(held(owner=owner, form=form, about=about), content)


def save_typed(request: HttpRequest, *, owner: str, form: str, about: str, content: dict[str, Any]) -> Draft:
    """Keep what somebody typed; `Refused` where a visitor keeps more than there is room for."""
    with transaction.atomic():
        draft = held(owner=owner, form=form, about=about)
        if not account_of(request):
            draft_room.check(request, draft, content)
        return keep(draft, content)


def held(*, owner: str, form: str, about: str) -> Draft:
    """What was kept so far, held for whoever changes it until the transaction ends; a new draft where nothing was."""
    found: list[Draft] = kept("web.draft", _locked).ask(owner=owner, forms=[form], about=about)
    return found[0] if found else fresh(Draft, owner=owner, form=form, about=about, content={})


def keep(draft: Draft, content: dict[str, Any]) -> Draft:
    """Keep new content in a draft that is held."""
    draft.content, draft.saved_at = content, clock.now()
    if draft._state.adding:
        draft.key = create_key()
        put([draft])
    else:
        draft.save(update_fields=["content", "saved_at"])
    return draft


def read_content(form: str, body: bytes) -> dict[str, Any]:
    """The fields of a form that a page sent as JSON: text, or lists of text; nothing else is kept."""
    if form in _NOT_TYPED:
        raise UnreadableDraft
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise UnreadableDraft from error
    if not isinstance(sent, dict) or any(_is_deep(value) for value in sent.values()):
        raise UnreadableDraft
    return {clean_text(name): _tidy(value) for name, value in sent.items() if name not in HIDDEN}


def purge_drafts(before: datetime, whose: str = "") -> int:
    """Delete drafts that nobody touched since; how many. `whose`: how their owners begin."""
    with transaction.atomic():
        found = Draft.objects.filter(saved_at__lt=Given("before"))
        found = found.filter(owner__startswith=whose) if whose else found
        keys, rows = _removing(f"web.purge:{whose}", lambda: found)
        keys.run(before=before)
        return rows.run(before=before)


def see_to_room() -> int:
    """Count what visitors keep; where it gets tight, what they left for a day goes first. The kilobytes free."""
    free = draft_room.counted(_of_visitors())
    if free < draft_room.TIGHT and purge_drafts(clock.now() - draft_room.UNTOUCHED, VISITOR):
        free = draft_room.counted(_of_visitors())
    return free


def _of_visitors() -> int:
    """How many bytes they keep."""
    found = Draft.objects.filter(owner__startswith=VISITOR).aggregate(size=Sum(Length("content")))
    return found["size"] or 0


def _is_deep(value: Any) -> bool:
    """A field holds a value or a list of values, nothing below."""
    below = value if isinstance(value, list) else [value]
    return any(isinstance(one, list | dict) for one in below)


def _tidy(value: Any) -> str | list[str]:
    if isinstance(value, list):
        return [clean_text(str(one)) for one in value]
    return clean_text(str(value))


def _found() -> QuerySet[Draft]:
    found = Draft.objects.filter(owner=Given("owner"), form__in=[Given("forms")], about=Given("about"))
    return found.select_related("key")


def _locked() -> QuerySet[Draft]:
    return _found().select_for_update(of=("self",))


def _removing(name: str, found: Callable[[], QuerySet[Draft]]) -> tuple[Kept, Kept]:
    """Statements for the keys and the rows, on which nothing else hangs: the database watches; Django need not ask
    each table."""
    keys = kept(f"{name}.keys", lambda: removing(DataKey.objects.filter(pk__in=found().values("key"))))
    return keys, kept(f"{name}.rows", lambda: removing(found()))
