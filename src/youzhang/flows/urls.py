"""Addresses of steps in two services."""

from __future__ import annotations

from django.urls import path

from youzhang.flows import views

app_name = "flows"
urlpatterns = [path("work/applications/<uuid:matter_id>/case", views.open_case, name="open_case")]
