"""Long lists page by page, newest first: each page begins after the last row of the one before."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

PAGE = 30


def one_page(found: QuerySet[Any], by: str, after: str) -> tuple[list[Any], str]:
    """Rows by the instant in the column `by`, and the key with which the next page begins; empty at the end.

    `after`: such a key; what is none counts as the beginning.
    """
    moment, _sign, pk = after.partition("~")
    try:
        at, last = datetime.fromisoformat(moment).astimezone(UTC), UUID(pk)
        found = found.filter(Q(**{f"{by}__lt": at}) | Q(**{by: at, "pk__lt": last}))
    except (ValueError, OverflowError):
        pass
    rows = list(found.order_by(f"-{by}", "-pk")[: PAGE + 1])
    end = rows[PAGE - 1] if len(rows) > PAGE else None
    return rows[:PAGE], f"{getattr(end, by).isoformat()}~{end.pk}" if end else ""
