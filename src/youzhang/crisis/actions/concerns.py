"""Raise a concern about abuse, and decide what follows (psych:53.3)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from youzhang.accounts.actions import colleagues
from youzhang.accounts.models import Centre, User
from youzhang.accounts.viewer import Viewer
from youzhang.crisis import rules
from youzhang.crisis.models import Concern
from youzhang.kit import clock
from youzhang.kit.refused import Stale
from youzhang.kit.text import clean_line, clean_text
from youzhang.ledger.matters import close_matter, opening, shut_out
from youzhang.ledger.policy import check_may
from youzhang.ledger.writing import writing


@dataclass(frozen=True)
class NewConcern:
    """What worries, whether a minor is concerned, how to reach whoever says so; `whom`: the staff it is about, by
    name."""

    kind: str
    words: str
    minor: bool = False
    contact: str = ""
    whom: str = ""


def raise_concern(centre: Centre, given: NewConcern, *, by: User | None) -> Concern:
    """Anybody may, with a name or without. Whom of the staff it is about never sees it."""
    with opening("concern", centre=centre, by=by) as (matter, record):
        concern: Concern = Concern.unscoped.create(
            matter=matter, kind=given.kind, minor=given.minor, words=clean_text(given.words),
            whom=clean_line(given.whom) or None, contact=clean_line(given.contact) or None, at=record.at, by=by,
        )  # fmt: skip
        for person in _named(centre, concern.whom or ""):
            shut_out(matter, person)
        record("crisis.concern_raised", about=given.kind, minor=given.minor, by_staff=by is not None)
    return concern


def _named(centre: Centre, words: str) -> list[User]:
    """Those of the staff whose names stand in what was typed; of namesakes all: nobody reads of themself."""
    here = colleagues(centre.pk, clock.today()) if words else []
    return [person for person in here if person.name and person.name in words]


def decide_concern(concern: Concern, step: str, words: str, *, by: Viewer) -> Concern:
    """What was done about it; said once."""
    check_may(by, "crisis.concern", concern.matter.centre_id)
    with writing(concern.matter, by=by.user) as record:
        row: Concern = Concern.unscoped.select_related("matter__key", "matter__centre").get(pk=concern.pk)
        if row.decided_at:
            raise Stale("rule:concern", _("This was decided already."), _("Load the page again."))
        rules.check_concern_ground(row.minor, step, words)
        row.step, row.decision, row.decided_at, row.decided_by = step, clean_text(words), record.at, by.user
        row.save()
        record("crisis.concern_decided", step=step)
        close_matter(row.matter, record.at)
    return row
