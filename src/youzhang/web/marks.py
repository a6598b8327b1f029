"""Icons, state marks and the article chip: small markup that every page needs, so it is a function and not a macro."""

from __future__ import annotations

from functools import cache, lru_cache

from django.templatetags.static import static
from django.utils.translation import get_language, pgettext
from markupsafe import Markup, escape

from youzhang.rulebook import library

ICON = Markup('<svg class="i" aria-hidden="true"><use href="{}#i-{}"/></svg>')
MARK = Markup('<svg class="mark" aria-hidden="true"><use href="{}#m-{}"/></svg>')
CITE = Markup('<a class="cite" href="{}"{}><span>{}</span> {}</a>')
SPRITE = "web/icons.svg"

# The shape that stands for a tone wherever no other is asked for: colour never speaks alone.
SHAPES = {"ok": "met", "soon": "owed", "late": "late", "crisis": "now", "wait": "wait", "none": "next"}


@cache
def icon(name: str) -> Markup:
    """A line icon of the sprite; the words stand beside it."""
    return ICON.format(static(SPRITE), name)


@cache
def mark(name: str) -> Markup:
    """A state's shape, by its own name (`met`, `gap`, `here` …) or by a tone."""
    return MARK.format(static(SPRITE), SHAPES.get(name, name))


def badge(words: object, tone: str = "none", shape: str = "") -> Markup:
    """A state in a word group, its shape first."""
    return Markup(f'\n<span class="badge" data-tone="{tone}">{mark(shape or tone)}{escape(words)}</span>')


def article_url(article_id: str, *, portal: bool = False) -> str:
    """The article's page: staff see duties and evidence there, residents the public text."""
    book, _colon, number = article_id.partition(":")
    return f"/rules/{book}/{number}" if portal else f"/work/rules/{book}/{number}"


def article_short(article_id: str) -> str:
    """`第34条(二)`, `Art. 34(2)`: the article's number as people cite it."""
    article = library.find(article_id)
    return article.short(get_language() or "zh-hans") if article else article_id


def cite(article_id: str, *, portal: bool = False, language: str = "") -> Markup:
    """The chip of an article; nothing where a rule of the house acts instead of an article. `language`: that of the
    page, where it was asked for already."""
    if not article_id or article_id.startswith("rule:"):
        return Markup("")
    return _cited(article_id, portal, language or get_language() or "zh")


@lru_cache(maxsize=1024)
def _cited(article_id: str, portal: bool, lang: str) -> Markup:
    article = library.find(article_id)
    title = Markup(' title="{}"').format(article.title.in_language(lang)) if article else ""
    # Translators: stands before an article's number in the chip
    under = pgettext("article", "under")
    return CITE.format(article_url(article_id, portal=portal), title, under, article_short(article_id))
