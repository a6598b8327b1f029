"""Everything that the page of a person's file shows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from youzhang.accounts.accesses import in_words
from youzhang.accounts.models import AccessEntry
from youzhang.accounts.viewer import Viewer
from youzhang.clients import queries, rules
from youzhang.clients.facts import PARTS
from youzhang.clients.models import Person
from youzhang.clients.safety import safety_of
from youzhang.kit import clock
from youzhang.ledger.models import Fact
from youzhang.ledger.policy import may, sees
from youzhang.ledger.registry import vocabulary
from youzhang.vault.fields import readable

CAPACITY_WORDS = {
    "none": gettext_lazy("no civil capacity"),
    "limited": gettext_lazy("limited civil capacity"),
    "full": gettext_lazy("full civil capacity"),
}


def person_file(viewer: Viewer, person: Person) -> dict[str, Any]:
    """The context of the page."""
    centre_id, today = person.matter.centre_id, clock.today()
    acts = ("casework.open", "clients.link", "clients.who_looked")
    allowed = {act: may(viewer, act, centre_id) for act in acts}
    return {
        "person": person,
        "shown": False,
        "age": age_words(person),
        "capacity": _("has died")
        if person.capacity == "died"
        else CAPACITY_WORDS[rules.capacity_on(person, today)],
        "guarded": rules.needs_guardian(person, today),
        "sensitive": person.born is not None and rules.sensitive_all(person.born, today),
        "safety": safety_of(viewer, person, person.matter, person),
        "involvements": queries.involvements(viewer, person),
        "linked": queries.linked(viewer, person),
        "timeline": [_line(fact) for fact in queries.timeline(viewer, person)],
        "looks": [_look(entry) for entry in queries.looks(person)] if allowed["clients.who_looked"] else None,
        "may": allowed,
        "lists": sees(viewer, "resident"),
        "parts": PARTS,
    }


def age_words(person: Person) -> str:
    """`13 years`, or that the birth date is not known."""
    age = person.age
    if age is None:
        return _("birth date unknown")
    return ngettext("%(n)d year old", "%(n)d years old", age) % {"n": age}


def _line(fact: Fact) -> tuple[Fact, Any, str, bool]:
    """A fact, its title, who entered it, whether that was markedly later than it happened."""
    entered_later = fact.recorded_at - fact.at > timedelta(hours=1)
    return fact, vocabulary().facts[fact.kind].title, _name(fact.by), entered_later


def _name(user: Any) -> str:
    return str(readable(user, "name")) if user else ""


def _look(entry: AccessEntry) -> tuple[Any, str, str]:
    return entry.at, _name(entry.user), in_words(entry)
