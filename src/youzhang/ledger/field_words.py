"""The data of facts in words: fields, codes, days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youzhang.accounts.roles import ROLES
from youzhang.ledger.registry import vocabulary
from youzhang.rulebook.cast import is_person, role_of
from youzhang.rulebook.stories_check import typed
from youzhang.rulebook.vocabulary import Data
from youzhang.web import wording

DAYS: Mapping[str, Any] = {
    "adult_on": gettext_lazy("eighteenth birthday"),
    "closed_on": gettext_lazy("closed on"),
    "closes_on": gettext_lazy("the closing date"),
    "day": gettext_lazy("the day agreed"),
    "due_on": gettext_lazy("the day set"),
    "ended_on": gettext_lazy("ended on"),
    "ends_on": gettext_lazy("the day it ends"),
    "expires_on": gettext_lazy("the day it expires"),
    "from_day": gettext_lazy("from"),
    "hired_on": gettext_lazy("first day at work"),
    "holds_from": gettext_lazy("holds from"),
    "left_on": gettext_lazy("last day at work"),
    "begins_at": gettext_lazy("the start"),
    "project_starts_on": gettext_lazy("the project's start"),
    "review_on": gettext_lazy("the day of review"),
    "starts_at": gettext_lazy("begins"),
    "starts_on": gettext_lazy("the start"),
    "to_date": gettext_lazy("new term"),
    "valid_until": gettext_lazy("the last day it is valid"),
}
FLAGS: Mapping[str, Any] = {
    "address": gettext_lazy("an address"),
    "agreed": gettext_lazy("the second person agrees"),
    "asked": gettext_lazy("everything was asked"),
    "behaviour": gettext_lazy("acts of suicide or self-harm"),
    "by_file": gettext_lazy("by the file alone"),
    "by_staff": gettext_lazy("by somebody of the staff"),
    "contact": gettext_lazy("an emergency contact"),
    "contested": gettext_lazy("contested"),
    "disorder": gettext_lazy("a severe disorder"),
    "ends": gettext_lazy("ends the service"),
    "for_lead": gettext_lazy("for whoever leads it"),
    "guardian": gettext_lazy("the guardian too"),
    "handed": gettext_lazy("handed over face to face"),
    "harm": gettext_lazy("harm to a minor"),
    "ideation": gettext_lazy("thoughts of suicide"),
    "kept_out": gettext_lazy("the guardian is kept out"),
    "minor": gettext_lazy("a minor"),
    "nameless": gettext_lazy("nobody knows the name"),
    "outside": gettext_lazy("with somebody from outside"),
    "override": gettext_lazy("against the rule, life being in danger"),
    "paper": gettext_lazy("on paper"),
    "plan": gettext_lazy("a plan"),
    "qualified": gettext_lazy("by somebody with a valid crisis training"),
    "reached": gettext_lazy("was reached"),
    "refer": gettext_lazy("to be referred"),
    "referral": gettext_lazy("with a referral"),
    "report": gettext_lazy("to be reported"),
    "sent": gettext_lazy("already sent"),
    "school": gettext_lazy("a school is involved"),
    "sign": gettext_lazy("a new sign was found"),
    "sound": gettext_lazy("found to be right"),
    "suicide": gettext_lazy("suicide is involved"),
    "suspected": gettext_lazy("a guardian is suspected"),
    "tell": gettext_lazy("the guardian is to be told now"),
    "tool": gettext_lazy("by the assessment tool"),
    "trigger": gettext_lazy("something that commonly brings a crisis on"),
    "whole": gettext_lazy("against nobody any more"),
}
COUNTS: Mapping[str, Any] = {
    "edition": gettext_lazy("edition"),
    "hours": gettext_lazy("hours"),
    "level": gettext_lazy("level"),
    "minutes": gettext_lazy("minutes"),
    "number": gettext_lazy("number"),
    "present": gettext_lazy("present"),
    "step": gettext_lazy("step"),
    "template": gettext_lazy("template"),
    "tries": gettext_lazy("tries in vain"),
    "year": gettext_lazy("year"),
}


def data_in_words(kind: str, data: Mapping[str, Any]) -> str:
    """`suicidal thoughts, a minor`: what the data of a fact say; ids of things say nothing to a reader."""
    spec = vocabulary().facts[kind].data
    said = [
        words
        for name, value in data.items()
        if name in spec
        for words in _said(kind, name, spec[name], value)
    ]
    if not said:  # a single no says something
        said = [
            _("%(what)s: no") % {"what": FLAGS.get(name, name)}
            for name, value in data.items()
            if value is False
        ]
    return _(", ").join(said)


def _said(kind: str, name: str, spec: Data, value: Any) -> Iterator[str]:
    if spec.type == "flag":
        yield from [str(FLAGS.get(name, name))] if value else []
    elif spec.type == "code":
        yield code_in_words(kind, spec, str(value))
    elif spec.type == "id":
        yield from [person_in_words(value)] if is_person(str(value), ROLES) else []
    else:
        what = DAYS.get(name) or COUNTS.get(name) or name
        yield _("%(what)s: %(value)s") % {"what": what, "value": _plain(typed(spec, value))}


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return wording.short_moment(value)
    return wording.short_day(value) if isinstance(value, date) else f"{value:g}"


def person_in_words(name: str) -> str:
    """Somebody of a story's cast by the role."""
    outside = {"client": _("Client"), "guardian": _("Guardian")}
    role = role_of(name)
    words = str(ROLES.get(role) or outside.get(role, role))
    number = name.removeprefix(name.rstrip("0123456789"))
    return _("%(role)s (another)") % {"role": words} if number else words


def code_in_words(kind: str, spec: Data, code: str) -> str:
    """A code as its room names it."""
    found = (titles for titles in _titles(kind.partition(".")[0]) if set(spec.codes) <= set(titles))
    fitting = min(found, key=len, default={})
    loose = next((titles[code] for titles in _titles(kind.partition(".")[0]) if code in titles), "")
    outside = {"client": _("Client"), "guardian": _("Guardian")}
    return str(fitting.get(code) or outside.get(code) or loose or code.replace("_", " "))


@cache
def _titles(room: str) -> list[Mapping[str, Any]]:
    """Every table of codes and their titles that a room declares beside its facts."""
    modules = [
        f"youzhang.{room}.{name}" for name in ("facts", "codes") if find_spec(f"youzhang.{room}.{name}")
    ]
    tables = [
        value for name in modules for value in vars(import_module(name)).values() if isinstance(value, dict)
    ]
    return [table for table in tables if table and all(isinstance(key, str) for key in table)]
