"""What stands in the way of a step of an exit. Pure; a client who wants to go is never in anybody's way."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from youzhang.casework.codes import OWN_WAYS
from youzhang.casework.leaving_steps import STEPS
from youzhang.casework.models import Leaving
from youzhang.kit.refused import Refused
from youzhang.kit.text import clean_text


def check_words(words: str) -> None:
    """A decision and a conference say why."""
    if not clean_text(words):
        raise Refused("rule:words", _("Nothing is written yet."), _("Say it in a few words."), "text")


def check_exit_date(ground: str, ends_on: date | None, today: date) -> None:
    """An exit because the term is over names its day, ahead of it (psych:37.1)."""
    if ground == "expired" and (ends_on is None or ends_on <= today):
        why = _("The client is told in advance, so the end lies ahead.")
        raise Refused("psych:37.1", why, _("Choose a later day."), "ends_on")


def check_asked_to_go(leaving: Leaving) -> None:
    """An exit that the institution asked for is decided on, conferred about and dated; a client who goes is free."""
    if leaving.way in OWN_WAYS:
        why = _("The client leaves of their own will: nobody decides on that.")
        raise Refused("psych:35.0", why, _("Look at what is owed."))


def check_guardian_may_know(name: str, code: str, kept_out: bool, may_know: bool) -> None:
    """A guardian under suspicion is neither told nor asked (psych:4); that of a grown client only with their word."""
    if name != "guardian" and (name, code) != ("reason", "guardian"):
        return
    if kept_out:
        why = _("The guardian is kept out of this case.")
        raise Refused("psych:4", why, _("Note instead why the guardian is not told."))
    if not may_know:
        why = _("The client is of age, and the guardian learns only what they allow.")
        raise Refused("psych:41", why, _("Ask the client."))


def check_asked(name: str, code: str, asks_guardian: bool) -> None:
    """The reasons of a minor are asked of the guardian (psych:35.4)."""
    if name == "reason" and asks_guardian and code == "client":
        why = _("For a minor it is the guardian who is asked.")
        raise Refused("psych:35.4", why, _("Call the guardian; note it when nobody can be reached."), "code")


def check_way(name: str, leaving: Leaving) -> None:
    """A step belongs to the way that is gone."""
    step = STEPS[name]
    if leaving.way not in step.ways:
        why = _("This step does not belong to this way of leaving.")
        raise Refused(step.article, why, _("Look at what is owed."))


def check_step(name: str, leaving: Leaving, code: str, text: str) -> None:
    """A step belongs to the way that is gone, and says what it must say."""
    check_way(name, leaving)
    step = STEPS[name]
    if step.words_needed and not text and code not in {"refused", "not_reached"}:
        raise Refused("rule:words", _("Nothing is written yet."), _("Say it in a few words."), "text")


def check_invited(colleagues: Collection[UUID], deputies: Collection[UUID], parties: Collection[str]) -> None:
    """The deputy head and the parties concerned are asked to come (psych:37.3a)."""
    if not set(colleagues) & set(deputies):
        why = _("The deputy head of the service department takes part in this conference.")
        raise Refused("psych:37.3a", why, _("Invite them too."), "colleagues")
    if not parties:
        why = _("The parties concerned are invited too.")
        raise Refused("psych:37.3a", why, _("Name the client or who else is concerned."), "parties")


def check_may_close(leaving: Leaving | None, crisis: bool, today: date, noticed_on: date | None) -> None:
    """A case closes at the end of an exit, never over an open crisis; a notice in advance came before the day."""
    if crisis:
        why = _("A crisis of this person is open.")
        raise Refused("psych:3", why, _("Life comes first: see the crisis through, then close."))
    if leaving is None:
        why = _("A case is closed at the end of an exit.")
        raise Refused("rule:leaving", why, _("Say first how the client leaves."))
    if leaving.way == "expired" and noticed_on and noticed_on >= today:
        why = _("The client is told in advance: not on the day itself.")
        raise Refused("psych:37.1", why, _("Close it tomorrow or later."))
