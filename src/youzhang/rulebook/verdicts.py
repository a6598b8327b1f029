"""Whether the rules say what a story says, and in words where they do not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from youzhang.rulebook import gates
from youzhang.rulebook.book import Rulebook
from youzhang.rulebook.cast import identity_of
from youzhang.rulebook.decisions import EXTENDED, WAIVED
from youzhang.rulebook.likeness import likeness, state_of
from youzhang.rulebook.moments import said
from youzhang.rulebook.staging import Stage, discharging
from youzhang.rulebook.stories import Expected, Never, Nothing, Owes, Reaches, Story, Tried
from youzhang.rulebook.views import DutyView
from youzhang.rulebook.vocabulary import Vocabulary


@dataclass(frozen=True)
class Verdict:
    """What came of a story. `differences`: each in words; `left`: the gates that ask a room's own check instead.

    A story that says why it differs is a known difference as long as it does, and a fault once it holds.
    """

    story: Story
    differences: tuple[str, ...]
    left: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether the rules say all that the story says."""
        return not self.differences

    @property
    def known(self) -> bool:
        """Whether it differs as it says itself."""
        return bool(self.story.differs and self.differences)

    @property
    def kept(self) -> bool:
        """Whether it holds and nobody says that it does not."""
        return self.holds and not self.story.differs

    @property
    def faults(self) -> tuple[str, ...]:
        """What is to be mended: in the rules, or in a story that holds by now."""
        if not self.story.differs:
            return self.differences
        return () if self.known else (f"{_named(self.story)} holds now; take its `differs` away",)


def judge(story: Story, book: Rulebook, vocabulary: Vocabulary) -> Verdict:
    """Run one story on the engine."""
    stage = Stage(story, book, vocabulary)
    found: list[str] = []
    left: list[str] = []
    for one in story.then:
        found += _difference(one, stage, left)
    return Verdict(story, tuple(f"{_named(story)}, {difference}" for difference in found), tuple(left))


def left_of(stage: Stage, said: Iterable[Expected]) -> tuple[str, ...]:
    """What of it the rules leave to the rooms' own checks."""
    left: list[str] = []
    for one in said:
        _difference(one, stage, left)
    return tuple(left)


def differs(stage: Stage, said: Iterable[Expected], left: Sequence[str]) -> bool:
    """Whether some of what a story says does not hold, or the rules leave something else to the rooms' checks than
    `left`: stops at the first."""
    now: list[str] = []
    return any(_difference(one, stage, now) for one in said) or now != list(left)


def _named(story: Story) -> str:
    return f"{story.article}, story “{story.title.en}”"


def judge_all(stories: Iterable[Story], book: Rulebook, vocabulary: Vocabulary) -> list[Verdict]:
    """Run them all."""
    return [judge(story, book, vocabulary) for story in stories]


def _difference(one: Expected, stage: Stage, left: list[str]) -> Sequence[str]:
    about = "" if one.article == stage.story.article else f" of {one.article}"
    if isinstance(one, Owes):
        return [f"says of what {one.closer} discharges{about}: {words}" for words in _owes(one, stage)]
    if isinstance(one, Never):
        owed = stage.owed(one.article, one.closer)
        words = f"says that nothing is owed{about} that {one.closer} discharges; the rules owe"
        return [f"{words} {', '.join(sorted({duty.name for duty in owed}))}"] if owed else []
    if isinstance(one, Nothing):
        return _nothing(one, stage, about)
    if isinstance(one, Tried):
        return _tried(one, stage, left, about)
    return _reaches(one, stage, about)


def _owes(one: Owes, stage: Stage) -> Sequence[str]:
    """The nearest duty's differences; none when some duty is all that is said."""
    found = stage.owed(one.article, one.closer)
    if not found:
        elsewhere = [duty for duty in stage.final.duties if stage.discharges(one.closer, duty)]
        others = sorted({f"{duty.article} {duty.name}" for duty in elsewhere})
        words = "something is owed; the rules owe nothing of the kind"
        return [f"{words}{_besides(others)}{_instead(one.article, stage)}"]
    number = []
    if one.times and len(found) != one.times:
        number = [f"it is owed {one.times} time(s); the rules owe it {len(found)} time(s)"]
    return [*number, *min((likeness(one, duty, stage) for duty in found), key=len)]


def _instead(article: str, stage: Stage) -> str:
    """What the article does owe in this story, by what discharges it, for whoever named another kind."""
    rules = [stage.rule_of(duty) for duty in stage.final.duties if duty.article == article]
    closers = sorted({trigger.fact for rule in rules if rule for trigger in rule.closes_on})
    return f"; what {article} owes is discharged by {', '.join(closers)}" if closers else ""


def meant(one: Owes, stage: Stage) -> DutyView | None:
    """The duty of which a story speaks: the one most like it."""
    return min(
        stage.owed(one.article, one.closer), key=lambda duty: len(likeness(one, duty, stage)), default=None
    )


def _besides(others: Sequence[str]) -> str:
    """What other articles say, for whoever looks for the reason."""
    return f" (but see {', '.join(others)})" if others else ""


def _nothing(one: Nothing, stage: Stage, about: str) -> Sequence[str]:
    waiting = [
        f"{duty.name}{f' {duty.number}' if duty.number else ''}"
        for duty in stage.derived_at(one.at).duties
        if duty.article == one.article and state_of(duty, one.at, stage)[0] in ("open", "late")
    ]
    words = f"says that nothing{about} is open at {said(one.at)}; the rules leave open"
    return [f"{words} {', '.join(waiting)}"] if waiting else []


def _tried(one: Tried, stage: Stage, left: list[str], about: str) -> Sequence[str]:
    data, by = stage.typed(one.kind, one.data), identity_of(one.by) if one.by else None
    facts = stage.known_at(one.at)
    standing = gates.refusals(stage.editions, one.kind, data, by, facts, one.at)
    refusing = [refusal for refusal in standing if refusal.article == one.article]
    checked = [
        f"{article.id} {gate.name}"
        for article, gate in gates.checks(stage.editions, one.kind, data, facts, one.at)
        if article.id == one.article
    ]
    if not refusing:
        left += checked
    words = f"says that {one.kind} at {said(one.at)} is"
    if _stands(one, stage):
        return [] if one.refused else [f"{words} not refused{about}; by the rules the duty stands"]
    if one.refused and not (refusing or checked):
        others = _besides([f"{refusal.article} {refusal.name}" for refusal in standing])
        return [f"{words} refused{about}; the rules let it through{others}"]
    if refusing and not one.refused:
        why = ", ".join(f"{refusal.name} ({refusal.way_on.en})" for refusal in refusing)
        return [f"{words} not refused{about}; the rules refuse it by {why}"]
    return []


def _stands(one: Tried, stage: Stage) -> bool:
    """A decision about a duty, named by what discharges it, that may not be waived or not be moved."""
    if one.kind not in (WAIVED, EXTENDED):
        return False
    rules = discharging(stage.book, one.article, str(one.data["duty"]))
    return bool(rules) and not any(rule.waivable if one.kind == WAIVED else rule.extendable for rule in rules)


def _reaches(one: Reaches, stage: Stage, about: str) -> Sequence[str]:
    article = stage.book.article(one.article)
    names = [milestone.name for milestone in article.milestones] if article else []
    word = f"says that {one.name or 'it'} is {'' if one.reached else 'not '}reached{about} by {said(one.at)}"
    if not names:
        return [f"{word}; the article has no milestone"]
    there = any(
        found.article == one.article and one.name in ("", found.name) and found.at <= one.at
        for found in stage.derived_at(one.at).milestones
    )
    return [] if there == one.reached else [f"{word}; by the rules it is {'' if there else 'not '}reached"]
