"""Addresses of texts for the public: the workbench's library, and the public pages."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path

from youzhang.policy import portal_views, views
from youzhang.policy.facts import KINDS

# Kinds with an address of their own; the others stand under /public/.
SHORT = {"about": "about", "procedures": "procedures", "needs_assessment": "needs-policy"}


def _of_kind(kind: str) -> list[URLPattern]:
    given: dict[str, Any] = {"kind": kind}
    address = SHORT.get(kind, f"public/{kind}/")
    work = f"work/library/<uuid:matter_id>/{kind}"
    return [
        path(address, portal_views.text, given, name=kind),
        path(f"{work}/publish", views.publish, given, name=f"publish_{kind}"),
        path(f"{work}/withdraw", views.withdraw, given, name=f"withdraw_{kind}"),
    ]


app_name = "policy"
urlpatterns = [
    path("news", portal_views.news, name="news"),
    path("news/<uuid:publicity_id>/", portal_views.article, name="article"),
    path("public/<slug:kind>/", portal_views.text, name="text"),
    path("work/library/", views.own_library, name="texts"),
    path("work/library/<uuid:matter_id>/", views.library, name="library"),
    path("work/library/<uuid:matter_id>/publicity/new", views.publicise, name="publicise"),
    *(pattern for kind in KINDS for pattern in _of_kind(kind)),
]
