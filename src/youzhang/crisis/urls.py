"""Addresses of crises."""

from __future__ import annotations

from django.urls import path

from youzhang.crisis import concern_views, expert_views, glass_views, views
from youzhang.crisis.acts import ACTS

app_name = "crisis"
urlpatterns = [
    path("concern", concern_views.raise_page, name="raise_concern"),
    path("work/concerns", concern_views.concerns, name="concerns"),
    path("work/concerns/<uuid:matter_id>", concern_views.concern_page, name="concern"),
    path("help", views.help_now, name="help"),
    path("work/crises", views.list_page, name="list"),
    path("work/crises/open", views.open_page, name="open"),
    path("work/crises/<uuid:matter_id>", views.crisis_page, name="crisis"),
    path("work/crises/<uuid:matter_id>/standing", views.standing, name="standing"),
    path("work/crises/<uuid:matter_id>/printed", views.printed, name="printed"),
    path("work/crises/<uuid:matter_id>/referral/<uuid:entry_id>", views.referral_card, name="referral"),
    path("work/experts", expert_views.experts, name="experts"),
    path("work/experts/<uuid:matter_id>/left", expert_views.expert_left, name="expert_left"),
    path("work/read-now", glass_views.read_now, name="read_now"),
    path("work/emergency-readings", glass_views.readings, name="readings"),
    path("work/emergency-readings/<uuid:matter_id>", glass_views.reading_page, name="glass"),
    *(
        path(f"work/crises/<uuid:matter_id>/{name.replace('_', '-')}", views.step, {"act": name}, name=name)
        for name in ACTS
    ),
]
