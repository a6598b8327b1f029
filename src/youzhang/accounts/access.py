"""Every address declares who may open it: `@public`, `@staff` or `@holds(role, …)`."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.functional import SimpleLazyObject, empty

from youzhang.accounts.models import User
from youzhang.accounts.viewer import Viewer

View = Callable[..., HttpResponseBase]


class StaffRequest(HttpRequest):
    """A request of somebody signed in, with the viewer and the centre they look at."""

    viewer: Viewer
    user: User  # the decorators below let nobody else in


def public(view: View) -> View:
    """Anybody may open it."""
    view.opens_for = "public"  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Anybody who has signed in, whether or not they hold a role: their own account."""
    return _guarded(view, "signed in", lambda viewer: True)


def staff(view: View) -> View:
    """Any member of staff who holds a role today."""
    return _guarded(view, "staff", lambda viewer: bool(viewer.roles))


def holds(*roles: str) -> Callable[[View], View]:
    """Only holders of one of these roles; to others the page does not exist."""
    return lambda view: _guarded(
        view, ",".join(roles), lambda viewer: any(viewer.has(role) for role in roles)
    )


def _guarded(view: View, opens_for: str, admits: Callable[[Viewer], bool]) -> View:
    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        # From here on both are read and asked again and again: without the wrappers that delayed their reading.
        request.user, request.viewer = _unwrapped(request.user), _unwrapped(request.viewer)
        if not admits(request.viewer):
            raise Http404
        return view(request, *args, **kwargs)

    guarded.opens_for = opens_for  # type: ignore[attr-defined]
    return guarded


def _unwrapped(lazy: Any) -> Any:
    """What stands behind a lazy object that was read already, or reads it now."""
    if isinstance(lazy, SimpleLazyObject):
        if lazy._wrapped is empty:
            lazy._setup()
        return lazy._wrapped
    return lazy
