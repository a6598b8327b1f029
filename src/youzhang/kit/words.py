"""`Words`: one text in the two languages of the house, for data that carries its own translations."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """English and Simplified Chinese of one title or summary."""

    en: str
    zh: str

    def in_language(self, code: str) -> str:
        """The Chinese text for any `zh…` code, else the English one."""
        return self.zh if code.lower().startswith("zh") else self.en
