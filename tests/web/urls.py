"""The project's addresses, and a page that writes: a note that may be refused, stale or faulty."""

from __future__ import annotations

from django import forms
from django.contrib.auth.models import Group
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from youzhang.accounts.access import public
from youzhang.config.urls import urlpatterns as project
from youzhang.kit.refused import Refused, Stale
from youzhang.web import errors
from youzhang.web.forms import Form
from youzhang.web.submit import open_form, submit


class NoteForm(Form):
    draft = "note"
    title = forms.CharField(max_length=40)
    text = forms.CharField(widget=forms.Textarea, required=False)


def keep(form: NoteForm) -> Group:
    """Writes a row first, so that a refusal has something to undo."""
    kept = Group.objects.create(name=form.cleaned_data["title"])
    if "forbidden" in kept.name:
        raise Refused("psych:34.2a", "Not signed yet", "Ask for the signature", way_on_url="/sign")
    if "title" in kept.name:
        raise Refused("rule:title", "This title is taken", field="title")
    if "stale" in kept.name:
        raise Stale("rule:stale", "Somebody was quicker")
    if "broken" in kept.name:
        raise RuntimeError("a fault of ours")
    return kept


@public
def note(request: HttpRequest) -> HttpResponse:
    form = open_form(request, NoteForm, about="7")
    return submit(
        request,
        form,
        keep,
        done=lambda kept: f"/kept/{kept.pk}",
        page=lambda form: render(request, "note.html", {"form": form}),
        said="Kept",
    )


@public
def escaping(request: HttpRequest) -> HttpResponse:
    raise Refused("psych:34.2a", "Not signed yet", "Ask for the signature")


urlpatterns = [*project, path("note", note), path("escaping", escaping), path("api/escaping", escaping)]
handler400, handler403 = errors.bad_request, errors.permission_denied
handler404, handler500 = errors.page_not_found, errors.server_error
