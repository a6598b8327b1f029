"""The first page for residents: four doors (psych:34.1, psych:45)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from youzhang.accounts.access import public
from youzhang.accounts.models import Centre
from youzhang.kit import clock
from youzhang.kit.kept import kept
from youzhang.services.queries import open_services
from youzhang.web.shell import address

SHOWN = 5
# A page that does not exist yet is not linked.
LINKS = (
    ("policy:about", _("Who we are")),
    ("policy:procedures", _("How we work")),
    ("workbench:public_rules", _("Our rules")),
    ("policy:news", _("News")),
)


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Help now, services, write to us, follow my request; what is open for applications."""
    centres = kept("portal.centres", lambda: Centre.objects.order_by("code")).ask()
    links = [(href, title) for name, title in LINKS if (href := address(name))]
    context = {
        "centres": centres,
        "centre": centres[0] if len(centres) == 1 else None,
        "services": kept("portal.services", lambda: open_services(clock.now())[:SHOWN]).ask(),
        "links": links,
    }
    return render(request, "portal/home.html", context)
