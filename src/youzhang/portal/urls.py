"""Addresses of the portal's own pages."""

from __future__ import annotations

from django.urls import path

from youzhang.portal import views

app_name = "portal"
urlpatterns = [path("", views.home, name="home")]
