"""What is shown once, on the page after: a query code, an invitation. Sealed meanwhile; a session lies in clear."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from youzhang.web import drafts
from youzhang.web.owner import account_of

_FORM = drafts.not_typed("once")


def show_once(request: HttpRequest, name: str, content: dict[str, Any]) -> None:
    """Keep something for the next page of whoever is signed in; `name`: at most 60 characters."""
    drafts.save(owner=account_of(request), form=_FORM, about=name, content=content)


def shown_once(request: HttpRequest, name: str) -> dict[str, Any]:
    """What was kept, for this once; empty when nothing."""
    content = drafts.load(request, _FORM, name)
    if content:
        drafts.drop(request, _FORM, about=name)
    return content
