"""Addresses about accounts; signing in itself is allauth's."""

from __future__ import annotations

from django.urls import path

from youzhang.accounts import views

app_name = "accounts"
urlpatterns = [
    path("join/<str:token>/", views.invitation, name="invitation"),
    path("work/me", views.me, name="me"),
    path("work/centre/", views.switch_centre, name="centre"),
    path("work/staff", views.staff_list, name="staff"),
    path("work/staff/add", views.add_member, name="add"),
    path("work/staff/<uuid:user_id>", views.member_page, name="member"),
    path("work/staff/<uuid:user_id>/role", views.give_role, name="role"),
    path("work/staff/<uuid:user_id>/role/<int:holding_id>/end", views.end_role, name="end_role"),
    path("work/staff/<uuid:user_id>/leave", views.leave, name="leave"),
    path("work/staff/<uuid:user_id>/invite", views.invite, name="invite"),
    path("work/staff/<uuid:user_id>/stop", views.stop_door, name="stop_door"),
    path("work/staff/<uuid:user_id>/away", views.delegate, name="delegate"),
    path("work/away/<int:delegation_id>/end", views.end_delegation, name="end_delegation"),
]
