"""The library on the workbench: texts for the public, and publicity."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from youzhang.accounts.access import StaffRequest, staff
from youzhang.accounts.centres import current_centre
from youzhang.ledger.models import Matter
from youzhang.ledger.policy import check_may, may
from youzhang.policy import actions, forms, queries, rules
from youzhang.policy.facts import KINDS
from youzhang.policy.texts import ARTICLES, built_in
from youzhang.web.forms import Form
from youzhang.web.opening import on_opening
from youzhang.web.submit import open_form, submit

both = require_http_methods(["GET", "HEAD", "POST"])


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def own_library(request: StaffRequest) -> HttpResponse:
    """The library of the centre looked at; it is opened once, by whoever may publish."""
    centre = current_centre(request)
    found = queries.library_seen(request.viewer, centre)
    may_open = may(request.viewer, "policy.publish", centre.pk)
    if request.method == "POST" and may_open:
        found = actions.open_library(centre, by=request.user)
    if found:
        return HttpResponseRedirect(reverse("policy:library", args=[found.pk]))
    return render(request, "policy/unopened.html", {"centre": centre, "may_open": may_open})


@staff
@require_safe
def library(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Every kind of text with its state and history, and the publicity."""
    found = _library(request, matter_id)
    context = {
        "library": found,
        "shelves": queries.shelves(request.viewer, found),
        "page": queries.publicity_of(found.centre, request.GET.get("after", "")),
        "may_publish": may(request.viewer, "policy.publish", found.centre_id),
        "may_publicise": may(request.viewer, "policy.publicise", found.centre_id),
    }
    return render(request, "policy/library.html", context)


@staff
@both
def publish(request: StaffRequest, matter_id: UUID, kind: str) -> HttpResponse:
    """Write the next edition of a text, and publish it."""
    found = _library(request, matter_id)
    check_may(request.viewer, "policy.publish", found.centre_id)
    standing = queries.text_in_force(found.centre, kind)
    initial = forms.begin_with(kind, str(KINDS[kind]), standing, actions.last_edition(found, kind))
    form = open_form(request, forms.form_for(kind), about=f"{matter_id}.{kind}", initial=initial)
    return submit(
        request,
        form,
        lambda form: actions.publish_text(
            found, form.text(), by=request.viewer, after=form.cleaned_data["after"]
        ),
        done=_address(found),
        page=lambda form: _page(request, found, form, kind, standing),
        said=_("Published. Everybody can read it now."),
    )


@staff
@both
def withdraw(request: StaffRequest, matter_id: UUID, kind: str) -> HttpResponse:
    """Take back what is in force."""
    found = _library(request, matter_id)
    check_may(request.viewer, "policy.publish", found.centre_id)
    standing = queries.text_in_force(found.centre, kind)
    on_opening(request, lambda: rules.check_in_force(standing), back=_address(found))
    context = {
        "library": found,
        "kind": kind,
        "title": KINDS[kind],
        "article": ARTICLES[kind],
        "standing": standing,
    }
    return submit(
        request,
        open_form(request, Form),
        lambda _form: actions.withdraw_text(found, kind, by=request.viewer),
        done=_address(found),
        page=lambda form: render(request, "policy/withdraw.html", context | {"form": form}),
        said=_("Withdrawn. The text is owed again."),
    )


@staff
@both
def publicise(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Write something for the public to read."""
    centre = queries.centre_for(request.viewer, matter_id)
    if centre is None:
        raise Http404
    check_may(request.viewer, "policy.publicise", centre.pk)
    return submit(
        request,
        open_form(request, forms.PublicityForm, about=centre.pk),
        lambda form: actions.publish_publicity(centre, form.article(), by=request.viewer),
        done=lambda article: reverse("policy:article", args=[article.pk]),
        page=lambda form: render(request, "policy/publicise.html", {"form": form, "centre": centre}),
        said=_("Published. It counts for this month."),
    )


def _library(request: StaffRequest, matter_id: UUID) -> Matter:
    found = queries.library_for(request.viewer, matter_id)
    if found is None:
        raise Http404
    return found


def _address(found: Matter) -> str:
    return reverse("policy:library", args=[found.pk])


def _page(
    request: StaffRequest, found: Matter, form: forms.TextForm, kind: str, standing: object
) -> HttpResponse:
    context = {
        "library": found,
        "form": form,
        "title": KINDS[kind],
        "article": ARTICLES[kind],
        "standing": standing,
        "begun": bool(built_in(kind)),
    }
    return render(request, "policy/publish.html", context)
