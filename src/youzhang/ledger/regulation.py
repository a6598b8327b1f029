"""The institution's own text of its regulation, article by article beside our summaries."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from youzhang.accounts.models import Organisation
from youzhang.documents.papers import read_paragraphs
from youzhang.kit import clock
from youzhang.kit.refused import Refused
from youzhang.ledger.models import ArticleText
from youzhang.rulebook import text
from youzhang.rulebook.book import Article
from youzhang.rulebook.library import builtin


@dataclass(frozen=True)
class Imported:
    """What an import brought: articles and appendices read, and the rulebook's articles that have no text in it."""

    articles: int
    appendices: int
    chapters: int
    sections: int
    without_text: tuple[str, ...]


@transaction.atomic
def import_text(organisation: Organisation, rulebook: str, file: Path) -> Imported:
    """Read a .txt or .docx and put it in place of what was imported before; all or nothing."""
    blocks = text.read_regulation("\n".join(read_paragraphs(file)))
    articles = list(text.articles_of(blocks))
    if not articles:
        raise Refused(
            "rule:regulation_file",
            _("No article was found in %(name)s.") % {"name": file.name},
            _("Check that it is the regulation's text, with numbered articles (第一条 …)."),
        )
    ArticleText.objects.filter(organisation=organisation, rulebook=rulebook).delete()
    ArticleText.objects.bulk_create(_rows(blocks, organisation, rulebook))
    headings = [block for block in blocks if isinstance(block, text.ChapterText)]
    sections = sum(heading.section for heading in headings)
    known = {article.no for article in articles}
    bare = tuple(a.id for a in builtin(rulebook).articles if text_number(a) not in known)
    appendices = sum(article.no.startswith("附录") for article in articles)
    return Imported(len(articles) - appendices, appendices, len(headings) - sections, sections, bare)


def _rows(blocks: Sequence[text.Block], organisation: Organisation, rulebook: str) -> Iterator[ArticleText]:
    chapter = section = ""
    at = clock.now()
    for position, block in enumerate(blocks):
        if isinstance(block, text.ArticleText):
            place = {"position": position, "chapter": chapter, "section": section, "imported_at": at}
            yield ArticleText(
                organisation=organisation, rulebook=rulebook, no=block.no, text=block.text, **place
            )
        elif block.section:
            section = f"{block.no} {block.title}"
        else:
            chapter, section = f"{block.no} {block.title}", ""


def text_number(article: Article) -> str:
    """The number under which an article's whole provision stands in the text: `第三十四条` for `第三十四条(二)`."""
    return re.split("[(（]", article.no, maxsplit=1)[0].strip()


def text_of(organisation: Organisation, article: Article) -> ArticleText | None:
    """The institution's own words of the provision that an article belongs to, if imported."""
    texts = ArticleText.objects.filter(organisation=organisation, rulebook=article.book)
    return texts.filter(no=text_number(article)).first()
