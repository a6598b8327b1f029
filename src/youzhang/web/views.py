"""Drafts, language, theme, text size; the page of parts; the strips of an open page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language

from youzhang.accounts.access import public, staff
from youzhang.kit.text import clean_line
from youzhang.web import drafts, shell, strips
from youzhang.web.errors import Trouble, problem
from youzhang.web.owner import remember
from youzhang.web.parts import parts_context
from youzhang.web.wording import hour

# What a browser may set for itself, and the values that count.
PREFS = {"theme": (*shell.THEMES, ""), "text": ("large", "")}


@public
@require_POST
def save_draft(request: HttpRequest) -> HttpResponse:
    """`?draft=form:about` with the fields as JSON; answers when it was saved, in words."""
    form, _colon, about = clean_line(request.GET.get("draft", "")).partition(":")
    too_much = int(request.META.get("CONTENT_LENGTH") or 0) > drafts.LARGEST
    if too_much or len(request.body) > drafts.LARGEST:
        words = _("Shorten the text, or send the long part as a file. What you typed is still on the page.")
        return problem(Trouble(413, _("This is too long to keep as a draft"), words))
    try:
        content = drafts.read_content(form, request.body)
    except drafts.UnreadableDraft:
        return problem(Trouble(400, _("We could not read what was sent"), ""))
    if not form or len(form) > 60 or len(about) > 60:
        return problem(Trouble(400, _("We could not read what was sent"), ""))
    response = JsonResponse({})
    owner = remember(request, response)
    draft = drafts.save_typed(request, owner=owner, form=form, about=about, content=content)
    response.content = JsonResponse({"saved": _("saved %(time)s") % {"time": hour(draft.saved_at)}}).content
    return response


@public
@require_POST
def drop_draft(request: HttpRequest) -> HttpResponse:
    """Start anew: telephones and computers are shared, so what was kept can be thrown away."""
    form, _colon, about = clean_line(request.POST.get("draft", "")).partition(":")
    drafts.drop(request, form, about=about)
    return HttpResponseRedirect(_back(request))


@public
@require_POST
def choose_language(request: HttpRequest) -> HttpResponseBase:
    """Remembered by this browser; goes back to the page one was on."""
    return set_language(request)


@public
@require_POST
def choose_prefs(request: HttpRequest) -> HttpResponse:
    """Theme and text size: cookies of this browser, so they hold without an account."""
    response = HttpResponseRedirect(_back(request))
    for name, allowed in PREFS.items():
        if name in request.POST and request.POST[name] in allowed:
            response.set_cookie(name, request.POST[name], max_age=shell.YEAR, samesite="Lax")
    return response


@staff
def parts(request: HttpRequest) -> HttpResponse:
    """Every part of the pages, to look at and to test."""
    return render(request, "web/parts.html", parts_context(request))


@staff
@require_safe
def strips_now(request: HttpRequest) -> HttpResponse:
    """For a page that is open: what stands above every page now; nothing while the page shows that (`?have=`)."""
    found = strips.strips_of(request)
    stamp = strips.stamp_of(found)
    if request.GET.get("have") == stamp:
        return HttpResponse(status=204)
    response = render(request, "web/strips.html", {"strips": found})
    response["X-Stamp"] = stamp
    return response


def _back(request: HttpRequest) -> str:
    target = request.POST.get("next") or request.headers.get("referer", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe else "/"
