"""Matters by their number: its beginning, or the digits at its end, each by the index of numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from django.db.models import Q, QuerySet

from youzhang.accounts.models import Centre
from youzhang.accounts.viewer import Viewer
from youzhang.kit import clock
from youzhang.kit.kept import Given, together
from youzhang.ledger.models import Matter
from youzhang.ledger.policy import sees
from youzhang.ledger.registry import vocabulary
from youzhang.ledger.scope import asking
from youzhang.workbench import naming

SHOWN, TRIED, YEARS = 8, 500, 10
# `12`, `0012`, `2026-0012`: longer ones are telephones.
TAIL = re.compile(r"(?:(20\d\d)-)?(\d{1,6})", re.ASCII)


def numbered(viewer: Viewer, text: str) -> list[Matter]:
    """Visible matters whose number begins with this, as it is typed or in capitals, or ends with these digits."""
    start = text.rstrip("-/ ")
    ways = dict.fromkeys((start, start.upper())) if start else {}
    parts = [
        asking("workbench.numbered", viewer, lambda: _begin(viewer), start=way, end=_after(way))
        for way in ways
    ]
    if tails := list(islice(_tails(viewer, start), TRIED)):
        parts.append(asking("workbench.tails", viewer, lambda: _end(viewer), numbers=tails))
    found = {matter.pk: matter for matter in together(parts)}
    return sorted(found.values(), key=lambda matter: matter.opened_at, reverse=True)[:SHOWN]


def _begin(viewer: Viewer) -> QuerySet[Matter]:
    """A range of the index."""
    return _shown(
        _rows(viewer).filter(number__gte=Given("start"), number__lt=Given("end")).exclude(number="")
    )


def _end(viewer: Viewer) -> QuerySet[Matter]:
    """The whole numbers that may end so, one by one."""
    return _shown(_rows(viewer).filter(number__in=[Given("numbers")]).exclude(number=""))


def _rows(viewer: Viewer) -> QuerySet[Matter]:
    # The index begins with these two.
    index = Q(centre__in=list(viewer.centres), kind__in=list(vocabulary().matters))
    rows: QuerySet[Matter] = Matter.objects.visible_to(viewer).filter(index)
    return rows


def _shown(rows: QuerySet[Matter]) -> QuerySet[Matter]:
    return rows.select_related(*naming.named()).order_by("-opened_at")[:SHOWN]


def _tails(viewer: Viewer, text: str) -> Iterator[str]:
    """Every number of the viewer's centres that ends with these digits, the newest years first."""
    typed = TAIL.fullmatch(text)
    if typed is None:
        return
    patterns = [one.number for one in vocabulary().matters.values() if one.number and sees(viewer, one.name)]
    codes = list(Centre.objects.filter(pk__in=list(viewer.centres)).values_list("code", flat=True))
    today = clock.today().year
    for year in [int(typed[1])] if typed[1] else range(today, today - YEARS, -1):
        for code in codes:
            numbers = (one.format(centre=code, year=year, n=int(typed[2])) for one in patterns)
            # With its zeros, or without any: `012` is not the end of `0012`.
            yield from (one for one in numbers if one.endswith(f"-{typed[2]}") or typed[2][0] != "0")


def _after(start: str) -> str:
    """The first text that no longer begins so."""
    return f"{start[:-1]}{chr(ord(start[-1]) + 1)}"
