"""What is typed in a crisis: few fields, little to choose, nothing required that is not known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from youzhang.clients.models import Person
from youzhang.crisis import codes
from youzhang.crisis.actions import Assessed, Tell, Told
from youzhang.ledger.late_form import LateForm
from youzhang.vault.models import Subject
from youzhang.web.forms import DateField, Form, NumberField

NONE = [("", "–")]
YES_NO = [("yes", _("Yes")), ("no", _("No"))]
SAID = {"yes": True, "no": False, "": None}


def choices(words: dict[str, Any]) -> list[tuple[str, Any]]:
    """A code list as choices."""
    return [(code, capfirst(title)) for code, title in words.items()]


def area(rows: int = 3) -> forms.Textarea:
    """Several lines."""
    return forms.Textarea(attrs={"rows": rows})


def one_of(label: Any, words: dict[str, Any], **options: Any) -> forms.ChoiceField:
    """One of a few, all shown."""
    return forms.ChoiceField(label=label, choices=choices(words), widget=forms.RadioSelect, **options)


def asked(code: str) -> forms.ChoiceField:
    """One question of the assessment: there, not there, or not asked; nobody is made to guess."""
    field = one_of(codes.FLAGS[code], codes.ASKED, required=False, initial=codes.NOT_ASKED)
    field.asked = True  # type: ignore[attr-defined]  # not asked is an answer too
    return field


def is_minor() -> forms.ChoiceField:
    """Whether the person is a minor, as far as anybody can say."""
    return forms.ChoiceField(
        label=_("Under 18, or without full capacity"),
        choices=[*YES_NO, ("", _("Not known"))],
        widget=forms.RadioSelect,
        required=False,
    )


class OpenForm(Form):
    """The one button: the reason is enough; the rest when it is known (psych:14a, psych:15.1, psych:15.2)."""

    reason = one_of(_("What shows"), codes.REASONS)
    who = forms.CharField(
        label=_("Who"), max_length=60, required=False, help_text=_("A name or what one can tell them by")
    )
    place = forms.CharField(label=_("Where they are now"), max_length=120, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    minor = is_minor()
    words = forms.CharField(label=_("What happened"), widget=area(4), required=False)
    later = ("phone", "minor", "words", "source", "route")
    source = forms.ChoiceField(label=_("Source"), choices=choices(codes.SOURCES), initial="staff")
    route = forms.ChoiceField(label=_("Route"), choices=choices(codes.ROUTES), initial="venue")

    def told(self) -> Told:
        """What is known, as the action takes it."""
        given = {name: self.cleaned_data[name] for name in ("who", "phone", "place", "words")}
        return Told(**given, minor=SAID[self.cleaned_data["minor"]])


class MoreForm(Form):
    """What became known since it was opened; what stays empty stays as it is."""

    draft = "crisis.more"
    who = forms.CharField(label=_("Who"), max_length=60, required=False)
    nameless = forms.BooleanField(
        label=_("What stands under Who only describes them: nobody knows who it is"), required=False
    )
    born = DateField(label=_("Birth date"), past=True, required=False)
    place = forms.CharField(label=_("Where they are now"), max_length=120, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    minor = is_minor()
    words = forms.CharField(label=_("What happened"), widget=area(4), required=False)

    def told(self) -> Told:
        """As the action takes it."""
        given = {name: self.cleaned_data[name] for name in ("who", "phone", "place", "words")}
        more = {name: self.cleaned_data[name] for name in ("nameless", "born")}
        return Told(**given, **more, minor=SAID[self.cleaned_data["minor"]])


class TakeForm(Form):
    """Take it; without a valid training say why, and do it all the same. `fit`: trained, so that nothing is asked."""

    override = forms.ChoiceField(
        label=_("In an emergency, without a valid training"),
        choices=NONE + choices(codes.OVERRIDES),
        required=False,
        help_text=_("It will be reviewed afterwards; it stops nothing now."),
    )
    words = forms.CharField(label=_("Why"), widget=area(2), required=False)

    def __init__(self, *args: Any, fit: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("override", "words") if fit else ():
            del self.fields[name]

    def given(self) -> dict[str, Any]:
        """As the actions take it."""
        return {name: self.cleaned_data.get(name, "") for name in ("override", "words")}


class WhyForm(Form):
    """Why not."""

    words = forms.CharField(label=_("Why you cannot take it over"), widget=area(2))


class AssessForm(LateForm):
    """The structured assessment: the answers raise the level by themselves; a person may set it higher."""

    draft = "crisis.assess"

    ideation = one_of(_("Thoughts of suicide"), codes.IDEATION)
    method = asked("method")
    means = asked("means")
    plan = one_of(_("Plan"), codes.PLANS)
    intent = asked("intent")
    lethality = one_of(
        _("How dangerous the way is"), codes.LETHALITY, required=False, initial=codes.NOT_ASKED
    )
    behaviour = one_of(
        _("Suicidal acts"),
        codes.BEHAVIOUR,
        help_text=_(
            "Also begun, broken off or prepared: pills put aside, a farewell written, things given away."
        ),
    )
    attempts = NumberField(label=_("How many attempts"), min_value=0, max_value=99, required=False)
    last_attempt = forms.CharField(label=_("The last: when, how"), max_length=200, required=False)
    self_harm = asked("self_harm")
    hopeless = asked("hopeless")
    substances = asked("substances")
    disorder = asked("disorder")
    developmental = asked("developmental")
    to_others = asked("to_others")
    protective = forms.CharField(
        label=_("What protects: people, duties, plans, wish for help"), widget=area(2), required=False
    )
    level = one_of(_("Level, as you judge it"), codes.LEVELS)
    path = one_of(_("Where the person goes"), codes.PATHS, required=False)
    basis = forms.CharField(
        label=_("In your words: what the person says, how they seem"),
        widget=area(3),
        required=False,
        help_text=_(
            "How often the thoughts come and whether they can be put off; losses, being alone, medicine stopped, "
            "just out of hospital, suicide among those close to them."
        ),
    )

    def given(self) -> Assessed:
        """The answers, as the action takes them."""
        data = self.cleaned_data
        answers = {name: self._answer(name) for name in codes.ASSESSED}
        return Assessed(answers, data["level"], data["path"], data["basis"])

    def _answer(self, name: str) -> Any:
        value = self.cleaned_data[name]
        return (value or codes.NOT_ASKED) if name in codes.FLAGS or name == "lethality" else value


class PathForm(Form):
    """Only the path."""

    path = one_of(_("Where the person goes"), codes.PATHS)


class TellForm(LateForm):
    """One person told, or why not (psych:15.3b)."""

    draft = "crisis.tell"
    needs = {
        "way": ("outcome", "told|not_reached"),
        "person": ("outcome", "told"),
        "said": ("outcome", "told"),
        "reason": ("outcome", "skipped|none"),
        "instead": ("reason", "danger"),
        "adult": ("instead", "adult"),
    }

    to = one_of(_("Whom"), codes.TOLD)
    outcome = one_of(_("Result"), codes.TELL_OUTCOMES, initial="told")
    way = one_of(_("Way"), codes.TELL_WAYS, required=False)
    person = forms.CharField(label=_("Who answered"), max_length=80, required=False)
    said = forms.CharField(
        label=_("What was said, and what they answered"),
        widget=area(),
        required=False,
        help_text=_("As little as keeps the person safe. The competent department learns no name."),
    )
    number = forms.CharField(
        label=_("Number under which they took it down"),
        max_length=60,
        required=False,
        help_text=_("Of the police officer or the report; it can be entered later."),
    )
    necessity = forms.CharField(
        label=_("Why the department must know the name"),
        widget=area(2),
        required=False,
        help_text=_("Only where it is necessary; else leave it empty."),
    )
    reason = forms.ChoiceField(
        label=_("Why the guardian is left out"),
        choices=NONE + choices(codes.GUARDIAN_SKIPPED) + choices(codes.GUARDIAN_NONE),
        required=False,
    )
    instead = one_of(_("Who is told instead"), codes.INSTEAD, required=False)
    adult = forms.CharField(
        label=_("Which adult: name, and who they are to the person"), max_length=80, required=False
    )
    suspect = forms.ChoiceField(
        label=_("Which guardian"),
        required=False,
        help_text=_("Whoever is suspected sees nothing of this crisis from now on, and is not called."),
    )

    def __init__(
        self,
        *args: Any,
        guardians: Sequence[Person] = (),
        tried: str = "",
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].help_text = tried
        self.guardians = {str(one.pk): one for one in guardians}
        named = [(pk, one.name) for pk, one in self.guardians.items()]
        self.fields["suspect"].choices = NONE + named  # type: ignore[attr-defined]
        asked = {"way": "told|not_reached", "person": "told", "said": "told"}  # else the action refuses
        for name, outcomes in asked.items():
            self.fields[name].needed = f"outcome={outcomes}"  # type: ignore[attr-defined]
        self.fields["number"].needed = "to=police|ambulance"  # type: ignore[attr-defined]
        self.fields["necessity"].needed = "to=authority"  # type: ignore[attr-defined]
        self.fields["suspect"].needed = "reason=suspected"  # type: ignore[attr-defined]
        if not guardians:
            del self.fields["suspect"]

    def suspected(self) -> Subject | None:
        """The guardian who is suspected, as far as we know them."""
        chosen = self.guardians.get(self.cleaned_data.get("suspect", ""))
        return chosen.subject if chosen else None

    def given(self) -> Tell:
        """As the action takes it."""
        data = self.cleaned_data
        values = {name: data[name] for name in (
            "to", "outcome", "way", "person", "said", "reason", "number", "necessity", "instead"
        )}  # fmt: skip
        suspect = self.guardians.get(data.get("suspect", ""))
        named = suspect.name if suspect else data["adult"] if data["instead"] == "adult" else ""
        return Tell(**values | ({"person": named} if named else {}))


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
    school = forms.BooleanField(
        label=_("A school is involved: the education authority is told, too"), required=False
    )
    words = forms.CharField(label=_("Note"), widget=area(), required=False)
