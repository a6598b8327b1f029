"""Hand a crisis over: asked with a note, accepted, declined or taken back; until then the lead stays (psych:15.3a)."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from youzhang.accounts.models import User
from youzhang.accounts.viewer import Viewer
from youzhang.clients.kept_out import ask_from_now
from youzhang.crisis import who_rules
from youzhang.crisis.actions.alarm import stop_calling
from youzhang.crisis.actions.locking import changing, check_may_act, counting
from youzhang.crisis.actions.who import offered_to, own_roles
from youzhang.crisis.models import Crisis, HandOver
from youzhang.kit import clock
from youzhang.kit.refused import Refused
from youzhang.kit.text import clean_text
from youzhang.ledger.matters import let_in, take_back
from youzhang.ledger.models import Grant
from youzhang.ledger.writing import Record
from youzhang.notices.colleagues import link, tell_colleague
from youzhang.notices.models import Notice
from youzhang.staff.queries import trained

ASKED = "handed_over"


def hand_over(crisis: Crisis, to: User, note: str, *, by: Viewer) -> HandOver:
    """Ask somebody to lead from now on; until they accept, the lead stays who it is. One is asked at a time."""
    check_may_act(by, crisis)
    if to.pk == crisis.lead_id:
        raise Refused("rule:hand_over", _("They lead it already."), _("Name somebody else."), "person")
    with counting(crisis, "crisis.handed_over"):
        who_rules.check_receiver(to.pk, {one.pk for one in offered_to(crisis, by.user)})
    with changing(crisis, by=by.user) as (row, record):
        for waiting in _waiting(row):
            _end(waiting, record)
        given: HandOver = HandOver.unscoped.create(
            crisis=row, matter=row.matter, at=record.at, by=by.user, to=to, note=clean_text(note)
        )
        let_in(row.matter, to, ASKED)
        record("crisis.handed_over", to=to.pk, hand_over=given.pk)
        subject, body = _("A crisis is handed to you"), _("Accept it, or decline: %(page)s")
        _tell(row, to, "crisis.handed_over", subject, body, about=given)
    return given


def accept_hand_over(given: HandOver, *, by: Viewer, override: str = "", words: str = "") -> Crisis:
    """Accept a crisis; only the one asked does, and the training counts as it does in taking it."""
    with changing(given.crisis, by=by.user) as (row, record):
        now = _asked(given, by.user)
        with counting(row, "crisis.hand_over_accepted"):
            roles = own_roles(by.user.pk, row.matter.centre_id)
            is_override = who_rules.check_trained(trained(by.user.pk, at=record.at), roles, override)
        now.accepted_at = record.at
        now.save(update_fields=["accepted_at"])
        row.lead, row.taken_at = by.user, row.taken_at or clock.now()
        ask_from_now(row.matter, by.user)
        record("crisis.hand_over_accepted", to=by.user.pk, hand_over=now.pk)
        if is_override:
            row.override_words = clean_text(words) or None
            record("crisis.taken", to=by.user.pk, override=True, reason=override)
        stop_calling(row)
    return row


def decline_hand_over(given: HandOver, words: str, *, by: Viewer) -> HandOver:
    """Say no, with the reason: the crisis stays with its lead, and who declined reads it no longer."""
    if not clean_text(words):
        raise Refused("rule:words", _("Nothing is written yet."), _("Say it in a few words."), "words")
    with changing(given.crisis, by=by.user) as (row, record):
        now = _asked(given, by.user)
        now.answer = clean_text(words)
        _end(now, record, "declined")
        subject, body = _("A crisis was not taken over"), _("It stays with you; ask somebody else: %(page)s")
        _tell(row, row.lead or now.by, "crisis.hand_over_declined", subject, body, about=now)
    return now


def take_hand_over_back(given: HandOver, *, by: Viewer) -> HandOver:
    """Keep the crisis after all."""
    check_may_act(by, given.crisis)
    with changing(given.crisis, by=by.user) as (row, record):
        now = _kept(given)
        who_rules.check_takes_back(now, row, by.user.pk)
        _end(now, record)
    return now


def _waiting(row: Crisis) -> list[HandOver]:
    found = HandOver.unscoped.filter(crisis=row, accepted_at=None, ended_at=None)
    return list(found.select_related("matter__key"))


def _asked(given: HandOver, by: User) -> HandOver:
    """The hand-over under the lock, while it waits for this person."""
    now = _kept(given)
    who_rules.check_handed_to(now, by.pk)
    return now


def _kept(given: HandOver) -> HandOver:
    now: HandOver = HandOver.unscoped.select_related("matter__key").get(pk=given.pk)
    return now


def _end(waiting: HandOver, record: Record, how: str = "taken_back") -> None:
    waiting.ended, waiting.ended_at = how, record.at
    waiting.save()
    take_back(Grant.objects.filter(matter=waiting.matter_id, user=waiting.to_id, reason=ASKED))
    kinds = {"declined": "crisis.hand_over_declined", "taken_back": "crisis.hand_over_taken_back"}
    record(kinds[how], hand_over=waiting.pk)


def _tell(row: Crisis, person: User | None, kind: str, subject: str, body: str, *, about: HandOver) -> None:
    """At once, in words that name neither person nor what happened."""
    if person is None:
        return
    page = link(reverse("crisis:crisis", args=[row.matter_id]))
    tell_colleague(
        person, about=row.matter_id, key=row.matter.key, centre=row.matter.centre, kind=kind, subject=subject,
        body=body % {"page": page}, due_at=clock.now(), lane=Notice.Lane.URGENT, dedupe=f"{kind}:{about.pk}",
    )  # fmt: skip
