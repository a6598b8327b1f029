"""Half-filled forms: saved while one types, given back on the same page, gone when the form is sent."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from youzhang.kit import clock
from youzhang.kit.text import clean_text
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
    draft = _find(owner_of(request), form, str(about)).select_related("key").first()
    content: dict[str, Any] = draft.content if draft else {}
    return content


def drop(request: HttpRequest, form: str, about: object = "") -> None:
    """The form was sent or given up."""
    _delete(_find(owner_of(request), form, str(about)))


def save(*, owner: str, form: str, about: str, content: dict[str, Any]) -> Draft:
    """Keep the newest state of a form."""
    with transaction.atomic():
        draft = _find(owner, form, about).select_related("key").select_for_update(of=("self",)).first()
        draft = draft or Draft(owner=owner, form=form, about=about, key=create_key())
        draft.content, draft.saved_at = content, clock.now()
        draft.save()
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
    return _delete(Draft.objects.filter(saved_at__lt=before))


def _tidy(value: Any) -> str | list[str]:
    if isinstance(value, list):
        return [clean_text(str(one)) for one in value]
    return clean_text(str(value))


def _find(owner: str, form: str, about: str) -> Any:
    found = Draft.objects.filter(owner=owner, form=form, about=about)
    return found if owner else found.none()


def _delete(found: Any) -> int:
    """The rows and their keys, on which nothing else hangs: the database watches; Django need not ask each table."""
    with transaction.atomic(savepoint=False):
        keys = list(found.values_list("key_id", flat=True))
        if keys:
            found.delete()
            gone = DataKey.objects.filter(pk__in=keys)
            gone._raw_delete(gone.db)
    return len(keys)
