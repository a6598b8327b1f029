"""A served file runs nothing, is guessed as nothing else, and stays in no cache."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import pytest

from tests.documents import samples
from youzhang.documents.models import StoredFile
from youzhang.documents.responses import serve

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
Keep = Callable[..., StoredFile]


def test_a_picture_is_shown_sealed_off(keep: Keep) -> None:
    answer = serve(keep(samples.picture("PNG"), "图.png"))
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Disposition"] == f"inline; filename*=utf-8''{quote('图.png')}"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")


def test_a_pdf_is_shown_or_downloaded(keep: Keep) -> None:
    kept = keep(samples.PDF, "a.pdf")
    assert serve(kept).content == samples.PDF
    assert serve(kept)["Content-Disposition"].startswith("inline")
    assert serve(kept)["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert serve(kept, download=True)["Content-Disposition"] == 'attachment; filename="a.pdf"'


def test_a_word_file_is_only_downloaded(keep: Keep) -> None:
    assert serve(keep(samples.word_document(), "a.docx"))["Content-Disposition"].startswith("attachment")
