"""What was found and told in a crisis, line by line: assessments, tellings, what came back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youzhang.crisis import codes
from youzhang.vault.fields import readable

Pairs = list[tuple[Any, Any]]
# The answers of an assessment, and the codes they are chosen from.
ANSWERS: dict[str, tuple[Any, dict[str, Any]]] = {
    "ideation": (gettext_lazy("Thoughts of suicide"), codes.IDEATION),
    "plan": (gettext_lazy("Plan"), codes.PLANS),
    "lethality": (gettext_lazy("How dangerous the way is"), codes.LETHALITY),
    "behaviour": (gettext_lazy("Suicidal acts"), codes.BEHAVIOUR),
    "attempts": (gettext_lazy("How many attempts"), {}),
    "last_attempt": (gettext_lazy("The last: when, how"), {}),
    "protective": (gettext_lazy("What protects"), {}),
} | {code: (label, codes.ASKED) for code, label in codes.FLAGS.items()}


@dataclass(frozen=True)
class Line:
    """One thing that happened. `pairs`: what was said, label by label; `chain`: the duty of which it is a step of
    escalation; `before`: the steps before it, where they are shown as one."""

    at: datetime
    title: str
    who: str
    pairs: Pairs
    article: str = ""
    chain: str = ""
    before: Sequence[Line] = ()


def name_of(user: Any) -> str:
    """Who acted, as far as the name can be read."""
    return readable(user, "name") if user else ""


def assessed_lines(one: Any) -> Iterator[Line]:
    """An assessment with each of its answers; those of before are told as they were given: there, or not."""
    pairs: Pairs = [
        (ANSWERS[name][0], _answered(one.answers[name], ANSWERS[name][1]))
        for name in codes.ASSESSED
        if name in one.answers
    ]
    pairs += [
        (_("Level"), codes.LEVELS[one.level]),
        (_("Least level, by the answers"), codes.LEVELS[one.floor]),
        (_("What this rests on"), one.basis),
    ]
    yield Line(one.at, _("Risk assessed"), name_of(one.by), pairs, "psych:15.3d")


def _answered(value: Any, words: dict[str, Any]) -> Any:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return words.get(value, "" if value is None else value)


def telling_lines(one: Any) -> Iterator[Line]:
    """Who was told or left out, and who looked at that."""
    reasons = codes.GUARDIAN_SKIPPED | codes.GUARDIAN_NONE
    title = _("%(whom)s: %(result)s") % {"whom": one.get_to_display(), "result": one.get_outcome_display()}
    who = _("Who answered") if one.outcome == "told" else _("Who")
    pairs: Pairs = [
        (_("Way"), one.get_way_display()), (who, one.person), (_("What was said"), one.said),
        (_("Reason"), reasons.get(one.reason, "")), (_("Told instead"), one.get_instead_display()),
        (_("Why the department must know the name"), one.necessity),
    ]  # fmt: skip
    yield Line(one.at, title, name_of(one.by), pairs, "psych:15.3b")
    if one.seconded_at:
        title = (
            _("Agreed that the guardian is not told")
            if one.agreed
            else _("The guardian is to be told after all")
        )
        yield Line(
            one.seconded_at, title, name_of(one.second), [(_("Note"), one.second_words)], "psych:15.3b"
        )
    if one.reviewed_at:
        title = _("Disclosure reviewed: %(whom)s") % {"whom": one.get_to_display()}
        yield Line(one.reviewed_at, title, name_of(one.reviewed_by), [(_("Note"), one.review)], "psych:50")


def confirmation_lines(one: Any) -> Iterator[Line]:
    """What police or ambulance said."""
    words = {"whom": one.telling.get_to_display(), "what": one.get_what_display()}
    pairs: Pairs = [(_("Who answered"), one.person), (_("Number"), one.number), (_("Note"), one.words)]
    yield Line(one.at, _("%(whom)s: %(what)s") % words, name_of(one.by), pairs, "psych:14b")


def sent_back_lines(one: Any) -> Iterator[Line]:
    """Who had the person and let them go."""
    who = one.referral.body if one.referral else one.confirmation.telling.get_to_display()
    pairs: Pairs = [(_("Who lets them go"), who), (_("Note"), one.words)]
    yield Line(one.at, _("Sent back, or let go"), name_of(one.by), pairs, "psych:15.3d")


def look_lines(one: Any) -> Iterator[Line]:
    """What came of looking again."""
    pairs: Pairs = [(_("A new sign of danger"), _("yes") if one.sign else _("no")), (_("Note"), one.words)]
    yield Line(one.at, _("Looked again for the person"), name_of(one.by), pairs, "psych:14b")
