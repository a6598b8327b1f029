"""Terms, dates and settings of the rulebook in words."""

from __future__ import annotations

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from youzhang.ledger.field_words import DAYS
from youzhang.ledger.models import Duty
from youzhang.rulebook import library
from youzhang.rulebook.constructs import Rule, Setting
from youzhang.rulebook.settable import Value
from youzhang.rulebook.terms import BadTerm, DateName, Due, Term


def rule_of(article: str, name: str) -> Rule | None:
    """The rule of an article, as it is built in."""
    found = library.find(article)
    return found.rule(name) if found else None


def rule_title(article: str, name: str) -> str:
    """What a rule asks, in the words of the rulebook."""
    rule = rule_of(article, name)
    return rule.title.in_language(get_language() or "zh") if rule else name


def title_of(duty: Duty) -> str:
    """What is owed."""
    return rule_title(duty.article, duty.name)


def due_in_words(due: Due) -> str:
    """`3 working days`, `2 days before the start`, `at once`."""
    if due.at_once:
        return _("at once")
    if due.base is None:
        return _("within %(term)s") % {"term": term_in_words(due.term)} if due.term else ""
    day = day_in_words(due.base)
    if due.term is None:
        return _("on %(day)s") % {"day": day}
    words = _("%(term)s before %(day)s") if due.side == "before" else _("%(term)s after %(day)s")
    return words % {"term": term_in_words(due.term), "day": day}


def day_in_words(name: DateName) -> str:
    """`the start`."""
    return str(DAYS.get(name.field, name.field))


def term_in_words(term: Term) -> str:
    """`3 working days`."""
    n = term.count
    words = {
        "minute": ngettext("%(n)d minute", "%(n)d minutes", n),
        "hour": ngettext("%(n)d hour", "%(n)d hours", n),
        "day": ngettext("%(n)d day", "%(n)d days", n),
        "working day": ngettext("%(n)d working day", "%(n)d working days", n),
        "week": ngettext("%(n)d week", "%(n)d weeks", n),
        "month": ngettext("%(n)d month", "%(n)d months", n),
        "year": ngettext("%(n)d year", "%(n)d years", n),
    }
    return words[term.unit] % {"n": n}


def title_in_words(value: Value) -> str:
    """What is set: a setting's title, or a duty's with what of it."""
    title = value.of.title.in_language(get_language() or "zh")
    fields = {
        "due": _("term"), "on_time_within": _("grace"), "not_before": _("not before"), "count": _("how often"),
        "every": _("period"), "on": _("kept for"),
    }  # fmt: skip
    return (
        _("%(duty)s: %(what)s") % {"duty": title, "what": fields[value.field]}
        if value.field in fields
        else title
    )


def value_in_words(value: Value, said: str | float | None = None) -> str:
    """A value, the one that stands in its edition unless told."""
    return _one(value, value.value if said is None else said)


def bounds_in_words(value: Value) -> str:
    """How far a centre may go: `at least 1 hour, at most 3 working days`."""
    if value.bounds.choices:
        return _(" or ").join(_one(value, choice) for choice in value.bounds.choices)
    ends = [(_("at least %(value)s"), value.bounds.floor), (_("at most %(value)s"), value.bounds.ceiling)]
    return _(", ").join(words % {"value": _plain(end)} for words, end in ends if end is not None) or _("any")


def _one(value: Value, said: str | float) -> str:
    if value.field == "every":
        return _periods().get(str(said), str(said))
    if value.field == "on" or (isinstance(value.of, Setting) and value.of.unit in ("text", "code")):
        return str(said)
    return _plain(said)


def _plain(said: str | float | Term) -> str:
    if isinstance(said, Term):
        return term_in_words(said)
    if not isinstance(said, str):
        return f"{said:g}"
    try:
        due = Due.parse(said)
    except BadTerm:
        return said
    return term_in_words(due.term) if due.term and due.base is None else due_in_words(due)


def _periods() -> dict[str, str]:
    return {
        "month": _("every month"), "quarter": _("every quarter"), "half-year": _("every half-year"),
        "year": _("every year"),
    }  # fmt: skip
