"""Every act that touches somebody's safety is walked: what is not has a reason here."""

from __future__ import annotations

import ast
import inspect
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from tests.walk import running

# Taken by other acts of the walk, by a note, a corrected birth date, the end of a role; never by a page.
BY_OTHERS = {
    "note_suicidal": "a note, an interview or a talk about leaving in which thoughts of suicide were told",
    "thoughts_told": "as above",
    "note_same": "joining two crises that have no file",
    "raise_level": "a note of higher danger",
    "note_lost": "a session that nobody came to, or that was called off",
    "found_young": "a corrected birth date",
    "course_of": "reads only",
    "changing": "the lock of every act",
    "changing_session": "the lock of every act",
    "ask_second_look": "a note of high danger without a crisis, a guardian let in again",
    "tell_carriers": "another backup, or somebody who steps aside",
    "follow_guardian": "another guardian named in an application",
}
# Nothing in them changes danger, who is told, who carries, or what is owed for a life.
BESIDE_LIFE = {
    "let_expert_go": "whom one may ask is asked anew at each lowering",
    "ask_access": "reading by number: of who reads what, the crawl over all pages tells",
    "grant_access": "as above",
    "refuse_access": "as above",
    "tell_cancelled": "tells of an appointment",
    "note_comments_read": "a mark on comments",
    "call_conference": "the way of asking somebody to leave, which the walk takes by its steps",
    "hold_conference": "as above",
    "set_end_date": "as above",
    "import_rows": "files of before",
    "keep_process_note": "one's private note, no part of the file",
    "name_supervisor": "reads and comments, decides nothing",
    "keep_paper": "a paper on file",
    "make_plan": "the plan of a case says nothing of danger",
    "review_plan": "as above",
    "make_referral": "a card of a case goes out by a consent; a crisis has its own referrals, which are walked",
    "act_on_referral": "as above",
    "ask_right": "asks for one's own data",
    "answer_right": "as above",
    "issue_card": "opens one's own file; whoever is kept out is asked about at each opening",
    "revoke_cards": "as above",
    "register_at_desk": "asks whether the file is known, then registers as the walk does",
}


@pytest.mark.parametrize("room", ["crisis", "casework", "clients"])
def test_every_act_is_walked_or_has_a_reason_not_to_be(room: str) -> None:
    found = set(_actions(f"youzhang.{room}.actions"))
    assert len(found) > 5
    assert sorted(found - _walked() - BY_OTHERS.keys() - BESIDE_LIFE.keys()) == []


def test_no_reason_stands_for_an_act_that_is_walked_or_gone() -> None:
    rooms = ("crisis", "casework", "clients")
    found = {name for room in rooms for name in _actions(f"youzhang.{room}.actions")}
    reasons = BY_OTHERS.keys() | BESIDE_LIFE.keys()
    assert sorted(reasons & _walked()) == []
    assert sorted(reasons - found) == []


def _actions(package: str) -> Iterator[str]:
    """What somebody does: functions that say by whom."""
    top = import_module(package)
    inner = pkgutil.walk_packages(getattr(top, "__path__", []), f"{package}.")
    for module in (top, *(import_module(one.name) for one in inner)):
        for name, value in vars(module).items():
            if inspect.isfunction(value) and value.__module__ == module.__name__ and not name.startswith("_"):
                parameters = inspect.signature(value).parameters
                if "by" in parameters and "record" not in parameters:
                    yield name


def _walked() -> set[str]:
    """Whatever the acts of the walk name."""
    texts = (Path(str(module.__file__)).read_text(encoding="utf-8") for module in running.DECLARED)
    nodes = [node for text in texts for node in ast.walk(ast.parse(text))]
    named = {node.id for node in nodes if isinstance(node, ast.Name)}
    return named | {node.attr for node in nodes if isinstance(node, ast.Attribute)}
