"""Addresses of crises; `acts`, `later_acts` and `end_acts` are read for what they declare."""

from __future__ import annotations

from django.urls import path

from youzhang.crisis import (  # noqa: F401
    acts,
    concern_views,
    end_acts,
    expert_views,
    glass_views,
    later_acts,
    views,
)
from youzhang.crisis.work import CRISIS

app_name = "crisis"
urlpatterns = [
    path("concern", concern_views.raise_page, name="raise_concern"),
    path("work/concerns", concern_views.concerns, name="concerns"),
    concern_views.decide.at("work/concerns/<uuid:matter_id>"),
    path("help", views.help_now, name="help"),
    path("work/crises", views.list_page, name="list"),
    path("work/crises/open", views.open_page, name="open"),
    path("work/crises/<uuid:matter_id>", views.crisis_page, name="crisis"),
    path("work/crises/<uuid:matter_id>/standing", views.standing, name="standing"),
    path("work/crises/<uuid:matter_id>/printed", views.printed, name="printed"),
    path("work/crises/<uuid:matter_id>/referral/<uuid:entry_id>", views.referral_card, name="referral"),
    path("work/crises/<uuid:matter_id>/safety-plan/<uuid:entry_id>", views.safety_sheet, name="safety_sheet"),
    expert_views.join.at("work/experts"),
    path("work/experts/<uuid:matter_id>/left", expert_views.expert_left, name="expert_left"),
    path("work/read-now", glass_views.read_now, name="read_now"),
    path("work/emergency-readings", glass_views.readings, name="readings"),
    glass_views.review.at("work/emergency-readings/<uuid:matter_id>"),
    *(
        act.at(f"work/crises/<uuid:matter_id>/{act.name.partition(':')[2].replace('_', '-')}")
        for act in CRISIS.acts
    ),
]
