"""Addresses of the web room, at the root of the site."""

from __future__ import annotations

from django.urls import path

from youzhang.web import saved_views, views

app_name = "web"
urlpatterns = [
    path("drafts/", views.save_draft, name="drafts"),
    path("drafts/drop", views.drop_draft, name="drop_draft"),
    path("language/", views.choose_language, name="language"),
    path("prefs/", views.choose_prefs, name="prefs"),
    path("work/parts", views.parts, name="parts"),
    path("work/views", saved_views.saved_views, name="saved_views"),
    path("work/views/forget", saved_views.forget, name="forget_view"),
    path("work/strips", views.strips_now, name="strips"),
]
