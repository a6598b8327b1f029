"""What is typed after the first hours of a crisis: follow-ups, referrals, hand-over, lowering, the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from youzhang.accounts.fields import ColleagueField, offer
from youzhang.accounts.models import User
from youzhang.clients.models import Person
from youzhang.crisis import codes
from youzhang.crisis.actions import Contact, Kept, Second
from youzhang.crisis.actions.refer import Answer, Refer
from youzhang.crisis.actions.who import Outsider
from youzhang.crisis.forms import NONE, YES_NO, area, choices, one_of
from youzhang.kit.refused import Refused
from youzhang.ledger.late_form import LateForm
from youzhang.ledger.reasons import MOVE
from youzhang.premises.models import Partner
from youzhang.web.forms import DateField, Form

OTHER = "other"
AGREED = [("yes", _("I agree")), ("no", _("I do not agree"))]


class PeopleForm(Form):
    """A form in which a colleague is chosen."""

    person = ColleagueField(label=_("Colleague"))

    def __init__(self, *args: Any, people: list[User], **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "person", people)

    def chosen(self) -> User:
        """The colleague."""
        return self.cleaned_data["person"]  # type: ignore[no-any-return]


class FollowForm(LateForm):
    """A follow-up."""

    draft = "crisis.follow"
    way = one_of(_("Way"), codes.TELL_WAYS)
    reached = forms.ChoiceField(label=_("Reached"), choices=YES_NO, widget=forms.RadioSelect)
    level = forms.ChoiceField(
        label=_("Level found"),
        choices=NONE + choices(codes.LEVELS),
        required=False,
        help_text=_("A higher level counts at once. A lower one asks for a second person."),
    )
    words = forms.CharField(
        label=_("How the person is"),
        widget=area(),
        required=False,
        help_text=_(
            "Ask again each time: thoughts, plan and means since the last talk; what of the plan helped."
        ),
    )

    def clean(self) -> dict[str, Any]:
        """Whoever was reached said something; also of a call in vain one may say what came of it."""
        values = super().clean()
        if values.get("reached") == "yes" and not values.get("words"):
            self.add_error("words", self.fields["words"].error_messages["required"])
        return values

    def given(self) -> Contact:
        """As the action takes it."""
        data = self.cleaned_data
        return Contact(data["way"], data["reached"] == "yes", data["level"], data["words"])


class PlanForm(Form):
    """One more day for a follow-up."""

    day = DateField(label=_("Day"))


class MoveForm(Form):
    """Another day for one follow-up, and why."""

    day = DateField(label=_("New day"))
    reason = one_of(_("Why"), MOVE)


class ReferForm(LateForm):
    """A referral (psych:15.3d): to a partner, or to another place."""

    draft = "crisis.refer"
    partner = forms.ChoiceField(label=_("Refer to"), widget=forms.RadioSelect)
    body = forms.CharField(label=_("Body and department"), max_length=120, required=False)
    contact = forms.CharField(label=_("Whom there, telephone"), max_length=120, required=False)
    way = one_of(_("Way"), codes.TELL_WAYS)
    words = forms.CharField(
        label=_("What they must know"), widget=area(5), help_text=_("As little as keeps the person safe.")
    )

    def __init__(self, *args: Any, partners: Sequence[Partner], **options: Any) -> None:
        self.partners = {str(one.pk): one for one in partners}
        self.needs = {"body": ("partner", OTHER)} if partners else {}  # type: ignore[misc]
        super().__init__(*args, **options)
        if not partners:
            del self.fields["partner"]
            self.fields["body"].required = True
            return
        named = [(pk, _partner_words(one)) for pk, one in self.partners.items()]
        self.fields["partner"].choices = [*named, (OTHER, _("another place"))]  # type: ignore[attr-defined]

    def given(self) -> Refer:
        """As the action takes it."""
        data = self.cleaned_data
        partner = self.partners.get(data.get("partner", ""))
        return Refer(data["body"], data["way"], data["words"], data["contact"], partner)


def _partner_words(partner: Partner) -> str:
    """Name, kind, and how it is reached at night."""
    phone = str(_("around the clock %(phone)s")) % {"phone": partner.phone_24h} if partner.phone_24h else ""
    known = (partner.name, str(partner.get_kind_display()), phone, partner.contact or "")
    return " · ".join(word for word in known if word)


class AnswerForm(LateForm):
    """What the body answered."""

    answer = one_of(_("Answer"), codes.ANSWERS)
    received_by = forms.CharField(label=_("Who received"), max_length=80, required=False)
    words = forms.CharField(label=_("Note"), widget=area(), required=False)

    def given(self) -> Answer:
        """As the action takes it."""
        return Answer(*(self.cleaned_data[name] for name in ("answer", "received_by", "words")))


class LoweringForm(PeopleForm, LateForm):
    """Ask a second person to agree to a lower level; where the house has none, somebody from outside by telephone."""

    level = forms.ChoiceField(label=_("New level"))
    reason = forms.CharField(label=_("Why it is lower now"), widget=area())
    outside = forms.ChoiceField(
        label=_("Or somebody from outside, who agreed on the telephone"),
        required=False,
        help_text=_("Nobody else of the house may: the expert team, or the body that took the person over."),
    )
    phone = forms.CharField(label=_("Telephone by which they were asked"), max_length=40, required=False)

    def __init__(self, *args: Any, below: str, outsiders: Sequence[Outsider] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        named = [(one.name, " · ".join(filter(None, one))) for one in outsiders]
        self.fields["outside"].choices = NONE + named  # type: ignore[attr-defined]
        self.fields["person"].required = not outsiders
        for name in () if outsiders else ("outside", "phone"):
            del self.fields[name]
        lower = {code: title for code, title in codes.LEVELS.items() if code < below}
        self.fields["level"].choices = NONE + choices(lower)  # type: ignore[attr-defined]

    def second(self) -> Second:
        """Who agrees."""
        outside = self.cleaned_data.get("outside", "")
        if outside:
            return Second(outside=outside, phone=self.cleaned_data.get("phone", ""))
        return Second(self.cleaned_data.get("person"))


class WatchForm(PeopleForm):
    """Ask a second person to agree that the follow-ups end."""

    reason = forms.CharField(label=_("Why they can end"), widget=area())


class StepForm(LateForm):
    """What keeps somebody safe now, or a call and what came of it."""

    draft = "crisis.steps"
    step = one_of(_("What keeps them safe"), codes.STEPS)
    who = forms.CharField(label=_("Who stays, or who was called"), max_length=80, required=False)
    outcome = forms.ChoiceField(
        label=_("What came of the call"), choices=NONE + choices(codes.CALLS), required=False
    )
    words = forms.CharField(label=_("What was agreed, where the means are"), widget=area(), required=False)

    def given(self) -> Kept:
        """As the action takes it."""
        return Kept(**{name: self.cleaned_data[name] for name in ("step", "who", "outcome", "words")})


class YesNoForm(Form):
    """A decision with a note."""

    yes = forms.ChoiceField(label=_("Decision"), choices=AGREED, widget=forms.RadioSelect)
    words = forms.CharField(label=_("Note"), widget=area(), required=False)


class HandOverForm(PeopleForm):
    """To whom, with what note."""

    note = forms.CharField(label=_("What they must know and do next"), widget=area(4))


class NoteForm(Form):
    """A note, and nothing else."""

    words = forms.CharField(label=_("Note"), widget=area(), required=False)


class LiftForm(Form):
    """Why a guardian is no longer suspected, and which, where there are several."""

    guardian = forms.ChoiceField(label=_("Which guardian"))
    words = forms.CharField(
        label=_("What cleared the guardian: who looked into it, with what result"), widget=area(4)
    )

    def __init__(self, *args: Any, suspects: Sequence[Person], **options: Any) -> None:
        super().__init__(*args, **options)
        self.suspects = {str(one.pk): one for one in suspects}
        named = [(pk, one.name) for pk, one in self.suspects.items()]
        self.fields["guardian"].choices = [*NONE, *named]  # type: ignore[attr-defined]
        if len(named) < 2:
            del self.fields["guardian"]

    def chosen(self) -> Person | None:
        """Only of this one; None: of all."""
        return self.suspects.get(self.cleaned_data.get("guardian", ""))


class SafetyForm(Form):
    """The safety plan, made with the person."""

    draft = "crisis.safety"
    warning = forms.CharField(label=codes.SAFETY["warning"], widget=area(2), required=False)
    coping = forms.CharField(label=codes.SAFETY["coping"], widget=area(2), required=False)
    places = forms.CharField(label=codes.SAFETY["places"], widget=area(2), required=False)
    people = forms.CharField(label=codes.SAFETY["people"], widget=area(3), required=False)
    bodies = forms.CharField(label=codes.SAFETY["bodies"], widget=area(4), required=False)
    means = forms.CharField(label=codes.SAFETY["means"], widget=area(2), required=False)
    reasons = forms.CharField(label=codes.SAFETY["reasons"], widget=area(2), required=False)
    stays = forms.CharField(label=codes.SAFETY["stays"], max_length=120)


class CloseForm(Form):
    """How it ended: the ends that can be taken now; `barred`: of the others, why not."""

    outcome = one_of(_("How it ended"), codes.CLOSINGS)
    words = forms.CharField(label=_("How things stand"), widget=area(4))

    def __init__(self, *args: Any, barred: Mapping[str, Refused], **options: Any) -> None:
        super().__init__(*args, **options)
        self.barred = [(codes.OUTCOMES[code], refused) for code, refused in barred.items()]
        # What is sent all the same is answered by the act, with the article.
        offered = {code: title for code, title in codes.CLOSINGS.items() if code not in barred}
        self.fields["outcome"].widget.choices = choices(offered)


class CommentForm(Form):
    """What the supervisor writes about the review."""

    draft = "crisis.comment"
    words = forms.CharField(label=_("Comment"), widget=area(6))


class SupervisorForm(PeopleForm):
    """Which supervisor is asked."""


class LookBackForm(Form):
    """What is learnt from it."""

    draft = "crisis.look_back"
    well = forms.CharField(label=_("What went well"), widget=area(), required=False)
    badly = forms.CharField(label=_("What did not"), widget=area(), required=False)
    change = forms.CharField(label=_("What will change"), widget=area())
