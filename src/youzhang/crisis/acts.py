"""The acts of the first hours of a crisis, each declared once: its form, the action behind it, the article."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from youzhang.accounts.viewer import Viewer
from youzhang.crisis import actions, forms, later_forms, offers, readiness
from youzhang.crisis.codes import SAFETY
from youzhang.crisis.work import Work, act, adding, anyone
from youzhang.web.wording import moment


@act(
    "take",
    _("Take the crisis"),
    forms.TakeForm,
    article="psych:15.3a",
    who=anyone,
    stands=readiness.may_take,
    options=offers.whether_fit,
    note=_(
        "From now on you lead it, and nobody else is called any more. Others stay at your side when you ask."
    ),
    danger=True,
    weight="danger",
)
def take(row: Work, form: forms.TakeForm, by: Viewer) -> Any:
    """Lead it from now on."""
    return actions.take_crisis(row.crisis, **form.given(), by=by)


@act("more", _("Add what is known now"), forms.MoreForm, article="psych:14b", who=adding)
def more(row: Work, form: forms.MoreForm, by: Viewer) -> Any:
    """What became known since."""
    return actions.add_known(row.crisis, form.told(), by=by)


@act(
    "assess",
    _("Assess the risk"),
    forms.AssessForm,
    article="psych:15.3d",
    note=_(
        "The answers may raise the level, never lower it. With a plan, an act or a severe disorder: referral."
    ),
)
def assess(row: Work, form: forms.AssessForm, by: Viewer) -> Any:
    """Answer what is asked about the danger."""
    return actions.assess(row.crisis, form.given(), by=by, **form.when())


@act("path", _("Choose the path"), forms.PathForm, article="psych:15.3d")
def path(row: Work, form: forms.PathForm, by: Viewer) -> Any:
    """How it goes on."""
    return actions.choose_path(row.crisis, form.cleaned_data["path"], by=by)


@act(
    "tell",
    _("Tell those who must know"),
    forms.TellForm,
    article="psych:15.3b",
    who=adding,
    options=offers.whom,
    note=_("Nobody need agree first. Instead of a suspected guardian the police and civil affairs are told."),
    template="crisis/tell.html",
    beside=offers.numbers,
)
def tell(row: Work, form: forms.TellForm, by: Viewer) -> Any:
    """Note who was told, or why not."""
    return actions.tell(row.crisis, form.given(), suspect=form.suspected(), by=by, **form.when())


@act(
    "lift",
    _("Lift the suspicion against a guardian"),
    later_forms.LiftForm,
    article="psych:4",
    may="crisis.review",
    stands=readiness.may_lift,
    options=offers.suspects,
    note=_(
        "They see and are called again from now on. What was told instead stays written down; "
        "a case of the person keeps its own protection until that is lifted there."
    ),
    when_closed=True,
)
def lift(row: Work, form: later_forms.LiftForm, by: Viewer) -> Any:
    """A guardian proved to be no danger."""
    words = form.cleaned_data["words"]
    return actions.lift_suspicion(row.crisis, words, guardian=form.chosen(), by=by)


@act(
    "harm",
    _("Harm to a minor: nine situations"),
    forms.HarmForm,
    article="psych:53.3",
    note=_("A suspicion is enough. The law asks for a report at once; who reports is kept secret."),
)
def harm(row: Work, form: forms.HarmForm, by: Viewer) -> Any:
    """Which of the nine are there."""
    data = form.cleaned_data
    report = data["report"] == "yes"
    return actions.check_harm(
        row.crisis, data["situations"], report=report, school=data["school"], words=data["words"], by=by
    )


@act(
    "hand_over",
    _("Hand over"),
    later_forms.HandOverForm,
    article="psych:15.3a",
    options=offers.colleagues,
    note=_("You lead until it is accepted."),
)
def hand_over(row: Work, form: later_forms.HandOverForm, by: Viewer) -> Any:
    """Ask somebody to lead it."""
    return actions.hand_over(row.crisis, form.chosen(), form.cleaned_data["note"], by=by)


def _handed(row: Work) -> list[tuple[Any, Any]]:
    given = row.item
    return [(_("Handed over"), moment(given.at)), (_("To"), given.to.name), (_("Note"), given.note)]


@act(
    "accept",
    _("Accept the hand-over"),
    forms.TakeForm,
    article="psych:15.3a",
    entry="hand_overs",
    stands=readiness.may_accept,
    options=offers.whether_fit,
    details=_handed,
)
def accept(row: Work, form: forms.TakeForm, by: Viewer) -> Any:
    """Lead it from now on."""
    return actions.accept_hand_over(row.item, **form.given(), by=by)


@act(
    "decline",
    _("Decline the hand-over"),
    forms.WhyForm,
    article="psych:15.3a",
    entry="hand_overs",
    stands=readiness.may_accept,
    details=_handed,
)
def decline(row: Work, form: forms.WhyForm, by: Viewer) -> Any:
    """It stays with who led it."""
    return actions.decline_hand_over(row.item, form.cleaned_data["words"], by=by)


@act(
    "keep",
    _("Take the hand-over back"),
    article="psych:15.3a",
    entry="hand_overs",
    stands=readiness.may_keep,
    details=_handed,
)
def keep(row: Work, _form: Any, by: Viewer) -> Any:
    """Lead it after all."""
    return actions.take_hand_over_back(row.item, by=by)


@act(
    "safety",
    _("Safety plan"),
    later_forms.SafetyForm,
    article="psych:15.4",
    options=offers.who_helps,
    note=_("Made with the person, in their words; print it, so that they take it along."),
)
def safety(row: Work, form: later_forms.SafetyForm, by: Viewer) -> Any:
    """How the person stays safe."""
    plan = {name: form.cleaned_data[name] for name in SAFETY}
    return actions.make_safety_plan(row.crisis, plan, by=by)


@act(
    "steps",
    _("Keep them safe: note a step or a call"),
    later_forms.StepForm,
    article="psych:3",
    options=offers.asked_for,
)
def steps(row: Work, form: later_forms.StepForm, by: Viewer) -> Any:
    """Who stays, where the means are, who was called."""
    return actions.keep_safe(row.crisis, form.given(), by=by, **form.when())


@act("heard", _("I have read what was added"), article="psych:14b")
def heard(row: Work, _form: Any, by: Viewer) -> Any:
    """What was added is read."""
    return actions.note_heard(row.crisis, by=by)
