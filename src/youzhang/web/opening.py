"""A page that acts says on opening why the act would be refused, before anybody fills anything in."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest

from youzhang.kit.refused import Refused


def on_opening(request: HttpRequest, *checks: Callable[[], object], back: str = "") -> None:
    """Run the checks when the page is opened; what is sent goes to the action, which answers a form sent twice once.

    `back`: where one sees how it stands, for a refusal that leads nowhere by itself.
    """
    if request.method not in ("GET", "HEAD"):
        return
    try:
        for check in checks:
            check()
    except Refused as refused:
        refused.way_on_url = refused.way_on_url or back
        raise
