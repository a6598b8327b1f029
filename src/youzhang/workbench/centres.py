"""Setting up a centre: its year, its library, whoever keeps the system, and the first who leads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from youzhang.accounts.accesses import log_access
from youzhang.accounts.actions import (
    NewCentre,
    NewMember,
    Particulars,
    change_centre,
    create_centre,
    create_user,
    give_role,
    invite,
)
from youzhang.accounts.models import Centre, Organisation, RoleHolding, User
from youzhang.accounts.viewer import Viewer
from youzhang.jobs.actions import enqueue
from youzhang.jobs.models import Job
from youzhang.kit import clock
from youzhang.kit.refused import Refused
from youzhang.ledger.policy import check_may
from youzhang.ledger.years import centre_year
from youzhang.policy.actions import open_library
from youzhang.rulebook.library import BOOKS

# Who leads a centre that runs by a rulebook.
LEADS = {"psych": "project_lead", "welfare": "director"}
AHEAD = timedelta(days=366)


@transaction.atomic
def set_up_first(given: NewCentre, *, by: User) -> Centre:
    """The first centre of an installation; whoever sets it up keeps the system there."""
    if Centre.objects.exists():
        raise Refused("rule:set_up", _("This installation is set up already."), _("Ask for an invitation."))
    return _open(given, by)


@transaction.atomic
def add_centre(given: NewCentre, *, by: Viewer) -> Centre:
    """Another centre of an organisation whose system one keeps."""
    if not organisations(by).filter(name=given.organisation).exists():
        raise Refused("rule:organisation", _("This organisation is not yours."), "", "organisation")
    return _open(given, by.user)


def _open(given: NewCentre, by: User) -> Centre:
    """The centre with its year and its library: from now on its recurring duties and its texts are owed."""
    _check_rulebooks(given.rulebooks)
    if given.started_on > clock.today() + AHEAD:
        why = _("This day is more than a year away.")
        raise Refused("rule:first_day", why, _("Set the centre up when it is nearer."), "started_on")
    centre = create_centre(given)
    give_role(by, centre, "sysadmin", starts_on=clock.today())
    centre_year(centre, max(given.started_on, clock.today()).year)
    open_library(centre, by=by)
    return centre


def _check_rulebooks(rulebooks: Sequence[str]) -> None:
    if not rulebooks or not set(rulebooks) <= set(BOOKS):
        raise Refused(
            "rule:rulebooks",
            _("A centre runs by one rulebook at least."),
            _("Choose one of the list."),
            "rulebooks",
        )


def organisations(viewer: Viewer) -> QuerySet[Organisation]:
    """The organisations in which the viewer keeps the system of a centre."""
    mine = viewer.centres_with(frozenset({"sysadmin"}))
    return Organisation.objects.filter(centres__in=mine).distinct().order_by("name")


@dataclass(frozen=True)
class Lead:
    """The first who leads a centre, and the link that is shown once."""

    user: User
    token: str


def lead_roles(centre: Centre) -> list[str]:
    """The roles that lead this centre, by its rulebooks."""
    return [LEADS[book] for book in centre.rulebooks if book in LEADS]


def is_led(centre: Centre) -> bool:
    """Whether somebody leads this centre now."""
    return centre.holdings.filter(RoleHolding.on(clock.today()), role__in=LEADS.values()).exists()


@transaction.atomic
def invite_first_lead(centre: Centre, given: NewMember, *, by: Viewer) -> Lead:
    """The first lead's account, with the roles that lead here, and the link for their password."""
    check_may(by, "accounts.staff", centre.pk)
    Centre.objects.select_for_update().get(pk=centre.pk)
    if is_led(centre):
        raise Refused("rule:led", _("Somebody leads this centre already."), _("Look at the staff list."))
    user = create_user(given)
    for role in lead_roles(centre):
        give_role(user, centre, role, starts_on=clock.today())
    log_access(by, "accounts.invited", user.pk, centre.pk)
    return Lead(user, invite(user))


@transaction.atomic
def change_particulars(centre: Centre, given: Particulars, *, viewer: Viewer) -> Centre:
    """Change what the public and the forms say of a centre; that it was changed is written down."""
    check_may(viewer, "accounts.centres", centre.pk)
    log_access(viewer, "accounts.centre_changed", centre.pk, centre.pk)
    return change_centre(centre, given)


@transaction.atomic
def change_rulebooks(centre: Centre, rulebooks: Sequence[str], *, by: Viewer) -> Job | None:
    """Let a centre run by other rulebooks: every term is reckoned anew, as a job with progress."""
    check_may(by, "accounts.centres", centre.pk)
    _check_rulebooks(rulebooks)
    row = Centre.objects.select_for_update().get(pk=centre.pk)
    if row.rulebooks == list(rulebooks):
        return None
    row.rulebooks = list(rulebooks)
    row.save(update_fields=["rulebooks"])
    log_access(by, "accounts.rulebooks", centre.pk, centre.pk)
    return enqueue("ledger.refresh_centre", by=by.user, centre=row, centre_id=row.pk)
