"""Addresses of applications: the workbench's by the matter, the residents' beside them."""

from __future__ import annotations

from django.urls import path

from youzhang.intake import act_views, amend_views, portal_urls, talk_views, views

app_name = "intake"
_ONE = "work/applications/<uuid:matter_id>"
urlpatterns = [
    path(
        "work/services/<uuid:matter_id>/applications", views.service_applications, name="service_applications"
    ),
    path(
        "work/services/<uuid:matter_id>/applications/as/<slug:form>",
        views.service_applications_sheet,
        name="service_applications_sheet",
    ),
    path("work/services/<uuid:matter_id>/register", views.register, name="register"),
    path(_ONE, views.application, name="application"),
    path(f"{_ONE}/print", views.printed, name="printed"),
    path(f"{_ONE}/agreement", views.agreement, name="agreement"),
    path(f"{_ONE}/papers/<uuid:file_id>", views.paper, name="paper"),
    path(f"{_ONE}/assess", act_views.assess, name="assess"),
    path(f"{_ONE}/tell", act_views.tell_refusal, name="tell_refusal"),
    path(f"{_ONE}/sign", talk_views.sign, name="sign"),
    path(f"{_ONE}/sign/link", talk_views.send_link, name="send_link"),
    path(f"{_ONE}/sign/link/shown", talk_views.hand_link, name="hand_link"),
    path(f"{_ONE}/phone-consent", act_views.phone_consent, name="phone_consent"),
    path(f"{_ONE}/guardian", act_views.guardian, name="guardian"),
    path(f"{_ONE}/receipt", act_views.receipt, name="receipt"),
    path(f"{_ONE}/remind", act_views.remind, name="remind"),
    path(f"{_ONE}/attendance", act_views.attendance, name="attendance"),
    path(f"{_ONE}/attendance/correct", amend_views.correct_attendance, name="correct_attendance"),
    path(f"{_ONE}/assess/correct", amend_views.correct_assessment, name="correct_assessment"),
    path(f"{_ONE}/appoint", amend_views.appoint, name="appoint"),
    path(f"{_ONE}/withdrawal", act_views.note_withdrawal, name="note_withdrawal"),
    path(f"{_ONE}/needs", talk_views.need, name="need"),
    path(f"{_ONE}/remarks", talk_views.answer_remark, name="answer_remark"),
    path(f"{_ONE}/consents", talk_views.consents, name="consents"),
    path(f"{_ONE}/code", act_views.reissue_code, name="reissue_code"),
    path("work/agreement", talk_views.template, name="template"),
    *portal_urls.urlpatterns,
]
