"""Half-filled forms: saved while one types, given back on the same page, gone when the form is sent."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from youzhang.kit import clock
from youzhang.kit.kept import Given, kept
from youzhang.kit.made import fresh
from youzhang.kit.text import clean_text
from youzhang.kit.written import put, removing
from youzhang.vault.actions import create_key
from youzhang.vault.models import DataKey
from youzhang.web.models import Draft
from youzhang.web.owner import owner_of

LARGEST = 200_000
HIDDEN = frozenset({"csrfmiddlewaretoken", "form_token"})


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
        _delete("web.drop", _found, owner=owner, forms=list(forms), about=str(about))


def save(*, owner: str, form: str, about: str, content: dict[str, Any]) -> Draft:
    """Keep the newest state of a form."""
    return revise(lambda _before: content, owner=owner, form=form, about=about)


def revise(change: Callable[[dict[str, Any]], dict[str, Any]], *, owner: str, form: str, about: str) -> Draft:
    """Keep what a change makes of what was kept so far; of two at once, the second changes what the first left."""
    with transaction.atomic(savepoint=False):
        found = kept("web.draft", _locked).ask(owner=owner, forms=[form], about=about)
        if found:
            draft: Draft = found[0]
            draft.content, draft.saved_at = change(draft.content), clock.now()
            draft.save(update_fields=["content", "saved_at"])
        else:
            draft = fresh(Draft, owner=owner, form=form, about=about, key=create_key(), saved_at=clock.now())
            draft.content = change({})
            put([draft])
    return draft


def read_content(body: bytes) -> dict[str, Any]:
    """The fields that a page sent as JSON: text, or lists of text; nothing else is kept."""
    try:
        sent = json.loads(body)
    except ValueError as error:
        raise UnreadableDraft from error
    if not isinstance(sent, dict):
        raise UnreadableDraft
    return {clean_text(name): _tidy(value) for name, value in sent.items() if name not in HIDDEN}


def purge_drafts(before: datetime) -> int:
    """Delete drafts that nobody touched since; how many."""
    return _delete("web.purge", lambda: Draft.objects.filter(saved_at__lt=Given("before")), before=before)


def _tidy(value: Any) -> str | list[str]:
    if isinstance(value, list):
        return [clean_text(str(one)) for one in value]
    return clean_text(str(value))


def _found() -> QuerySet[Draft]:
    found = Draft.objects.filter(owner=Given("owner"), form__in=[Given("forms")], about=Given("about"))
    return found.select_related("key")


def _locked() -> QuerySet[Draft]:
    return _found().select_for_update(of=("self",))


def _delete(name: str, found: Callable[[], QuerySet[Draft]], **given: Any) -> int:
    """The rows and their keys, on which nothing else hangs: the database watches; Django need not ask each table."""
    keys = kept(f"{name}.keys", lambda: removing(DataKey.objects.filter(pk__in=found().values("key"))))
    rows = kept(f"{name}.rows", lambda: removing(found()))
    with transaction.atomic(savepoint=False):
        keys.run(**given)
        return rows.run(**given)
