"""Which edition of a regulation judges (grammar B.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from youzhang.rulebook.book import Rulebook


@dataclass(frozen=True, eq=False)
class Editions:
    """All editions of one regulation that a centre has adopted, by the day they come into force."""

    books: tuple[Rulebook, ...]

    @classmethod
    def of(cls, *books: Rulebook) -> Editions:
        """Order them; of two encodings of an edition only the later is kept."""
        if len({book.id for book in books}) > 1:
            raise ValueError(f"Editions of different rulebooks: {', '.join(sorted({b.id for b in books}))}")
        latest = {book.edition: book for book in sorted(books, key=lambda book: book.encoding)}
        return cls(tuple(sorted(latest.values(), key=lambda book: (book.in_force_from, book.edition))))

    def in_force(self, day: date) -> Rulebook | None:
        """The edition in force on a day."""
        return next((book for book in reversed(self.books) if book.in_force_from <= day), None)

    def judging(self, first: date, opened: date) -> Rulebook | None:
        """The edition for a duty opened on a day, in a matter whose first fact lies on the day `first`.

        A later edition takes over what opens under it only when it says `running = "new"`.
        """
        begun = self.in_force(first)
        for book in reversed(self.books):
            if book is begun or (book.running == "new" and book.in_force_from <= opened):
                return book
        return None
