"""Referral cards as those let in by name read them."""

from __future__ import annotations

from uuid import UUID

from youzhang.accounts.viewer import Viewer
from youzhang.casework.actions.locking import PARTS
from youzhang.casework.models import Case, Referral
from youzhang.casework.referral_acts import to_stop
from youzhang.ledger.models import Fact
from youzhang.premises.models import Partner

ALONG = ("matter__key", "made_by__subject__key", "partner__matter__key", *(f"case__{part}" for part in PARTS))


def referrals_of(viewer: Viewer, case: Case) -> list[Referral]:
    """The cards of a case, newest first."""
    found = Referral.objects.visible_to(viewer).filter(case=case).select_related(*ALONG)
    return list(found.order_by("-made_at")[:50])


def receivers_to_stop(viewer: Viewer, case: Case) -> set[UUID]:
    """The cards whose receiver was told before the consent was taken back, and has still to be told to stop."""
    return to_stop(Fact.objects.visible_to(viewer).filter(matter=case.matter_id))


def referral_for(viewer: Viewer, case: Case, referral_id: UUID) -> Referral | None:
    """One card."""
    found = Referral.objects.visible_to(viewer).filter(case=case, pk=referral_id)
    referral: Referral | None = found.select_related(*ALONG).first()
    return referral


def partners_of(viewer: Viewer, case: Case) -> list[Partner]:
    """The bodies that the centre works with."""
    found = Partner.objects.visible_to(viewer).filter(centre=case.matter.centre_id, closed=False)
    return list(found.order_by("name")[:200])
