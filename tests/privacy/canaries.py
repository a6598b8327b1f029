"""Canaries: random tokens, one for each thing that somebody said or that identifies somebody."""

from __future__ import annotations

import re
import secrets
import string
from dataclasses import dataclass, field
from uuid import UUID

# Every word that is planted begins alike, so that one look at a page finds them all.
REST = string.ascii_lowercase.replace("q", "")
WORD = re.compile(f"qvx[{REST}]{{11}}")
# Who may meet a token: those who see one of these matters; of these only heads and those let in by name; colleagues
# of a centre; its author; or nobody.
MATTER, LET_IN, STAFF, OWN, NOBODY = "matter", "let in", "staff", "own", "nobody"


@dataclass
class Canary:
    """One token. `about`: any of these matters (or, for staff, centres) opens it; `inside`: or being let in to one."""

    token: str
    what: str
    kind: str = MATTER
    about: set[UUID] = field(default_factory=set)
    inside: set[UUID] = field(default_factory=set)


@dataclass
class Canaries:
    """All that were planted. A token is planted first and told afterwards which matter it belongs to."""

    planted: dict[str, Canary] = field(default_factory=dict)
    _others: list[str] = field(default_factory=list)

    def word(self, what: str, kind: str = MATTER) -> str:
        """A word that occurs nowhere else."""
        return self._keep("qvx" + "".join(secrets.choice(REST) for _ in range(11)), what, kind)

    def phone(self, what: str) -> str:
        """A telephone number that occurs nowhere else."""
        return self._keep("13" + "".join(secrets.choice(string.digits) for _ in range(9)), what)

    def known(self, token: str, what: str, kind: str = MATTER) -> str:
        """A token made elsewhere: an ID number, a query code."""
        return self._keep(token, what, kind)

    def _keep(self, token: str, what: str, kind: str = MATTER) -> str:
        self.planted[token] = Canary(token, what, kind)
        if not WORD.fullmatch(token):
            self._others.append(token)
        return token

    def belong(self, *tokens: str | None, to: UUID) -> None:
        """These can be read by whoever sees this matter (works at this centre)."""
        for token in tokens:
            if token in self.planted:
                self.planted[token].about.add(to)

    def belong_inside(self, *tokens: str | None, to: UUID) -> None:
        """These can be read besides by whoever was let in to this matter: what keeps the person safe."""
        for token in tokens:
            if token in self.planted:
                self.planted[token].inside.add(to)

    def in_(self, text: str) -> set[str]:
        """Those that stand in a text."""
        found = {*WORD.findall(text), *(token for token in self._others if token in text)}
        return found & self.planted.keys()
