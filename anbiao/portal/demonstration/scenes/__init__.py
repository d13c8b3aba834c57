"""Pictures of the demonstration: flat scenes of places that do not exist, drawn when they are needed, never photographed.

Each says so in its foot. A scene is drawn before and after rectification, each time from another point of view and in another light:
what two people photograph is never the same picture.
"""

import io
from datetime import datetime
from functools import lru_cache
from random import Random

from PIL import Image, ImageChops, ImageDraw

from anbiao.portal.demonstration.scenes.drawn import SCENES
from anbiao.portal.demonstration.scenes.view import BLACK, HEIGHT, WHITE, WIDTH, View, font

FOOT = 24
MARK = "演示画面，非实景"
GRAIN = 0.07
SHADOWS = (12, 9)


def picture(scene: str, *, seed: str, fixed: bool, at: datetime, caption: str = "") -> bytes:
    """A scene as a JPEG with the time in its foot and in its EXIF; the same seed draws the same. KeyError for an unknown scene."""
    random = Random(f"{scene} {fixed} {seed}")  # noqa: S311 - a picture, no secret
    image = Image.new("RGB", (WIDTH, HEIGHT))
    draw = ImageDraw.Draw(image)
    view = View(random, draw)
    view.begin()
    if scene == "plan":
        view.floor_at, view.shift, view.zoom = 74, 0, 0.96
    SCENES[scene](view, fixed)
    if scene != "plan":
        image = ImageChops.multiply(image, _shadows(random))
    image = Image.blend(
        image, ImageChops.offset(_grain(), random.randrange(WIDTH), random.randrange(HEIGHT)), GRAIN
    )
    if random.random() < 0.5 and scene != "plan":
        image = image.resize((WIDTH, HEIGHT), box=(6, 4, WIDTH - 10, HEIGHT - 8))
    foot = ImageDraw.Draw(image)
    foot.rectangle((0, HEIGHT - FOOT, WIDTH, HEIGHT), fill=BLACK)
    told = f"{MARK}　{at:%Y-%m-%d %H:%M}　{caption}"
    foot.text((8, HEIGHT - FOOT / 2), told, font=font(13), fill=WHITE, anchor="lm")
    return _jpeg(image, at)


def signature(*, seed: str) -> bytes:
    """Something that was signed on a screen, as a PNG: a name that nobody can read."""
    random = Random(f"signature {seed}")  # noqa: S311
    image = Image.new("L", (320, 120), 255)
    draw = ImageDraw.Draw(image)
    x, y = 24.0, random.uniform(50, 70)
    for _ in range(random.randint(5, 8)):
        points = [(x, y)]
        for _ in range(random.randint(4, 7)):
            x, y = x + random.uniform(-6, 14), min(100, max(18, y + random.uniform(-26, 26)))
            points.append((x, y))
        draw.line(points, fill=30, width=4, joint="curve")
        x += random.uniform(2, 14)
    made = io.BytesIO()
    image.save(made, "PNG")
    return made.getvalue()


def _jpeg(image: Image.Image, at: datetime) -> bytes:
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Anbiao", "Demonstration"
    exif.get_ifd(0x8769).update(
        {0x9003: f"{at:%Y:%m:%d %H:%M:%S}", 0x9011: f"{at:%z}"[:3] + ":" + f"{at:%z}"[3:5]}
    )
    made = io.BytesIO()
    image.save(made, "JPEG", quality=80, exif=exif)
    return made.getvalue()


def _shadows(random: Random) -> Image.Image:
    """Light that falls unevenly, otherwise in each picture: without it two drawings of one scene are the same picture."""
    patches = bytes(random.randint(160, 255) for _ in range(SHADOWS[0] * SHADOWS[1]))
    small = Image.frombytes("L", SHADOWS, patches)
    return small.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC).convert("RGB")


@lru_cache(maxsize=1)
def _grain() -> Image.Image:
    random = Random(7)  # noqa: S311
    return Image.frombytes("L", (WIDTH, HEIGHT), random.randbytes(WIDTH * HEIGHT)).convert("RGB")


def sent_again(content: bytes) -> bytes:
    """The same picture once more, as a phone's album gives it: smaller, cut at the edges, without EXIF."""
    with Image.open(io.BytesIO(content)) as image:
        cut = image.convert("RGB").crop((8, 6, WIDTH - 8, HEIGHT - 6)).resize((400, 300))
    made = io.BytesIO()
    cut.save(made, "JPEG", quality=60)
    return made.getvalue()
