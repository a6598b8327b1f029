"""Which editions of which rulebooks a centre adopts, parsed once and checked against the vocabulary."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from django.db import transaction

from youzhang.accounts.models import Centre, Organisation
from youzhang.kit.clock import day_of
from youzhang.ledger import state
from youzhang.ledger.models import Edition
from youzhang.ledger.registry import vocabulary
from youzhang.rulebook.book import Rulebook
from youzhang.rulebook.constructs import Rule, Setting
from youzhang.rulebook.editions import Editions
from youzhang.rulebook.grammar import RulebookRefused, check, load_folder
from youzhang.rulebook.library import builtin


def editions_of(centre: Centre) -> tuple[Editions, ...]:
    """The editions of each rulebook that the centre's organisation adopted."""
    now = state.state()
    return _adopted(centre.organisation_id, tuple(centre.rulebooks), now.editions, now.last_edition)


@lru_cache(maxsize=256)
def _adopted(
    organisation: UUID, books: tuple[str, ...], _editions_known: int, _last: int
) -> tuple[Editions, ...]:
    rows = Edition.objects.filter(organisation=organisation, rulebook__in=books)
    found: dict[str, list[int]] = {}
    for book, pk in rows.values_list("rulebook", "pk"):
        found.setdefault(book, []).append(pk)
    return tuple(_editions(tuple(found[book])) if book in found else _builtin(book) for book in books)


@cache
def _builtin(book: str) -> Editions:
    return Editions.of(checked(builtin(book)))


@cache
def _editions(pks: tuple[int, ...]) -> Editions:
    return Editions.of(*(_parsed(pk) for pk in pks))


@cache
def _parsed(pk: int) -> Rulebook:
    row = Edition.objects.get(pk=pk)
    return checked(_read(row.files) if row.files else builtin(row.rulebook))


def _read(files: Mapping[str, str]) -> Rulebook:
    with TemporaryDirectory() as folder:
        for name, text in files.items():
            (Path(folder) / Path(name).name).write_text(text, "utf-8")
        return load_folder(Path(folder))


@transaction.atomic
def adopt(organisation: Organisation, folder: Path) -> Edition:
    """Adopt an edition from a folder of TOML files; a faulty one is refused whole, with every fault."""
    book = checked(load_folder(folder))
    if not Edition.objects.filter(organisation=organisation, rulebook=book.id).exists():
        _keep(organisation, builtin(book.id), {})
    return _keep(
        organisation, book, {file.name: file.read_text("utf-8") for file in sorted(folder.glob("*.toml"))}
    )


def _keep(organisation: Organisation, book: Rulebook, files: Mapping[str, str]) -> Edition:
    kept = Edition.objects.update_or_create(
        organisation=organisation,
        rulebook=book.id,
        edition=book.edition,
        encoding=book.encoding,
        defaults={"in_force_from": book.in_force_from, "files": dict(files)},
    )[0]
    state.changed()
    return kept


def checked(book: Rulebook) -> Rulebook:
    """The book itself; refused with every fault when it uses a word that nobody declared."""
    faults = check(book, vocabulary())
    if faults:
        raise RulebookRefused(faults)
    return book


def find_setting(centre: Centre, article: str, name: str, at: datetime) -> Setting:
    """A value that the text leaves open, as it stands in the edition in force; as it is built in where none is."""
    book = article.partition(":")[0]
    adopted = (editions.in_force(day_of(at)) for editions in editions_of(centre))
    for one in (*filter(None, adopted), builtin(book)):
        if one.id == book and (found := one.setting(article, name)):
            return found
    raise LookupError(f"{article} has no setting {name!r}")


def find_rule(centre: Centre, article: str, name: str, edition: int) -> Rule | None:
    """The rule behind a duty row: the article's, in the edition that judges it."""
    for editions in editions_of(centre):
        for book in editions.books:
            found = book.article(article) if book.edition == edition else None
            if found:
                return found.rule(name)
    return None
