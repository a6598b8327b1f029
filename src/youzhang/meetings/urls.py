"""Addresses of meetings."""

from __future__ import annotations

from django.urls import path

from youzhang.meetings import views

app_name = "meetings"
urlpatterns = [
    path("work/meetings", views.list_page, name="list"),
    views.call.at("work/meetings/call"),
    # The duty of the centre's year (psych:15.3e) leads here; the year itself says nothing that the form needs.
    views.call.at("work/meetings/call/<uuid:matter_id>", name="call_crisis"),
    path("work/meetings/<uuid:matter_id>", views.meeting_page, name="meeting"),
    path("work/meetings/<uuid:matter_id>/printed", views.printed, name="printed"),
    views.hold.at("work/meetings/<uuid:matter_id>/sign-in"),
    views.minutes.at("work/meetings/<uuid:matter_id>/minutes"),
    views.see_to.at("work/meetings/<uuid:matter_id>/see-to"),
    views.call_off.at("work/meetings/<uuid:matter_id>/call-off"),
]
