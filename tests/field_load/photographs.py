"""Photographs for the load: noise over a drawn picture, 300 to 500 KB, no two with the same bytes."""

import io
from random import Random
from uuid import uuid4

import numpy as np
from PIL import Image, ImageDraw

BASES = 48


def bases(count: int = BASES) -> list[bytes]:
    """Different pictures of 1,600 × 1,200 pixels as a telephone sends them after shrinking."""
    return [_drawn(number) for number in range(count)]


def _drawn(number: int) -> bytes:
    chance, noise = Random(number), np.random.default_rng(number)
    image = Image.new("RGB", (1600, 1200), tuple(chance.randrange(60, 220) for _ in range(3)))
    pen = ImageDraw.Draw(image)
    for _ in range(40):
        x, y = chance.randrange(1500), chance.randrange(1100)
        pen.rectangle(
            (x, y, x + chance.randrange(20, 400), y + chance.randrange(20, 300)),
            fill=tuple(chance.randrange(256) for _ in range(3)),
        )
    grain = noise.normal(0, chance.uniform(9, 12), (1200, 1600, 3))
    pixels = np.clip(np.asarray(image, dtype=np.float64) + grain, 0, 255).astype(np.uint8)
    made = io.BytesIO()
    Image.fromarray(pixels).save(made, "JPEG", quality=70)
    return made.getvalue()


def distinct(base: bytes) -> bytes:
    """The same picture as other bytes: with a comment that no other has."""
    words = uuid4().bytes * 2
    return base[:2] + b"\xff\xfe" + (len(words) + 2).to_bytes(2, "big") + words + base[2:]
