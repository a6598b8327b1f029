"""Addresses of the workbench."""

from __future__ import annotations

from django.urls import path

from youzhang.workbench import (
    board_views,
    calendar_views,
    centre_views,
    leaver_views,
    notice_views,
    rule_views,
    search_views,
    setting_views,
    views,
)

app_name = "workbench"
urlpatterns = [
    path("work/", views.my_duties, name="duties"),
    path("work/duties/hand-over", leaver_views.hand_over_page, name="hand_over"),
    path("work/duties/<uuid:duty_id>", views.duty_page, name="duty"),
    path("work/duties/<uuid:duty_id>/<slug:act>", views.decide, name="decide"),
    path("work/notices", notice_views.notices, name="notices"),
    path("work/notices/<uuid:notice_id>/<slug:step>", notice_views.settle, name="settle_notice"),
    path("work/setup", centre_views.setup, name="setup"),
    path("work/centres/", centre_views.centres, name="centres"),
    path("work/centres/add", centre_views.add, name="add_centre"),
    path("work/centres/<uuid:centre_id>", centre_views.centre, name="centre"),
    path("work/centres/<uuid:centre_id>/change", centre_views.change, name="change_centre"),
    path("work/centres/<uuid:centre_id>/rulebooks", centre_views.rulebooks, name="rulebooks"),
    path("work/centres/<uuid:centre_id>/lead", centre_views.lead, name="first_lead"),
    path("work/board", board_views.board, name="board"),
    path("work/board/as/<slug:form>", board_views.board_sheet, name="board_sheet"),
    path("work/rules/", rule_views.rules, name="rules"),
    path("work/rules/<slug:rulebook>/", rule_views.rules, name="rulebook"),
    path("work/rules/<slug:rulebook>/settings", setting_views.rule_settings, name="settings"),
    path(
        "work/rules/<slug:rulebook>/settings/<str:setting>",
        setting_views.change_setting,
        name="change_setting",
    ),
    path("work/rules/<slug:rulebook>/<str:number>", rule_views.article, name="article"),
    path("work/calendar", calendar_views.working_days, name="calendar"),
    path("work/search", search_views.search, name="search"),
    path("rules/", rule_views.public_rules, name="public_rules"),
    path("rules/<slug:rulebook>/", rule_views.public_rules, name="public_rulebook"),
    path("rules/<slug:rulebook>/<str:number>", rule_views.public_article, name="public_article"),
]
