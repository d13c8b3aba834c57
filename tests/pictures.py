"""Photographs for tests, good and nasty: `python -m tests.pictures FOLDER` writes the nasty ones and says what each must end in.

Every picture is drawn: the fictitious rooms of the demonstration, different for each number, and what was done to them.
"""

import io
import struct
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pillow_heif
from PIL import Image, ImageCms, ImageDraw

from anbiao.authority.people import operator
from anbiao.kit import files
from anbiao.kit.actor import Actor
from anbiao.kit.district import new_id
from anbiao.kit.models import Photo
from anbiao.kit.photos import queries, receiving
from anbiao.portal.demonstration.pictures import room
from anbiao.registry.models import Enterprise
from tests import people

pillow_heif.register_heif_opener()
SCRIPT = b"<script>alert(1)</script>"
ORIENTATION, CAMERA, PLACE = 0x0112, 0x8769, 0x8825


def saved(image: Image.Image, kind: str = "JPEG", **how: Any) -> bytes:
    """The file of a picture."""
    made = io.BytesIO()
    image.save(made, kind, **how)
    return made.getvalue()


def photo(number: int = 1, **how: Any) -> bytes:
    """A plain JPEG, another for each number."""
    return saved(room(number), quality=88, **how)


def exif(
    *, orientation: int = 0, taken: str = "", offset: str = "", place: Any = None, **tags: Any
) -> Image.Exif:
    """An EXIF block: `place` is (N or S, degrees, minutes, seconds, E or W, degrees, minutes, seconds)."""
    block = Image.Exif()
    if orientation:
        block[ORIENTATION] = orientation
    for tag, value in tags.items():
        block[{"make": 0x010F, "model": 0x0110, "description": 0x010E}[tag]] = value
    if taken:
        block.get_ifd(CAMERA).update({0x9003: taken, **({0x9011: offset} if offset else {})})
    if place:
        block.get_ifd(PLACE).update({1: place[0], 2: place[1:4], 3: place[4], 4: place[5:8]})
    return block


# Beijing in 2019, by a watch of Tokyo.
ELSEWHERE = {
    "taken": "2019:05:01 08:30:00", "offset": "+09:00", "place": ("N", 39.0, 54.0, 15.0, "E", 116.0, 23.0, 30.0), "make": "Acme",
    "model": "A1 <b>",
}  # fmt: skip


def corners(size: tuple[int, int] = (400, 200)) -> Image.Image:
    """Red above left, green above right, blue below left, white below right: shows how a picture lies."""
    image, (width, height) = Image.new("RGB", size, "white"), size
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width // 2 - 1, height // 2 - 1), fill="red")
    draw.rectangle((width // 2, 0, width, height // 2 - 1), fill="green")
    draw.rectangle((0, height // 2, width // 2 - 1, height), fill="blue")
    return image


# ---------- in the tables ----------


def receive(
    actor: Actor, unit: Enterprise, content: bytes, *, photo_id: UUID | None = None, **more: Any
) -> Photo:
    """A photo of a unit, taken in as a door does it; no copies yet."""
    return receiving.receive(
        actor, photo_id=photo_id or new_id(), content=content, name="IMG_1.jpg", region=unit.region, enterprise=unit.id, **more
    )  # fmt: skip


def ready_photo(unit: Enterprise) -> Photo:
    """A photo of a unit that is ready, its copies in place, without the work of making them."""
    content = photo()
    made = receive(operator(unit.district, people.NOW, who="operator test"), unit, content)
    for copy in queries.COPIES:
        files.write(queries.copy_path(made, copy), [content])
    Photo.objects.filter(pk=made.pk).update(state="ready")
    made.refresh_from_db()
    return made


# ---------- PNG by hand ----------


def chunk(name: bytes, data: bytes) -> bytes:
    """One chunk of a PNG."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(
    width: int, height: int, pixels: bytes, *, bits: int = 8, colour: int = 2, extra: bytes = b""
) -> bytes:
    """A PNG of packed rows, each begun by its filter byte."""
    head = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + extra + chunk(b"IDAT", zlib.compress(pixels, 9)) + chunk(b"IEND", b"")
    )  # fmt: skip


def sixteen_bits(*, colour: int) -> bytes:
    """A ramp of 16 bits a sample, grey (0) or coloured (2)."""
    line = b"".join(struct.pack(">H", x * 512) * (3 if colour == 2 else 1) for x in range(128))
    return png(128, 64, (b"\0" + line) * 64, bits=16, colour=colour)


# ---------- the library ----------


@dataclass(frozen=True)
class Nasty:
    """One file and its end: "refused:CODE" at the door, "unreadable:CODE" in the background, or "ready"."""

    name: str
    end: str
    content: bytes


def _refused() -> Iterator[tuple[str, str, bytes]]:
    good, still = photo(), saved(room(2), "PNG")
    yield "zero-bytes.jpg", "photo-empty", b""
    yield "too-many-bytes.jpg", "photo-too-large", good + b"\0" * (25 * 1024 * 1024)
    yield "animation.gif", "photo-kind", saved(room(3).quantize(16), "GIF")
    yield "gif-as.jpg", "photo-kind", saved(room(3).quantize(16), "GIF")
    yield (
        "drawing.svg",
        "photo-kind",
        b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script/></svg>',
    )
    yield "drawing-as.png", "photo-kind", b"\xef\xbb\xbf <svg onload='alert(1)'/>"
    yield "page-as.jpg", "photo-kind", b"<!DOCTYPE html><html><script>alert(1)</script></html>"
    yield "letter-as.jpg", "photo-kind", b"%PDF-1.7\n" + good
    yield "archive-as.jpg", "photo-kind", b"PK\x03\x04" + good
    yield "letter-of-old-as.jpg", "photo-kind", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
    yield "picture.bmp", "photo-kind", saved(room(4), "BMP")
    yield "picture.tiff", "photo-kind", saved(room(4), "TIFF")
    yield "picture.avif", "photo-kind", saved(room(4, (64, 48)), "AVIF")
    yield "video-as.heic", "photo-kind", b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(64)
    yield "program-as.jpg", "photo-kind", b"MZ" + bytes(300)
    yield "text-as.png", "photo-kind", "这不是照片".encode()
    yield "magic-alone.jpg", "photo-truncated", b"\xff\xd8\xff"
    yield "no-picture.jpg", "photo-truncated", b"\xff\xd8\xff\xfe\0\x04ab\xff\xd9"
    yield "half.jpg", "photo-truncated", good[: len(good) // 2]
    yield "without-end.jpg", "photo-truncated", good[:-2]
    yield "half.png", "photo-truncated", still[: len(still) // 2]
    yield "without-end.png", "photo-truncated", still[:-12]
    yield "damaged.png", "photo-truncated", still[:500] + bytes(400) + still[900:]
    yield "half.webp", "photo-truncated", saved(room(5), "WEBP")[:900]
    yield "half.heic", "photo-truncated", saved(room(5), "HEIF")[:-900]
    yield "endless-boxes.heic", "photo-truncated", b"\0\0\0\x10ftypheic\0\0\0\0" + b"\0\0\0\x08free" * 60_000
    yield "endless-segments.jpg", "photo-truncated", b"\xff\xd8" + b"\xff\xfe\0\x02" * 60_000
    yield "no-area.png", "photo-truncated", png(0, 10, b"\0")
    yield "declared-huge.png", "photo-pixels", png(60_000, 60_000, b"\0")
    yield "declared-huge.jpg", "photo-pixels", _of_size(good, 65_000, 65_000)
    frames = [room(n, (60, 40)) for n in (1, 2)]
    yield "moving.png", "photo-animated", saved(frames[0], "PNG", save_all=True, append_images=frames[1:])
    yield "moving.webp", "photo-animated", saved(frames[0], "WEBP", save_all=True, append_images=frames[1:])
    yield "moving.heic", "photo-animated", saved(room(6), "HEIF").replace(b"ftypheic", b"ftyphevc", 1)


def _of_size(jpeg: bytes, width: int, height: int) -> bytes:
    at = jpeg.index(b"\xff\xc0") + 5
    return jpeg[:at] + struct.pack(">HH", height, width) + jpeg[at + 4 :]


def _unreadable() -> Iterator[tuple[str, str, bytes]]:
    bomb = chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(300_000_000), 9))
    yield "text-bomb.png", "photo-undecodable", png(8, 8, b"\0" * 25 * 8, extra=bomb)
    yield "too-few-rows.png", "photo-undecodable", png(2000, 2000, b"\0" * 600)
    moved = saved(room(5), "HEIF")
    coded = moved.index(b"mdat") + 4
    yield "without-picture.heic", "photo-undecodable", moved[:coded] + bytes(len(moved) - coded)
    yield (
        "without-tables.webp",
        "photo-undecodable",
        _riff(b"VP8 ", b"\x10\0\0\x9d\x01\x2a\x40\x01\xf0\0" + bytes(90)),
    )
    yield (
        "no-tables.jpg",
        "photo-undecodable",
        photo().replace(b"\xff\xdb", b"\xff\xfe").replace(b"\xff\xc4", b"\xff\xfe"),
    )


def _riff(name: bytes, data: bytes) -> bytes:
    inner = b"WEBP" + name + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(inner)) + inner


def _ready() -> Iterator[tuple[str, bytes]]:
    good = photo()
    yield "plain.jpg", good
    yield "jpeg-as.png", good
    yield "jpeg-with-archive.jpg", good + b"PK\x03\x04" + SCRIPT * 20
    yield "png-with-page.png", saved(room(2), "PNG") + SCRIPT
    yield "webp-with-page.webp", saved(room(2), "WEBP") + SCRIPT
    yield "heic-with-video.heic", saved(room(2), "HEIF") + b"\0\0\0\x20mpvd" + SCRIPT
    yield "comment.jpg", photo(comment=SCRIPT)
    yield "description.jpg", photo(exif=exif(description=SCRIPT.decode(), **ELSEWHERE))
    yield "progressive.jpg", photo(progressive=True)
    yield "grey.jpg", saved(room(1).convert("L"))
    yield "cmyk.jpg", saved(room(1).convert("CMYK"))
    yield "profile.jpg", photo(icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    yield "bad-profile.jpg", photo(icc_profile=b"not a profile" * 40)
    yield "bad-exif.jpg", photo(exif=b"Exif\0\0II*\0\xff\xff\xff\xff" + bytes(40))
    yield "palette.png", saved(room(2).quantize(32), "PNG")
    yield "transparent-palette.png", saved(room(2).quantize(32), "PNG", transparency=0)
    yield "one-bit.png", saved(room(2).convert("1"), "PNG")
    yield "grey-alpha.png", saved(room(2).convert("LA"), "PNG")
    yield "sixteen-grey.png", sixteen_bits(colour=0)
    yield "sixteen-colour.png", sixteen_bits(colour=2)
    yield "bomb.png", png(7000, 7000, b"\0" * (1 + 3 * 7000) * 7000)
    yield "lossless.webp", saved(room(2), "WEBP", lossless=True)
    yield "phone.heic", saved(room(2), "HEIF", exif=exif(**ELSEWHERE).tobytes())
    yield "one-pixel.png", png(1, 1, b"\0\xff\0\0")
    yield "very-long.jpg", saved(room(2, (6000, 20)))


def library() -> list[Nasty]:
    """Every file; none is like another."""
    return [
        *(Nasty(name, f"refused:{code}", content) for name, code, content in _refused()),
        *(Nasty(name, f"unreadable:{code}", content) for name, code, content in _unreadable()),
        *(Nasty(name, "ready", content) for name, content in _ready()),
    ]


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for nasty in library():
        (folder / nasty.name).write_bytes(nasty.content)
        sys.stdout.write(f"{nasty.end:32} {nasty.name}\n")
