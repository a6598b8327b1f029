"""Pictures are made anew: turned upright, without place, time, camera, comment or hidden data."""

from __future__ import annotations

import zlib
from functools import cache
from importlib import import_module
from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from youzhang.documents.kinds import JPEG, PNG, WEBP
from youzhang.kit.refused import Refused

MOST_PIXELS = 40_000_000
FORMATS = {PNG: "PNG", JPEG: "JPEG", WEBP: "WEBP"}
_DAMAGE = (
    OSError, ValueError, SyntaxError, EOFError, MemoryError, KeyError, IndexError, OverflowError, zlib.error,
    Image.DecompressionBombError, Image.DecompressionBombWarning,
)  # fmt: skip


def made_anew(content: bytes, media_type: str) -> bytes:
    """The same picture with nothing but its pixels."""
    return _made(
        content,
        FORMATS[media_type],
        media_type,
        _("Take it again, or save it anew, and choose the new file."),
    )


def jpeg_of(heic: bytes) -> bytes:
    """A telephone's HEIC as a JPEG, which every reader opens."""
    _read_heic()
    way = _("On an iPhone choose Settings, Camera, Formats, Most Compatible; then take it again.")
    return _made(heic, "HEIF", JPEG, way)


@cache
def _read_heic() -> None:
    """Loaded when the first one comes: 5 MB that most processes never need."""
    import_module("pi_heif").register_heif_opener(thumbnails=False)


def _made(content: bytes, form: str, media_type: str, way_on: str) -> bytes:
    try:
        with Image.open(BytesIO(content), formats=[form]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise _too_large()
            return _saved(_plain(picture), media_type)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_large() from None
    except _DAMAGE:
        why = _("This picture cannot be read: it is damaged or not complete.")
        raise Refused("rule:file_damaged", why, way_on, field="file") from None


def _plain(picture: Image.Image) -> Image.Image:
    upright = ImageOps.exif_transpose(picture)
    if upright.mode in ("L", "RGB", "RGBA"):
        plain = upright.copy()
    else:
        plain = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    plain.info.clear()  # colour profiles, comments and text chunks would be written again
    return plain


def _saved(picture: Image.Image, media_type: str) -> bytes:
    if media_type == JPEG and picture.mode == "RGBA":
        picture = picture.convert("RGB")
    out = BytesIO()
    picture.save(out, FORMATS[media_type], **({} if media_type == PNG else {"quality": 88}))
    return out.getvalue()


def _too_large() -> Refused:
    return Refused(
        "rule:file_pixels",
        _("This picture has too many pixels."),
        _("Make it smaller, at most 40 million pixels, and choose it again."),
        field="file",
    )
