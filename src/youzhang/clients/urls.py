"""Addresses of people's files."""

from __future__ import annotations

from django.urls import path

from youzhang.clients import safety_views, views

app_name = "clients"
urlpatterns = [
    path("work/people", views.people_page, name="people"),
    path("work/people/register", views.register, name="register"),
    path("work/people/<uuid:matter_id>", views.person_page, name="person"),
    path("work/people/<uuid:matter_id>/contact", views.show_contact, name="contact"),
    views.correct.at("work/people/<uuid:matter_id>/correct"),
    views.capacity.at("work/people/<uuid:matter_id>/capacity"),
    views.link.at("work/people/<uuid:matter_id>/link"),
    path("work/people/<uuid:matter_id>/unlink/<uuid:other_id>", views.unlink, name="unlink"),
    views.bar.at("work/people/<uuid:matter_id>/bars"),
    path("work/safety/<uuid:matter_id>/numbers", safety_views.numbers, name="numbers"),
    path("work/safety/<uuid:matter_id>/emergency", safety_views.emergency, name="emergency"),
]
