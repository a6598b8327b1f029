"""Addresses of rooms and partners."""

from __future__ import annotations

from django.urls import path

from youzhang.premises import partner_views, views

app_name = "premises"
urlpatterns = [
    path("work/rooms/", views.rooms, name="rooms"),
    path("work/rooms/book", views.book, name="book"),
    path("work/rooms/bookings/<uuid:booking_id>/cancel", views.cancel, name="cancel"),
    path("work/rooms/register", views.register, name="register"),
    path("work/rooms/new", views.add_room, name="add_room"),
    path("work/rooms/<uuid:room_id>/edit", views.edit_room, name="edit_room"),
    path("work/partners/", partner_views.partners, name="partners"),
    path("work/partners/new", partner_views.add, name="add_partner"),
    path("work/partners/<uuid:matter_id>/", partner_views.partner, name="partner"),
    path("work/partners/<uuid:matter_id>/edit", partner_views.edit, name="edit_partner"),
    path("work/partners/<uuid:matter_id>/sign", partner_views.sign, name="sign"),
    path(
        "work/partners/<uuid:matter_id>/agreements/<uuid:agreement_id>/renew",
        partner_views.renew,
        name="renew",
    ),
    path("work/partners/<uuid:matter_id>/agreements/<uuid:agreement_id>/end", partner_views.end, name="end"),
]
