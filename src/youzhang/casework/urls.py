"""Addresses of cases, by their matter."""

from __future__ import annotations

from django.urls import path

from youzhang.casework import (
    comment_views,
    leaving_views,
    owner_views,
    plan_views,
    portal_views,
    referral_views,
    rights_views,
    second_look_views,
    session_views,
    views,
)
from youzhang.casework.comment_queries import FINDERS
from youzhang.casework.leaving_steps import STEPS

app_name = "casework"
_ONE = "work/cases/<uuid:matter_id>"
_SESSION = "work/sessions/<uuid:matter_id>"
urlpatterns = [
    path("work/cases", views.cases, name="list"),
    path("work/sessions", session_views.week, name="week"),
    path("work/people/<uuid:matter_id>/case", views.start, name="open"),
    path(_ONE, views.case, name="case"),
    owner_views.hand_on.at(f"{_ONE}/hand-on"),
    owner_views.answer_transfer.at(f"{_ONE}/take-over"),
    owner_views.keep.at(f"{_ONE}/keep"),
    owner_views.backup.at(f"{_ONE}/backup"),
    owner_views.supervisor.at(f"{_ONE}/supervisor"),
    session_views.book.at(f"{_ONE}/book"),
    path(f"{_ONE}/sessions", session_views.sessions, name="sessions"),
    path(_SESSION, session_views.session, name="session"),
    session_views.note.at(f"{_SESSION}/note"),
    session_views.add.at(f"{_SESSION}/add"),
    path(f"{_SESSION}/comment", comment_views.comment, {"on": "note"}, name="comment"),
    *(
        path(f"{_ONE}/comment/{on}", comment_views.comment, {"on": on}, name=f"comment_{on}")
        for on in FINDERS
    ),
    path(f"{_ONE}/comments", comment_views.comments, name="comments"),
    session_views.process.at(f"{_SESSION}/own"),
    session_views.move.at(f"{_SESSION}/move"),
    session_views.cancel.at(f"{_SESSION}/cancel"),
    session_views.tell_off.at(f"{_SESSION}/told"),
    session_views.missed.at(f"{_SESSION}/missed"),
    path("work/cases/second-looks", second_look_views.second_looks, name="second_looks"),
    path("work/cases/second-looks/<uuid:matter_id>", second_look_views.second_look, name="second_look"),
    path(f"{_ONE}/interview", plan_views.interview, name="interview"),
    path(f"{_ONE}/plan", plan_views.plan, name="plan"),
    path(f"{_ONE}/review", plan_views.review, name="review"),
    plan_views.papers.at(f"{_ONE}/papers"),
    path(f"{_ONE}/papers/<uuid:file_id>", plan_views.paper, name="paper"),
    path(f"{_ONE}/leave", leaving_views.leave, name="leave"),
    path(f"{_ONE}/propose-exit", leaving_views.propose, name="propose_exit"),
    *(
        path(f"{_ONE}/leave/{step}", leaving_views.step, {"step": step}, name=f"leave_{step}")
        for step in STEPS
    ),
    path(f"{_ONE}/decide", leaving_views.decide, name="decide"),
    path(f"{_ONE}/end-date", leaving_views.end_date, name="end_date"),
    path(f"{_ONE}/conference", leaving_views.conference, name="conference"),
    path(f"{_ONE}/stays", leaving_views.stays, name="stays"),
    path(f"{_ONE}/close", leaving_views.close, name="close"),
    path("work/cases/access", rights_views.ask_access, name="ask_access"),
    path("work/cases/access/<uuid:matter_id>", rights_views.access, name="access"),
    path(f"{_ONE}/of-age", rights_views.of_age, name="of_age"),
    path(f"{_ONE}/protect", rights_views.protect, name="protect"),
    path(f"{_ONE}/let-in", rights_views.let_in, name="let_in"),
    path(f"{_ONE}/rights", rights_views.rights, name="rights"),
    path(f"{_ONE}/rights/<uuid:request_id>", rights_views.answer_right, name="answer_right"),
    path(f"{_ONE}/card", rights_views.card, name="card"),
    path(f"{_ONE}/card/print", rights_views.card_shown, name="card_shown"),
    path(f"{_ONE}/card/revoke", rights_views.revoke, name="revoke"),
    path("my-file", portal_views.portal_in, name="portal_in"),
    path("my-file/open", portal_views.portal_case, name="portal_case"),
    path("my-file/close", portal_views.portal_out, name="portal_out"),
    path(f"{_ONE}/referrals", referral_views.referrals, name="referrals"),
    path(f"{_ONE}/refer", referral_views.refer, name="refer"),
    path(f"{_ONE}/referrals/<uuid:referral_id>/print", referral_views.printed, name="referral_print"),
    path(f"{_ONE}/referrals/<uuid:referral_id>/<slug:step>", referral_views.act, name="referral_act"),
    plan_views.family.at(f"{_ONE}/family"),
    plan_views.relative_out.at(f"{_ONE}/family/<uuid:relative_id>"),
    owner_views.step_aside.at(f"{_ONE}/step-aside"),
]
