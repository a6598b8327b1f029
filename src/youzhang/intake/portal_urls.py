"""Addresses of the residents' side; `intake/urls.py` includes them."""

from __future__ import annotations

from django.urls import path

from youzhang.intake import portal_sign_views as sign_views
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
    path("track/sign", sign_views.sign, name="track_sign"),
    path("track/signed", sign_views.signed, name="track_signed"),
    path("track/send-link/<slug:part>", sign_views.send_link, name="track_send_link"),
    path("track/link/<str:token>", sign_views.link, name="track_link"),
    path("track/leave", track_views.leave, name="track_leave"),
]
