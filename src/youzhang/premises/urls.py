"""Addresses of rooms and partners."""

from __future__ import annotations

from django.urls import path

from youzhang.premises import partner_views, views

app_name = "premises"
urlpatterns = [
    path("work/rooms/", views.rooms, name="rooms"),
    views.book.at("work/rooms/book"),
    views.cancel.at("work/rooms/bookings/<uuid:booking_id>/cancel"),
    path("work/rooms/register", views.register, name="register"),
    views.add_room.at("work/rooms/new"),
    views.edit_room.at("work/rooms/<uuid:room_id>/edit"),
    path("work/partners/", partner_views.partners, name="partners"),
    partner_views.add.at("work/partners/new"),
    path("work/partners/<uuid:matter_id>/", partner_views.partner, name="partner"),
    partner_views.edit.at("work/partners/<uuid:matter_id>/edit"),
    partner_views.sign.at("work/partners/<uuid:matter_id>/sign"),
    partner_views.renew.at("work/partners/<uuid:matter_id>/agreements/<uuid:agreement_id>/renew"),
    partner_views.end.at("work/partners/<uuid:matter_id>/agreements/<uuid:agreement_id>/end"),
]
