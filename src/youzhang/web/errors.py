"""What a page says when it cannot answer: to people in their language, to machines as problem+json."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token

from youzhang.kit.refused import Refused, Stale


@dataclass(frozen=True)
class Trouble:
    """What is wrong, in words, and what to do."""

    status: int
    title: str
    words: str


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, and 413 where more was sent than fits."""
    if isinstance(exception, RequestDataTooBig):
        title = _("That was too much text at once")
        words = _(
            "Go back: what you typed is still on the page. Shorten it, or send the long part as a file."
        )
        return answer(request, Trouble(413, title, words))
    words = _("Go back and try again. If it happens again, tell us what you were doing.")
    return answer(request, Trouble(400, _("We could not read what was sent"), words))


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    words = _("Your roles do not include this. Ask whoever gives out roles at your centre.")
    return answer(request, Trouble(403, _("This is not open to you"), words))


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: not there, or not visible to whoever asks; the page does not tell which."""
    words = _("The address may be mistyped, or the page may have moved.")
    return answer(request, Trouble(404, _("There is no such page"), words))


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """500: a page that needs neither session nor database."""
    title = _("Something broke on our side")
    words = _(
        "It is not your fault. Go back: what you typed is still on the page. Try again in a few minutes."
    )
    if wants_json(request):
        return problem(Trouble(500, title, words))
    return render(request, "web/broken.html", {"title": title, "words": words}, status=500)


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page was open too long, or the browser keeps no cookies."""
    words = _(
        "Go back, open the page anew and send it again: what you typed is kept. Cookies must be allowed."
    )
    return answer(request, Trouble(403, _("The page was open too long"), words))


def refused_page(request: HttpRequest, refused: Refused) -> HttpResponse:
    """A refusal that no form took up."""
    status = 409 if isinstance(refused, Stale) else 422
    if wants_json(request):
        return problem(Trouble(status, refused.why, refused.way_on), rule=refused.rule)
    return render(request, "web/refused.html", {"refused": refused}, status=status)


def answer(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    """The error page, or its JSON."""
    if wants_json(request):
        return problem(trouble)
    return render(request, "web/error.html", {"trouble": trouble}, status=trouble.status)


def wants_json(request: HttpRequest) -> bool:
    """Machines, and scripts that say so."""
    return request.path.startswith("/api/") or request.get_preferred_type(
        ["text/html", "application/json"]
    ) == ("application/json")


def problem(trouble: Trouble, **more: str) -> HttpResponse:
    """RFC 9457."""
    body = {
        "type": "about:blank",
        "title": trouble.title,
        "status": trouble.status,
        "detail": trouble.words,
        **more,
    }
    response = JsonResponse(body, status=trouble.status, json_dumps_params={"ensure_ascii": False})
    response.headers["Content-Type"] = "application/problem+json"
    return response
