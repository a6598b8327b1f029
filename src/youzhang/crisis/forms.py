"""What is typed in a crisis: few fields, little to choose, nothing required that is not known."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from youzhang.crisis import codes
from youzhang.crisis.actions import Assessed, Tell, Told
from youzhang.web.forms import Form, InstantField

LATE = {
    "no_network": _("no network at the time"),
    "paper_first": _("written on paper first"),
    "told_later": _("told of it later"),
    "forgotten": _("forgotten"),
}
NONE = [("", "–")]
YES_NO = [("yes", _("Yes")), ("no", _("No"))]


def choices(words: dict[str, Any]) -> list[tuple[str, Any]]:
    """A code list as choices."""
    return [(code, capfirst(title)) for code, title in words.items()]


def area(rows: int = 3) -> forms.Textarea:
    """Several lines."""
    return forms.Textarea(attrs={"rows": rows})


def one_of(label: Any, words: dict[str, Any], **options: Any) -> forms.ChoiceField:
    """One of a few, all shown."""
    return forms.ChoiceField(label=label, choices=choices(words), widget=forms.RadioSelect, **options)


def tick(code: str) -> forms.BooleanField:
    """One answer of the assessment that is there or not."""
    return forms.BooleanField(label=codes.FLAGS[code], required=False)


class OpenForm(Form):
    """The one button: the reason is enough; the rest when it is known (psych:14a, psych:15.1, psych:15.2)."""

    reason = one_of(_("What shows"), codes.REASONS)
    who = forms.CharField(
        label=_("Who"), max_length=60, required=False, help_text=_("A name or what one can tell them by")
    )
    place = forms.CharField(label=_("Where they are now"), max_length=120, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    minor = forms.ChoiceField(
        label=_("Under 18, or without full capacity"),
        choices=[*YES_NO, ("", _("Not known"))],
        widget=forms.RadioSelect,
        required=False,
    )
    words = forms.CharField(label=_("What happened"), widget=area(4), required=False)
    source = forms.ChoiceField(label=_("Source"), choices=choices(codes.SOURCES), initial="staff")
    route = forms.ChoiceField(label=_("Route"), choices=choices(codes.ROUTES), initial="venue")

    def told(self) -> Told:
        """What is known, as the action takes it."""
        given = {name: self.cleaned_data[name] for name in ("who", "phone", "place", "words")}
        minor = {"yes": True, "no": False}.get(self.cleaned_data["minor"])
        return Told(**given, minor=minor)


class LateForm(Form):
    """Something that may have happened earlier than it is entered."""

    happened_at = InstantField(label=_("When it happened"), required=False, past=True)
    late_reason = forms.ChoiceField(
        label=_("Why it is entered only now"),
        choices=NONE + choices(LATE),
        required=False,
        help_text=_("Asked for after more than 24 hours."),
    )
    later: tuple[str, ...] = ("happened_at", "late_reason")

    def when(self) -> dict[str, Any]:
        """`at` and `late_reason`, as actions take them."""
        return {"at": self.cleaned_data["happened_at"], "late_reason": self.cleaned_data["late_reason"]}


class TakeForm(Form):
    """Take it; without a valid training say why, and do it all the same."""

    override = forms.ChoiceField(
        label=_("In an emergency, without a valid training"),
        choices=NONE + choices(codes.OVERRIDES),
        required=False,
        help_text=_("It will be reviewed afterwards; it stops nothing now."),
    )
    words = forms.CharField(label=_("Why"), widget=area(2), required=False)


class AssessForm(LateForm):
    """The structured assessment: the answers raise the level by themselves; a person may set it higher."""

    draft = "crisis.assess"

    ideation = one_of(_("Thoughts of suicide"), codes.IDEATION)
    method = tick("method")
    plan = one_of(_("Plan"), codes.PLANS)
    intent = tick("intent")
    behaviour = one_of(_("Suicidal acts"), codes.BEHAVIOUR)
    self_harm = tick("self_harm")
    disorder = tick("disorder")
    developmental = tick("developmental")
    to_others = tick("to_others")
    protective = forms.CharField(
        label=_("What protects: people, duties, plans, wish for help"), widget=area(2), required=False
    )
    level = one_of(_("Level, as you judge it"), codes.LEVELS)
    path = one_of(_("Where the person goes"), codes.PATHS, required=False)
    basis = forms.CharField(label=_("What this rests on"), widget=area(3), required=False)

    def given(self) -> Assessed:
        """The answers, as the action takes them."""
        names = (
            "ideation",
            "method",
            "plan",
            "intent",
            "behaviour",
            "self_harm",
            "disorder",
            "developmental",
            "to_others",
            "protective",
        )
        data = self.cleaned_data
        return Assessed({name: data[name] for name in names}, data["level"], data["path"], data["basis"])


class PathForm(Form):
    """Only the path."""

    path = one_of(_("Where the person goes"), codes.PATHS)


class TellForm(LateForm):
    """One person told, or why not (psych:15.3b)."""

    draft = "crisis.tell"
    needs = {"reason": ("outcome", "skipped|none")}

    to = one_of(_("Whom"), codes.TOLD)
    outcome = one_of(_("Result"), codes.TELL_OUTCOMES, initial="told")
    way = one_of(_("Way"), codes.TELL_WAYS, required=False)
    person = forms.CharField(label=_("Who answered"), max_length=80, required=False)
    said = forms.CharField(
        label=_("What was said, and what they answered"),
        widget=area(),
        required=False,
        help_text=_("As little as keeps the person safe."),
    )
    reason = forms.ChoiceField(
        label=_("Why the guardian is left out"),
        choices=NONE + choices(codes.GUARDIAN_SKIPPED) + choices(codes.GUARDIAN_NONE),
        required=False,
    )

    def given(self) -> Tell:
        """As the action takes it."""
        return Tell(
            **{name: self.cleaned_data[name] for name in ("to", "outcome", "way", "person", "said", "reason")}
        )


class HarmForm(Form):
    """The nine situations."""

    situations = forms.MultipleChoiceField(
        label=_("Which of these is there, or suspected"),
        choices=choices(codes.SITUATIONS),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    report = forms.ChoiceField(
        label=_("It is reported to the police"), choices=YES_NO, widget=forms.RadioSelect
    )
    words = forms.CharField(label=_("Note"), widget=area(), required=False)
