"""Filters kept under a name: which list, and what was chosen there. Whom one looked for is never kept."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import UUID

from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from youzhang.accounts.models import User
from youzhang.kit import clock
from youzhang.kit.refused import Refused
from youzhang.web.models import SavedView

AT_MOST = 30
# Where a page of the list begins, and words that may be a person's name.
LEFT_OUT = frozenset({"after", "before", "q"})


def address_of_list(url: str) -> str:
    """The address of a list of the workbench with its filters alone; empty for anything else."""
    parts = urlsplit(url)
    try:
        resolve(parts.path)
    except Resolver404:
        return ""
    if not parts.path.startswith("/work/"):
        return ""
    chosen = [(name, value) for name, value in parse_qsl(parts.query) if name not in LEFT_OUT]
    address = f"{parts.path}?{urlencode(chosen)}" if chosen else parts.path
    return address if len(address) <= 500 else ""


def saved_by(user: User) -> list[SavedView]:
    """What somebody kept, by list, newest first."""
    rows = SavedView.objects.filter(user=user).select_related("user__subject__key")
    return list(rows.order_by("address", "-saved_at"))


def save_view(name: str, url: str, *, by: User) -> SavedView:
    """Keep a list's filters; the same ones kept again take the new name."""
    address = address_of_list(url)
    if not address:
        raise Refused(
            "rule:saved_view", _("This is no list with filters."), _("Open a list, choose, then save.")
        )
    mine = SavedView.objects.filter(user=by)
    if mine.count() >= AT_MOST and not mine.filter(address=address).exists():
        why = _("%(n)d are kept already.") % {"n": AT_MOST}
        raise Refused("rule:saved_view", why, _("Remove one that is no longer needed."))
    kept, _made = SavedView.objects.update_or_create(
        user=by, address=address, defaults={"name": name, "saved_at": clock.now()}
    )
    return kept


def forget_view(pk: UUID, *, by: User) -> None:
    """Remove one of one's own; nothing happens to anybody else's."""
    SavedView.objects.filter(user=by, pk=pk).delete()
