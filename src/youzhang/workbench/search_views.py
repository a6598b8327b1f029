"""One search over people, numbers, articles and services."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from youzhang.accounts.access import StaffRequest, staff
from youzhang.accounts.centres import current_centre
from youzhang.kit.text import clean_line
from youzhang.workbench.finding import LONGEST, find


@staff
@require_safe
def search(request: StaffRequest) -> HttpResponse:
    """Grouped hits; only the hits when the page asks as one types."""
    text = clean_line(request.GET.get("q", ""))[:LONGEST]
    context = {"text": text, "groups": find(request.viewer, current_centre(request), text)}
    part = getattr(request, "htmx", False)
    return render(request, f"workbench/{'found' if part else 'search'}.html", context)
