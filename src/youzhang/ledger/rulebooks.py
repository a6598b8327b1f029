"""Which editions of which rulebooks a centre adopts, parsed once and checked against the vocabulary."""

from __future__ import annotations

from functools import cache

from youzhang.accounts.models import Centre
from youzhang.ledger.models import Edition
from youzhang.ledger.registry import vocabulary
from youzhang.rulebook.derive import Editions
from youzhang.rulebook.grammar import RulebookRefused, check, load_texts
from youzhang.rulebook.library import builtin
from youzhang.rulebook.rules import Rulebook


def editions_of(centre: Centre) -> list[Editions]:
    """The editions of each rulebook that the centre's organisation adopted: one query."""
    rows = Edition.objects.filter(organisation=centre.organisation_id, rulebook__in=centre.rulebooks)
    found: dict[str, list[int]] = {}
    for book, pk in rows.values_list("rulebook", "pk"):
        found.setdefault(book, []).append(pk)
    return [_editions(tuple(found[book])) if book in found else _builtin(book) for book in centre.rulebooks]


@cache
def _builtin(book: str) -> Editions:
    return Editions([checked(builtin(book))])


@cache
def _editions(pks: tuple[int, ...]) -> Editions:
    return Editions([_parsed(pk) for pk in pks])


@cache
def _parsed(pk: int) -> Rulebook:
    row = Edition.objects.get(pk=pk)
    return checked(load_texts(row.files) if row.files else builtin(row.rulebook))


def checked(book: Rulebook) -> Rulebook:
    """The book itself; refused with every fault when it uses a word that nobody declared."""
    faults = check(book, vocabulary())
    if faults:
        raise RulebookRefused(faults)
    return book
