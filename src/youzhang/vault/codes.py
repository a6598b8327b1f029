"""Query codes are kept as keyed hashes: a stolen database lets nobody look up an application."""

from __future__ import annotations

import hmac

from youzhang.kit.text import halfwidth
from youzhang.vault import keys


def hash_code(code: str, number: str) -> bytes:
    """The hash under which the code of a receipt number is kept."""
    message = f"{_normal(number)}\0{_normal(code)}".encode()
    return hmac.digest(keys.purpose_key(keys.CODES_PEPPER), message, "sha256")


def code_matches(code: str, number: str, hashed: bytes) -> bool:
    """Whether a typed code is the right one; takes equally long either way."""
    return hmac.compare_digest(hash_code(code, number), bytes(hashed))


def _normal(typed: str) -> str:
    return "".join(halfwidth(typed).upper().replace("-", " ").split())
