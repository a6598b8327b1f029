"""The numbers that Word counts by itself and does not write into the text (ECMA-376 part 1, 17.9)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from youzhang.rulebook.citation import digit_by_digit, in_chinese

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MOST_IN_CHINESE = 9999
MOST = 32767  # of what Word lets a list begin with
_WHOLE = re.compile(r"\d{1,5}", re.ASCII)
_CHINESE = {
    "chineseCounting", "chineseCountingThousand", "taiwaneseCounting", "taiwaneseCountingThousand",
    "japaneseCounting",
}  # fmt: skip
_FORMATS: dict[str, Callable[[int], str]] = {
    "ideographDigital": digit_by_digit,
    "taiwaneseDigital": digit_by_digit,
    "japaneseDigitalTenThousand": digit_by_digit,
    "decimalZero": lambda number: f"{number:02d}",
    "lowerLetter": lambda number: chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1),
    "upperLetter": lambda number: chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1),
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperRoman": lambda number: _roman(number),
    "bullet": lambda number: "",
    "none": lambda number: "",
}
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


@dataclass(frozen=True)
class Level:
    """How one level of a list counts. `restarts`: after which level, counted from 1; 0 never, None after any above."""

    form: str
    text: str
    start: int
    restarts: int | None
    plain: bool
    style: str

    def is_taken_up_by(self, above: int) -> bool:
        """Whether a paragraph of a level above lets it begin anew."""
        return self.restarts is None or above < self.restarts


@dataclass
class Numbers:
    """The lists of one document, and how far each has counted; paragraphs are given in their order."""

    root: Any | None
    _counted: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)
    _before: dict[Any, str] = field(default_factory=dict)

    def before(self, paragraph: Any) -> str:
        """What Word shows before this paragraph, "" when it counts nothing; the same for one that is asked again, as
        those of a cell over several rows are."""
        if paragraph._p not in self._before:
            self._before[paragraph._p] = self._counted_on(paragraph)
        return self._before[paragraph._p]

    def _counted_on(self, paragraph: Any) -> str:
        number, depth = self._place(paragraph)
        found = self._list(number)
        if found is None:
            return ""
        list_id = _value(found, "w:abstractNumId")
        levels = self._levels(list_id, found)
        if depth not in levels:
            return ""
        counted = self._counted.setdefault(list_id, {})
        self._count(number, depth, levels, counted, overridden(found))
        return _shown(levels, depth, counted)

    def _count(
        self, number: str, depth: int, levels: dict[int, Level], counted: dict[int, int], anew: dict[int, int]
    ) -> None:
        """One further; levels below begin anew, as does one whose list says so when it is met for the first time."""
        if depth in anew and (number, depth) not in self._begun:
            counted[depth] = anew[depth]
        else:
            counted[depth] = counted.get(depth, levels[depth].start - 1) + 1
        self._begun.add((number, depth))
        beneath = (one for one in counted if one > depth)
        for below in [one for one in beneath if one not in levels or levels[one].is_taken_up_by(depth)]:
            del counted[below]

    def _place(self, paragraph: Any) -> tuple[str, int]:
        """The list and the level of a paragraph: its own, or those of its style; ("", 0) when it is in none."""
        own = _first(paragraph._p, "w:pPr/w:numPr")
        number, depth = (_value(own, "w:numId"), _value(own, "w:ilvl")) if own is not None else ("", "")
        for style in _styles(paragraph):
            given = _first(style.element, "w:pPr/w:numPr")
            if given is None:
                continue
            number = number or _value(given, "w:numId")
            depth = depth or _value(given, "w:ilvl") or self._depth_of(number, style.style_id)
            break
        return ("", 0) if number == "0" else (number, _whole(depth) or 0)

    def _depth_of(self, number: str, style: str) -> str:
        """The level that a list keeps for a style."""
        found = self._list(number)
        levels = self._levels(_value(found, "w:abstractNumId"), found) if found is not None else {}
        return next((str(depth) for depth, level in levels.items() if level.style == style), "")

    def _levels(self, list_id: str, number: Any) -> dict[int, Level]:
        """The levels of a list, those that a number of its own overrides put in place."""
        found = self._pattern(list_id)
        given = [] if found is None else [*_all(found, "w:lvl"), *_all(number, "w:lvlOverride/w:lvl")]
        return {_whole(_attribute(one, "ilvl")) or 0: _level(one) for one in given}

    def _pattern(self, list_id: str) -> Any | None:
        """The pattern under an id; one that points to a style of lists stands for the pattern of that style."""
        found = self._named("abstractNum", list_id)
        style = "" if found is None else _value(found, "w:numStyleLink")
        if not style:
            return found
        return next(
            (one for one in _all(self.root, "w:abstractNum") if _value(one, "w:styleLink") == style), None
        )

    def _list(self, number: str) -> Any | None:
        return self._named("num", number)

    def _named(self, kind: str, number: str) -> Any | None:
        """The list, or the pattern of lists, of a number."""
        kept = [] if self.root is None else _all(self.root, f"w:{kind}")
        return next((one for one in kept if _attribute(one, f"{kind}Id") == number), None)


def overridden(number: Any) -> dict[int, int]:
    """At which number a list of its own begins anew, by level."""
    begun = ((one, _value(one, "w:startOverride")) for one in _all(number, "w:lvlOverride"))
    known = ((_whole(_attribute(one, "ilvl")) or 0, _whole(start)) for one, start in begun)
    return {depth: start for depth, start in known if start is not None}


def _level(given: Any) -> Level:
    return Level(
        form=_value(given, "w:numFmt") or "decimal",
        text=_value(given, "w:lvlText"),
        start=_whole(_value(given, "w:start")) or 0,
        restarts=_whole(_value(given, "w:lvlRestart")),
        plain=_first(given, "w:isLgl") is not None,
        style=_value(given, "w:pStyle"),
    )


def _shown(levels: dict[int, Level], depth: int, counted: dict[int, int]) -> str:
    """The text of a level, `第%1条`, with the numbers in it."""
    level = levels[depth]
    if level.form == "bullet":
        return ""

    def number(found: re.Match[str]) -> str:
        of = int(found[1]) - 1
        if of not in levels:
            return ""
        return written(counted.get(of, levels[of].start), "decimal" if level.plain else levels[of].form)

    return re.sub("%([1-9])", number, level.text)


def written(number: int, form: str) -> str:
    """A number as Word writes it in this format; digits for a format that no Chinese regulation uses."""
    if form in _CHINESE and 0 < number <= MOST_IN_CHINESE:
        return in_chinese(number)
    return _FORMATS.get(form, str)(number)


def _roman(number: int) -> str:
    signs = ""
    for value, sign in _ROMAN:
        signs += sign * (number // value)
        number %= value
    return signs


def _styles(paragraph: Any) -> Iterator[Any]:
    """The paragraph's style and those it is based on."""
    style = paragraph.style
    seen: set[str] = set()
    while style is not None and style.style_id not in seen:
        seen.add(style.style_id)
        yield style
        style = style.base_style


def _whole(text: str) -> int | None:
    """A number as Word keeps it; None where there is none, or what stands there cannot be one."""
    return int(text) if _WHOLE.fullmatch(text) and int(text) <= MOST else None


def _first(element: Any, path: str) -> Any | None:
    return element.find(path, {"w": WORD})


def _all(element: Any, path: str) -> list[Any]:
    return list(element.findall(path, {"w": WORD}))


def _value(element: Any, child: str) -> str:
    found = _first(element, child)
    return "" if found is None else _attribute(found, "val")


def _attribute(element: Any, name: str) -> str:
    return str(element.get(f"{{{WORD}}}{name}") or "")
