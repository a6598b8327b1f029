"""Sample data of the page that shows every part. All people and wording are invented."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from youzhang.kit import clock
from youzhang.kit.refused import Refused, Stale
from youzhang.web.forms import DateField, Form, IdCardField, InstantField, PhoneField, SignatureField
from youzhang.web.wording import short_day


class PartsForm(Form):
    """One field of every sort."""

    draft = "web.parts"
    needs = {"other": ("source", "other")}

    name = forms.CharField(
        label=gettext_lazy("Name"), help_text=gettext_lazy("A pseudonym will do"), max_length=60
    )
    phone = PhoneField(label=gettext_lazy("Telephone"), mobile=True)
    born = DateField(label=gettext_lazy("Born on"), past=True)
    id_card = IdCardField(label=gettext_lazy("ID number"), required=False)
    at = InstantField(label=gettext_lazy("When it was"), required=False)
    source = forms.ChoiceField(
        label=gettext_lazy("Where from"),
        choices=[("family", gettext_lazy("a parent asks")), ("school", gettext_lazy("a school refers")),
                 ("other", gettext_lazy("other"))],
    )  # fmt: skip
    other = forms.CharField(label=gettext_lazy("Which other"), required=False)
    way = forms.ChoiceField(
        label=gettext_lazy("Way of talking"),
        widget=forms.RadioSelect,
        choices=[("meeting", gettext_lazy("in person")), ("call", gettext_lazy("by telephone"))],
    )
    care = forms.MultipleChoiceField(
        label=gettext_lazy("Special needs"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[("step", gettext_lazy("no steps")), ("hear", gettext_lazy("hard of hearing"))],
    )
    note = forms.CharField(
        label=gettext_lazy("Notes of the talk"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    paper = forms.FileField(label=gettext_lazy("Scanned paper"), required=False)
    agree = forms.BooleanField(label=gettext_lazy("I have read the explanation"))
    signed = SignatureField(label=gettext_lazy("Signature"), required=False)


def parts_context(request: HttpRequest) -> dict[str, Any]:
    """A form with two faults in it, refusals, and shares of twelve months."""
    typed = {
        "name": _("Rain"),
        "phone": "138 0000 042",
        "born": "13.3",
        "source": "family",
        "way": "meeting",
        "agree": "on",
    }
    form = PartsForm(typed)
    form.draft_key = f"{PartsForm.draft}:"
    form.is_valid()
    now = clock.now()
    shares = (0.78, 0.8, 0.79, 0.88, 0.9, 0.93, None, 0.95, 0.96, 0.94, 0.97, 0.98)
    return {
        "duties": _duties(now),
        "form": form,
        "refused": Refused(
            "psych:16b",
            _("It cannot be sent yet: nobody has reviewed the reply"),
            _("Every reply is reviewed by a specialist who did not write it."),
            way_on_url="#p-form",
        ),
        "stale_refusal": Stale(
            "rule:stale", _("Somebody has just changed it"), _("Compare, then save again.")
        ),
        "shares": [(f"{month}", share) for month, share in enumerate(shares, start=1)],
        "earlier": now - timedelta(days=2, hours=3),
        "later": now + timedelta(days=9),
    }


def _duties(now: datetime) -> list[SimpleNamespace]:
    """One at once, one late, one that waits for somebody else."""
    late = ngettext("%(n)d working day late", "%(n)d working days late", 1) % {"n": 1}
    wait = _("waiting for %(name)s") % {"name": _("the department head")}
    rows = (
        ("crisis", _("At once"), _("since %(time)s") % {"time": "09:28"}, _("Report to the authority"),
         _("crisis met at an activity"), "psych:14a", "#now", ""),
        ("late", late, short_day(now - timedelta(days=3)), _("Tell the result"),
         "YJ-2026-0087", "psych:60.2.2a", "#now", ""),
        ("wait", wait, short_day(now + timedelta(days=3)), _("Approve the archive"),
         "HD/2026/030", "psych:22.2a", "", _("for two days")),
    )  # fmt: skip
    names = ("tone", "due", "when", "title", "about", "article", "button", "waiting")
    return [
        SimpleNamespace(**dict(zip(names, row, strict=True)), href="#now", shape="", moment="")
        for row in rows
    ]
