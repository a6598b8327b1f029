"""Numbers of articles: Chinese numerals, and the short form a chip shows."""

from __future__ import annotations

import re

_SIGNS = "零一二三四五六七八九"
_DIGITS = {char: value for value, char in enumerate(_SIGNS)} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
NUMERAL = "零〇一二三四五六七八九十百千两"


def number_of(numeral: str) -> int:
    """`七十七` → 77; digits are taken as they are."""
    if numeral.isdecimal():
        return int(numeral)
    total = current = 0
    for char in numeral:
        if char in _UNITS:
            total += (current or 1) * _UNITS[char]
            current = 0
        else:
            current = _DIGITS[char]
    return total + current


def in_chinese(number: int) -> str:
    """1 to 9999 in Chinese numerals: 105 → `一百零五`, 12 → `十二`."""
    said, gap = "", False
    for unit, value in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit, number = divmod(number, value)
        if digit:
            said += f"{'零' if gap else ''}{_SIGNS[digit]}{unit}"
        gap = bool(said) and not digit
    return said.removeprefix("一") if said.startswith("一十") else said


def digit_by_digit(number: int) -> str:
    """Each digit by its sign: 105 → `一〇五`."""
    return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number))


def short_number(no: str, lang: str) -> str:
    """How a chip cites an article's own number: `第三十四条(二)` → `第34条(二)`, `Art. 34(2)`."""
    chinese = lang.lower().startswith("zh")
    for pattern, zh, en in _FORMS:
        found = pattern.fullmatch(no)
        if found and chinese:
            return zh.format(number_of(found[1]), found[2])
        if found:
            return en.format(number_of(found[1]), _english(found[2]))
    return no


def _english(tail: str) -> str:
    return re.sub(f"[{NUMERAL}]+", lambda found: str(number_of(found[0])), tail)


def _form(pattern: str, zh: str, en: str) -> tuple[re.Pattern[str], str, str]:
    return re.compile(pattern.replace("N", f"([{NUMERAL}]+)")), zh, en


_FORMS = (
    _form("第N条(.*)", "第{0}条{1}", "Art. {0}{1}"),
    _form("附录N(.*)", "附录{0}{1}", "Appendix {0}{1}"),
    _form("总则第N段(.*)", "总则第{0}段{1}", "General, para. {0}{1}"),
    _form(r"第N章(\d.*)", "{1}", "Sec. {1}"),
    _form("第N章(.*)", "第{0}章{1}", "Ch. {0}{1}"),
)
