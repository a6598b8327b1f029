"""The acts about the end of a crisis and after it, each declared once: who has the person, what goes on where."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from youzhang.accounts.viewer import Viewer
from youzhang.crisis import actions, end_forms, later_forms, offers, readiness
from youzhang.crisis.work import Work, act, anyone, crisis_url
from youzhang.web.wording import moment


@act(
    "second",
    _("Look at why the guardian is not told"),
    later_forms.YesNoForm,
    article="psych:15.3b",
    entry="left_out",
    stands=readiness.may_second,
    note=_("Who does not agree has the guardian told after all."),
    details=lambda row: [
        (_("When"), moment(row.item.at)),
        (_("Result"), row.item.get_outcome_display()),
        (_("Told instead"), row.item.get_instead_display()),
        (_("Who"), row.item.person),
        (_("What was said"), row.item.said),
    ],
)
def second(row: Work, form: later_forms.YesNoForm, by: Viewer) -> Any:
    """Whether the guardian stays left out."""
    data = form.cleaned_data
    return actions.second_left_out(row.item, agree=data["yes"] == "yes", words=data["words"], by=by)


@act(
    "confirm",
    _("Police or ambulance confirm"),
    end_forms.ConfirmForm,
    article="psych:14b",
    stands=readiness.may_confirm,
    note=_("Their number and name prove the report; that they have the person lets the crisis end."),
)
def confirm(row: Work, form: end_forms.ConfirmForm, by: Viewer) -> Any:
    """What they said on the telephone."""
    return actions.confirm(row.crisis, form.given(), by=by, **form.when())


@act(
    "sent_back",
    _("Sent back, or let go"),
    end_forms.SentBackForm,
    article="psych:15.3d",
    stands=readiness.may_send_back,
    options=offers.keepers,
    note=_("A new sign of danger: the person is reached, assessed and referred anew."),
)
def sent_back(row: Work, form: end_forms.SentBackForm, by: Viewer) -> Any:
    """Who had the person has them no more."""
    words = form.cleaned_data["words"]
    return actions.note_sent_back(row.crisis, form.chosen(), words, by=by, **form.when())


@act(
    "same",
    _("The same person as in another crisis"),
    end_forms.JoinForm,
    article="psych:14b",
    stands=readiness.may_say_same,
    options=offers.joinable,
    note=_("Somebody else, a head, joins them then. Where no file shows who it is, it is two people's word."),
)
def same(row: Work, form: end_forms.JoinForm, by: Viewer) -> Any:
    """What shows that it is the same person."""
    return actions.note_same(row.crisis, form.chosen(), form.cleaned_data["words"], by=by)


@act(
    "join",
    _("Join to another crisis"),
    end_forms.JoinForm,
    article="psych:14b",
    may="crisis.close",
    stands=readiness.may_join,
    options=offers.joinable,
    done=crisis_url,
    note=_(
        "For the same person only; where no file shows it, somebody else has said so first. What is owed here is owed "
        "there from now on; this one ends."
    ),
)
def join(row: Work, form: end_forms.JoinForm, by: Viewer) -> Any:
    """It goes on there."""
    return actions.join(row.crisis, form.chosen(), form.cleaned_data["words"], by=by)


@act(
    "again",
    _("Danger again: open a new crisis"),
    article="psych:14b",
    who=anyone,
    stands=readiness.may_open_again,
    done=crisis_url,
    note=_("With what is known of the person; whoever is on duty is called at once."),
    when_closed=True,
    danger=True,
    weight="danger",
)
def again(row: Work, _form: Any, by: Viewer) -> Any:
    """One press."""
    return actions.open_again(row.crisis, by=by)


@act(
    "look_again",
    _("Look again for the person"),
    end_forms.LookAgainForm,
    article="psych:14b",
    stands=readiness.may_look_again,
    done=crisis_url,
    note=_("Ask the police under their number, and try every way once more."),
    when_closed=True,
)
def look_again(row: Work, form: end_forms.LookAgainForm, by: Viewer) -> Any:
    """What came of it."""
    data = form.cleaned_data
    return actions.look_again(row.crisis, sign=data["sign"] == "yes", words=data["words"], by=by)
