"""A story in words, for its article's page and for `explain`: what happened, and what follows from the text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from youzhang.kit import clock
from youzhang.ledger.field_words import data_in_words, person_in_words
from youzhang.ledger.registry import vocabulary
from youzhang.rulebook.book import Rulebook
from youzhang.rulebook.staging import Stage
from youzhang.rulebook.stories import Expected, Happened, Never, Nothing, Owes, Reaches, Story, Tried
from youzhang.rulebook.verdicts import meant
from youzhang.web import wording


@dataclass(frozen=True)
class Step:
    """One fact of a story: when, what, what it says, who entered it, and when if later."""

    when: str
    what: str
    data: str
    who: str
    entered: str

    def __str__(self) -> str:
        said = f"{self.what} ({self.data})" if self.data else self.what
        entered = _("entered later, %(when)s") % {"when": self.entered} if self.entered else ""
        return "; ".join(part for part in (f"{self.when}: {said}", self.who, entered) if part)


@dataclass(frozen=True)
class Told:
    """A story to read: what happened, and what follows in a sentence each."""

    title: str
    wanted: bool
    happened: Sequence[Step]
    follows: Sequence[str]


def told(book: Rulebook, article: str) -> list[Told]:
    """The stories of an article that the rules keep, those that go as they should first."""
    found = [story for story in book.stories_by_article.get(article, []) if not story.differs]
    return [_told(story, book) for story in sorted(found, key=lambda story: story.way != "wanted")]


def lines(book: Rulebook, article: str) -> Iterator[str]:
    """The stories of an article in plain lines."""
    for one in told(book, article):
        way = _("as it should go") if one.wanted else _("as it should not go")
        yield f"{way}: {one.title}"
        yield from (f"  {step}" for step in one.happened)
        yield from (f"  → {words}" for words in one.follows)


def _told(story: Story, book: Rulebook) -> Told:
    stage = Stage(story, book.legal, vocabulary())
    return Told(
        title=story.title.in_language(_lang()),
        wanted=story.way == "wanted",
        happened=list(_happened(story)),
        follows=[" ".join(_follows(one, stage)) for one in story.then],
    )


def _happened(story: Story) -> Iterator[Step]:
    day = None
    for fact in story.facts:
        same, day = clock.day_of(fact.at) == day, clock.day_of(fact.at)
        yield Step(
            when=wording.hour(fact.at) if same else wording.short_moment(fact.at),
            what=_what(fact, story),
            data=data_in_words(fact.kind, fact.data) if fact.kind else "",
            who=person_in_words(fact.by) if fact.by else "",
            entered=wording.short_moment(fact.entered) if fact.entered > fact.at else "",
        )


def _what(fact: Happened, story: Story) -> str:
    if fact.takes_away:
        taken = story.facts[story.named[fact.takes_away]]
        return _("Taken back: %(what)s") % {"what": _kind(taken.kind)}
    if fact.corrects:
        return _("Corrected: %(what)s") % {"what": _kind(fact.kind)}
    return _kind(fact.kind)


def _entry(kind: str, data: str) -> str:
    return _("%(what)s (%(data)s)") % {"what": _kind(kind), "data": data} if data else _kind(kind)


def _kind(kind: str) -> str:
    found = vocabulary().facts.get(kind)
    return str(found.title) if found else kind


def _follows(one: Expected, stage: Stage) -> Iterator[str]:
    if isinstance(one, Owes):
        yield from _owed(one, stage)
    elif isinstance(one, Never):
        yield _("Nothing is owed that would be done by: %(what)s.") % {"what": _kind(one.closer)}
    elif isinstance(one, Nothing):
        yield _("%(when)s: nothing of this provision is open.") % {"when": wording.short_moment(one.at)}
    elif isinstance(one, Tried):
        yield _tried(one)
    else:
        yield _reached(one)
    if one.article != stage.story.article:
        article = stage.book.article(one.article)
        yield f"({article.short(_lang()) if article else one.article})"


def _owed(one: Owes, stage: Stage) -> Iterator[str]:
    yield _("Owed: %(what)s.") % {"what": _owed_how(one, _duty(one, stage))}
    for at, names in one.tells:
        who = _listed(person_in_words(name) for name in names)
        yield _("If nothing happens, told %(when)s: %(who)s.") % {
            "when": wording.short_moment(at),
            "who": who,
        }
    if one.states:
        yield _("%(states)s.") % {"states": _listed(_state(at, state) for at, state in one.states)}


def _duty(one: Owes, stage: Stage) -> str:
    """The duty by its title; by what would discharge it where the rules have none."""
    duty = meant(one, stage)
    rule = stage.rule_of(duty) if duty else None
    return rule.title.in_language(_lang()) if rule else _kind(one.closer)


def _owed_how(one: Owes, duty: str) -> str:
    parts = [duty]
    held = one.only_by if one.only_by is not None else one.by
    if held:
        parts.append(_("of: %(who)s") % {"who": " / ".join(map(person_in_words, held))})
    if isinstance(one.due, datetime):
        parts.append(_("by %(when)s") % {"when": wording.until(one.due)})
    elif one.due:
        parts.append(_("without a term"))
    if one.times:
        parts.append(_("%(n)d times in all") % {"n": one.times})
    if one.slipped:
        parts.append(_("moved after its term"))
    return _("; ").join(parts)


def _state(at: datetime, state: str) -> str:
    words = {
        "not yet": _("not owed yet"), "open": _("not done yet"), "late": _("late"), "done": _("done"),
        "done late": _("done late"), "lapsed": _("no longer owed"), "waived": _("waived"),
        "missed": _("missed, it is too late to do it"),
    }  # fmt: skip
    return _("%(when)s %(state)s") % {"when": wording.short_moment(at), "state": words[state]}


def _tried(one: Tried) -> str:
    what = _entry(one.kind, data_in_words(one.kind, one.data))
    if one.by:
        what = _("%(what)s, by: %(who)s") % {"what": what, "who": person_in_words(one.by)}
    words = _("Refused %(when)s: %(what)s.") if one.refused else _("Not refused %(when)s: %(what)s.")
    return words % {"when": wording.short_moment(one.at), "what": what}


def _reached(one: Reaches) -> str:
    words = _("Reached by %(when)s.") if one.reached else _("Not reached by %(when)s.")
    return words % {"when": wording.short_moment(one.at)}


def _listed(parts: Iterable[str]) -> str:
    return _(", ").join(parts)


def _lang() -> str:
    return get_language() or "zh"
