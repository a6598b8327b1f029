"""Answer a request with a kept file, for rooms above, after their check of who may see it."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from youzhang.documents.actions import open_file
from youzhang.documents.kinds import IMAGES, PDF
from youzhang.documents.models import StoredFile

SHOWN = IMAGES | {PDF}
# Nothing in a kept file may run, load or reach our pages. Chromium's PDF viewer works inside this sandbox.
SEALED_OFF = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'none'"


def serve(stored: StoredFile, *, download: bool = False) -> HttpResponse:
    """The file, shown in the browser where that is safe, else downloaded; never cached."""
    shown = stored.media_type in SHOWN and not download
    response = HttpResponse(open_file(stored), content_type=stored.media_type)
    response["Content-Disposition"] = content_disposition_header(not shown, stored.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = SEALED_OFF
    return response
