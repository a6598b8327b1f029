"""Finding a person without their name in the database: keyed hashes of what people type.

Names are found from two characters on: the token of a surname alone would tell a thief of the database how
people are called, by counting. The key never changes, whatever happens to the root key.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from youzhang.kit.kept import Given
from youzhang.kit.made import fresh
from youzhang.kit.text import clean_phone, halfwidth
from youzhang.kit.written import put
from youzhang.vault import keys, names
from youzhang.vault.models import SearchToken, Subject

TOKEN_BYTES = 16
LONGEST_PREFIX = 12
NEAR = ("name:", "phone:", "id:")
_NOT_IN_NUMBERS = re.compile(r"[\s().+-]")


def index_subject(
    subject: Subject,
    *,
    within: UUID,
    name: str = "",
    phones: Iterable[str] = (),
    id_number: str = "",
    new: bool = False,
) -> None:
    """Replace the tokens by which a person is found `within` a centre; `new`: there are none yet."""
    wanted = tokens_of(name=name, phones=phones, id_number=id_number)
    rows = [fresh(SearchToken, subject_id=subject.pk, within=within, token=token) for token in sorted(wanted)]
    with transaction.atomic(savepoint=False):
        if not new:
            SearchToken.objects.filter(subject=subject).delete()
        put(rows)


def tokens_of(*, name: str = "", phones: Iterable[str] = (), id_number: str = "") -> set[bytes]:
    """The tokens by which a person is found."""
    wanted = {*_of_name(name), *_of_id(id_number)}
    for phone in phones:
        wanted.update(_of_phone(phone))
    return set(_tokens(wanted))


def near(text: str) -> list[bytes]:
    """The tokens of what was typed that only those have whose name begins so or whose number it is."""
    return _tokens(label for label in _asked(text) if label.startswith(NEAR))


def far(text: str) -> list[bytes]:
    """Those that many may have: by given name, spelling, initials, the end of a number."""
    return _tokens(label for label in _asked(text) if not label.startswith(NEAR))


def holding(wanted: Sequence[bytes | Given], within: Sequence[Any]) -> QuerySet[SearchToken, UUID]:
    """Ids of the subjects of some centres (ids, or one `Given`) with any of these tokens."""
    found = SearchToken.objects.filter(token__in=wanted, within__in=within)
    return found.values_list("subject_id", flat=True).distinct()


def _tokens(labels: Iterable[str]) -> list[bytes]:
    key = keys.purpose_key(keys.BLIND_INDEX)
    return [hmac.digest(key, label.encode("utf-8"), "sha256")[:TOKEN_BYTES] for label in labels]


def _of_name(name: str) -> Iterator[str]:
    whole = "".join(names.parts(name))
    for length in range(2, min(len(whole), LONGEST_PREFIX) + 1):
        yield f"name:{whole[:length]}"
    for given in names.given_names(name):
        yield f"given:{given}"
    for syllables in names.spellings(name):
        yield f"pinyin:{''.join(syllables)}"
        if len(syllables) > 1:
            yield f"initials:{''.join(syllable[0] for syllable in syllables)}"


def _of_phone(phone: str) -> Iterator[str]:
    digits = clean_phone(phone)
    if len(digits) >= 4:
        yield f"phone:{digits}"
        yield f"last:{digits[-4:]}"


def _of_id(id_number: str) -> Iterator[str]:
    number = _NOT_IN_NUMBERS.sub("", halfwidth(id_number)).upper()
    if number:
        yield f"id:{number}"


def _asked(text: str) -> Iterator[str]:
    number = _NOT_IN_NUMBERS.sub("", halfwidth(text)).upper()
    if re.fullmatch(r"[0-9]{4}", number):
        yield f"last:{number}"
    elif re.fullmatch(r"[0-9]{5,20}", number):
        yield f"phone:{clean_phone(number)}"
    if re.search(r"[0-9]{6}", number):  # identity cards, passports
        yield f"id:{number}"
    else:
        yield from _asked_name(text)


def _asked_name(text: str) -> Iterator[str]:
    whole = "".join(names.parts(text))
    if len(whole) > 1:
        yield f"name:{whole[:LONGEST_PREFIX]}"
    if not names.is_latin(whole):
        yield f"given:{whole}"
    elif len(whole) > 1:
        yield f"given:{whole}"
        yield f"pinyin:{whole}"
        yield f"initials:{whole}"
