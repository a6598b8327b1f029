"""Whatever refusal escapes a view becomes a readable answer."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from youzhang.kit.refused import Refused
from youzhang.web.errors import refused_page


class RefusalMiddleware:
    """Answers an escaped `Refused` with a page, or with problem+json for machines."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Only refusals; anything else is a fault and stays one."""
        return refused_page(request, exception) if isinstance(exception, Refused) else None
