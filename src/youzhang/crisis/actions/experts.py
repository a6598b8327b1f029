"""Keep the expert team (psych:15.3e)."""

from __future__ import annotations

from dataclasses import dataclass

from youzhang.accounts.models import Centre
from youzhang.accounts.viewer import Viewer
from youzhang.crisis.models import Expert
from youzhang.kit.text import clean_line
from youzhang.ledger.matters import close_matter, opening
from youzhang.ledger.policy import check_may
from youzhang.ledger.writing import writing


@dataclass(frozen=True)
class NewExpert:
    """Who, of which body, in which field, how they are reached."""

    name: str
    field: str
    body: str = ""
    phone: str = ""


def add_expert(centre: Centre, given: NewExpert, *, by: Viewer) -> Expert:
    """Somebody joins the team."""
    check_may(by, "crisis.experts", centre.pk)
    with opening("expert", centre=centre, by=by.user) as (matter, record):
        expert: Expert = Expert.unscoped.create(
            matter=matter, name=clean_line(given.name), field=given.field, body=clean_line(given.body),
            phone=clean_line(given.phone) or None,
        )  # fmt: skip
        record("crisis.expert_joined", field=given.field)
    return expert


def let_expert_go(expert: Expert, *, by: Viewer) -> Expert:
    """Somebody leaves the team; noted once."""
    check_may(by, "crisis.experts", expert.matter.centre_id)
    with writing(expert.matter, by=by.user) as record:
        row: Expert = Expert.unscoped.select_related("matter__key").get(pk=expert.pk)
        if row.left_at is None:
            row.left_at = record.at
            row.save(update_fields=["left_at"])
            record("crisis.expert_left")
            close_matter(row.matter, record.at)
    return row
