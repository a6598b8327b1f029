"""Every step of a crisis as a page: its form, the action behind it, the article that asks for it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from youzhang.crisis import actions, forms, later_forms
from youzhang.crisis.act import Act, Work
from youzhang.crisis.codes import SAFETY
from youzhang.crisis.end_acts import END_ACTS
from youzhang.web.forms import Form


def _take(work: Work, form: Any) -> Any:
    return actions.take_crisis(work.crisis, **form.given(), **work.who)


def _more(work: Work, form: Any) -> Any:
    return actions.add_known(work.crisis, form.told(), **work.who)


def _assess(work: Work, form: Any) -> Any:
    return actions.assess(work.crisis, form.given(), **work.who, **form.when())


def _path(work: Work, form: Any) -> Any:
    return actions.choose_path(work.crisis, form.cleaned_data["path"], **work.who)


def _tell(work: Work, form: Any) -> Any:
    return actions.tell(work.crisis, form.given(), suspect=form.suspected(), **work.who, **form.when())


def _lift(work: Work, form: Any) -> Any:
    words = form.cleaned_data["words"]
    return actions.lift_suspicion(work.crisis, words, guardian=form.chosen(), **work.who)


def _harm(work: Work, form: Any) -> Any:
    data = form.cleaned_data
    said = {"report": data["report"] == "yes", "school": data["school"], "words": data["words"]}
    return actions.check_harm(work.crisis, data["situations"], **said, **work.who)


def _follow(work: Work, form: Any) -> Any:
    return actions.follow_up(work.crisis, form.given(), **work.who, **form.when())


def _plan(work: Work, form: Any) -> Any:
    return actions.plan_follow_up(work.crisis, form.cleaned_data["day"], **work.who)


def _move(work: Work, form: Any) -> Any:
    data = form.cleaned_data
    return actions.move_follow_up(work.crisis, work.item, data["day"], data["reason"], **work.who)


def _refer(work: Work, form: Any) -> Any:
    return actions.refer(work.crisis, form.given(), **work.who, **form.when())


def _answer(work: Work, form: Any) -> Any:
    return actions.answer_referral(work.item, form.given(), **work.who, **form.when())


def _ask(work: Work, form: Any) -> Any:
    data = form.cleaned_data
    return actions.ask_lowering(work.crisis, data["level"], data["reason"], form.chosen(), **work.who)


def _lower(work: Work, form: Any) -> Any:
    data = form.cleaned_data
    return actions.answer_lowering(work.item, agree=data["yes"] == "yes", words=data["words"], by=work.by)


def _hand_over(work: Work, form: Any) -> Any:
    return actions.hand_over(work.crisis, form.chosen(), form.cleaned_data["note"], **work.who)


def _accept(work: Work, form: Any) -> Any:
    return actions.accept_hand_over(work.item, **form.given(), **work.who)


def _decline(work: Work, form: Any) -> Any:
    return actions.decline_hand_over(work.item, form.cleaned_data["words"], by=work.by)


def _keep(work: Work, _form: Any) -> Any:
    return actions.take_hand_over_back(work.item, **work.who)


def _override(work: Work, form: Any) -> Any:
    return actions.review_override(work.crisis, sound=form.cleaned_data["yes"] == "yes", **work.who)


def _disclosure(work: Work, form: Any) -> Any:
    return actions.review_telling(work.item, form.cleaned_data["words"], **work.who)


def _safety(work: Work, form: Any) -> Any:
    plan = {name: form.cleaned_data[name] for name in SAFETY}
    return actions.make_safety_plan(work.crisis, plan, **work.who)


def _close(work: Work, form: Any) -> Any:
    data = form.cleaned_data
    return actions.close_crisis(work.crisis, data["outcome"], data["words"], **work.who)


def _look_back(work: Work, form: Any) -> Any:
    words = {name: form.cleaned_data[name] for name in ("well", "badly", "change")}
    return actions.look_back(work.crisis, words, **work.who)


def _ask_supervisor(work: Work, form: Any) -> Any:
    return actions.ask_supervisor(work.crisis, form.chosen(), **work.who)


def _comment(work: Work, form: Any) -> Any:
    return actions.comment_review(work.item, form.cleaned_data["words"], **work.who)


def _comment_read(work: Work, _form: Any) -> Any:
    return actions.note_comment_read(work.item, **work.who)


ACTS = {
    "take": Act(
        _("Take the crisis"),
        "psych:15.3a",
        forms.TakeForm,
        _take,
        _(
            "From now on you lead it, and nobody else is called any more. Others stay at your side when you ask."
        ),
        for_all=True,
        danger=True,
    ),
    "more": Act(_("Add what is known now"), "psych:14b", forms.MoreForm, _more),
    "assess": Act(
        _("Assess the risk"),
        "psych:15.3d",
        forms.AssessForm,
        _assess,
        _(
            "The answers may raise the level, never lower it. With a plan, an act or a severe disorder: referral."
        ),
    ),
    "path": Act(_("Choose the path"), "psych:15.3d", forms.PathForm, _path),
    "tell": Act(
        _("Tell those who must know"),
        "psych:15.3b",
        forms.TellForm,
        _tell,
        _("Nobody need agree first. Instead of a suspected guardian the police and civil affairs are told."),
    ),
    "lift": Act(
        _("Lift the suspicion against a guardian"),
        "psych:4",
        later_forms.LiftForm,
        _lift,
        _(
            "They see and are called again from now on. What was told instead stays written down; "
            "a case of the person keeps its own protection until that is lifted there."
        ),
        when_closed=True,
    ),
    "harm": Act(
        _("Harm to a minor: nine situations"),
        "psych:53.3",
        forms.HarmForm,
        _harm,
        _("A suspicion is enough. The law asks for a report at once; who reports is kept secret."),
    ),
    "follow_up": Act(_("Follow up"), "psych:15.3c", later_forms.FollowForm, _follow),
    "plan": Act(_("Plan a follow-up"), "psych:15.3c", later_forms.PlanForm, _plan),
    "move": Act(
        _("Move a follow-up"),
        "psych:15.3c",
        later_forms.MoveForm,
        _move,
        _("Only this one; the others stay as they are, and keep their order."),
        item="series",
    ),
    "refer": Act(
        _("Refer"),
        "psych:15.3d",
        later_forms.ReferForm,
        _refer,
        _("In danger of life no consent is waited for."),
    ),
    "answer": Act(
        _("Note the answer of the body"), "psych:15.3d", later_forms.AnswerForm, _answer, item="referrals"
    ),
    "ask_lowering": Act(
        _("Lower the level"),
        "psych:15.3d",
        later_forms.LoweringForm,
        _ask,
        _("Nobody lowers a level alone: the second person agrees or not."),
    ),
    "lower": Act(
        _("Agree to a lower level, or not"), "psych:15.3d", later_forms.YesNoForm, _lower, item="lowerings"
    ),
    "hand_over": Act(
        _("Hand over"),
        "psych:15.3a",
        later_forms.HandOverForm,
        _hand_over,
        _("You lead until it is accepted."),
    ),
    "accept": Act(_("Accept the hand-over"), "psych:15.3a", forms.TakeForm, _accept, item="hand_overs"),
    "decline": Act(_("Decline the hand-over"), "psych:15.3a", forms.WhyForm, _decline, item="hand_overs"),
    "keep": Act(_("Take the hand-over back"), "psych:15.3a", Form, _keep, item="hand_overs"),
    "override": Act(
        _("Review the emergency override"),
        "psych:3",
        later_forms.YesNoForm,
        _override,
        _("Was it right that somebody without a valid training led?"),
        when_closed=True,
    ),
    "disclosures": Act(
        _("Review what was disclosed"),
        "psych:50",
        later_forms.NoteForm,
        _disclosure,
        _("Was it necessary, and as little as needed?"),
        item="tellings",
        when_closed=True,
    ),
    "safety": Act(_("Safety plan"), "psych:15.4", later_forms.SafetyForm, _safety),
    "close": Act(
        _("Close the crisis"),
        "psych:14b",
        later_forms.CloseForm,
        _close,
        _("Not by whoever opened it, and not before all that is asked for is there."),
    ),
    "look_back": Act(_("Look back"), "psych:15.3e", later_forms.LookBackForm, _look_back, when_closed=True),
    "ask_supervisor": Act(
        _("Ask a supervisor to comment"),
        "psych:10",
        later_forms.SupervisorForm,
        _ask_supervisor,
        _("They read the whole record from now on, comment the review, and do nothing else."),
        when_closed=True,
    ),
    "comment": Act(
        _("Comment the review"),
        "psych:10",
        later_forms.CommentForm,
        _comment,
        item="look_backs",
        for_readers=True,
        when_closed=True,
    ),
    "comment_read": Act(
        _("I have read the comment"), "psych:10", Form, _comment_read, item="comments", when_closed=True
    ),
} | END_ACTS
