"""Every address of the product: each room (`config`, the last, aside) brings its own."""

from __future__ import annotations

from importlib.util import find_spec

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("accounts/", include("allauth.account.urls")),
    *(
        path("", include(f"youzhang.{room}.urls"))
        for room in settings.ROOMS[:-1]
        if find_spec(f"youzhang.{room}.urls")
    ),
]
