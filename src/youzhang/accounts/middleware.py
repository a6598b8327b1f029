"""Puts the viewer on the request, once asked for."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from youzhang.accounts.models import User
from youzhang.accounts.viewer import Viewer, viewer_of
from youzhang.kit import clock


class ViewerMiddleware:
    """`request.viewer`: read on first use; somebody not signed in has none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.viewer = SimpleLazyObject(lambda: _viewer(request))  # type: ignore[attr-defined]
        response = self.get_response(request)
        if request.path.startswith("/work/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


def _viewer(request: HttpRequest) -> Viewer | None:
    user = request.user
    return viewer_of(user, clock.today()) if isinstance(user, User) else None
