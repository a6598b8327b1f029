"""Rows of duties as markup: fifty to a page, so a function and not a macro."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Protocol

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from youzhang.web.marks import cite, mark


class DutyRow(Protocol):
    """What is shown of a duty. `due`: how much is left; `when`: by which day; `moment`: for `<time>`; `button`: the
    address of its one act, or `waiting`: words instead of it."""

    tone: str
    shape: str
    due: str
    when: str
    moment: str
    title: str
    href: str
    about: str
    article: str
    button: str
    waiting: str


def duty_rows(duties: Iterable[DutyRow], *, primary: bool = False) -> Markup:
    """The rows; `primary`: the first one's button leads the page."""
    language = get_language() or "zh"
    do_it = escape(_("Do it"))
    lines: list[str] = []
    for one in duties:
        weight = " danger" if one.tone == "crisis" else " primary" if primary and not lines else ""
        end = f'<a class="btn{weight}" href="{one.button}">{do_it}</a>' if one.button else _said(one.waiting)
        about = f"<p>{escape(one.about)}</p>" if one.about else ""
        lines.append(
            f"{_due(one.tone, one.shape, one.due, one.when, one.moment)}"
            f'<div class="what"><h3><a href="{one.href}">{_title(one.title)}</a></h3>{about}</div>'
            f"{cite(one.article, language=language)}{end}</li>"
        )
    return Markup("".join(lines))


@lru_cache(maxsize=2048)
def _due(tone: str, shape: str, due: str, when: str, moment: str) -> str:
    """The beginning of a row, whose looks are `.duty` in the style sheet."""
    time = f' datetime="{moment}"' if moment else ""
    return (
        f'<li class="duty{" now" if tone == "crisis" else ""}" data-tone="{tone}">'
        f'<p class="due"><b>{mark(shape or tone)}{escape(due)}</b> <time{time}>{escape(when)}</time></p>'
    )


@lru_cache(maxsize=1024)
def _title(words: str) -> str:
    """A rule's title, of which there are few."""
    return str(escape(words))


def _said(waiting: str) -> str:
    return f'<span class="go">{escape(waiting)}</span>' if waiting else ""
