"""What was sent to whom, whether it arrived, and what staff can do where it did not."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from youzhang.accounts.access import StaffRequest, staff
from youzhang.accounts.centres import current_centre
from youzhang.clients.kept_out import is_anybody_out
from youzhang.kit import clock
from youzhang.kit.text import mask_phone
from youzhang.ledger.models import Matter
from youzhang.ledger.policy import check_may, may
from youzhang.notices import actions
from youzhang.notices.asking import where_to
from youzhang.notices.channels import channels
from youzhang.notices.models import Notice
from youzhang.notices.queries import page_of, recent_notices
from youzhang.vault.fields import readable
from youzhang.vault.keys import KeyDestroyed
from youzhang.workbench import naming

PAGE = 30
TONES = {"failed": "soon", "given_up": "late", "sent": "ok", "done_by_hand": "ok", "sending": "wait"}
AGAIN = frozenset({"failed", "given_up"})
BY_HAND = AGAIN | {"waiting"}
KINDS = {
    "intake.reminder": gettext_lazy("Reminder of a service"),
    "intake.signing_link": gettext_lazy("Link for signing"),
    "intake.signing_link_client": gettext_lazy("Link for signing, the applicant's"),
    "intake.called_off": gettext_lazy("A service was called off"),
    "crisis.alarm": gettext_lazy("Alarm of a crisis"),
    "crisis.added": gettext_lazy("Something was added to a crisis"),
    "crisis.handed_over": gettext_lazy("A crisis is handed over"),
    "crisis.hand_over_declined": gettext_lazy("The hand-over of a crisis was declined"),
    "crisis.review_asked": gettext_lazy("A comment is asked for"),
    "casework.carried": gettext_lazy("A case changes hands"),
    "casework.conference": gettext_lazy("Invitation to a conference"),
    "casework.reviewed": gettext_lazy("A second person sees it otherwise"),
    "casework.session_moved": gettext_lazy("An appointment was moved"),
    "casework.session_cancelled": gettext_lazy("An appointment does not take place"),
    "staff.shift": gettext_lazy("A shift changes hands"),
    "ledger.escalated": gettext_lazy("Something waits too long"),
    "staff.handed_over": gettext_lazy("A shift is handed over"),
    "staff.door": gettext_lazy("A new password for an account"),
}
CODES = {
    "by_hand": gettext_lazy("done by hand"),
    "again": gettext_lazy("to be tried again at once"),
    "sent": gettext_lazy("sent"),
    "channel_closed": gettext_lazy("this channel is not configured"),
    "refused": gettext_lazy("refused by the other side"),
    "erased": gettext_lazy("the address was erased"),
    "not_told": gettext_lazy("not sent: its page says whom to ask"),
    "error": gettext_lazy("not reached"),
}
STEPS = {"again": actions.send_again, "by-hand": actions.mark_done}


@staff
@require_safe
def notices(request: StaffRequest) -> HttpResponse:
    """The centre's notices about matters that one may see, latest first; filtered by the address."""
    centre, state = current_centre(request), request.GET.get("state", "")
    rows, after = page_of(_visible(request), state, request.GET.get("after", ""), PAGE)
    seen = Matter.objects.visible_to(request.viewer).filter(pk__in={row.about for row in rows})
    shut = is_anybody_out(centre)
    matters = {matter.pk: matter for matter in seen.select_related(*naming.named())}
    context = {
        "centre": centre, "rows": [_line(row, matters[row.about], shut=shut) for row in rows if row.about in matters],
        "after": after, "state": state, "states": Notice.State.choices, "channels": channels(),
        "may": may(request.viewer, "notices.send_again", centre.pk),
    }  # fmt: skip
    return render(request, "workbench/notices.html", context)


@staff
@require_POST
def settle(request: StaffRequest, notice_id: UUID, step: str) -> HttpResponse:
    """Try a notice again, or say that the person was told."""
    notice = _visible(request).filter(pk=notice_id).first()
    if notice is None or step not in STEPS:
        raise Http404
    check_may(request.viewer, "notices.send_again", notice.centre_id)
    STEPS[step](notice, by=request.viewer, at=clock.now())
    messages.success(request, _("Noted."))
    return redirect("workbench:notices")


def _visible(request: StaffRequest) -> Any:
    """Notices of this centre about matters that this viewer sees."""
    seen = Matter.objects.visible_to(request.viewer).values("pk")
    return recent_notices(current_centre(request).pk).filter(about__in=seen)


def _line(row: Notice, matter: Matter, *, shut: bool) -> dict[str, Any]:
    """`shut`: somebody is kept out of something here, so of what still waits it is asked whom it would reach."""
    open_still = row.state in BY_HAND
    address = _where(row) if open_still and shut else str(readable(row, "address"))
    return {
        "notice": row,
        "title": KINDS.get(row.kind, row.kind),
        "matter": naming.name_of(matter),
        "href": naming.page_of(matter),
        "to": _masked(address or ""),
        "stopped": address is None,
        "tone": TONES.get(row.state, "none"),
        "log": [(one.at, CODES.get(one.code, one.code), one.detail, _by(one)) for one in row.log.all()],
        "again": row.state in AGAIN and row.channel != Notice.Channel.CALL and address is not None,
        "by_hand": open_still,
    }


def _where(row: Notice) -> str | None:
    """Where it would go at the next try; None: nobody there may be told."""
    try:
        return where_to(row)
    except KeyDestroyed:
        return ""


def _masked(address: str) -> str:
    """Enough to see which address was meant."""
    name, at, place = address.partition("@")
    return f"{name[:2]}…@{place}" if at else mask_phone(address) if address else ""


def _by(one: Any) -> str:
    return str(readable(one.by, "name")) if one.by else ""
