"""What anybody may read about a centre: who it is, how to apply and leave, its rules, its publicity."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from youzhang.accounts.access import public
from youzhang.accounts.models import Centre
from youzhang.policy import queries
from youzhang.policy.facts import KINDS
from youzhang.policy.texts import ARTICLES, ITEMS, built_in


@public
@require_safe
def text(request: HttpRequest, kind: str) -> HttpResponse:
    """One kind of text, as it is in force at a centre (`?centre=`)."""
    if kind not in KINDS:
        raise Http404
    centre = _centre(request, kind)
    context = {
        "centre": centre,
        "centres": queries.public_centres(),
        "kind": kind,
        "title": KINDS[kind],
        "article": ARTICLES[kind],
        "items": ITEMS[kind],
        "text": queries.text_in_force(centre, kind),
        "built_in": built_in(kind),
        "others": {
            code: KINDS[code] for code in KINDS if code in queries.kinds_in_force(centre) and code != kind
        },
    }
    return render(request, "policy/text.html", context)


@public
@require_safe
def news(request: HttpRequest) -> HttpResponse:
    """Publicity, newest first."""
    centre = _centre(request)
    page = queries.publicity_of(centre, request.GET.get("after", ""))
    return render(
        request, "policy/news.html", {"centre": centre, "centres": queries.public_centres(), "page": page}
    )


@public
@require_safe
def article(request: HttpRequest, publicity_id: UUID) -> HttpResponse:
    """One article of publicity."""
    found = queries.one_publicity(publicity_id)
    if found is None:
        raise Http404
    return render(request, "policy/article.html", {"centre": found.matter.centre, "article": found})


def _centre(request: HttpRequest, kind: str = "") -> Centre:
    centre = queries.public_centre(request.GET.get("centre", ""), kind)
    if centre is None:
        raise Http404
    return centre
