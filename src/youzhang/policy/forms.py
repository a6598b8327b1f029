"""What people type for the public to read."""

from __future__ import annotations

from functools import cache
from typing import Any, ClassVar

from django import forms
from django.utils.translation import get_language, gettext_lazy

from youzhang.policy.actions import Article, Text
from youzhang.policy.models import PublicText
from youzhang.policy.texts import ITEMS, built_in
from youzhang.web.forms import Form, NumberField


class TextForm(Form):
    """One kind of text: a title, and a field for each item of its article."""

    draft = "policy.text"
    kind: ClassVar[str]

    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    after = NumberField(widget=forms.HiddenInput, required=False)

    def text(self) -> Text:
        """What was typed, as the action takes it."""
        values = self.cleaned_data
        return Text(self.kind, values["title"], {code: values[code] for code in ITEMS[self.kind]})


@cache
def form_for(kind: str) -> type[TextForm]:
    """The form with the items of one kind."""
    area = {"attrs": {"rows": 6}}
    items = {
        code: forms.CharField(label=title, widget=forms.Textarea(**area), max_length=20_000)
        for code, title in ITEMS[kind].items()
    }
    return type("TextForm", (TextForm,), {"kind": kind, **items})


class PublicityForm(Form):
    """Something to read."""

    draft = "policy.publicity"

    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    body = forms.CharField(
        label=gettext_lazy("Text"), widget=forms.Textarea(attrs={"rows": 14}), max_length=20_000
    )

    def article(self) -> Article:
        """What was typed, as the action takes it."""
        return Article(self.cleaned_data["title"], self.cleaned_data["body"])


def begin_with(kind: str, title: str, standing: PublicText | None, last: int) -> dict[str, Any]:
    """The text in force, else the built-in one, as the form begins with it."""
    if standing:
        return {"title": standing.title, "after": last, **standing.items}
    language = get_language() or "zh"
    lines = {
        code: "\n".join(line.words.in_language(language) for line in found)
        for code, found in built_in(kind).items()
    }
    return {"title": title, "after": last, **lines}
