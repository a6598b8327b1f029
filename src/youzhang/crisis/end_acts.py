"""The steps about the end of a crisis, and after it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from youzhang.crisis import actions, end_forms, later_forms
from youzhang.crisis.act import Act, Work
from youzhang.web.forms import Form


def _second(work: Work, form: Any) -> Any:
    data = form.cleaned_data
    agree = data["yes"] == "yes"
    return actions.second_left_out(work.item, agree=agree, words=data["words"], **work.who)


def _confirm(work: Work, form: Any) -> Any:
    return actions.confirm(work.crisis, form.given(), **work.who, **form.when())


def _sent_back(work: Work, form: Any) -> Any:
    words = form.cleaned_data["words"]
    return actions.note_sent_back(work.crisis, form.chosen(), words, **work.who, **form.when())


def _join(work: Work, form: Any) -> Any:
    return actions.join(work.crisis, form.chosen(), form.cleaned_data["words"], **work.who)


def _again(work: Work, _form: Any) -> Any:
    return actions.open_again(work.crisis, by=work.by)


def _look_again(work: Work, form: Any) -> Any:
    data = form.cleaned_data
    return actions.look_again(work.crisis, sign=data["sign"] == "yes", words=data["words"], **work.who)


END_ACTS = {
    "second": Act(
        _("Look at why the guardian is not told"),
        "psych:15.3b",
        later_forms.YesNoForm,
        _second,
        _("Who does not agree has the guardian told after all."),
        item="left_out",
    ),
    "confirm": Act(
        _("Police or ambulance confirm"),
        "psych:14b",
        end_forms.ConfirmForm,
        _confirm,
        _("Their number and name prove the report; that they have the person lets the crisis end."),
    ),
    "sent_back": Act(
        _("Sent back, or let go"),
        "psych:15.3d",
        end_forms.SentBackForm,
        _sent_back,
        _("A new sign of danger: the person is reached, assessed and referred anew."),
    ),
    "join": Act(
        _("Join to another crisis"),
        "psych:14b",
        end_forms.JoinForm,
        _join,
        _("For the same person only. What is owed here is owed there from now on; this one ends."),
    ),
    "again": Act(
        _("Danger again: open a new crisis"),
        "psych:14b",
        Form,
        _again,
        _("With what is known of the person; whoever is on duty is called at once."),
        for_all=True,
        when_closed=True,
        danger=True,
    ),
    "look_again": Act(
        _("Look again for the person"),
        "psych:14b",
        end_forms.LookAgainForm,
        _look_again,
        _("Ask the police under their number, and try every way once more."),
        when_closed=True,
    ),
}
