"""Addresses of cases, by their matter."""

from __future__ import annotations

from django.urls import path

from youzhang.casework import owner_views, views

app_name = "casework"
_ONE = "work/cases/<uuid:matter_id>"
urlpatterns = [
    path("work/cases", views.cases, name="list"),
    path("work/people/<uuid:matter_id>/case", views.start, name="open"),
    path(_ONE, views.case, name="case"),
    path(f"{_ONE}/hand-on", owner_views.hand_on, name="hand_on"),
    path(f"{_ONE}/take-over", owner_views.answer_transfer, name="answer_transfer"),
    path(f"{_ONE}/keep", owner_views.keep, name="keep"),
    path(f"{_ONE}/backup", owner_views.backup, name="backup"),
    path(f"{_ONE}/step-aside", owner_views.step_aside, name="step_aside"),
]
