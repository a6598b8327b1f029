"""Addresses of services: the workbench's by the matter, the public ones by the service."""

from __future__ import annotations

from django.urls import path

from youzhang.services import portal_views, views

app_name = "services"
urlpatterns = [
    path("services/", portal_views.notices, name="notices"),
    path("services/<uuid:service_id>/", portal_views.notice, name="notice"),
    path("services/<uuid:service_id>/poster", portal_views.poster, name="poster"),
    path("services/<uuid:service_id>/form", portal_views.paper_form, name="form"),
    path("services/<uuid:service_id>/logo", portal_views.logo, name="logo"),
    path("work/services/", views.service_list, name="list"),
    path("work/services/new", views.plan, name="plan"),
    path("work/services/<uuid:matter_id>/", views.service_page, name="service"),
    path("work/services/<uuid:matter_id>/edit", views.edit, name="edit"),
    path("work/services/<uuid:matter_id>/publish", views.publish, name="publish"),
    path("work/services/<uuid:matter_id>/dates", views.reschedule, name="reschedule"),
    path("work/services/<uuid:matter_id>/close", views.close_early, name="close_early"),
    path("work/services/<uuid:matter_id>/call-off", views.call_off, name="call_off"),
    path("work/services/<uuid:matter_id>/end", views.end, name="end"),
    path("work/services/<uuid:matter_id>/in-charge", views.in_charge, name="in_charge"),
    path("work/services/<uuid:matter_id>/property", views.property_register, name="property"),
    path("work/services/<uuid:matter_id>/property/done", views.let_go, name="let_go"),
]
