"""Whether stories speak only of articles, kinds of facts, data and people that there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from youzhang.rulebook.book import Rulebook
from youzhang.rulebook.cast import NAMES, identity_of, is_person
from youzhang.rulebook.decisions import KINDS as DECISIONS
from youzhang.rulebook.faults import RulebookFault, nearest
from youzhang.rulebook.moments import DAY_EXAMPLE, INSTANT_EXAMPLE, day, instant
from youzhang.rulebook.stories import Expected, Happened, Never, Nothing, Owes, Reaches, Story, Tried
from youzhang.rulebook.terms import BadTerm
from youzhang.rulebook.vocabulary import Data, Vocabulary

Saying = tuple[str, str, str]  # field, reason, what would be right
_RIGHT = {
    "id": 'a short name in quotes, such as "telling"',
    "date": DAY_EXAMPLE,
    "instant": INSTANT_EXAMPLE,
    "count": "a number",
    "flag": "true or false",
}


def check_stories(stories: Iterable[Story], book: Rulebook, vocabulary: Vocabulary) -> list[RulebookFault]:
    """Every word of the stories that nobody declared, with the nearest one that somebody did."""
    return [
        RulebookFault(story.file, story.article, f"story “{story.title.en}”.{saying[0]}", *saying[1:])
        for story in stories
        for saying in _Checking(story, book, vocabulary).sayings()
    ]


def typed(spec: Data, value: Any) -> Any:
    """A value of a story as the engine wants it; BadTerm where it cannot be one."""
    if spec.type == "id" and isinstance(value, str):
        return identity_of(value)
    if spec.type == "date" and isinstance(value, str):
        return day(value)
    if spec.type == "instant" and isinstance(value, str):
        return instant(value)
    return value


@dataclass(frozen=True)
class _Checking:
    story: Story
    book: Rulebook
    vocabulary: Vocabulary

    def sayings(self) -> Iterator[Saying]:
        """What is wrong in one story."""
        yield from self._known("on", "matter kind", self.story.on, self.vocabulary.matters)
        for article in sorted(self.story.articles):
            # An id of another book looks like one of this: say how the book is chosen besides.
            for at, reason, right in self._known("article", "article", article, self.book.by_id):
                yield at, reason, f"{right}, or another `--rulebook` for this file"
        earlier: set[str] = set()
        for number, fact in enumerate(self.story.facts, 1):
            yield from self._fact(f"facts[{number}]", fact, earlier)
            if fact.name and fact.name in earlier:
                yield f"facts[{number}].as", f"{fact.name!r} is an earlier fact's name", "a name of its own"
            earlier.add(fact.name)
        for number, one in enumerate(self.story.then, 1):
            yield from self._expected(f"then[{number}]", one)

    def _fact(self, at: str, fact: Happened, earlier: set[str]) -> Iterator[Saying]:
        yield from self._person(f"{at}.by", fact.by)
        for field in ("corrects", "takes_away", "answers"):
            name = getattr(fact, field)
            if name:
                yield from self._known(f"{at}.{field}", "earlier fact", name, earlier - {""})
        if not fact.takes_away:
            yield from self._entry(f"{at}.fact", at, fact.kind, fact.data)

    def _entry(self, field: str, at: str, kind: str, data: Mapping[str, Any]) -> Iterator[Saying]:
        yield from self._kind(field, "fact kind", kind)
        spec = self.vocabulary.facts.get(kind)
        if spec is None:
            return
        for name in data:
            yield from self._known(f"{at}.data", f"field of {kind}", name, spec.data)
        for name, expected in spec.data.items():
            yield from self._value(f"{at}.data.{name}", kind, expected, data.get(name))

    def _value(self, at: str, kind: str, spec: Data, value: Any) -> Iterator[Saying]:
        if kind in DECISIONS and at.endswith(".duty"):
            yield from self._kind(at, "fact kind that discharges a duty", str(value))
            return
        right = nearest(value, spec.codes) if spec.type == "code" else _RIGHT[spec.type]
        try:
            fault = spec.fault(typed(spec, value))
        except BadTerm as bad:
            fault = str(bad)
        if fault:
            yield at, f"{value!r} {fault}" if value is not None else fault, right

    def _expected(self, at: str, one: Expected) -> Iterator[Saying]:
        if isinstance(one, Owes | Never):
            yield from self._kind(at, "fact kind", one.closer)
        if isinstance(one, Owes):
            yield from self._owes(at, one)
        if isinstance(one, Tried):
            yield from self._person(f"{at}.by", one.by)
            yield from self._entry(at, at, one.kind, one.data)
        article = self.book.article(one.article)
        if isinstance(one, Reaches) and article and one.name:
            names = [milestone.name for milestone in article.milestones]
            yield from self._known(f"{at}.name", f"milestone of {one.article}", one.name, names)
        if isinstance(one, Nothing) and self.story.facts and one.at < self.story.facts[0].at:
            yield f"{at}.nothing", "lies before the story begins", "an instant of the story"

    def _owes(self, at: str, one: Owes) -> Iterator[Saying]:
        told = [name for _at, names in one.tells for name in names]
        for name in (*one.by, *(one.only_by or ()), *told):
            yield from self._person(at, name)
        if one.opened_by:
            yield from self._known(f"{at}.opened_by", "fact in this story", one.opened_by, self.story.named)

    def _person(self, at: str, name: str) -> Iterator[Saying]:
        if name and not is_person(name, self.vocabulary.roles):
            right = nearest(name, NAMES | self.vocabulary.roles)
            yield at, f"{name!r} is nobody of the cast", right

    def _kind(self, at: str, what: str, name: str) -> Iterator[Saying]:
        """A kind of fact; of one that nobody declared, the nearest of its room: the whole list is too long to read."""
        facts = self.vocabulary.facts
        room = [kind for kind in facts if kind.partition(".")[0] == name.partition(".")[0]]
        if name not in facts:
            right = nearest(name, room) if room else "a kind of fact that `youzhang explain --facts` lists"
            yield at, f"there is no {what} {name!r}", right

    def _known(self, at: str, what: str, name: str, known: Iterable[str]) -> Iterator[Saying]:
        names = set(known)
        if name not in names:
            yield at, f"there is no {what} {name!r}", nearest(name, names)
