"""The texts that people agree to, shipped as data in both languages."""

from __future__ import annotations

import tomllib
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.utils.translation import get_language

from youzhang.accounts.models import Centre
from youzhang.kit.words import Words

_DATA = Path(__file__).parent / "templates_data"


@cache
def _read(name: str) -> dict[str, Words]:
    tables = tomllib.loads((_DATA / name).read_text("utf-8"))
    return {key: Words(**words) for key, words in tables.items()}


def consent_text(code: str, centre: Centre) -> str:
    """What somebody agrees to, in the language of the page."""
    words = _read("consents.toml")[code].in_language(get_language() or "zh")
    return words.format(organisation=centre.organisation.name, centre=centre.name, phone=centre.phone)


def agreement_items(language: str) -> dict[str, str]:
    """The items of the agreement that an organisation begins with."""
    return {key: words.in_language(language).strip() for key, words in _read("agreement.toml").items()}


def hash_of(text: str) -> str:
    """What proves which text was agreed to."""
    return sha256(text.encode()).hexdigest()
