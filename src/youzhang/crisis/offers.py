"""What a form of a crisis lets one choose from, and whom to call: colleagues, partners, guardians."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from youzhang.accounts.viewer import Viewer
from youzhang.crisis import end_forms, forms, later_forms
from youzhang.crisis.actions.guardians import guarded, guardians_of, outside_of, suspected_in
from youzhang.crisis.actions.keepers import keepers_of
from youzhang.crisis.actions.locking import may_be_asked
from youzhang.crisis.actions.supervise import supervisors_for
from youzhang.crisis.actions.tell import attempts_at, tries_wanted
from youzhang.crisis.linked import others_open
from youzhang.crisis.models import Crisis
from youzhang.crisis.nameless import nameless_words
from youzhang.crisis.readiness import ends_barred
from youzhang.crisis.rules import LEADING
from youzhang.kit import clock
from youzhang.ledger.refresh import views_of
from youzhang.premises.queries import partners
from youzhang.staff.queries import trained
from youzhang.web.forms import Form

# Whom one may have to tell: those of the partners that are no receivers of a person.
TOLD = ("police", "civil_affairs", "authority")


@dataclass(frozen=True)
class Number:
    """Somebody to call: who, what they are, and the number."""

    name: str
    words: str
    phone: str


def numbers_for(form: type[Form], viewer: Viewer, crisis: Crisis) -> list[Number]:
    """Whom to call while the form is filled in; never a guardian who is suspected or kept out."""
    if not issubclass(form, forms.TellForm):
        return []
    people = [one for one in guardians_of(crisis) if one.phone and not outside_of(crisis).holds(one)]
    known = [line.partner for line in partners(viewer, crisis.matter.centre)]
    bodies = [one for one in known if one.kind in TOLD and one.phone_24h]
    return [
        *(Number(one.name, _("guardian"), one.phone or "") for one in people),
        *(Number(one.name, str(one.get_kind_display()), one.phone_24h or "") for one in bodies),
    ]


def _tried(crisis: Crisis) -> str:
    """How often a guardian was tried, and what it takes to call them unreachable."""
    wanted = tries_wanted(crisis)
    said = _(
        "Out of reach: after %(times)d attempts over at least %(hours)d hours, each entered; so far %(tried)d."
    )
    return said % {"times": wanted.times, "hours": wanted.hours, "tried": len(attempts_at(crisis))}


def offered_to(form: type[Form], viewer: Viewer, crisis: Crisis) -> dict[str, Any]:
    """The options with which the form is made."""
    centre = crisis.matter.centre
    if issubclass(form, later_forms.SupervisorForm):
        return {"people": supervisors_for(crisis)}
    if issubclass(form, later_forms.PeopleForm):
        people = {"people": [one for one in may_be_asked(crisis) if one.pk != viewer.user_id]}
        return people | ({"below": crisis.level} if issubclass(form, later_forms.LoweringForm) else {})
    if issubclass(form, later_forms.LiftForm):
        return {"suspects": suspected_in(crisis)}
    if issubclass(form, later_forms.ReferForm):
        return {"partners": [line.partner for line in partners(viewer, centre)]}
    if issubclass(form, forms.TakeForm):
        roles = viewer.roles.get(centre.pk, frozenset())
        return {"fit": bool(LEADING & roles) and trained(viewer.user_id, at=clock.now())}
    if issubclass(form, later_forms.CloseForm):
        return {"barred": ends_barred(crisis, viewer.user_id, views_of(crisis.matter))}
    if issubclass(form, forms.TellForm):
        nameless = nameless_words(crisis, views_of(crisis.matter), guarded(crisis).born)
        return {"guardians": guardians_of(crisis), "tried": _tried(crisis), "nameless": nameless}
    if issubclass(form, end_forms.SentBackForm):
        return {"keepers": keepers_of(crisis)}
    if issubclass(form, end_forms.JoinForm):
        return {"others": others_open(viewer, crisis)}
    return {}
