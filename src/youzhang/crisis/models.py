"""A crisis, and what was found, said and done in it. What was said is sealed under the key of the crisis."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from youzhang.accounts.models import User
from youzhang.crisis.beside_models import Concern, EmergencyReading, Expert
from youzhang.crisis.codes import (
    ANSWERS,
    CONFIRMED,
    HAND_OVERS,
    INSTEAD,
    LEVELS,
    OUTCOMES,
    PATHS,
    REASONS,
    ROUTES,
    SOURCES,
    TELL_OUTCOMES,
    TELL_WAYS,
    TOLD,
)  # fmt: skip
from youzhang.crisis.entries import Entry, Lowering, Step
from youzhang.kit.ids import new_id
from youzhang.ledger.models import Matter
from youzhang.ledger.scope import Scoped, Unscoped
from youzhang.premises.models import Partner
from youzhang.vault.fields import SealedJSON, SealedText
from youzhang.vault.models import Subject

__all__ = [
    "Concern", "Confirmation", "Crisis", "EmergencyReading", "Entry", "Expert", "FollowUp", "HandOver", "HarmCheck",
    "Lifting", "LookAgain", "LookBack", "Lowering", "MoreKnown", "Referral", "ReviewComment", "RiskAssessment",
    "SafetyPlan", "SentBack", "Step", "Telling",
]  # fmt: skip


class Crisis(models.Model):
    """危机 (psych:14a): somebody is in danger. Reason, source and route in clear; who and what sealed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.OneToOneField(Matter, models.PROTECT, related_name="crisis")
    subject = models.ForeignKey(Subject, models.PROTECT, null=True, related_name="crises")
    about = models.ForeignKey(Matter, models.PROTECT, null=True, related_name="crises")
    reason = models.CharField(_("reason"), max_length=16, choices=list(REASONS.items()))
    source = models.CharField(_("source"), max_length=10, choices=list(SOURCES.items()))
    route = models.CharField(_("route"), max_length=8, choices=list(ROUTES.items()))
    minor = models.BooleanField(_("under 18, or without full capacity"))
    age_known = models.BooleanField(
        default=True, help_text="Somebody or the file says whether they are a minor."
    )
    who = SealedText(owner="matter", null=True)
    nameless = models.BooleanField(default=False, help_text="What stands under who only describes them.")
    born = SealedText(owner="matter", null=True, help_text="ISO date, as somebody said it.")
    phone = SealedText(owner="matter", null=True)
    place = SealedText(owner="matter", null=True)
    words = SealedText(owner="matter", null=True)
    opened_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()
    lead = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True)
    override_words = SealedText(owner="matter", null=True)
    level = models.CharField(max_length=1, choices=list(LEVELS.items()), blank=True)
    path = models.CharField(max_length=10, choices=list(PATHS.items()), blank=True)
    suicide = models.BooleanField(default=False)
    harm = models.BooleanField(default=False, help_text="Harm to a minor is to be reported.")
    suspected = models.BooleanField(default=False, help_text="A guardian is suspected of the harm.")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=10, choices=list(OUTCOMES.items()), blank=True)
    closing_words = SealedText(owner="matter", null=True)
    before = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="later", help_text="The crisis that ended before it."
    )
    joined = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="joining", help_text="The crisis it goes on in."
    )

    objects = Scoped("matter")
    unscoped = Unscoped()

    class Meta:
        indexes = [
            models.Index(
                fields=["opened_at"], condition=Q(taken_at=None, closed_at=None), name="crisis_waiting"
            ),
            models.Index(fields=["subject", "-opened_at"], name="crisis_of_person"),
        ]

    def __str__(self) -> str:
        return f"crisis {self.pk}"

    @property
    def birth_day(self) -> date | None:
        """The birth date that somebody said, as a day."""
        return date.fromisoformat(self.born) if self.born else None

    @property
    def is_known(self) -> bool:
        """Whether anybody can say who the person is: by a file, or by name."""
        return bool(self.subject_id or (self.who and not self.nameless))

    @property
    def is_grown(self) -> bool:
        """Whether somebody or the file says that they are 18, with full capacity."""
        return self.age_known and not self.minor


class MoreKnown(Entry):
    """补充情况: what became known after the crisis was opened; the crisis itself shows the newest of each."""

    who = SealedText(owner="matter", null=True)
    nameless = models.BooleanField(default=False)
    born = SealedText(owner="matter", null=True)
    phone = SealedText(owner="matter", null=True)
    place = SealedText(owner="matter", null=True)
    words = SealedText(owner="matter", null=True)


class RiskAssessment(Entry):
    """危机评估表: the structured answers, what the tool makes of them, the level a person chose."""

    answers = SealedJSON(owner="matter")
    basis = SealedText(owner="matter", null=True)
    floor = models.CharField(max_length=1, choices=list(LEVELS.items()))
    level = models.CharField(max_length=1, choices=list(LEVELS.items()))


class Telling(Entry):
    """告知记录 (psych:15.3b, psych:50): who was told, when, how, what was said; or why not."""

    to = models.CharField(_("whom"), max_length=14, choices=list(TOLD.items()))
    outcome = models.CharField(max_length=12, choices=list(TELL_OUTCOMES.items()))
    way = models.CharField(_("way"), max_length=8, choices=list(TELL_WAYS.items()), blank=True)
    reason = models.CharField(max_length=14, blank=True)
    person = SealedText(owner="matter", null=True)
    said = SealedText(owner="matter", null=True)
    reviewed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    review = SealedText(owner="matter", null=True)
    necessity = SealedText(owner="matter", null=True, help_text="Why the department was told the name.")
    instead = models.CharField(max_length=10, choices=list(INSTEAD.items()), blank=True)
    second = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    agreed = models.BooleanField(null=True)
    seconded_at = models.DateTimeField(null=True)
    second_words = SealedText(owner="matter", null=True)


class Confirmation(Entry):
    """接警回执 (psych:14b, psych:53.3): what police or ambulance said: their number and name, or that the person is
    with them."""

    telling = models.ForeignKey(Telling, models.PROTECT, related_name="confirmations")
    what = models.CharField(max_length=10, choices=list(CONFIRMED.items()))
    person = SealedText(owner="matter")
    number = SealedText(owner="matter", null=True)
    words = SealedText(owner="matter", null=True)


class Lifting(Entry):
    """解除嫌疑 (psych:4): the suspicion against a guardian proved to be none; `guardian`: which, where it was said."""

    guardian = SealedText(owner="matter", null=True)
    words = SealedText(owner="matter")


class HarmCheck(Entry):
    """强制报告核对 (未成年人保护法 11): the nine situations, and whether it is reported."""

    situations = SealedJSON(owner="matter")
    report = models.BooleanField()
    school = models.BooleanField(default=False, help_text="A school is involved.")
    words = SealedText(owner="matter", null=True)


class SafetyPlan(Entry):
    """安全计划: warning signs, own ways of coping, people, professionals, means out of reach, who stays."""

    plan = SealedJSON(owner="matter")


class FollowUp(Entry):
    """随访记录 (psych:15.3c): reached or not, how it stands, the level found."""

    way = models.CharField(_("way"), max_length=8, choices=list(TELL_WAYS.items()))
    reached = models.BooleanField()
    level = models.CharField(max_length=1, choices=list(LEVELS.items()), blank=True)
    words = SealedText(owner="matter", null=True)


class Referral(Entry):
    """危机转介 (psych:15.3d): to which partner or other body, whom there, what was said, what was answered."""

    partner = models.ForeignKey(Partner, models.PROTECT, null=True, related_name="+")
    body = SealedText(owner="matter")
    contact = SealedText(owner="matter", null=True)
    way = models.CharField(_("way"), max_length=8, choices=list(TELL_WAYS.items()))
    words = SealedText(owner="matter")
    answer = models.CharField(max_length=10, choices=list(ANSWERS.items()), blank=True)
    answered_at = models.DateTimeField(null=True)
    received_by = SealedText(owner="matter", null=True)
    answer_words = SealedText(owner="matter", null=True)


class SentBack(Entry):
    """退回 (psych:15.3d): who had taken the person lets them go again: a new sign of danger."""

    referral = models.ForeignKey(Referral, models.PROTECT, null=True, related_name="sent_back")
    confirmation = models.ForeignKey(Confirmation, models.PROTECT, null=True, related_name="sent_back")
    words = SealedText(owner="matter")


class LookAgain(Entry):
    """再次查找 (psych:14b): after a crisis whose person nobody found, somebody asks and looks again."""

    sign = models.BooleanField(help_text="There was a new sign of danger.")
    words = SealedText(owner="matter")


class HandOver(Entry):
    """危机移交: who gives it to whom, with what note; it counts once it is accepted, until it is declined or taken
    back."""

    to = models.ForeignKey(User, models.PROTECT, related_name="+")
    note = SealedText(owner="matter")
    accepted_at = models.DateTimeField(null=True)
    ended = models.CharField(max_length=10, choices=list(HAND_OVERS.items()), blank=True)
    ended_at = models.DateTimeField(null=True)
    answer = SealedText(owner="matter", null=True)


class LookBack(Entry):
    """事后复盘: what went well, what did not, what will change."""

    well = SealedText(owner="matter", null=True)
    badly = SealedText(owner="matter", null=True)
    change = SealedText(owner="matter", null=True)


class ReviewComment(Entry):
    """督导批注 (psych:10): what a supervisor writes about a review; whoever led the crisis reads it."""

    look_back = models.ForeignKey(LookBack, models.PROTECT, related_name="comments")
    text = SealedText(owner="matter")
    read_at = models.DateTimeField(null=True)
