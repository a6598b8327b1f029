"""The acts after the first hours of a crisis, each declared once: follow-ups, referral, level, reviews, the end."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from youzhang.accounts.viewer import Viewer
from youzhang.crisis import actions, later_forms, offers, readiness
from youzhang.crisis.work import Work, act, reading
from youzhang.web.wording import moment, until


@act(
    "follow_up",
    _("Follow up"),
    later_forms.FollowForm,
    article="psych:15.3c",
    who=readiness.following,
    when_closed=True,
)
def follow_up(row: Work, form: later_forms.FollowForm, by: Viewer) -> Any:
    """Note how the person is."""
    return actions.follow_up(row.crisis, form.given(), by=by, **form.when())


@act("plan", _("Plan a follow-up"), later_forms.PlanForm, article="psych:15.3c")
def plan(row: Work, form: later_forms.PlanForm, by: Viewer) -> Any:
    """One more day."""
    return actions.plan_follow_up(row.crisis, form.cleaned_data["day"], by=by)


@act(
    "move",
    _("Move a follow-up"),
    later_forms.MoveForm,
    article="psych:15.3c",
    entry="series",
    who=readiness.following,
    stands=readiness.may_move,
    when_closed=True,
    button=_("Move"),
    note=_("Only this one; the others stay as they are, and keep their order."),
    details=lambda row: [
        (_("Day until now"), until(row.item.due)),
        (_("Before that"), until(row.item.extended_from) if row.item.extended_from else ""),
    ],
)
def move(row: Work, form: later_forms.MoveForm, by: Viewer) -> Any:
    """One on another day."""
    data = form.cleaned_data
    return actions.move_follow_up(row.crisis, row.item, data["day"], data["reason"], by=by)


@act(
    "refer",
    _("Refer"),
    later_forms.ReferForm,
    article="psych:15.3d",
    options=offers.receivers,
    note=_("In danger of life no consent is waited for."),
)
def refer(row: Work, form: later_forms.ReferForm, by: Viewer) -> Any:
    """To a partner, or to another place."""
    return actions.refer(row.crisis, form.given(), by=by, **form.when())


@act(
    "answer",
    _("Note the answer of the body"),
    later_forms.AnswerForm,
    article="psych:15.3d",
    entry="referrals",
    stands=readiness.may_answer,
    details=lambda row: [(_("Body"), row.item.body), (_("Sent"), moment(row.item.at))],
)
def answer(row: Work, form: later_forms.AnswerForm, by: Viewer) -> Any:
    """What the body answered."""
    return actions.answer_referral(row.item, form.given(), by=by, **form.when())


@act(
    "ask_lowering",
    _("Lower the level"),
    later_forms.LoweringForm,
    article="psych:15.3d",
    stands=readiness.may_ask_lowering,
    options=offers.lower_levels,
    note=_("Nobody lowers a level alone: the second person agrees or not."),
)
def ask_lowering(row: Work, form: later_forms.LoweringForm, by: Viewer) -> Any:
    """Ask a second person."""
    data = form.cleaned_data
    return actions.ask_lowering(
        row.crisis, data["level"], data["reason"], form.second(), by=by, **form.when()
    )


@act(
    "lower",
    _("Agree to a lower level, or not"),
    later_forms.YesNoForm,
    article="psych:15.3d",
    entry="lowerings",
    stands=readiness.may_lower,
    details=lambda row: [
        (_("Level before"), row.item.get_before_display()),
        (_("Level after"), row.item.get_level_display()),
        (_("Why"), row.item.reason),
    ],
)
def lower(row: Work, form: later_forms.YesNoForm, by: Viewer) -> Any:
    """The second person answers."""
    data = form.cleaned_data
    return actions.answer_lowering(row.item, agree=data["yes"] == "yes", words=data["words"], by=by)


@act(
    "end_watch",
    _("End the follow-ups"),
    later_forms.WatchForm,
    article="psych:15.3c",
    stands=readiness.may_end_watch,
    options=offers.colleagues,
    note=_("Nobody ends them alone: the second person agrees or not."),
    when_closed=True,
)
def end_watch(row: Work, form: later_forms.WatchForm, by: Viewer) -> Any:
    """Ask a second person."""
    return actions.ask_end_of_watch(row.crisis, form.cleaned_data["reason"], form.chosen(), by=by)


@act(
    "answer_watch",
    _("Agree that the follow-ups end, or not"),
    later_forms.YesNoForm,
    article="psych:15.3c",
    entry="watch_ends",
    stands=readiness.may_answer_watch,
    details=lambda row: [(_("Why"), row.item.reason)],
    when_closed=True,
)
def answer_watch(row: Work, form: later_forms.YesNoForm, by: Viewer) -> Any:
    """The second person answers."""
    data = form.cleaned_data
    return actions.answer_end_of_watch(row.item, agree=data["yes"] == "yes", words=data["words"], by=by)


@act(
    "override",
    _("Review the emergency override"),
    later_forms.YesNoForm,
    article="psych:3",
    may="crisis.review",
    stands=readiness.may_review_override,
    note=_("Was it right that somebody without a valid training led?"),
    when_closed=True,
)
def override(row: Work, form: later_forms.YesNoForm, by: Viewer) -> Any:
    """Whether it was sound."""
    return actions.review_override(row.crisis, sound=form.cleaned_data["yes"] == "yes", by=by)


@act(
    "disclosures",
    _("Review what was disclosed"),
    later_forms.NoteForm,
    article="psych:50",
    entry="tellings",
    may="crisis.review",
    stands=readiness.may_review_disclosure,
    note=_("Was it necessary, and as little as needed?"),
    details=lambda row: [
        (_("Whom"), row.item.get_to_display()),
        (_("When"), moment(row.item.at)),
        (_("Way"), row.item.get_way_display()),
        (_("Who answered"), row.item.person),
        (_("What was said"), row.item.said),
    ],
    when_closed=True,
)
def disclosures(row: Work, form: later_forms.NoteForm, by: Viewer) -> Any:
    """Whether it had to be said."""
    return actions.review_telling(row.item, form.cleaned_data["words"], by=by)


@act(
    "close",
    _("Close the crisis"),
    later_forms.CloseForm,
    article="psych:14b",
    may="crisis.close",
    stands=readiness.may_close,
    options=offers.ends,
    note=_("Not by whoever opened it, and not before all that is asked for is there."),
    template="crisis/close.html",
)
def close(row: Work, form: later_forms.CloseForm, by: Viewer) -> Any:
    """How it ended."""
    data = form.cleaned_data
    return actions.close_crisis(row.crisis, data["outcome"], data["words"], by=by)


@act("look_back", _("Look back"), later_forms.LookBackForm, article="psych:15.3e", when_closed=True)
def look_back(row: Work, form: later_forms.LookBackForm, by: Viewer) -> Any:
    """What is learnt from it."""
    words = {name: form.cleaned_data[name] for name in ("well", "badly", "change")}
    return actions.look_back(row.crisis, words, by=by)


@act(
    "ask_supervisor",
    _("Ask a supervisor to comment"),
    later_forms.SupervisorForm,
    article="psych:10",
    stands=readiness.may_ask_supervisor,
    options=offers.supervisors,
    note=_("They read the whole record from now on, comment the review, and do nothing else."),
    when_closed=True,
)
def ask_supervisor(row: Work, form: later_forms.SupervisorForm, by: Viewer) -> Any:
    """Let a supervisor in."""
    return actions.ask_supervisor(row.crisis, form.chosen(), by=by)


@act(
    "comment",
    _("Comment the review"),
    later_forms.CommentForm,
    article="psych:10",
    entry="look_backs",
    who=reading,
    stands=readiness.may_comment,
    details=lambda row: [
        (_("Looked back on"), moment(row.item.at)),
        (_("What went well"), row.item.well),
        (_("What did not"), row.item.badly),
        (_("What will change"), row.item.change),
    ],
    when_closed=True,
)
def comment(row: Work, form: later_forms.CommentForm, by: Viewer) -> Any:
    """What the supervisor says."""
    return actions.comment_review(row.item, form.cleaned_data["words"], by=by)


@act(
    "comment_read",
    _("I have read the comment"),
    article="psych:10",
    entry="comments",
    stands=readiness.may_read_comment,
    details=lambda row: [(_("Written"), moment(row.item.at)), (_("Comment"), row.item.text)],
    when_closed=True,
)
def comment_read(row: Work, _form: Any, by: Viewer) -> Any:
    """It was read."""
    return actions.note_comment_read(row.item, by=by)
