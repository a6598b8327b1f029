"""A connection on which statements that nobody waits for an answer of go to the database together.

They go before the next statement that is asked, at the latest with the commit: what is read is never older than what
was written. Rows of one table go as one statement. What the database has against one of them is raised where they go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper as _Connection
else:
    _Connection = object

Values = Sequence[Any]
Sql = tuple[str, list[Any]]


@dataclass
class Rows:
    """Rows for one table: how their statement begins, a row's marks, what stands behind, how many go at most."""

    insert: str
    marks: str
    then: str
    most: int
    values: list[Values]

    def statements(self) -> Iterator[Sql]:
        """What to run, with its values."""
        for first in range(0, len(self.values), self.most):
            part = self.values[first : first + self.most]
            marks = ", ".join([self.marks] * len(part))
            yield f"{self.insert} {marks} {self.then}".strip(), [value for row in part for value in row]


@dataclass(frozen=True)
class Statement:
    """A statement that changes or removes what is there: rows are not put before it that came after it."""

    text: str
    values: list[Any]

    def statements(self) -> Iterator[Sql]:
        """What to run, with its values."""
        yield self.text, self.values


class Waiting(_Connection):
    """Stands before a backend's own connection."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._waiting: list[Rows | Statement] = []

    def wait_with(self, insert: str, marks: str, then: str, most: int, values: Sequence[Values]) -> None:
        """Rows for a table; they join those of their kind that came since the last statement of another kind.

        `then`: what is done where a row is there already. Only that nothing is done may be said of several at once.
        """
        for other in reversed(self._waiting):
            if isinstance(other, Statement) or "UPDATE" in then:
                break
            if (other.insert, other.then) == (insert, then):
                other.values += values
                return
        self._waiting.append(Rows(insert, marks, then, most, list(values)))

    def wait_for(self, text: str, values: list[Any]) -> None:
        """Run a statement with the others, after them."""
        self._waiting.append(Statement(text, values))

    def _cursor(self, name: str | None = None) -> Any:
        self._go()
        return super()._cursor(name)  # type: ignore[misc]

    def _commit(self) -> None:
        commit = super()._commit  # type: ignore[misc]
        statements = self._taken()
        if not statements:
            commit()
            return
        try:
            self._run(statements, commit)
        except BaseException:
            self._rollback()  # Django does so for errors of the database only
            raise

    def _rollback(self) -> None:
        self._waiting = []
        super()._rollback()  # type: ignore[misc]

    def _savepoint_rollback(self, sid: str) -> None:
        self._waiting = []  # what waited when the savepoint was made went before it
        super()._savepoint_rollback(sid)  # type: ignore[misc]

    def close(self) -> None:
        """Nothing waits on a connection that is closed."""
        self._waiting = []
        super().close()

    def _go(self) -> None:
        if statements := self._taken():
            self._run(statements)

    def _taken(self) -> list[Sql]:
        waiting, self._waiting = self._waiting, []
        return [one for some in waiting for one in some.statements()]

    def _run(self, statements: Sequence[Sql], then: Callable[[], None] | None = None) -> None:
        with self.cursor() as cursor:
            for text, values in statements:
                cursor.execute(text, values)
        if then:
            then()
