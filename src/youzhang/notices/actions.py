"""Post a notice, take it back, or say that it was done by hand."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from youzhang.accounts.models import Centre
from youzhang.accounts.viewer import Viewer
from youzhang.kit import clock
from youzhang.kit.ids import new_id
from youzhang.kit.refused import Refused
from youzhang.kit.text import clean_line
from youzhang.notices.delivery import follow, note
from youzhang.notices.models import Notice
from youzhang.vault.models import DataKey, Subject

State = Notice.State
OPEN = (State.WAITING, State.FAILED)


def post(
    *,
    about: UUID,
    key: DataKey,
    centre: Centre,
    kind: str,
    channel: str,
    address: str,
    subject: str,
    body: str,
    due_at: datetime,
    dedupe: str,
    to_subject: Subject | None = None,
    lane: str = Notice.Lane.NORMAL,
) -> Notice:
    """Write a notice inside the caller's transaction; the worker sends it when it is due.

    Phones and mailboxes are shared: in what shows on a lock screen (the subject, and the whole text of SMS,
    WeCom and DingTalk) name neither the service nor the person; say that the centre has a message and where
    to read it. The room that writes the text keeps to this; nothing here can check it.
    `dedupe` says which message this is, for ever: posting it again gives the notice that is there.
    """
    message = {
        "id": new_id(), "about": about, "key": key, "centre": centre, "kind": kind, "lane": Notice.Lane(lane),
        "channel": Notice.Channel(channel), "to_subject": to_subject, "address": address, "body": body,
        "subject": clean_line(subject), "due_at": due_at, "next_at": due_at, "posted_at": clock.now(),
    }  # fmt: skip
    found, _made = Notice.objects.get_or_create(dedupe=dedupe, defaults=message)
    return found


def cancel(dedupe: str) -> bool:
    """Take a notice back; False when it was sent already, or never was."""
    return bool(Notice.objects.filter(dedupe=dedupe, state__in=OPEN).update(state=State.CANCELLED))


def cancel_about(about: UUID, kind: str) -> int:
    """Take back whatever of this kind still waits for a matter, by whichever channel."""
    return Notice.objects.filter(about=about, kind=kind, state__in=OPEN).update(state=State.CANCELLED)


@transaction.atomic
def mark_done(notice: Notice, *, by: Viewer, at: datetime) -> None:
    """A member of staff has told the person: the call was made, or a closed channel replaced by a talk."""
    tellable = Notice.objects.filter(pk=notice.pk, state__in=[*OPEN, State.GIVEN_UP])
    if not tellable.update(state=State.DONE_BY_HAND, told_at=at, follow_up=True):
        why = _("This notice was sent or cancelled in the meantime.")
        raise Refused("rule:notice_over", why, _("Load the page again."))
    note(notice, at, "by_hand", by=by.user)
    follow(notice.pk)


@transaction.atomic
def send_again(notice: Notice, *, by: Viewer, at: datetime) -> None:
    """Try a notice again at once that was given up, or whose next try is far off."""
    again = {"state": State.WAITING, "attempts": 0, "next_at": at}
    if not Notice.objects.filter(pk=notice.pk, state__in=[State.FAILED, State.GIVEN_UP]).update(**again):
        why = _("This notice was sent or cancelled in the meantime.")
        raise Refused("rule:notice_over", why, _("Load the page again."))
    note(notice, at, "again", by=by.user)
