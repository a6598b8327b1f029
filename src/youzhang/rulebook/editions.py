"""Which edition of a regulation judges (grammar B.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from youzhang.rulebook.book import Rulebook


@dataclass(frozen=True, eq=False)
class Editions:
    """All editions of one regulation that a centre has adopted, and its own values over them, by the day they begin."""

    books: tuple[Rulebook, ...]

    @classmethod
    def of(cls, *books: Rulebook) -> Editions:
        """Order them; of two encodings of an edition only the later is kept."""
        if len({book.id for book in books}) > 1:
            raise ValueError(f"Editions of different rulebooks: {', '.join(sorted({b.id for b in books}))}")
        latest = {book.edition: book for book in sorted(books, key=lambda book: book.encoding)}
        return cls(tuple(sorted(latest.values(), key=lambda book: (book.in_force_from, book.edition))))

    @cached_property
    def legal(self) -> tuple[Rulebook, ...]:
        """The regulation's own editions, the newest first."""
        return tuple(book for book in reversed(self.books) if book.base is None)

    @cached_property
    def _own(self) -> dict[int, list[Rulebook]]:
        """Edition → the centre's own values over it, the newest first."""
        return {
            legal.edition: [book for book in reversed(self.books) if book.base is legal]
            for legal in self.legal
        }

    def in_force(self, day: date) -> Rulebook | None:
        """The edition in force on a day, with the centre's values of that day."""
        return self._valued(next((book for book in self.legal if book.in_force_from <= day), None), day)

    def judging(self, first: date, opened: date) -> Rulebook | None:
        """The edition for a duty opened on a day, in a matter whose first fact lies on the day `first`.

        A later edition takes over what opens under it only when it says `running = "new"`. A centre's own values
        judge whatever opens from their day on, under the edition that they lie over.
        """
        begun = next((book for book in self.legal if book.in_force_from <= first), None)
        for book in self.legal:
            if book is begun or (book.running == "new" and book.in_force_from <= opened):
                return self._valued(book, opened)
        return None

    def _valued(self, book: Rulebook | None, day: date) -> Rulebook | None:
        own = self._own[book.edition] if book else []
        return next((one for one in own if one.in_force_from <= day), book)
