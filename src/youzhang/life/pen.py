"""A signature drawn by nobody: strokes on white paper."""

from __future__ import annotations

from io import BytesIO
from random import Random

from PIL import Image, ImageDraw

SIZE = (360, 140)


def a_signature(chance: Random) -> bytes:
    """A PNG of a few strokes."""
    page = Image.new("L", SIZE, 255)
    pen = ImageDraw.Draw(page)
    for stroke in range(chance.randrange(3, 6)):
        x = 30 + stroke * 60
        points = [(x + 14 * step, chance.randrange(25, 115)) for step in range(4)]
        pen.line(points, fill=20, width=4, joint="curve")
    drawn = BytesIO()
    page.save(drawn, "PNG")
    return drawn.getvalue()
