"""Raise a concern about abuse, for everybody; and what the heads do about it (psych:53.3)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from youzhang.accounts.access import StaffRequest, holds, public
from youzhang.accounts.models import Centre
from youzhang.accounts.viewer import Viewer
from youzhang.crisis import concern_queries as queries
from youzhang.crisis.actions.concerns import NewConcern, decide_concern, raise_concern
from youzhang.crisis.codes import CONCERN_STEPS, CONCERNS
from youzhang.crisis.forms import area, one_of
from youzhang.crisis.models import Concern
from youzhang.kit.refused import Refused
from youzhang.ledger.policy import roles_for
from youzhang.pages.acts import On
from youzhang.web import limits
from youzhang.web.forms import Form
from youzhang.web.limits import Limit
from youzhang.web.submit import open_form, submit

# A flood must not bury what is true.
FROM_ONE = Limit("concern", 5, 3600)
FROM_ALL = Limit("concern-all", 60, 3600)


class RaiseForm(Form):
    """What worries; a name is not asked for."""

    centre = forms.ModelChoiceField(label=gettext_lazy("Where it is about"), queryset=Centre.objects.none())
    kind = one_of(gettext_lazy("Kind of harm"), CONCERNS)
    minor = forms.BooleanField(label=gettext_lazy("Somebody under 18 is concerned"), required=False)
    words = forms.CharField(label=gettext_lazy("What you saw or heard"), widget=area(5), max_length=4000)
    whom = forms.CharField(
        label=gettext_lazy("If it is about somebody who works here: who"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("With their full name they do not get to see this."),
    )
    contact = forms.CharField(
        label=gettext_lazy("How we can reach you"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("You need not say who you are."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["centre"].queryset = Centre.objects.order_by("code")  # type: ignore[attr-defined]

    def given(self) -> NewConcern:
        """As the action takes it."""
        data = self.cleaned_data
        return NewConcern(data["kind"], data["words"], data["minor"], data["contact"], data["whom"])


class DecideForm(Form):
    """What was done about it."""

    step = one_of(gettext_lazy("What was done"), CONCERN_STEPS)
    words = forms.CharField(
        label=gettext_lazy("How, and why"),
        widget=area(),
        help_text=gettext_lazy("Of a report: when, to whom, and the number under which they took it down."),
    )


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def raise_page(request: HttpRequest) -> HttpResponse:
    """Anybody says what worries them: clients, families, staff."""
    centres = Centre.objects.order_by("code")[:2]
    # Where there are several nobody sends it to the wrong one by leaving a choice as it stood.
    form = open_form(request, RaiseForm, initial={"centre": centres[0]} if len(centres) == 1 else {})

    def act(sent: RaiseForm) -> Concern:
        by = request.user if request.user.is_authenticated else None
        if by is None and limits.enter((FROM_ONE, limits.address_of(request)), (FROM_ALL, "")).shut:
            why = _("Many concerns have come from here within the hour.")
            raise Refused("rule:quota", why, _("Call us or come by; in danger call 110."))
        return raise_concern(sent.cleaned_data["centre"], sent.given(), by=by)

    page = lambda shown: render(request, "crisis/raise_concern.html", {"form": shown})  # noqa: E731
    said = _("Thank you. It has arrived; only those who answer for the centre read it.")
    return submit(request, form, act, done=reverse("crisis:raise_concern"), page=page, said=said)


@holds(*sorted(roles_for("crisis.concern")))
@require_safe
def concerns(request: StaffRequest) -> HttpResponse:
    """The concerns that one may see, newest first, page by page."""
    rows, following = queries.concerns(request.viewer, request.GET.get("after", ""))
    return render(request, "crisis/concerns.html", {"rows": rows, "next": following})


CONCERN: On[Concern] = On(
    find=lambda request, matter_id: queries.concern_for(request.viewer, matter_id),
    page=lambda row: reverse("crisis:concern", args=[row.matter_id]),
    called=lambda row: row.matter.number,
    log="crisis.concern",
)


@CONCERN.act(
    "crisis:concern",
    gettext_lazy("Concern"),
    DecideForm,
    said=gettext_lazy("Noted."),
    template="crisis/concern.html",
    beside=lambda row, request: {"concern": row},
)
def decide(row: Concern, form: DecideForm, by: Viewer) -> Concern:
    """One concern, and what is decided about it."""
    return decide_concern(row, form.cleaned_data["step"], form.cleaned_data["words"], by=by)
