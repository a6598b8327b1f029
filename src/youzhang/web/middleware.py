"""What stands in an address is cleaned on its way in; whatever refusal escapes a view becomes a readable answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from youzhang.kit.refused import Refused
from youzhang.web.errors import refused_page
from youzhang.web.forms import cleaned


class CleanAddressMiddleware:
    """Filters and searches pass the same cleaning as forms; a path with a NUL in it leads nowhere."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.GET:
            request.GET = cleaned(request.GET)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """No row is named so, and PostgreSQL refuses to be asked."""
        if "\0" in request.path_info:
            raise Http404


class RefusalMiddleware:
    """Answers an escaped `Refused` with a page, or with problem+json for machines."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Only refusals; anything else is a fault and stays one."""
        return refused_page(request, exception) if isinstance(exception, Refused) else None
