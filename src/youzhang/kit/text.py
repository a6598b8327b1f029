"""One text-cleaning entry for every form and API field."""

from __future__ import annotations

import re
import unicodedata

# Bidi controls, zero-width joiners aside, and other invisible marks that can disguise text.
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_BLANKS = re.compile(r"[ \t\u3000\xa0]+")
_FULLWIDTH = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: 0x20}


def clean_text(value: str, *, keep_lines: bool = True) -> str:
    """NFC text without NUL, other controls, lone surrogates and bidi controls; ends trimmed, CRLF made LF."""
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    value = _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", value)
    value = _INVISIBLE.sub("", _CONTROL.sub("", value))
    if not keep_lines:
        value = value.replace("\n", " ")
    return unicodedata.normalize("NFC", value).strip()


def clean_line(value: str) -> str:
    """One line of text, blanks folded: names, titles, places."""
    return _BLANKS.sub(" ", clean_text(value, keep_lines=False)).strip()


def halfwidth(value: str) -> str:
    """Full-width ASCII (１２３，Ａ) made half-width; every Unicode decimal digit becomes 0-9."""
    value = clean_line(value).translate(_FULLWIDTH)
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in value)


def clean_digits(value: str) -> str:
    """Only the ASCII digits of what people type: `１38 0000-0042` becomes `13800000042`."""
    return re.sub(r"[^0-9]", "", halfwidth(value))


def clean_phone(value: str) -> str:
    """A phone number as digits, a Chinese `+86`/`0086` prefix removed."""
    digits = clean_digits(value)
    for prefix in ("0086", "86"):
        if digits.startswith(prefix) and len(digits) - len(prefix) == 11:
            return digits[len(prefix) :]
    return digits


def dialled(value: str) -> str:
    """What a telephone dials of a printed number: no spaces, and a pause before an extension (`转 3`)."""
    parts = re.split("转|分机|ext|#", halfwidth(value).lower(), maxsplit=1)
    return ",".join(filter(None, (re.sub(r"[^0-9+-]", "", part).strip("-") for part in parts)))


def mask_phone(value: str) -> str:
    """`138****0427`: enough to recognise, too little to call."""
    return f"{value[:3]}****{value[-4:]}" if len(value) >= 8 else "****"


def ending(address: str) -> str:
    """`…27`: enough for whoever knows a number to tell which, nothing for others; of a mailbox its first sign."""
    name, at, _place = address.partition("@")
    return f"{name[:1]}…@…" if at else f"…{address[-2:]}" if address else ""
