"""A kept file comes back as it was, lies sealed on disk, and is what it says."""

from __future__ import annotations

import os
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.utils import translation
from PIL import Image

from tests.documents import samples
from youzhang.documents.actions import LARGEST, destroy, open_file, sweep
from youzhang.documents.kinds import DOCX, IMAGES
from youzhang.documents.models import StoredFile
from youzhang.kit.refused import Refused
from youzhang.vault import actions as vault
from youzhang.vault.models import DataKey

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
Keep = Callable[..., StoredFile]


def lying(files: Path) -> list[Path]:
    return [path for path in files.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("content", "name", "media_type", "pages"),
    [
        (samples.PDF, "协议.pdf", "application/pdf", 2),
        (samples.word_document(), "制度.docx", DOCX, None),
    ],
)
def test_a_paper_comes_back_byte_for_byte(
    keep: Keep, content: bytes, name: str, media_type: str, pages: int | None
) -> None:
    kept = StoredFile.objects.get(pk=keep(content, name).pk)
    assert open_file(kept) == content
    assert (kept.name, kept.media_type, kept.size, kept.pages) == (name, media_type, len(content), pages)


def test_an_upload_is_kept_like_bytes(keep: Keep) -> None:
    upload = SimpleUploadedFile("协议.pdf", samples.PDF, content_type="text/html")
    assert open_file(keep(upload, upload.name)) == samples.PDF


def test_neither_disk_nor_database_holds_plain_text(keep: Keep, files: Path) -> None:
    kept = keep(samples.PDF, "罗予安的协议.pdf")
    (path,) = lying(files)
    assert path == kept.path
    assert path.parent.name == kept.id.hex[:2]
    assert path.stat().st_mode & 0o077 == 0
    assert b"Catalog" not in path.read_bytes()
    assert b"PDF" not in path.read_bytes()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM documents_storedfile")
        row = b"|".join(
            bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in cursor.fetchone()
        )
    assert "罗予安".encode() not in row


def test_the_digest_tells_copies_under_one_key_only(keep: Keep) -> None:
    one, copy = keep(samples.PDF, "a.pdf"), keep(samples.PDF, "b.pdf")
    other = keep(samples.PDF, "a.pdf", key=vault.create_key())
    assert one.digest == copy.digest != other.digest


def test_a_photo_is_turned_upright_and_tells_nothing(keep: Keep) -> None:
    photo = samples.telling_photo()
    assert b"SecretCamera" in photo
    assert b"secret comment" in photo
    clean = open_file(keep(photo, "IMG_0001.JPG"))
    with Image.open(BytesIO(clean)) as picture:
        assert picture.size == (20, 40)
        assert not picture.getexif()
        assert not {"comment", "icc_profile", "exif"} & set(picture.info)
    assert b"ecret" not in clean


@pytest.mark.parametrize(
    ("form", "mode"), [("PNG", "RGBA"), ("PNG", "P"), ("PNG", "L"), ("WEBP", "RGB"), ("JPEG", "L")]
)
def test_pictures_of_every_kind_are_made_anew(keep: Keep, form: str, mode: str) -> None:
    kept = keep(samples.picture(form, mode=mode) + samples.HTML, f"x.{form.lower()}", allowed=IMAGES)
    clean = open_file(kept)
    assert b"<script>" not in clean
    with Image.open(BytesIO(clean)) as picture:
        assert (picture.format, picture.size) == (form, (40, 20))


@pytest.mark.parametrize(
    ("content", "name", "rule"),
    [
        pytest.param(samples.HTML, "photo.png", "rule:file_kind", id="HTML as PNG"),
        pytest.param(b"<svg onload='alert(1)'/>", "a.svg", "rule:file_kind", id="SVG"),
        pytest.param(samples.PDF, "photo.png", "rule:file_kind", id="PDF as PNG"),
        pytest.param(samples.picture(), "scan.pdf", "rule:file_kind", id="JPEG as PDF"),
        pytest.param(samples.zip_of({"a.txt": b"x"}), "a.docx", "rule:file_kind", id="zip as Word"),
        pytest.param(b"PK\x03\x04 torn", "a.docx", "rule:file_kind", id="torn Word"),
        pytest.param(b"", "a.pdf", "rule:file_size", id="empty"),
        pytest.param(samples.PDF + bytes(LARGEST), "a.pdf", "rule:file_size", id="too large"),
        pytest.param(samples.picture()[:200], "a.jpg", "rule:file_damaged", id="torn JPEG"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(90), "a.png", "rule:file_damaged", id="damaged PNG"),
        pytest.param(samples.flood_picture(), "a.png", "rule:file_pixels", id="50,000 pixels square"),
        pytest.param(samples.flood_picture(7000), "a.png", "rule:file_pixels", id="49 million pixels"),
        pytest.param(samples.PDF + b"/OpenAction<</S/JavaScript/JS(x)>>", "a.pdf", "rule:file_active", id="script"),
        pytest.param(samples.PDF + b"<</S /#4Caunch>>", "a.pdf", "rule:file_active", id="escaped launch"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_what_it_says_or_does_harm_is_refused(
    keep: Keep, files: Path, content: bytes, name: str, rule: str
) -> None:
    with pytest.raises(Refused) as refusal:
        keep(content, name)
    assert (refusal.value.rule, refusal.value.field) == (rule, "file")
    assert refusal.value.way_on
    assert not StoredFile.objects.exists()
    assert not lying(files)


def test_a_word_file_that_unpacks_to_a_flood_is_refused(keep: Keep) -> None:
    flood = samples.zip_of(
        samples.parts_of(samples.word_document()) | {"word/media/a": bytes(101 * 1024 * 1024)}
    )
    assert len(flood) < 1024 * 1024
    with pytest.raises(Refused):
        keep(flood, "a.docx")


def test_only_what_is_allowed_here_is_kept(keep: Keep) -> None:
    with pytest.raises(Refused, match="jpeg"):
        keep(samples.PDF, "a.pdf", allowed=IMAGES)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/协议.pdf", "协议.pdf"),
        (r"C:\Users\lead\a.pdf", "a.pdf"),
        ("", "file.pdf"),
        ("没有后缀", "没有后缀.pdf"),
        ("a\x00b\u202efdp.pdf", "abfdp.pdf"),
    ],
)
def test_a_name_is_only_a_name(keep: Keep, given: str, kept: str) -> None:
    assert keep(samples.PDF, given).name == kept


def test_a_very_long_name_is_cut(keep: Keep) -> None:
    name = keep(samples.PDF, "长" * 400 + ".pdf").name
    assert len(name) <= 160
    assert name.endswith(".pdf")


@pytest.mark.parametrize("place", [0, 20, -1])
def test_an_altered_file_is_refused(keep: Keep, place: int) -> None:
    kept = keep(samples.PDF, "a.pdf")
    sealed = bytearray(kept.path.read_bytes())
    sealed[place] ^= 1
    kept.path.write_bytes(sealed)
    with pytest.raises(Refused) as refusal:
        open_file(kept)
    assert refusal.value.rule == "rule:file_altered"


def test_a_file_put_in_the_place_of_another_is_refused(keep: Keep) -> None:
    one, other = keep(samples.PDF, "a.pdf"), keep(samples.word_document(), "b.docx")
    one.path.write_bytes(other.path.read_bytes())
    with pytest.raises(Refused):
        open_file(one)


def test_a_missing_file_says_so(keep: Keep) -> None:
    kept = keep(samples.PDF, "a.pdf")
    kept.path.unlink()
    with pytest.raises(Refused) as refusal:
        open_file(kept)
    assert refusal.value.rule == "rule:file_missing"


@pytest.mark.django_db(transaction=True)
def test_destroying_takes_the_content_and_leaves_the_row(keep: Keep, files: Path) -> None:
    kept = keep(samples.PDF, "a.pdf")
    destroy(kept)
    assert not lying(files)
    row = StoredFile.objects.get()
    assert row.destroyed_at is not None
    with pytest.raises(Refused) as refusal:
        open_file(row)
    assert refusal.value.rule == "rule:file_destroyed"


@pytest.mark.django_db(transaction=True)
def test_a_destruction_that_does_not_commit_leaves_the_file(keep: Keep) -> None:
    kept = keep(samples.PDF, "a.pdf")
    with transaction.atomic():
        destroy(kept)
        transaction.set_rollback(True)
    assert open_file(StoredFile.objects.get()) == samples.PDF


def test_a_destroyed_key_closes_the_file(keep: Keep, key: DataKey) -> None:
    kept = keep(samples.PDF, "a.pdf")
    vault.destroy(key)
    with pytest.raises(Refused) as refusal:
        open_file(StoredFile.objects.get(pk=kept.pk))
    assert refusal.value.rule == "rule:file_destroyed"


def test_a_full_disk_leaves_neither_row_nor_half_a_file(
    keep: Keep, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="space"):
        keep(samples.PDF, "a.pdf")
    assert not StoredFile.objects.exists()
    assert not lying(files)


def test_the_sweep_takes_only_old_files_without_a_row(keep: Keep, files: Path) -> None:
    kept, fresh = keep(samples.PDF, "a.pdf"), files / "ab" / "fresh.part"
    left = files / "ab" / "11111111-1111-4111-8111-111111111111"
    left.parent.mkdir(exist_ok=True)
    left.write_bytes(b"x")
    fresh.write_bytes(b"x")
    for path in (left, kept.path):
        age(path)
    assert sweep() == 1
    assert {path for path in lying(files) if path.name != ".sweep"} == {kept.path, fresh}


def age(path: Path) -> None:
    """Make a file two days old."""
    changed = path.stat().st_mtime - 48 * 3600
    os.utime(path, (changed, changed))


def test_a_photo_of_an_iphone_is_kept_as_a_jpeg(keep: Keep) -> None:
    kept = keep(samples.HEIC, "IMG_0042.HEIC")
    assert (kept.name, kept.media_type) == ("IMG_0042.jpg", "image/jpeg")
    with Image.open(BytesIO(open_file(kept))) as picture:
        assert picture.size == (64, 48)


def test_half_a_photo_of_an_iphone_says_which_setting_to_change(keep: Keep) -> None:
    with translation.override("en"), pytest.raises(Refused, match=r"file_damaged.*Most Compatible"):
        keep(samples.HEIC[: len(samples.HEIC) // 2], "IMG_0042.HEIC")
    assert not StoredFile.objects.exists()


def test_a_photo_of_an_iphone_is_refused_where_no_picture_may_be(keep: Keep) -> None:
    with pytest.raises(Refused, match="file_kind"):
        keep(samples.HEIC, "IMG_0042.HEIC", allowed=frozenset({DOCX}))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (samples.PDF + b"<</S/JavaScript/JS(x)>>\n%%EOF", "holds a script or starts a program"),
        (samples.PDF + b"<</Encrypt 9 0 R>> (\x81/JS \x07)\n%%EOF", "is protected"),
        (samples.PDF + b"stream\n\x81/JS \x07" + bytes(2000), "damaged or cut off"),
        (samples.PDF + b"(\x81/JS \x07" + bytes(2000), "damaged or cut off"),
    ],
)
def test_a_pdf_is_said_to_hold_a_script_only_where_that_can_be_told(
    keep: Keep, files: Path, content: bytes, words: str
) -> None:
    with translation.override("en"), pytest.raises(Refused) as refusal:
        keep(content, "a.pdf")
    assert words in refusal.value.why
    assert "choose" in refusal.value.way_on
    assert not lying(files)
