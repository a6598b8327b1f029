"""The Jinja2 environment of every page: escaping on, strict undefined, our globals and filters."""

from __future__ import annotations

from functools import lru_cache
from types import FunctionType
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext
from jinja2 import Environment, StrictUndefined, Template
from jinja2.runtime import Context, Macro
from markupsafe import Markup

from youzhang.kit import clock, text
from youzhang.web import marks, shell, strips, wording
from youzhang.web.addresses import address_of
from youzhang.web.duty_rows import duty_rows
from youzhang.web.fragments import fragment, switches


class Page(Template):
    """All templates have the same globals: what one imports is there already, without comparing them each time."""

    def _get_default_module(self, ctx: Any = None) -> Any:
        return super()._get_default_module()


class Calling(Context):
    """Macros and functions are called as they are: none of ours asks for the context."""

    def call(self, asked: Any, *args: Any, **kwargs: Any) -> Any:
        """Only what is neither goes Jinja2's own way, which looks for what it may want first."""
        if type(asked) not in (Macro, FunctionType) or hasattr(asked, "jinja_pass_arg"):
            return super().call(asked, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return asked(*args, **kwargs)


def environment(**options: Any) -> Environment:
    """Called by Django's Jinja2 backend with the settings' options."""
    made = Environment(
        **options | {"autoescape": True, "undefined": StrictUndefined, "extensions": ["jinja2.ext.i18n"]}
    )
    made.template_class, made.context_class = Page, Calling
    made.policies["ext.i18n.trimmed"] = True
    # Functions, not a catalogue: Django picks the language of the request at each call.
    made.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    made.globals |= GLOBALS | {"_": said}
    made.filters |= FILTERS
    return made


def said(message: str, **values: Any) -> Markup:
    """A text of a template in the language of the request; Jinja2's own `_` asks the catalogues each time."""
    words = _said(get_language(), message)
    return words % values if values else words % () if "%" in words else words


@lru_cache(maxsize=4096)
def _said(_language: str | None, message: str) -> Markup:
    return Markup(gettext(message))  # catalogues are ours


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a named page."""
    return reverse(name, kwargs=kwargs) if kwargs else address_of(name, *args)


def language() -> str:
    """`zh-hans` or `en`."""
    return get_language() or "zh-hans"


def language_name(code: str) -> str:
    """A language in its own words."""
    return str(dict(settings.LANGUAGES)[code])


GLOBALS: dict[str, Any] = {
    "url": url,
    "static": lru_cache(static),
    "language": language,
    "language_name": language_name,
    "address": shell.address,
    "messages": get_messages,
    "now": clock.now,
    "today": clock.today,
    "duty_rows": duty_rows,
    "fragment": fragment,
    "icon": marks.icon,
    "mark": marks.mark,
    "badge_mark": marks.badge,
    "cite": marks.cite,
    "article_url": marks.article_url,
    "article_short": marks.article_short,
    "shell_of": shell.shell_of,
    "switches": switches,
    "prefs_of": shell.prefs_of,
    "strips_of": strips.strips_of,
    "strips_watched": strips.watches,
    "stamp_of": strips.stamp_of,
}
FILTERS: dict[str, Any] = {
    "day": wording.day,
    "short_day": wording.short_day,
    "with_days": wording.with_days,
    "moment": wording.moment,
    "short_moment": wording.short_moment,
    "until": wording.until,
    "hour": wording.hour,
    "ago": wording.ago,
    "iso": wording.iso,
    "filesize": wording.filesize,
    "masked": text.mask_phone,
    "dialled": text.dialled,
}
