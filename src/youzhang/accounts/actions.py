"""Making centres and staff, giving and ending roles, barring, delegating, inviting."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from youzhang.accounts.accesses import log_access
from youzhang.accounts.models import Centre, Delegation, Invitation, Organisation, RoleHolding, User
from youzhang.accounts.roles import ADMINISTRATORS, WITHOUT_DUTIES
from youzhang.accounts.viewer import viewer_of
from youzhang.kit import clock
from youzhang.kit.refused import Refused
from youzhang.kit.text import clean_line
from youzhang.vault.actions import create_subject

INVITATION_HOURS = 72


@dataclass(frozen=True)
class NewCentre:
    """What a centre needs from its first day."""

    organisation: str
    code: str
    name: str
    unit_name: str
    started_on: date
    address: str = ""
    phone: str = ""
    transport: str = ""
    area: str = ""
    rulebooks: tuple[str, ...] = ("psych",)


def create_centre(given: NewCentre) -> Centre:
    """A centre, and its organisation when it is the first one."""
    if Centre.objects.filter(code__iexact=given.code).exists():
        raise Refused("rule:code", _("Another centre has this code."), _("Choose another code."), "code")
    organisation, _made = Organisation.objects.get_or_create(
        name=given.organisation, defaults={"area": given.area}
    )
    return Centre.objects.create(
        organisation=organisation,
        code=given.code,
        name=given.name,
        unit_name=given.unit_name,
        address=given.address,
        phone=given.phone,
        transport=given.transport,
        rulebooks=list(given.rulebooks),
        started_on=given.started_on,
    )


@dataclass(frozen=True)
class Particulars:
    """What the public and the forms say of a centre. Its code stays: it stands in every number."""

    name: str
    unit_name: str
    address: str = ""
    phone: str = ""
    transport: str = ""


def change_centre(centre: Centre, given: Particulars) -> Centre:
    """Change what the public and the forms say of a centre from now on."""
    Centre.objects.filter(pk=centre.pk).update(**asdict(given))
    centre.refresh_from_db()
    return centre


@dataclass(frozen=True)
class NewMember:
    """A member of staff: sign-in name, real name, how they are reached."""

    username: str
    name: str
    phone: str = ""
    mail: str = ""


@transaction.atomic
def create_user(given: NewMember) -> User:
    """An account without a password: its owner sets one through an invitation."""
    username = clean_line(given.username).lower()
    if User.objects.filter(username__iexact=username).exists():
        raise Refused("rule:username", _("This sign-in name is taken."), _("Choose another one."), "username")
    user = User(username=username, subject=create_subject(), name=clean_line(given.name))
    user.phone, user.mail = given.phone or None, given.mail or None
    user.set_unusable_password()
    user.save(force_insert=True)
    return user


def give_role(
    user: User, centre: Centre, role: str, *, starts_on: date, ends_on: date | None = None
) -> RoleHolding:
    """Give a role from a day on. The three administrators stay three people and hold no other role."""
    held = set(user.holdings.filter(RoleHolding.on(starts_on)).values_list("role", flat=True)) - {role}
    if (role in ADMINISTRATORS and held) or held & ADMINISTRATORS:
        raise Refused(
            "rule:administrators",
            _("An administrator holds no other role."),
            _("Use an account of its own for the administrator."),
            "role",
        )
    holding, _made = RoleHolding.objects.get_or_create(
        user=user, centre=centre, role=role, starts_on=starts_on, defaults={"ends_on": ends_on}
    )
    _open_or_close(user)
    return holding


def end_roles(user: User, centre: Centre, *, last_day: date) -> None:
    """End every role of a person at a centre, and drop those that would begin later; sign-in ends with the last role
    anywhere."""
    user.holdings.filter(centre=centre, starts_on__gt=last_day).delete()
    user.holdings.filter(RoleHolding.on(last_day), centre=centre).update(ends_on=last_day)
    _open_or_close(user)


def _open_or_close(user: User) -> None:
    """Whoever holds a role now or later may sign in; nobody else."""
    ahead = user.holdings.filter(Q(ends_on=None) | Q(ends_on__gte=clock.today()))
    User.objects.filter(pk=user.pk).update(is_active=ahead.exists())


def end_role(holding: RoleHolding, *, last_day: date, by: User) -> None:
    """End one role of a person; sign-in ends with the last role anywhere."""
    check_not_self(holding.user, by)
    if last_day < holding.starts_on:
        holding.delete()
    else:
        holding.ends_on = last_day
        holding.save(update_fields=["ends_on"])
    _open_or_close(holding.user)


def check_not_self(user: User, by: User) -> None:
    """Nobody gives, takes or opens the door for themself."""
    if user == by:
        raise Refused(
            "rule:own_account", _("This is your own account."), _("Ask a colleague who keeps the list.")
        )


@transaction.atomic
def delegate(
    absent: User, deputy: User, centre: Centre, *, starts_on: date, ends_on: date, by: User
) -> Delegation:
    """While one is on leave, a colleague of the same centre stands in. Nobody names themself: they would read by their
    own act what is another's."""
    if deputy == by:
        raise Refused(
            "rule:own_deputy",
            _("Nobody makes themself somebody's deputy."),
            _("The person who is away names you, or a colleague who keeps the list."),
            "deputy",
        )
    if by != absent:
        _check_not_in_turn(deputy, by)
    if absent == deputy or ends_on < starts_on:
        raise Refused("rule:delegation", _("Two people and two dates in order are needed."), "", "ends_on")
    both = RoleHolding.objects.filter(RoleHolding.on(starts_on), user__in=[absent, deputy])
    if both.filter(role__in=ADMINISTRATORS).exists():
        raise Refused("rule:administrators", _("Nobody stands in for an administrator."), "", "deputy")
    if not deputy.holdings.filter(RoleHolding.on(starts_on), centre=centre).exists():
        raise Refused(
            "rule:delegation",
            _("The deputy does not work at this centre."),
            _("Choose a colleague."),
            "deputy",
        )
    named_by = None if by == absent else by
    if named_by:
        log_access(viewer_of(by, clock.today()), "accounts.deputy_named", absent.pk, centre.pk)
    return Delegation.objects.create(
        absent=absent, deputy=deputy, centre=centre, starts_on=starts_on, ends_on=ends_on, named_by=named_by
    )


def _check_not_in_turn(deputy: User, by: User) -> None:
    """Two who keep the list do not name each other: each would read what is another's by the other's favour."""
    if Delegation.objects.filter(named_by=deputy, deputy=by, ends_on__gte=clock.today()).exists():
        raise Refused(
            "rule:own_deputy",
            _("This colleague has named you somebody's deputy: two do not name each other."),
            _("Choose somebody else, or let the person who is away name who stands in."),
            "deputy",
        )


def end_delegation(delegation: Delegation, *, last_day: date) -> None:
    """Back from leave earlier: the last day of standing in; one that has not begun is dropped."""
    if last_day < delegation.starts_on:
        delegation.delete()
    else:
        delegation.ends_on = min(delegation.ends_on, last_day)
        delegation.save(update_fields=["ends_on"])


def invite(user: User) -> str:
    """A one-time token with which a person sets their first password; an earlier one stops working. Where somebody
    signs in with the account, a link would open it to whoever makes it: see `doors`."""
    if user.has_usable_password():
        raise Refused(
            "rule:standing_account",
            _("Somebody signs in with this account already."),
            _("Ask for a new password: a colleague hands the link over."),
        )
    token = secrets.token_urlsafe(32)
    expires_at = clock.now() + timedelta(hours=INVITATION_HOURS)
    Invitation.objects.update_or_create(
        user=user, defaults={"token_hash": token_hash(token), "expires_at": expires_at}
    )
    return token


def invite_first_administrator() -> str:
    """The account `admin` of a fresh installation, and its one-time token; refused once anybody can sign in."""
    if User.objects.exclude(password__startswith="!").exists():
        raise Refused(
            "rule:first_administrator", _("Somebody can sign in already."), _("Ask them for an invitation.")
        )
    user = User.objects.filter(username="admin").first() or create_user(
        NewMember("admin", _("Administrator"))
    )
    return invite(user)


def invited(token: str) -> User | None:
    """Who may come in with this token now."""
    found = Invitation.objects.filter(token_hash=token_hash(token), expires_at__gt=clock.now()).first()
    return found.user if found and found.opens else None


@transaction.atomic
def accept_invitation(token: str, password: str) -> User:
    """Set the first password, or one in place of another; the token is used up, and what was signed in by the old
    password is so no more."""
    found = Invitation.objects.select_for_update().filter(token_hash=token_hash(token)).first()
    if found is None or found.expires_at <= clock.now() or not found.opens:
        raise Refused("rule:invitation", _("This link no longer works."), _("Ask for a new one."))
    try:
        validate_password(password, found.user)
    except ValidationError as fault:
        raise Refused("rule:password", " ".join(fault.messages), "", "password") from None
    user = found.user
    user.set_password(password)
    user.save(update_fields=["password"])
    if found.centre_id:
        log_access(viewer_of(user, clock.today()), "accounts.password_renewed", user.pk, found.centre_id)
    found.delete()
    return user


def token_hash(token: str) -> bytes:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).digest()


def colleagues(centre_id: UUID, day: date) -> list[User]:
    """Everybody who holds a role at a centre on a day, by sign-in name."""
    held = RoleHolding.on(day)
    return _holding(RoleHolding.objects.filter(held, centre=centre_id))


def workers(centre_id: UUID, day: date) -> list[User]:
    """Colleagues to whom work is given: not who only looks on, advises or keeps the system."""
    held = RoleHolding.on(day)
    return _holding(RoleHolding.objects.filter(held, centre=centre_id).exclude(role__in=WITHOUT_DUTIES))


def _holding(held: QuerySet[RoleHolding]) -> list[User]:
    users = User.objects.filter(is_active=True, pk__in=held.values("user"))
    return list(users.select_related("subject__key").order_by("username"))
