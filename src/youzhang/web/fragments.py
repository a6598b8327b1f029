"""Parts of a page that depend on little: rendered once for the same arguments and language, then kept in memory.

Only for what holds no personal content: places of the workbench, choices of a filter.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.template import engines
from django.utils.translation import get_language
from markupsafe import Markup, escape

from youzhang.web.shell import prefs_of


def fragment(template: str, macro: str, *args: Any) -> Markup:
    """What a macro that sees nothing but its arguments (hashable ones) makes of them."""
    return _made(template, macro, get_language(), args)


@lru_cache(maxsize=512)
def _made(template: str, macro: str, _language: str | None, args: tuple[Any, ...]) -> Markup:
    module: Any = engines["jinja2"].env.get_template(template).module  # type: ignore[attr-defined]
    return Markup(getattr(module, macro)(*args))


HOLE = "<!-- hidden fields -->"


def switches(request: HttpRequest, csrf_input: object) -> Markup:
    """The switches of language, looks and text size, each a form that comes back to this page."""
    prefs = prefs_of(request)
    made = fragment("components/prefs.html", "switches", prefs.theme, prefs.text, Markup(HOLE))
    hidden = f'{csrf_input}<input type="hidden" name="next" value="{escape(request.get_full_path())}">'
    return made.replace(HOLE, Markup(hidden))
