"""Every address of the product: each room (`config`, the last, aside) brings its own."""

from __future__ import annotations

from importlib.util import find_spec

from django.conf import settings
from django.urls import include, path

from youzhang.config import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("accounts/", include("allauth.account.urls")),
    *(
        path("", include(f"youzhang.{room}.urls"))
        for room in reversed(settings.ROOMS[:-1])  # the workbench first: its pages are asked for most
        if find_spec(f"youzhang.{room}.urls")
    ),
]

handler400 = "youzhang.web.errors.bad_request"
handler403 = "youzhang.web.errors.permission_denied"
handler404 = "youzhang.web.errors.page_not_found"
handler500 = "youzhang.web.errors.server_error"
