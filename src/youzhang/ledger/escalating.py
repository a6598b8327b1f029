"""When a duty waits too long: the next step of its chain is recorded, lets its roles in, and they are sent word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from youzhang.accounts.models import Delegation, RoleHolding, User
from youzhang.kit import clock
from youzhang.ledger.duties import can_see, matter_of, rule_of
from youzhang.ledger.models import Duty, Matter
from youzhang.ledger.openness import still_open, too_late
from youzhang.ledger.writing import writing
from youzhang.notices.colleagues import link, tell_colleague
from youzhang.notices.models import Notice
from youzhang.notices.queries import was_called

KIND = "ledger.escalated"
# Several duties of one matter may come to their step at once: one message calls somebody to all of them.
APART = timedelta(minutes=5)


def escalate(duty: Duty) -> None:
    """Record the steps that were reached; those of them that run by the clock do not wait until somebody looks."""
    matter = matter_of(duty)
    with writing(matter, by=None) as record:
        now = Duty.unscoped.filter(still_open(), pk=duty.pk).first()
        if now is None or now.next_escalation_at is None or now.next_escalation_at > clock.now():
            return
        rule = rule_of(duty)
        for step, people in _reached(now, matter):
            record("ledger.duty_escalated", duty=duty.pk, step=step)
            if rule and len(rule.escalates) >= step and rule.escalates[step - 1].after.exact:
                _send_word(now, matter, people)


def note_too_late(duty: Duty) -> None:
    """Record that a duty became too late to do: from now on it stands as missed."""
    with writing(matter_of(duty), by=None) as record:
        if Duty.unscoped.filter(too_late(), pk=duty.pk).exists():
            record("ledger.duty_missed", duty=duty.pk)


def _reached(duty: Duty, matter: Matter) -> Iterator[tuple[int, list[User]]]:
    """The steps whose time has come; a step that reaches nobody goes on to the next at once."""
    in_vain = False
    for moment, step, holders in duty.escalations:
        if moment > clock.now().isoformat() and not in_vain:
            return
        people = _people(holders, matter)
        in_vain = not people
        yield step, people


def _people(holders: Sequence[str], matter: Matter) -> list[User]:
    """Who works there today under these roles, or stands in for whoever does, and can see the matter."""
    today = clock.today()
    named = [UUID(code) for code in holders if len(code) == 36]
    who = Q(role__in=holders) | Q(user__in=named)
    held = RoleHolding.objects.filter(RoleHolding.on(today), who, centre=matter.centre_id)
    lent = Delegation.objects.filter(
        centre=matter.centre_id, absent__in=held.values("user"), starts_on__lte=today, ends_on__gte=today
    )
    able = Q(pk__in=held.values("user")) | Q(pk__in=lent.values("deputy"))
    users = User.objects.filter(able, is_active=True).select_related("subject__key").order_by("username")
    return [user for user in users if can_see(user, matter.pk)]


def _send_word(duty: Duty, matter: Matter, people: Sequence[User]) -> None:
    """The words name neither person nor service; whoever was called to this matter just now is not called again."""
    now = clock.now()
    page = link(reverse("workbench:duty", args=[duty.pk]))
    for person in people:
        if was_called(person, matter.pk, now - APART, now):
            continue
        tell_colleague(
            person, about=matter.pk, key=matter.key, centre=matter.centre, kind=KIND, lane=Notice.Lane.URGENT,
            subject=_("Something still waits at the centre"),
            body=_("Something that cannot wait has not been done yet. Open this page now: %(page)s") % {"page": page},
            due_at=now, dedupe=f"{KIND}:{duty.pk}:{now.isoformat()}",
        )  # fmt: skip
