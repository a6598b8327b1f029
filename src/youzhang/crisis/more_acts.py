"""What stands behind the steps of a crisis that take two people, and those of the first hour."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from youzhang.crisis import actions

if TYPE_CHECKING:
    from youzhang.crisis.acts import Work


def ask_lowering(work: Work, form: Any) -> Any:
    """Ask for a lower level."""
    data = form.cleaned_data
    return actions.ask_lowering(
        work.crisis, data["level"], data["reason"], form.second(), **work.who, **form.when()
    )


def lower(work: Work, form: Any) -> Any:
    """Answer that."""
    data = form.cleaned_data
    return actions.answer_lowering(work.item, agree=data["yes"] == "yes", words=data["words"], by=work.by)


def step(work: Work, form: Any) -> Any:
    """Note what keeps somebody safe."""
    return actions.keep_safe(work.crisis, form.given(), **work.who, **form.when())


def heard(work: Work, _form: Any) -> Any:
    """What was added is read."""
    return actions.note_heard(work.crisis, **work.who)


def end_watch(work: Work, form: Any) -> Any:
    """Ask for an end of the follow-ups."""
    return actions.ask_end_of_watch(work.crisis, form.cleaned_data["reason"], form.chosen(), **work.who)


def answer_watch(work: Work, form: Any) -> Any:
    """Answer that."""
    data = form.cleaned_data
    return actions.answer_end_of_watch(work.item, agree=data["yes"] == "yes", words=data["words"], by=work.by)
