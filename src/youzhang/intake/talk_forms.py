"""What staff type about needs, remarks, consents and the agreement's text."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from youzhang.intake.actions import TemplateText
from youzhang.intake.actions.template import ITEMS
from youzhang.intake.facts import CONSENT_BY
from youzhang.intake.forms import area, choices
from youzhang.intake.wording import title_of
from youzhang.web.forms import Form, NumberField


class NeedForm(Form):
    """What was done about one special need (psych:49)."""

    need = forms.CharField(widget=forms.HiddenInput)
    arranged = forms.CharField(widget=forms.HiddenInput)


class LinkForm(Form):
    """Sent to the number on file, or handed over to who stands here."""

    how = forms.ChoiceField(label=_("How it reaches them"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, cannot: str, **options: Any) -> None:
        """`cannot`: why nothing can be sent."""
        super().__init__(*args, **options)
        ways = {
            "send": _("send it to the number or mailbox on file"),
            "hand": _("show it here, to hand it over"),
        }
        offered = {code: title for code, title in ways.items() if code == "hand" or not cannot}
        self.fields["how"].choices = choices(offered)  # type: ignore[attr-defined]
        self.fields["how"].initial = next(iter(offered))
        self.fields["how"].help_text = cannot


class AnswerForm(Form):
    """An answer to a remark (psych:45)."""

    draft = "intake.answer"
    remark = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(label=_("Answer"), widget=area(4), help_text=_("It stands on the tracking page."))

    def remark_id(self) -> UUID:
        """Which remark."""
        found: UUID = self.cleaned_data["remark"]
        return found


class ConsentForm(Form):
    """One consent, decided or taken back."""

    consent = forms.CharField(widget=forms.HiddenInput)
    decision = forms.CharField(widget=forms.HiddenInput)
    who = forms.ChoiceField(choices=list(CONSENT_BY.items()), widget=forms.HiddenInput, required=False)


class TemplateForm(Form):
    """A new edition of the agreement (psych:42). Empty items are refused by the article, not by the form."""

    draft = "intake.template"
    after_edition = NumberField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["title"] = forms.CharField(
            label=capfirst(title_of("title")), max_length=120, required=False
        )
        for item in (*ITEMS, "further"):
            self.fields[item] = forms.CharField(
                label=capfirst(title_of(item)), widget=area(5), required=False
            )
            self.fields[item].asked = item != "further"  # type: ignore[attr-defined]  # the article refuses
        self.fields["title"].asked = True  # type: ignore[attr-defined]
        if self.is_bound:
            self._fold_lines()

    def given(self) -> TemplateText:
        """The text, as the action takes it."""
        return TemplateText(**{name: self.cleaned_data[name] for name in ("title", *ITEMS, "further")})
