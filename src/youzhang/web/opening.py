"""A page that acts says on opening why the act would be refused, before anybody fills anything in."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest


def on_opening(request: HttpRequest, *checks: Callable[[], object]) -> None:
    """Run the checks when the page is opened; what is sent goes to the action, which answers a form sent twice once."""
    if request.method in ("GET", "HEAD"):
        for check in checks:
            check()
