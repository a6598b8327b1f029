"""What somebody reads whose request never came to its page."""

from __future__ import annotations

from django.core.handlers.wsgi import WSGIRequest
from django.utils import translation
from django.utils.translation import gettext as _

from youzhang.config.gateway import Answer, Environ, Headers

SOON = b"5"  # seconds


def turned_away(status: int, environ: Environ) -> Answer:
    """A plain sentence in the reader's language, on a line that then ends."""
    with translation.override(translation.get_language_from_request(WSGIRequest(environ))):
        words = _words(status).encode()
    headers: Headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", b"%d" % len(words)),
        (b"connection", b"close"),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    ]
    return Answer(status, [*headers, (b"retry-after", SOON)] if status == 503 else headers, words)


def _words(status: int) -> str:
    if status == 413:
        return _(
            "This is more than can be sent at once. Make the file smaller or divide it, then send it again."
        )
    if status == 408:
        return _(
            "This did not arrive in time. Go back, look whether your connection holds, and send it again."
        )
    if status == 503:
        return _("Very many are asking at this moment. Go back and send it again in a few seconds.")
    return _("This did not arrive whole. Go back and send it again.")
