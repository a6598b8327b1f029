"""An application, how it was assessed, what was agreed and signed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from youzhang.accounts.models import Organisation, User
from youzhang.clients.facts import RELATIONS
from youzhang.clients.models import Person
from youzhang.documents.models import StoredFile
from youzhang.intake.facts import (
    CHANNELS,
    CONSENT_BY,
    CONSENT_WAYS,
    CONSENTS,
    FILLED_BY,
    GROUNDS,
    LEAVING_WAYS,
    METHODS,
    NEEDS,
    RESULTS,
    SIGN_WAYS,
    SIGNER_WAYS,
    URGENCIES,
    WAYS,
)
from youzhang.kit.ids import new_id
from youzhang.ledger.models import Matter
from youzhang.ledger.scope import Scoped, Unscoped
from youzhang.services.models import Service
from youzhang.vault.fields import SealedText

STATES = {
    "received": _("received"),
    "waiting": _("on the waiting list"),
    "passed": _("to be signed"),
    "success": _("successful"),
    "refused": _("refused"),
    "withdrawn": _("withdrawn"),
    "ended": _("ended"),
}
PARTS = {"client": _("applicant"), "guardian": _("guardian"), "centre": _("centre")}


class Application(models.Model):
    """服务申请 (psych:34.1c): one person asks for one service. `state` mirrors the facts; nobody sets success."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.OneToOneField(Matter, models.PROTECT, related_name="application")
    service = models.ForeignKey(Service, models.PROTECT, related_name="applications")
    applicant = models.ForeignKey(Person, models.PROTECT, related_name="applications")
    guardian = models.ForeignKey(Person, models.PROTECT, null=True, related_name="applications_as_guardian")
    relation = models.CharField(_("relation"), max_length=12, choices=list(RELATIONS.items()), blank=True)
    channel = models.CharField(_("channel"), max_length=8, choices=list(CHANNELS.items()))
    filled_by = models.CharField(max_length=8, choices=list(FILLED_BY.items()), blank=True)
    device = models.CharField(max_length=60, blank=True, help_text="The browser in which it was filled in.")
    helped_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    wish = SealedText(owner="matter", null=True)
    emergency_name = SealedText(owner="matter", null=True)
    emergency_phone = SealedText(owner="matter", null=True)
    paper = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=list(STATES.items()), default="received")
    received_at = models.DateTimeField()
    code_hash = models.BinaryField(max_length=32)
    code_saved_at = models.DateTimeField(null=True)
    meets_on = models.DateField(_("own day"), null=True, blank=True)
    meets_at = models.TimeField(_("own hour"), null=True, blank=True)
    meets_place = models.CharField(_("own place"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = Scoped("matter")
    unscoped = Unscoped()

    class Meta:
        indexes = [models.Index(fields=["service", "state", "received_at"], name="application_list")]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "applicant"],
                condition=~Q(state__in=["withdrawn", "refused", "ended"]),
                name="one_running_application",
            )
        ]

    def __str__(self) -> str:
        return f"application {self.pk}"


class OfMatter(models.Model):
    """A row of an application's file, sealed under its matter's key and seen by whoever sees the matter."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+")

    objects = Scoped("matter")
    unscoped = Unscoped()

    class Meta:
        abstract = True


class SpecialNeed(models.Model):
    """特殊需要 (psych:49): what an applicant needs in order to take part, and what was done about it."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="needs")
    need = models.CharField(max_length=12, choices=list(NEEDS.items()))
    arranged = models.BooleanField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "need"], name="one_need")]

    def __str__(self) -> str:
        return self.need


class Assessment(OfMatter):
    """需求评估记录 (psych:34.1d): how the need was assessed, with what result and why."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="assessments")
    method = models.CharField(_("way"), max_length=10, choices=list(METHODS.items()))
    urgency = models.CharField(_("urgency"), max_length=10, choices=list(URGENCIES.items()))
    result = models.CharField(_("result"), max_length=8, choices=list(RESULTS.items()))
    ground = models.CharField(_("ground"), max_length=10, choices=list(GROUNDS.items()), blank=True)
    note = SealedText(owner="matter", null=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    told = SealedText(owner="matter", null=True, help_text="The reasons as the applicant was given them.")
    told_way = models.CharField(_("told"), max_length=8, choices=list(WAYS.items()), blank=True)
    told_at = models.DateTimeField(null=True)
    referral_offered = models.BooleanField(null=True)

    def __str__(self) -> str:
        return f"assessment {self.pk}"


class AgreementTemplate(models.Model):
    """服务协议模板 (psych:42): an edition of the agreement's text; cannot lose its six items, immutable once used."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="agreement_templates")
    edition = models.PositiveSmallIntegerField()
    title = models.CharField(_("title"), max_length=120)
    rights_duties = models.TextField(_("rights and duties of both sides"))
    contact = models.TextField(_("how to reach each other"))
    sessions = models.TextField(_("number of sessions"))
    method = models.TextField(_("way of the service"))
    outcomes = models.TextField(_("what it may bring about"))
    risks = models.TextField(_("risks, and how they are met"))
    further = models.TextField(_("further terms"), blank=True)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "edition"], name="one_template_edition")
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.edition}"


class Agreement(OfMatter):
    """服务协议 (psych:34.2a, 40-42): the text as it was shown, its hash, and what was explained."""

    application = models.OneToOneField(Application, models.PROTECT, related_name="agreement")
    template = models.ForeignKey(AgreementTemplate, models.PROTECT, related_name="+")
    text = SealedText(owner="matter")
    text_hash = models.CharField(max_length=64)
    explained_at = models.DateTimeField(null=True)
    explained_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"agreement {self.pk}"


class Signature(OfMatter):
    """签署: who signed, for whom, in which relation, when, how, and which text."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="signatures")
    part = models.CharField(max_length=8, choices=list(PARTS.items()))
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    relation = models.CharField(max_length=12, blank=True)
    how = models.CharField(max_length=8, choices=list(SIGN_WAYS.items()))
    way = models.CharField(max_length=8, choices=list(SIGNER_WAYS.items()), blank=True)
    device = models.CharField(max_length=60, blank=True, help_text="The browser in which it was signed.")
    seen_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="Saw the ID, entered the paper, handed the link.",
    )
    image = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    text_hash = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agreement", "part"], name="one_signature_per_part")]

    def __str__(self) -> str:
        return f"{self.part} signature {self.pk}"


class SigningLink(OfMatter):
    """签署链接: opens the agreement to one who signs one part, in one browser, once."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="links")
    part = models.CharField(max_length=8, choices=list(PARTS.items()))
    token_hash = models.BinaryField(max_length=32, unique=True)
    handed_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", help_text="Null: sent to the address on file."
    )
    address = SealedText(owner="matter", null=True)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    device = models.CharField(max_length=60, blank=True, help_text="The browser that opened it first.")
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"link for {self.part}"


class PhoneConsent(OfMatter):
    """电话知情同意 (psych:41): a provisional consent of the guardian; the paper is still owed."""

    application = models.OneToOneField(Application, models.PROTECT, related_name="phone_consent")
    phone = SealedText(owner="matter")
    reason = SealedText(owner="matter")
    witness = models.ForeignKey(User, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"phone consent {self.pk}"


class Consent(OfMatter):
    """单独同意: one purpose, one decision, given by whom; withdrawn as easily as given."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="consents")
    consent = models.CharField(max_length=12, choices=list(CONSENTS.items()))
    given = models.BooleanField()
    who = models.CharField(max_length=10, choices=list(CONSENT_BY.items()))
    way = models.CharField(max_length=8, choices=list(CONSENT_WAYS.items()))
    noted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    text_hash = models.CharField(max_length=64)
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "consent", "who"],
                condition=Q(withdrawn_at=None),
                name="one_live_consent_each",
            )
        ]

    def __str__(self) -> str:
        return self.consent


class Withdrawal(OfMatter):
    """退出申请 (psych:34.4b): a request with its reason; recorded and routed, never refused."""

    application = models.OneToOneField(Application, models.PROTECT, related_name="withdrawal")
    way = models.CharField(max_length=8, choices=list(LEAVING_WAYS.items()))
    reason = SealedText(owner="matter", null=True)
    asked_at = models.DateTimeField()
    noted_at = models.DateTimeField(null=True)
    noted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"withdrawal {self.pk}"


class Remark(OfMatter):
    """来访者留言 (psych:45, 47): what an applicant says about the service, and the centre's answer."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="remarks")
    text = SealedText(owner="matter")
    at = models.DateTimeField()
    answer = SealedText(owner="matter", null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"remark {self.pk}"
