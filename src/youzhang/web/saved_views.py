"""The page of filters that one keeps."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from youzhang.accounts.access import StaffRequest, staff
from youzhang.web import saved
from youzhang.web.forms import Form
from youzhang.web.submit import open_form, submit


class SaveForm(Form):
    """A name for the filters one came with."""

    name = forms.CharField(
        label=gettext_lazy("What you call them"),
        max_length=40,
        help_text=gettext_lazy("What you will look for it by, such as “waiting, this spring”."),
    )
    at = forms.CharField(widget=forms.HiddenInput, required=False)


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def saved_views(request: StaffRequest) -> HttpResponse:
    """What is kept, and a name for the list one came from (it stands in the address, so that it can be reloaded)."""
    came_from = saved.address_of_list(request.headers.get("referer", ""))
    if request.method != "POST" and "at" not in request.GET and came_from not in ("", request.path):
        return redirect(f"{request.path}?{urlencode({'at': came_from})}")
    at = saved.address_of_list(request.POST.get("at") or request.GET.get("at", ""))
    return submit(
        request,
        open_form(request, SaveForm, initial={"at": at}),
        lambda form: saved.save_view(form.cleaned_data["name"], at, by=request.user),
        done=lambda kept: kept.address,
        page=lambda form: _page(request, form, at),
        said=_("The filters are kept."),
    )


def _page(request: StaffRequest, form: Form, at: str) -> HttpResponse:
    return render(
        request, "web/saved_views.html", {"form": form, "at": at, "kept": saved.saved_by(request.user)}
    )


@staff
@require_POST
def forget(request: StaffRequest) -> HttpResponse:
    """Remove one."""
    with suppress(ValueError):
        saved.forget_view(UUID(request.POST.get("view", "")), by=request.user)
    return HttpResponseRedirect(reverse("web:saved_views"))
