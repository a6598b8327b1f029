"""Whom to call now, and whether anybody was really reached: the roster, the calls, what became of the alarm."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from youzhang.accounts.models import User
from youzhang.accounts.roles import ROLES
from youzhang.accounts.viewer import Viewer
from youzhang.crisis.actions.alarm import KIND
from youzhang.crisis.actions.locking import may_be_asked
from youzhang.crisis.actions.who import qualified_for, roles_of
from youzhang.crisis.course import LED
from youzhang.crisis.models import Crisis, Step
from youzhang.crisis.queries import File
from youzhang.crisis.who_rules import LEADS
from youzhang.notices.queries import told_by
from youzhang.staff.queries import on_duty


@dataclass(frozen=True)
class OnNow:
    """Somebody to call: who, what they are, the number."""

    name: str
    words: str
    phone: str


def on_now(crisis: Crisis) -> list[OnNow]:
    """Who is on duty at this moment; then who may lead, and the heads. Nobody who may not see it."""
    centre, visible = crisis.matter.centre, {one.pk for one in may_be_asked(crisis)}
    duty = [one for one in on_duty(centre) if one.pk in visible]
    besides = {one.pk for one in duty}
    fit = [one for one in qualified_for(crisis) if one.pk not in besides]
    heads = [one for one in may_be_asked(crisis, LEADS) if one.pk not in besides | {one.pk for one in fit}]
    roles = roles_of([*duty, *fit, *heads], crisis.matter.centre_id)
    return [
        *(_line(one, roles[one.pk], _("on duty")) for one in duty),
        *(_line(one, roles[one.pk], _("may lead")) for one in fit),
        *(_line(one, roles[one.pk]) for one in heads),
    ]


def _line(person: User, roles: Collection[str], *words: str) -> OnNow:
    said = " · ".join((*words, *(str(ROLES[role]) for role in sorted(roles))))
    return OnNow(person.name, said, person.phone or "")


def somebody_was_reached(viewer: Viewer) -> Q:
    """Whether a message of the alarm reached its address, or a call was answered; on rows of crises."""
    calls = Step.objects.visible_to(viewer).filter(step="call", outcome="reached")
    return Q(told_by(KIND)) | Q(Exists(calls.filter(crisis=OuterRef("pk"))))


def lead_ran_out(file: File) -> bool:
    """Whether the training of whoever leads ran out since they took it."""
    told = [
        one.kind for one in file.facts if one.kind in {"crisis.lead_lapsed", "crisis.lead_qualified", *LED}
    ]
    return file.crisis.closed_at is None and told[-1:] == ["crisis.lead_lapsed"]
