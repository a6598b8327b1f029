"""Who works where, in which role, and who opened what."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Expression, Q
from django.utils.translation import gettext_lazy as _

from youzhang.accounts.roles import ROLES
from youzhang.kit.ids import new_id
from youzhang.vault.fields import SealedText
from youzhang.vault.models import Subject

SEEN_BY = [("known", _("I know the person")), ("id_card", _("I have seen their ID card"))]


class Organisation(models.Model):
    """机构: the body that runs one or more centres and adopts a regulation."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=120)
    area = models.CharField(_("area served"), max_length=120, blank=True)

    def __str__(self) -> str:
        return self.name


class Centre(models.Model):
    """站点: one place of service. `unit_name` is printed on every form (psych:22.6)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="centres")
    code = models.SlugField(_("code"), max_length=12, unique=True)
    name = models.CharField(_("name"), max_length=120)
    unit_name = models.CharField(_("unit name on forms"), max_length=160)
    address = models.CharField(_("address"), max_length=200, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    transport = models.CharField(_("how to get there"), max_length=300, blank=True)
    rulebooks = models.JSONField(default=list, help_text="Ids of the rulebooks that this centre adopts.")
    started_on = models.DateField(_("started on"))

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Looks users up by their sign-in name, as written or in another case."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username__iexact=username or "")


class User(AbstractBaseUser):
    """员工账号: a member of staff who signs in. There is no superuser."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(_("sign-in name"), max_length=60, unique=True)
    subject = models.OneToOneField(Subject, models.PROTECT, related_name="user")
    name = SealedText(owner="subject")
    phone = SealedText(owner="subject", null=True)
    mail = SealedText(owner="subject", null=True)
    is_active = models.BooleanField(_("may sign in"), default=True)

    USERNAME_FIELD = "username"
    objects = UserManager()

    def __str__(self) -> str:
        return self.username


class RoleHolding(models.Model):
    """任职: a person holds a role at a centre from a day on, until another day if it is known."""

    user = models.ForeignKey(User, models.CASCADE, related_name="holdings")
    centre = models.ForeignKey(Centre, models.CASCADE, related_name="holdings")
    role = models.CharField(_("role"), max_length=24, choices=list(ROLES.items()))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["centre", "role", "user", "starts_on"], name="one_holding")
        ]
        indexes = [models.Index(fields=["user", "starts_on"])]

    def __str__(self) -> str:
        return f"{self.role}@{self.centre_id}"

    @staticmethod
    def on(day: date | Expression) -> Q:
        """The holdings in force on a day."""
        return Q(starts_on__lte=day) & (Q(ends_on=None) | Q(ends_on__gte=day))


class Delegation(models.Model):
    """代办: while one is on leave, another sees and may do what was theirs, between two dates."""

    centre = models.ForeignKey(Centre, models.CASCADE)
    absent = models.ForeignKey(User, models.CASCADE, related_name="delegations_given")
    deputy = models.ForeignKey(User, models.CASCADE, related_name="delegations_held")
    named_by = models.ForeignKey(
        User, models.CASCADE, null=True, related_name="+", help_text="Null: by whoever is away."
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=models.F("starts_on")), name="delegation_dates"),
            models.CheckConstraint(condition=~Q(absent=models.F("deputy")), name="delegation_two_people"),
        ]

    def __str__(self) -> str:
        return f"{self.absent_id}→{self.deputy_id}"


class Bar(models.Model):
    """回避: this member of staff may never see matters of this person (conflict of interest); beats every grant."""

    user = models.ForeignKey(User, models.CASCADE, related_name="bars")
    subject = models.ForeignKey(Subject, models.CASCADE, related_name="bars")
    reason = models.CharField(max_length=24, choices=[("relative", _("relative")), ("acquaintance", _("acquaintance")),
                                                      ("other", _("other"))])  # fmt: skip
    set_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "subject"], name="one_bar")]

    def __str__(self) -> str:
        return f"{self.user_id}✕{self.subject_id}"


class AccessEntry(models.Model):
    """查阅记录: who opened which sensitive record; chained like the facts, no personal content."""

    centre = models.ForeignKey(Centre, models.PROTECT)
    seq = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    user = models.ForeignKey(User, models.PROTECT)
    act = models.CharField(max_length=40)
    about = models.UUIDField()
    salt = models.BinaryField(max_length=16)
    leaf = models.BinaryField(max_length=32)
    link = models.BinaryField(max_length=32)
    mac = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["centre", "seq"], name="access_seq")]
        indexes = [models.Index(fields=["about", "-at"])]

    def __str__(self) -> str:
        return f"{self.act} {self.about}"


class Invitation(models.Model):
    """一次性登录链接: how a person gets in the first time, or anew; only the hash of its token is kept.

    Anew: one colleague asks, another hands the link over, and the token is made only then.
    """

    user = models.OneToOneField(User, models.CASCADE, related_name="invitation")
    token_hash = models.BinaryField(max_length=32, unique=True)
    expires_at = models.DateTimeField()
    centre = models.ForeignKey(Centre, models.CASCADE, null=True, related_name="+")
    asked_by = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    hands_over = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    handed_over_at = models.DateTimeField(null=True)
    seen_by = models.CharField(max_length=12, blank=True, choices=SEEN_BY)

    def __str__(self) -> str:
        return f"invitation of {self.user_id}"

    @property
    def opens(self) -> bool:
        """An account that somebody signs in with opens only by a link that a second person handed over."""
        return self.user.is_active and (
            self.handed_over_at is not None or not self.user.has_usable_password()
        )
