"""Addresses of the roster, hand-overs, staff files and new passwords."""

from __future__ import annotations

from django.urls import path

from youzhang.staff import door_views, file_views, handover_views, views

app_name = "staff"
urlpatterns = [
    path("work/roster/", views.roster, name="roster"),
    path("work/roster/print", views.printed, name="printed"),
    path("work/roster/new", views.add, name="add"),
    path("work/roster/repeat", views.repeat, name="repeat"),
    path("work/roster/shifts/<uuid:shift_id>/", views.shift, name="shift"),
    path("work/roster/shifts/<uuid:shift_id>/give", views.give, name="give"),
    path("work/roster/shifts/<uuid:shift_id>/remove", views.remove, name="remove"),
    path("work/roster/shifts/<uuid:shift_id>/offer", views.offer, name="offer"),
    path("work/roster/shifts/<uuid:shift_id>/hand-over", handover_views.hand_over, name="hand_over"),
    path("work/roster/swaps/<uuid:swap_id>/", views.swap, name="swap"),
    path("work/hand-overs/", handover_views.handovers, name="handovers"),
    path("work/hand-overs/<uuid:matter_id>/", handover_views.handover, name="handover"),
    path("work/hand-overs/<uuid:matter_id>/accept", handover_views.accept, name="accept"),
    path("work/hand-overs/<uuid:matter_id>/pass-on", handover_views.pass_on, name="pass_on"),
    path("work/staff/<uuid:user_id>/new-password", door_views.ask, name="ask_password"),
    path("work/new-passwords/<int:door_id>/", door_views.door, name="door"),
    path("work/staff-files/", file_views.files, name="files"),
    path("work/staff-files/<uuid:matter_id>/", file_views.file, name="file"),
    path("work/staff-files/<uuid:matter_id>/train", file_views.train, name="train"),
    path(
        "work/staff-files/<uuid:matter_id>/trainings/<uuid:training_id>/withdraw",
        file_views.withdraw,
        name="withdraw",
    ),
    path("work/staff-files/<uuid:matter_id>/check", file_views.check, name="check"),
    path("work/staff-files/<uuid:matter_id>/areas", file_views.areas, name="areas"),
    path("work/staff-files/<uuid:matter_id>/leave", file_views.leave, name="leave"),
]
