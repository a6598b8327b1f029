"""Small real files, and bad ones."""

from __future__ import annotations

import base64
import struct
import zipfile
import zlib
from io import BytesIO
from typing import Any

from docx import Document
from PIL import Image

PDF = b"""%PDF-1.4
1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj
2 0 obj <</Type /Pages /Kids [3 0 R 4 0 R] /Count 2>> endobj
3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 200 200]>> endobj
4 0 obj <</Type/Page /Parent 2 0 R /MediaBox [0 0 200 200]>> endobj
5 0 obj <</Length 12>> stream
/JS(not code)
endstream endobj
trailer <</Root 1 0 R>>
%%EOF
"""
# A green picture of 64 x 48 points as an iPhone keeps it: what we use reads this format and cannot write it.
HEIC = zlib.decompress(
    base64.b64decode(
        "eNpdUD1PwlAUva8vkCYqmogJgyFFF+IE/6BRdv8C9dGmN+mDl9IQHEwkurA5OWtMWFnVSf+Em5suLrI0YZDUe6E6cF5vz7nn"
        "ndePCwD7QXJuQh8VEDQGTdYavQBAXGg/8WCFWtiJ4lyDQZXAGg4w6i0f0nJB0CKI+xUTKlSHiN1g2bG7R41v5V04UE2WJYOJ"
        "/o8s0MSG+B2N6hEPKHYiJFs3y1B1Bj+L+RxgW7bpRMUVmyLLOCA5IfmqPluuR5tHx0Ks7dw5o8Lt18fk6dEOGw5Zkm9QO6N4"
        "sSVe+y9jesmu6kVxV0VDcregeElWGfvGz//MzauuIs/kmj++kTPDyrJsxky1Y3CIbErbtnkyaPTfkGluhZElC9ekHd3xeMjl"
        "uphutNPPq2mW6rfxw7c6TUu/y8NUDQ=="
    )
)
HTML = b"<!doctype html><script>alert(document.cookie)</script>"


def picture(form: str = "JPEG", size: tuple[int, int] = (40, 20), mode: str = "RGB", **given: Any) -> bytes:
    out = BytesIO()
    image = Image.new(mode, size)
    image.putpixel((0, 0), 1 if mode in "LP" else (250, 10, 10, 255)[: len(mode)])
    image.save(out, form, **given)
    return out.getvalue()


def telling_photo() -> bytes:
    """A photo on its side that says where and when it was taken, by which camera, and what somebody noted."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "SecretCamera"
    exif[0x9003] = "2026:03:02 09:00:00"
    exif.get_ifd(0x8825)[2] = (30.0, 15.0, 7.0)
    return picture("JPEG", exif=exif, comment=b"secret comment", icc_profile=b"secret profile")


def flood_picture(side: int = 50_000) -> bytes:
    """A PNG of a few bytes that says it is 50,000 by 50,000."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    )


def word_document() -> bytes:
    document = Document()
    document.add_paragraph("第一条　为了规范服务，制定本制度。")
    document.add_paragraph("")
    table = document.add_table(rows=2, cols=3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "项目"
    table.cell(0, 2).text = "期限"
    for number, text in enumerate(("回执", "电话", "3 天")):
        table.cell(1, number).text = text
    document.add_paragraph("第二条　自发布之日起施行。")
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def zip_of(parts: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def parts_of(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}
