"""What can be done with an application, one file per act."""

from __future__ import annotations

from youzhang.intake.actions.apply import ApplicationForm, Received, apply_for
from youzhang.intake.actions.appoint import Appointment, appoint
from youzhang.intake.actions.assess import Assessed, assess
from youzhang.intake.actions.attend import Attendance, note_attendance
from youzhang.intake.actions.consents import decide_consent, withdraw_consent
from youzhang.intake.actions.correct import correct_assessment, correct_attendance
from youzhang.intake.actions.guardian import name_guardian
from youzhang.intake.actions.needs import settle_need
from youzhang.intake.actions.phone_consent import PhoneCall, record_phone_consent
from youzhang.intake.actions.receipt import give_receipt, reissue_code, save_code
from youzhang.intake.actions.remarks import answer_remark, leave_remark
from youzhang.intake.actions.remind import post_reminder, remind
from youzhang.intake.actions.sign import Checklist, Signing, explain, sign, start_agreement
from youzhang.intake.actions.signing_link import hand_signing_link, send_signing_link
from youzhang.intake.actions.tell import Told, tell_refusal
from youzhang.intake.actions.template import TemplateText, current_template, publish_template
from youzhang.intake.actions.withdraw import Leaving, ask_withdrawal, note_withdrawal

__all__ = [
    "ApplicationForm",
    "Appointment",
    "Assessed",
    "Attendance",
    "Checklist",
    "Leaving",
    "PhoneCall",
    "Received",
    "Signing",
    "TemplateText",
    "Told",
    "answer_remark",
    "apply_for",
    "appoint",
    "ask_withdrawal",
    "assess",
    "correct_assessment",
    "correct_attendance",
    "current_template",
    "decide_consent",
    "explain",
    "give_receipt",
    "hand_signing_link",
    "leave_remark",
    "name_guardian",
    "note_attendance",
    "note_withdrawal",
    "post_reminder",
    "publish_template",
    "record_phone_consent",
    "reissue_code",
    "remind",
    "save_code",
    "send_signing_link",
    "settle_need",
    "sign",
    "start_agreement",
    "tell_refusal",
    "withdraw_consent",
]  # fmt: skip
