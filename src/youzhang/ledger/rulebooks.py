"""Which editions of which rulebooks a centre adopts, parsed once and checked against the vocabulary."""

from __future__ import annotations

import json
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
from youzhang.ledger.entering import enter
from youzhang.ledger.models import Edition, OwnValue
from youzhang.ledger.own_editions import OwnLine, with_own
from youzhang.ledger.registry import vocabulary
from youzhang.rulebook.book import Article, Rulebook
from youzhang.rulebook.constructs import Rule, Setting
from youzhang.rulebook.editions import Editions
from youzhang.rulebook.grammar import RulebookRefused, check, load_folder
from youzhang.rulebook.library import builtin
from youzhang.rulebook.stories_check import check_stories


def editions_of(centre: Centre) -> tuple[Editions, ...]:
    """The editions of each rulebook that the centre's organisation adopted, and the centre's own values over them."""
    now = state.state()
    asked = centre.organisation_id, tuple(centre.rulebooks), now.editions, now.last_edition
    return _valued(centre.pk, now.own_values, *asked) if now.own_values else _adopted(*asked)


@lru_cache(maxsize=256)
def _valued(
    centre: UUID, _values_known: int, organisation: UUID, books: tuple[str, ...], editions: int, last: int
) -> tuple[Editions, ...]:
    return tuple(
        with_own(one, own_lines(centre, one)) for one in _adopted(organisation, books, editions, last)
    )


def own_lines(centre: UUID, editions: Editions) -> list[OwnLine]:
    """What a centre set over a rulebook, in the order it was entered."""
    rows = OwnValue.unscoped.filter(centre=centre, rulebook=editions.books[0].id).order_by("at", "pk")
    return [OwnLine(*row) for row in rows.values_list(*OwnLine._fields)]


@lru_cache(maxsize=256)
def _adopted(
    organisation: UUID, books: tuple[str, ...], _editions_known: int, _last: int
) -> tuple[Editions, ...]:
    rows = Edition.objects.filter(organisation=organisation, rulebook__in=books)
    found: dict[str, list[str]] = {}
    for book, files in rows.values_list("rulebook", "files"):
        found.setdefault(book, []).append(json.dumps(files, sort_keys=True))
    return tuple(_editions(book, tuple(found[book])) if book in found else _builtin(book) for book in books)


@cache
def _builtin(book: str) -> Editions:
    return Editions.of(checked(builtin(book)))


@cache
def _editions(book: str, texts: tuple[str, ...]) -> Editions:
    return Editions.of(*(_parsed(book, text) for text in texts))


@cache
def _parsed(book: str, text: str) -> Rulebook:
    files = json.loads(text)
    return checked(_read(files) if files else builtin(book))


def _read(files: Mapping[str, str]) -> Rulebook:
    with TemporaryDirectory() as folder:
        for name, text in files.items():
            place = Path(folder) / Path(name).parent.name / Path(name).name
            place.parent.mkdir(exist_ok=True)
            place.write_text(text, "utf-8")
        return load_folder(Path(folder))


@transaction.atomic
def adopt(organisation: Organisation, folder: Path) -> Edition:
    """Adopt an edition from a folder of TOML files, its stories with it; a faulty one is refused whole, with every
    fault."""
    book = checked(load_folder(folder))
    if not Edition.objects.filter(organisation=organisation, rulebook=book.id).exists():
        _keep(organisation, builtin(book.id), {})
    faults = check_stories(book.stories, book, vocabulary())
    if faults:
        raise RulebookRefused(faults)
    files = {file.name: file.read_text("utf-8") for file in sorted(folder.glob("*.toml"))}
    return _keep(organisation, book, files | dict(book.story_files))


def _keep(organisation: Organisation, book: Rulebook, files: Mapping[str, str]) -> Edition:
    kept = Edition.objects.update_or_create(
        organisation=organisation,
        rulebook=book.id,
        edition=book.edition,
        encoding=book.encoding,
        defaults={"in_force_from": book.in_force_from, "files": dict(files)},
    )[0]
    enter(kept)
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
    for one in _in_force(centre, article, at):
        if found := one.setting(article, name):
            return found
    raise LookupError(f"{article} has no setting {name!r}")


def article_in_force(centre: Centre, article: str, at: datetime) -> Article:
    """An article as it stands in the edition in force; as it is built in where none is."""
    for one in _in_force(centre, article, at):
        if found := one.article(article):
            return found
    raise LookupError(f"there is no article {article}")


def _in_force(centre: Centre, article: str, at: datetime) -> list[Rulebook]:
    book = article.partition(":")[0]
    adopted = (editions.in_force(day_of(at)) for editions in editions_of(centre))
    return [one for one in (*filter(None, adopted), builtin(book)) if one.id == book]


def find_rule(centre: Centre, article: str, name: str, edition: int) -> Rule | None:
    """The rule behind a duty row: the article's, in the edition that judges it."""
    for editions in editions_of(centre):
        for book in editions.books:
            found = book.article(article) if book.edition == edition else None
            if found:
                return found.rule(name)
    return None
