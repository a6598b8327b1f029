"""Addresses of the roster, hand-overs, staff files and new passwords."""

from __future__ import annotations

from django.urls import path

from youzhang.staff import door_views, file_views, handover_views, views

app_name = "staff"
urlpatterns = [
    path("work/roster/", views.roster, name="roster"),
    path("work/roster/print", views.printed, name="printed"),
    views.add.at("work/roster/new"),
    views.repeat.at("work/roster/repeat"),
    path("work/roster/shifts/<uuid:shift_id>/", views.shift, name="shift"),
    views.give.at("work/roster/shifts/<uuid:shift_id>/give"),
    views.remove.at("work/roster/shifts/<uuid:shift_id>/remove"),
    views.offer.at("work/roster/shifts/<uuid:shift_id>/offer"),
    handover_views.hand_over.at("work/roster/shifts/<uuid:shift_id>/hand-over"),
    views.swap.at("work/roster/swaps/<uuid:swap_id>/"),
    path("work/hand-overs/", handover_views.handovers, name="handovers"),
    path("work/hand-overs/<uuid:matter_id>/", handover_views.handover, name="handover"),
    handover_views.accept.at("work/hand-overs/<uuid:matter_id>/accept"),
    handover_views.pass_on.at("work/hand-overs/<uuid:matter_id>/pass-on"),
    door_views.ask.at("work/staff/<uuid:user_id>/new-password"),
    path("work/new-passwords/<int:door_id>/", door_views.door, name="door"),
    path("work/staff-files/", file_views.files, name="files"),
    path("work/staff-files/<uuid:matter_id>/", file_views.file, name="file"),
    file_views.train.at("work/staff-files/<uuid:matter_id>/train"),
    file_views.withdraw.at("work/staff-files/<uuid:matter_id>/trainings/<uuid:training_id>/withdraw"),
    file_views.check.at("work/staff-files/<uuid:matter_id>/check"),
    file_views.areas.at("work/staff-files/<uuid:matter_id>/areas"),
    file_views.leave.at("work/staff-files/<uuid:matter_id>/leave"),
]
