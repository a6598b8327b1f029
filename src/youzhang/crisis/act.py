"""A step of a crisis: its form, the action behind it, who may take it, the article that asks for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from youzhang.accounts.models import User
from youzhang.accounts.viewer import Viewer
from youzhang.crisis.models import Crisis
from youzhang.web.forms import Form


@dataclass(frozen=True)
class Work:
    """A crisis, who acts, and the entry that is acted on, where there is one."""

    crisis: Crisis
    by: User
    viewer: Viewer
    item: Any = None

    @property
    def who(self) -> dict[str, Any]:
        """Who acts, as actions take it."""
        return {"by": self.by, "viewer": self.viewer}


@dataclass(frozen=True)
class Act:
    """`item`: the entry it is about, by the name of its list in the file; `for_all`: also for who was not let in;
    `for_readers`: also for a supervisor, who reads and does nothing else; `when_closed`: also once it is closed."""

    title: Any
    article: str
    form: type[Form]
    run: Callable[[Work, Any], Any]
    note: Any = ""
    item: str = ""
    for_all: bool = False
    for_readers: bool = False
    when_closed: bool = False
    danger: bool = False
