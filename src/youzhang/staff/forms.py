"""What people type about shifts, hand-overs and staff files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youzhang.accounts.fields import ColleagueField, offer
from youzhang.accounts.models import SEEN_BY, User
from youzhang.kit import clock
from youzhang.staff.actions import CheckDone, NewShift, Offer, TrainingDone
from youzhang.staff.facts import AREAS, PARTS, RESULTS, SUBJECTS
from youzhang.staff.models import Shift
from youzhang.web.forms import DateField, Form, NumberField
from youzhang.web.wording import hour, short_moment

LONGEST_REPEAT = 26


def _time(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label, widget=forms.TimeInput(attrs={"type": "time", "step": 300}, format="%H:%M")
    )


class PersonForm(Form):
    """A colleague to choose; `nobody`: what stands for nobody in particular, where that may be."""

    user = ColleagueField(label=gettext_lazy("Person"))
    nobody: Any = "–"

    def __init__(self, *args: Any, people: Iterable[User], **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "user", people, self.nobody)

    def person(self) -> User:
        """The colleague who was chosen."""
        return self.cleaned_data["user"]  # type: ignore[no-any-return]


class HandsOverForm(PersonForm):
    """Who hands over a link for a new password."""

    user = ColleagueField(
        label=gettext_lazy("Who hands the link over"),
        help_text=gettext_lazy("Somebody who meets the person face to face; neither you nor the person."),
    )


class SeenForm(Form):
    """How whoever hands a link over knows the person."""

    seen_by = forms.ChoiceField(
        label=gettext_lazy("The person is before me"),
        choices=SEEN_BY,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say how you know that it is they.")},
    )


class ShiftForm(PersonForm):
    """A shift, once or for several weeks."""

    part = forms.ChoiceField(label=gettext_lazy("On duty as"), choices=list(PARTS.items()))
    day = DateField(label=gettext_lazy("Day"), future=True)
    starts = _time(gettext_lazy("Begins at"))
    ends = _time(gettext_lazy("Ends at"))
    room = forms.CharField(label=gettext_lazy("Where"), max_length=60, required=False)
    weeks = NumberField(
        label=gettext_lazy("In how many weeks"),
        min_value=1,
        max_value=LONGEST_REPEAT,
        initial=1,
        help_text=gettext_lazy("1: only this week. The same day and time in each of them."),
    )

    def shift(self) -> NewShift:
        """What was typed, as the action takes it; an end that is not later lies on the next day."""
        given = self.cleaned_data
        starts_at, ends_at = span(given["day"], given["starts"], given["ends"])
        return NewShift(self.person(), starts_at, ends_at, given["part"], given["room"], given["weeks"])


def span(day: date, starts: time, ends: time) -> tuple[datetime, datetime]:
    """A shift over midnight ends on the next day."""
    last = day if ends > starts else day + timedelta(days=1)
    return clock.at_hour(day, starts.hour, starts.minute), clock.at_hour(last, ends.hour, ends.minute)


class RepeatForm(Form):
    """How often a week is repeated."""

    weeks = NumberField(
        label=gettext_lazy("In how many weeks after it"), min_value=1, max_value=LONGEST_REPEAT, initial=1
    )


class GiveForm(PersonForm):
    """Who has a shift from now on."""


class OfferForm(PersonForm):
    """To whom a shift is offered, and against which of theirs."""

    nobody = gettext_lazy("Whoever takes it")

    in_return = forms.ChoiceField(label=gettext_lazy("In return for"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, shifts: Sequence[Shift], **options: Any) -> None:
        super().__init__(*args, **options)
        self.shifts = {str(shift.pk): shift for shift in shifts}
        choices = [("", _("Nothing")), *((pk, _named(shift)) for pk, shift in self.shifts.items())]
        self.fields["in_return"].choices = choices  # type: ignore[attr-defined]
        self.fields["user"].required = False

    def offer(self) -> Offer:
        """What was typed, as the action takes it. A shift in return says whom it is asked of."""
        given = self.cleaned_data
        back = self.shifts.get(given["in_return"])
        to = given["user"] or (back.user if back else None)
        return Offer(to, back, given["reason"])


def _named(shift: Shift) -> str:
    return _("%(name)s: %(from)s to %(until)s") % {
        "name": shift.user.name,
        "from": short_moment(shift.starts_at),
        "until": hour(shift.ends_at),
    }


class AnswerForm(Form):
    """Take a shift, or say no; or keep one's own after all."""

    OPEN = {"take": gettext_lazy("I take it")}
    ANSWERS = {"take": gettext_lazy("I take it"), "decline": gettext_lazy("I cannot")}
    OWN = {"withdraw": gettext_lazy("I keep it after all")}

    answer = forms.ChoiceField(label=gettext_lazy("Answer"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, own: bool, asked_all: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = self.OWN if own else self.OPEN if asked_all else self.ANSWERS
        self.fields["answer"].choices = list(choices.items())  # type: ignore[attr-defined]


class HandOverForm(PersonForm):
    """What the next shift must know (psych:75)."""

    draft = "staff.handover"

    user = ColleagueField(label=gettext_lazy("Goes to"))
    note = forms.CharField(
        label=gettext_lazy("What the next shift must know"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy(
            "Who waits for a call, what was promised, what is broken, where the keys are."
        ),
    )


class PassOnForm(PersonForm):
    """Who takes over instead."""

    user = ColleagueField(label=gettext_lazy("Goes to"))


class TrainingForm(Form):
    """A training, as its paper says (psych:15.3a)."""

    subject = forms.ChoiceField(label=gettext_lazy("Trained in"), choices=list(SUBJECTS.items()))
    trained_on = DateField(label=gettext_lazy("Trained on"), past=True)
    valid_until = DateField(label=gettext_lazy("Valid until"), future=True)
    proof = forms.CharField(
        label=gettext_lazy("Paper"),
        max_length=200,
        help_text=gettext_lazy("Who issued it, its number, where it lies."),
    )

    def training(self) -> TrainingDone:
        """What was typed, as the action takes it."""
        given = self.cleaned_data
        return TrainingDone(given["subject"], given["trained_on"], given["valid_until"], given["proof"])


class CheckForm(Form):
    """A background check (psych:53.1)."""

    checked_on = DateField(label=gettext_lazy("Checked on"), past=True)
    result = forms.ChoiceField(
        label=gettext_lazy("Result"), choices=list(RESULTS.items()), widget=forms.RadioSelect
    )
    proof = forms.CharField(
        label=gettext_lazy("Paper"),
        max_length=200,
        help_text=gettext_lazy("Which office answered, its number, where it lies."),
    )

    def check(self) -> CheckDone:
        """What was typed, as the action takes it."""
        given = self.cleaned_data
        return CheckDone(given["checked_on"], given["result"], given["proof"])


class AreasForm(Form):
    """The areas in which somebody gives support (psych:20)."""

    areas = forms.MultipleChoiceField(
        label=gettext_lazy("Gives support in"),
        choices=list(AREAS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class LeaveForm(Form):
    """Somebody's last day."""

    left_on = DateField(label=gettext_lazy("Last day"), past=True)
