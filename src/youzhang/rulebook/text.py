"""An institution's own regulation, read article by article from plain text however roughly it was extracted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from youzhang.rulebook.citation import NUMERAL, in_chinese, number_of

_HEADING = re.compile(rf"第\s*([{NUMERAL}\s]+?|\d+)\s*(章|节)\s*(\S.{{0,38}})")
_ARTICLE = re.compile(rf"第\s*([{NUMERAL}\s]+?|\d+)\s*条\s*(.*)")
_NUMBERED = re.compile(r"(\d{1,2}\.\d{1,2})(?![\d.])\s*(\D.{0,38})")
_APPENDIX = re.compile(rf"附\s*录\s*([{NUMERAL}]*)(?:\s*[:：]\s*|\s+|$)(.{{0,60}})")
_ITEM = re.compile(rf"[(（]\s*[{NUMERAL}\d]+\s*[)）]|\d{{1,2}}[.、．]\D|[{NUMERAL}]+、")
_PAGE = re.compile(r"(?:第|[-—–])?\s*(\d{1,3})\s*(?:页.{0,9}|[-—–]|[/／]\s*\d{1,3})?")
_CONTENTS_LINE = re.compile(r"(?:[.．·]{3,}|…+)\s*\d+$")
_SENTENCE_END = tuple("。；;：:？！?!…”》」")
_WEAK_MARKS = re.compile("[，,、；;：:]")
_CJK = "\u3400-\u9fff\uf900-\ufaff"
_MARKS = "，。、；：？！（）《》“”‘’【】…—,;:()?!/％%"
_BLANKS = re.compile(r"[ \t\u3000\xa0]+")
_STRAY = re.compile(
    rf"(?<=[{_CJK}{_MARKS}]) (?=[{_CJK}{_MARKS}])| (?=[{re.escape('，。、；：？！）》”,;:)?!/')}])"
    rf"|(?<=[，。、；：？！（《“(/]) |(?<=[,;:)]) (?=\d)|(?<=\d[-—–]) (?=\d)|(?<=\d) (?=[-—–] ?\d)"
)


@dataclass(frozen=True)
class ChapterText:
    """A heading: chapter or section, as numbered and titled in the text."""

    no: str
    number: int
    title: str
    section: bool = False


@dataclass(frozen=True)
class ArticleText:
    """One provision in the institution's own words.

    `no` matches the beginning of a rulebook article's `no`: `第三十四条`, `第二章2.1`, `总则第三段`, `附录一`.
    `number` is what it counts: "34", "2.1", "3". `chapter`, `section`: the headings' `no`. Paragraphs of `text`
    are parted by newlines.
    """

    no: str
    number: str
    chapter: str
    section: str
    text: str
    title: str = ""

    def is_text_of(self, no: str) -> bool:
        """Whether a rulebook article with this `no` lies in this text."""
        return no == self.no or no.startswith((f"{self.no}(", f"{self.no}（"))


Block = ChapterText | ArticleText


def read_regulation(text: str) -> list[Block]:
    """Headings and articles in order; page numbers, contents and what surrounds the regulation fall away."""
    reader = _Reader()
    for paragraph in _paragraphs(text):
        reader.read(paragraph)
    return reader.finished()


def _paragraphs(text: str) -> list[str]:
    """Whole paragraphs: lines that break a sentence are joined, page numbers dropped, stray blanks taken out."""
    found: list[str] = []
    page: int | None = None
    article = 0
    for raw in text.lstrip("\ufeff").splitlines():
        line = _closed_up(raw)
        if not line or _CONTENTS_LINE.search(line):
            continue
        unfinished = bool(found) and _breaks_off(found[-1])
        number, begun = _PAGE.fullmatch(line), _article_number(line)
        if number and _is_page(number[1], page, unfinished):
            page = int(number[1]) if page is None else max(page + 1, int(number[1]))
        elif unfinished and not (begun == article + 1 or _starts_new(line)):
            found[-1] = _closed_up(_joined(found[-1], line))
        else:
            found.append(line)
            article = begun or article
    return found


def _article_number(line: str) -> int:
    found = _ARTICLE.fullmatch(line)
    return number_of(_bare(found[1])) if found else 0


def _is_page(digits: str, page: int | None, unfinished: bool) -> bool:
    """A number alone in a line is a page number unless it breaks a sentence and does not follow the last one."""
    return page is None or not unfinished or str(page + 1).startswith(digits)


def _breaks_off(paragraph: str) -> bool:
    """Whether a line stops in mid-sentence; a short one without any mark is a title."""
    if paragraph.endswith(_SENTENCE_END) or _HEADING.fullmatch(paragraph) or _APPENDIX.fullmatch(paragraph):
        return False
    return len(paragraph) > 25 or bool(_WEAK_MARKS.search(paragraph))


def _starts_new(line: str) -> bool:
    if _ITEM.match(line) or _NUMBERED.match(line):
        return True
    heading = _HEADING.fullmatch(line) or _APPENDIX.fullmatch(line)
    return bool(heading) and not line.endswith(_SENTENCE_END)


def _joined(first: str, second: str) -> str:
    latin = first[-1].isascii() and first[-1].isalpha() and second[0].isascii() and second[0].isalpha()
    return f"{first}{' ' if latin else ''}{second}"


def _closed_up(line: str) -> str:
    return _STRAY.sub("", _BLANKS.sub(" ", line)).strip()


@dataclass
class _Reader:
    """Sorts paragraphs under headings and articles."""

    blocks: list[Block] = field(default_factory=list)
    contents: list[Block] = field(default_factory=list)
    chapter: str = ""
    section: str = ""
    title: str = ""
    last: int = 0
    loose: int = 0

    def read(self, paragraph: str) -> None:
        """Take one paragraph."""
        kinds = (
            (_HEADING, self._heading),
            (_ARTICLE, self._article),
            (_APPENDIX, self._appendix),
            (_NUMBERED, self._numbered),
        )
        for pattern, take in kinds:
            found = pattern.fullmatch(paragraph)
            if found and take(found):
                return
        self._text(paragraph)

    def _heading(self, found: re.Match[str]) -> bool:
        number, section, title = number_of(_bare(found[1])), found[2] == "节", found[3]
        if title.endswith(_SENTENCE_END):
            return False
        no = f"第{_bare(found[1])}{found[2]}"
        if section:
            self.section = no
        else:
            if number == 1:
                self._leave_contents()
            self.chapter, self.section, self.title, self.loose = no, "", title, 0
        self.blocks.append(ChapterText(no, number, title, section))
        return True

    def _article(self, found: re.Match[str]) -> bool:
        """An article comes after the one before; a smaller number is a reference at the start of a line."""
        number = number_of(_bare(found[1]))
        if number == 1 and not self.chapter:
            self._leave_contents()
        if number <= self.last:
            return False
        self.last = number
        no = f"第{_bare(found[1])}条"
        self.blocks.append(ArticleText(no, str(number), self.chapter, self.section, found[2]))
        return True

    def _appendix(self, found: re.Match[str]) -> bool:
        self.chapter, self.section = "附录", ""
        if found[1]:
            number = str(number_of(found[1]))
            self.blocks.append(ArticleText(f"附录{found[1]}", number, self.chapter, "", found[2]))
        return True

    def _numbered(self, found: re.Match[str]) -> bool:
        if not self.chapter or found[2].endswith(_SENTENCE_END):
            return False
        no = f"{self.chapter}{found[1]}"
        self.blocks.append(ArticleText(no, found[1], self.chapter, found[1], "", found[2]))
        return True

    def _text(self, paragraph: str) -> None:
        """A paragraph of the article being read, or one that stands by itself under a chapter."""
        last = self.blocks[-1] if self.blocks else None
        if isinstance(last, ArticleText) and not last.no.endswith("段"):
            self.blocks[-1] = replace(last, text=f"{last.text}\n{paragraph}".strip())
        elif paragraph.endswith(_SENTENCE_END) and self.title:
            self.loose += 1
            no = f"{self.title}第{in_chinese(self.loose)}段"
            self.blocks.append(ArticleText(no, str(self.loose), self.chapter, self.section, paragraph))

    def _leave_contents(self) -> None:
        """A first heading again: what came before was the table of contents, if it said nothing yet."""
        texts = [block.text for block in self.blocks if isinstance(block, ArticleText)]
        if not any(text.endswith(_SENTENCE_END) for text in texts):
            self.contents, self.blocks, self.last = self.blocks, [], 0

    def finished(self) -> list[Block]:
        """The blocks; without what a web page put after the last one, with chapters only the contents name."""
        last = self.blocks[-1] if self.blocks else None
        if isinstance(last, ArticleText):
            lines = last.text.split("\n")
            while len(lines) > 1 and not lines[-1].endswith(_SENTENCE_END):
                lines.pop()
            self.blocks[-1] = replace(last, text="\n".join(lines))
        there = {block.no for block in self.blocks}
        return self.blocks + [
            block
            for block in self.contents
            if isinstance(block, ChapterText) and not block.section and block.no not in there
        ]


def _bare(numeral: str) -> str:
    return "".join(numeral.split())


def articles_of(blocks: list[Block]) -> Iterator[ArticleText]:
    """Only the provisions."""
    return (block for block in blocks if isinstance(block, ArticleText))
