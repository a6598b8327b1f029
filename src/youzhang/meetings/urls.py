"""Addresses of meetings."""

from __future__ import annotations

from django.urls import path

from youzhang.meetings import views

app_name = "meetings"
urlpatterns = [
    path("work/meetings", views.list_page, name="list"),
    path("work/meetings/call", views.call_page, name="call"),
    # The duty of the centre's year (psych:15.3e) leads here; the year itself says nothing that the form needs.
    path("work/meetings/call/<uuid:matter_id>", views.call_page, name="call_crisis"),
    path("work/meetings/<uuid:matter_id>", views.meeting_page, name="meeting"),
    path("work/meetings/<uuid:matter_id>/printed", views.printed, name="printed"),
    path("work/meetings/<uuid:matter_id>/sign-in", views.hold_page, name="hold"),
    path("work/meetings/<uuid:matter_id>/minutes", views.minutes_page, name="minutes"),
    path("work/meetings/<uuid:matter_id>/see-to", views.see_to, name="see_to"),
    path("work/meetings/<uuid:matter_id>/call-off", views.call_off, name="call_off"),
]
