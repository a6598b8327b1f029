"""Rows of duties as markup: fifty to a page, so a function and not a macro."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from youzhang.web.marks import cite, mark

# The looks of a row: `.duty` in the style sheet.
ROW = (
    '<li class="duty{now}" data-tone="{tone}">'
    '<p class="due"><b>{mark}{due}</b> <time{moment}>{when}</time></p>'
    '<div class="what"><h3><a href="{href}">{title}</a></h3>{about}</div>{cite}{end}</li>'
)


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
    do_it = escape(_("Do it"))
    lines: list[str] = []
    for one in duties:
        lines.append(
            ROW.format(
                now=" now" if one.tone == "crisis" else "",
                tone=one.tone,
                mark=mark(one.shape or one.tone),
                due=escape(one.due),
                moment=f' datetime="{one.moment}"' if one.moment else "",
                when=escape(one.when),
                href=one.href,
                title=escape(one.title),
                about=f"<p>{escape(one.about)}</p>" if one.about else "",
                cite=cite(one.article),
                end=_end(one, do_it, first=primary and not lines),
            )
        )
    return Markup("".join(lines))


def _end(one: DutyRow, do_it: str, *, first: bool) -> str:
    if one.button:
        weight = " danger" if one.tone == "crisis" else " primary" if first else ""
        return f'<a class="btn{weight}" href="{one.button}">{do_it}</a>'
    return f'<span class="go">{escape(one.waiting)}</span>' if one.waiting else ""
