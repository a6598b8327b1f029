"""Addresses of the residents' side; `intake/urls.py` includes them."""

from __future__ import annotations

from django.urls import path

from youzhang.intake import portal_track_views as track_views
from youzhang.intake import portal_views as views

urlpatterns = [
    path("apply/<uuid:service_id>/", views.apply, name="apply"),
    path("apply/<uuid:service_id>/<int:number>/", views.apply_step, name="apply_step"),
    path("apply/<uuid:service_id>/forget", views.forget, name="apply_forget"),
    path("apply/received/", views.received, name="received"),
    path("track", track_views.track, name="track"),
    path("track/remark", track_views.remark, name="track_remark"),
    path("track/withdraw", track_views.withdraw, name="track_withdraw"),
    path("track/consent/<slug:consent>", track_views.take_back, name="track_consent"),
    path("track/sign", track_views.sign, name="track_sign"),
    path("track/link/<str:token>", track_views.link, name="track_link"),
    path("track/leave", track_views.leave, name="track_leave"),
]
