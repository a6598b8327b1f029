"""What happens between an application and a signed agreement (psych:34, 40-42, 45, 47-49)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from youzhang.crisis.codes import ASKED
from youzhang.rulebook.vocabulary import Data, FactKind, MatterKind

CHANNELS = {
    "online": _("online"),
    "desk": _("at the desk"),
    "phone": _("by telephone"),
    "oral": _("by word of mouth"),
    "paper": _("on paper"),
}
METHODS = {"interview": _("interview"), "phone": _("telephone"), "wecom": _("WeCom")}
URGENCIES = {"routine": _("routine"), "priority": _("priority"), "urgent": _("urgent")}
RESULTS = {"passed": _("passed"), "waiting": _("waiting list"), "failed": _("does not meet the conditions")}
# Only published conditions can refuse (psych:32, psych:48).
GROUNDS = {
    "age": _("outside the published ages"),
    "area": _("not resident in the area served"),
    "audience": _("not among those the service is for"),
    "full": _("no place left"),
}
WAYS = {"phone": _("by telephone"), "written": _("in writing"), "face": _("face to face")}
NEEDS = {
    "mobility": _("step-free access"),
    "hearing": _("hearing"),
    "sight": _("sight"),
    "language": _("language or dialect"),
    "allergy": _("food allergy"),
    "other": _("something else"),
}
SIGN_WAYS = {"screen": _("on screen"), "paper": _("on paper, scanned")}
# Who typed an application; what they say of themselves is proved by nothing.
FILLED_BY = {
    "self": _("the applicant"),
    "guardian": _("somebody as the guardian"),
    "other": _("somebody else"),
    "staff": _("staff"),
}
# In which way somebody acted who signed: what shows that it was they.
SIGNER_WAYS = {
    "code": _("with number and code, on a device of their own"),
    "link": _("by a one-time link to the number or mailbox on file"),
    "handed": _("by a one-time link that staff handed over"),
    "desk": _("at the desk, ID seen"),
    "paper": _("on paper"),
}
CONSENT_BY = {
    "filler": _("whoever filled in the form"),
    "applicant": _("the applicant"),
    "guardian": _("the guardian"),
}
CONSENT_WAYS = SIGNER_WAYS | {
    "form": _("on the form"),
    "desk": _("at the desk"),
    "phone": _("by telephone"),
}
REMINDER_WAYS = {
    "mail": _("e-mail"),
    "sms": _("text message"),
    "wecom": _("WeCom"),
    "dingtalk": _("DingTalk"),
    "call": _("telephone"),
}
CONSENTS = {
    "information": _("use of personal information"),
    "sensitive": _("use of sensitive personal information"),
    "portrait": _("photographs"),
    "recording": _("audio or video recording"),
    "testing": _("psychological testing"),
    "sharing": _("passing information on to a named body"),
}
LEAVING_WAYS = {"written": _("in writing"), "oral": _("by word of mouth"), "online": _("online")}
ABSENCE = {"client": _("the client did not come"), "staff": _("the staff did not come"), "other": _("other")}

_CONSENT = Data("code", tuple(CONSENTS))
# Optional: what was recorded before does not say who acted, and how.
_DECIDED = {
    "consent": _CONSENT,
    "who": Data("code", tuple(CONSENT_BY), optional=True),
    "way": Data("code", tuple(CONSENT_WAYS), optional=True),
}
_NEED = Data("code", tuple(NEEDS))
# Whether thoughts of suicide were told in the talk (psych:15.3b).
_THOUGHTS = Data("code", tuple(ASKED), optional=True)

FACTS = [
    FactKind(
        "intake.form_filled",
        _("Application received"),
        {
            "channel": Data("code", tuple(CHANNELS)),
            "minor": Data("flag"),
            "filled_by": Data("code", tuple(FILLED_BY), optional=True),
        },
        topic="application",
    ),
    FactKind(
        "intake.assigned",
        _("Person in charge named"),
        {"to": Data("id")},
        {"in_charge": "to"},
        topic="people",
    ),
    FactKind("intake.guardian_named", _("Guardian named"), topic="people"),
    FactKind("intake.special_need", _("Special need stated"), {"need": _NEED}, topic="application"),
    FactKind("intake.need_arranged", _("Special need arranged for"), {"need": _NEED}, topic="application"),
    FactKind(
        "intake.need_not_possible", _("Special need cannot be met"), {"need": _NEED}, topic="application"
    ),
    FactKind(
        "intake.assessed",
        _("Need assessed"),
        {
            "result": Data("code", tuple(RESULTS)),
            "method": Data("code", tuple(METHODS)),
            "urgency": Data("code", tuple(URGENCIES)),
            "ground": Data("code", tuple(GROUNDS), optional=True),
            "thoughts": _THOUGHTS,
        },
        topic="application",
    ),
    FactKind(
        "intake.refusal_told",
        _("Told why it was refused"),
        {"way": Data("code", tuple(WAYS)), "referral": Data("flag"), "thoughts": _THOUGHTS},
        topic="contact",
    ),
    FactKind("intake.explained", _("Rights, duties, risks and safeguards explained"), topic="signing"),
    FactKind(
        "intake.signed",
        _("Signature given"),
        {
            "part": Data("code", ("client", "guardian", "centre")),
            "how": Data("code", tuple(SIGN_WAYS)),
            "way": Data("code", tuple(SIGNER_WAYS), optional=True),
        },
        topic="signing",
    ),
    FactKind("intake.assented", _("Child's assent noted"), topic="signing"),
    FactKind(
        "intake.link_made",
        _("Link for signing made"),
        {"part": Data("code", ("client", "guardian")), "handed": Data("flag")},
        topic="signing",
    ),
    FactKind("intake.phone_consented", _("Guardian consented by telephone"), topic="signing"),
    FactKind(
        "intake.agreement_signed", _("Agreement signed by all"), {"template": Data("count")}, topic="signing"
    ),
    FactKind("intake.consent_given", _("Consent given"), _DECIDED, topic="signing"),
    FactKind("intake.consent_refused", _("Consent refused"), _DECIDED, topic="signing"),
    FactKind("intake.consent_withdrawn", _("Consent withdrawn"), {"consent": _CONSENT}, topic="signing"),
    FactKind("intake.receipt_given", _("Receipt given"), {"paper": Data("flag")}, topic="contact"),
    FactKind("intake.code_reissued", _("Query code issued anew"), topic="contact"),
    FactKind("intake.reminded", _("Reminded"), {"way": Data("code", tuple(REMINDER_WAYS))}, topic="contact"),
    FactKind(
        "intake.appointed",
        _("Appointment made"),
        {"starts_on": Data("date"), "begins_at": Data("instant", optional=True)},
        topic="contact",
    ),
    FactKind("intake.date_moved", _("Told that the date moved"), topic="contact"),
    FactKind("intake.attended", _("Took part"), topic="application"),
    FactKind(
        "intake.absent", _("Did not take part"), {"cause": Data("code", tuple(ABSENCE))}, topic="application"
    ),
    FactKind("intake.service_called_off", _("The service was called off"), topic="application"),
    FactKind(
        "intake.withdrawal_asked",
        _("Asked to withdraw"),
        {"way": Data("code", tuple(LEAVING_WAYS))},
        topic="application",
    ),
    FactKind("intake.withdrawal_noted", _("Withdrawal noted"), {"thoughts": _THOUGHTS}, topic="application"),
    FactKind("intake.remark_received", _("Remark received"), {"remark": Data("id")}, topic="contact"),
    FactKind("intake.remark_answered", _("Remark answered"), {"remark": Data("id")}, topic="contact"),
]

MATTERS = [
    MatterKind(
        "application",
        _("Application"),
        number="SQ-{centre}-{year}-{n:04d}",
        called_off=("intake.withdrawal_noted", "intake.service_called_off"),
        parts=("applicant", "guardian"),
        page="intake:application",
        parent="service",
    ),
]
