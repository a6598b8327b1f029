"""Addresses of the progress page."""

from __future__ import annotations

from django.urls import path

from youzhang.jobs import views

app_name = "jobs"
urlpatterns = [
    path("work/jobs/<uuid:job_id>/", views.job_page, name="job"),
    path("work/jobs/<uuid:job_id>/cancel/", views.cancel_job, name="cancel"),
]
