"""A photo sought among many, beside one XOR and count of bits over the same hashes; and what it costs to copy one."""

import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any
from uuid import UUID

import numpy as np
from PIL import Image

from anbiao.kit.bulk import copy_rows
from anbiao.kit.district import new_id
from anbiao.kit.models import PhotoPrint
from anbiao.kit.photos import searching
from anbiao.kit.photos.judging import judge
from anbiao.kit.photos.making import copies_of
from anbiao.kit.photos.prints import WHOLE, WINDOWS, Prints, prints_of
from anbiao.portal.bench import scratch
from anbiao.portal.bench.filling import DISTRICT
from anbiao.portal.bench.measuring import Figure, least, percentile
from anbiao.portal.demonstration.pictures import room

TIMES = 3
MOST_ROOMS = 300
FARTHEST = 32  # bits by which a made-up photo differs from a drawn one: some are candidates, none is the same
DEMAND = "within 0.1 s among 200,000; found after recompression and a 10 % crop, no other taken for it"
COPY_DEMAND = "20,000 photos in 45 minutes on 2 cores"
Asked = list[tuple[UUID, Prints]]


def measure(size: int) -> list[Figure]:
    """Drawn photos among so many; each sought recompressed, cropped, and whole where a crop is stored; and others that are not there."""
    number = max(10, min(MOST_ROOMS, size // 20))
    whole, cut = (
        [_prints(_room(n), 88) for n in range(number)],
        [_prints(_crop(n), 40) for n in range(number)],
    )
    # Of every second photo a crop is stored, so that the whole one is sought.
    kept = {new_id(): (whole if place % 2 == 0 else cut)[place] for place in range(number)}
    _fill(kept, size)
    searching.forget_all()
    started = perf_counter()
    searching.alike(DISTRICT, whole[0])
    load = perf_counter() - started
    ids = list(kept)
    asked: dict[str, Asked] = {
        "recompressed": [(ids[n], _prints(_room(n), 40)) for n in range(0, number, 2)],
        "cropped": [(ids[n], cut[n]) for n in range(0, number, 2)],
        "uncropped": [(ids[n], whole[n]) for n in range(1, number, 2)],
        "strange": [(new_id(), _prints(_room(10_000 + n), 88)) for n in range(number)],
    }
    return [_search(asked, size), Figure("photos, first load", size, load, None, DEMAND), *_copying()]


def _search(asked: dict[str, Asked], size: int) -> Figure:
    times: list[float] = []
    busy: list[float] = []
    more: dict[str, Any] = {}
    taken_for = 0
    for kind, photos in asked.items():
        right = 0
        for photo, prints in photos:
            started, worked = perf_counter(), process_time()
            found = [each for each, _ in searching.alike(DISTRICT, prints)]
            times.append(perf_counter() - started)
            busy.append(process_time() - worked)
            right += photo in found
            taken_for += len(set(found) - {photo})
        if kind != "strange":
            more[f"found_{kind}"] = round(right / len(photos), 4)
    more |= {
        "taken_for_another": taken_for,
        "searches": len(times),
        "processor": round(percentile(busy, 0.95), 4),
        "p50": round(percentile(times, 0.5), 4),
        "worst": round(max(times), 4),
    }
    floor = least(TIMES, _floor(asked["cropped"][0][1]))
    return Figure("photos, search", size, percentile(times, 0.95), floor.seconds, DEMAND, more)


def _floor(prints: Prints) -> Any:
    """What has to be read at least: every hash once."""
    known = searching._KNOWN[DISTRICT]
    hashes, asked = known.hashes[:, : known.count], prints.numbers()[WHOLE]
    return lambda: np.bitwise_count(hashes ^ asked)


# ---------- photos ----------


def _room(number: int) -> Image.Image:
    return room(number, (480, 360))


def _crop(number: int) -> Image.Image:
    """A tenth of the width, the height, or both cut off somewhere."""
    image, random = _room(number), Random(number)  # noqa: S311 - a load, no secret
    width, height = image.size
    across, down = random.choice([(0.9, 0.9), (0.9, 1.0), (1.0, 0.9), (0.95, 0.95)])
    left, top = random.random() * (1 - across) * width, random.random() * (1 - down) * height
    return image.crop((round(left), round(top), round(left + across * width), round(top + down * height)))


def _prints(image: Image.Image, quality: int) -> Prints:
    """What a file of this quality is known again by; a room with too little in it gets hashes of nothing."""
    opened = Image.open(io.BytesIO(_jpeg(image, quality)))
    grey = opened.convert("L").resize((256, 256), Image.Resampling.BOX)
    return prints_of(grey.tobytes()) or Prints(bytes(8 * len(WINDOWS)), bytes(64 * 64))


def _jpeg(image: Image.Image, quality: int) -> bytes:
    made = io.BytesIO()
    image.save(made, "JPEG", quality=quality)
    return made.getvalue()


# ---------- filling ----------


def _fill(kept: dict[UUID, Prints], size: int) -> None:
    """The drawn photos, and made-up ones whose hashes differ from a drawn one's by 1 to FARTHEST bits, with another's miniature."""
    drawn = list(kept.values())
    rows = ((DISTRICT, photo, prints.hashes, prints.mini) for photo, prints in kept.items())
    made_up = islice(_made_up(drawn), max(0, size - len(kept)))
    copy_rows(PhotoPrint, ("district", "photo", "hashes", "mini"), rows)
    copy_rows(PhotoPrint, ("district", "photo", "hashes", "mini"), made_up)
    scratch.analyse(PhotoPrint._meta.db_table)


def _made_up(drawn: list[Prints]) -> Iterator[tuple[str, UUID, bytes, bytes]]:
    random = Random(4)  # noqa: S311
    numbers = [prints.numbers() for prints in drawn]
    flat = bytes(64 * 64)
    while True:
        of = random.randrange(len(drawn))
        bits = random.randint(1, FARTHEST)
        flipped = np.uint64(sum(1 << place for place in random.sample(range(64), bits)))
        # What may become a candidate has a real miniature to be compared with; of the others it is never read.
        mini = drawn[of - 1].mini if bits <= searching.NEAR else flat
        yield DISTRICT, new_id(), (numbers[of] ^ flipped).astype(">u8").tobytes(), mini


# ---------- copies ----------


def _copying() -> Iterator[Figure]:
    """Copies of a photo as phones take it and as the field app sends it, beside opening and saving it in this process."""
    for name, side in (("12 megapixels", (4032, 3024)), ("as the field app sends it", (1600, 1200))):
        content = _jpeg(room(1, (800, 600)).resize(side), 85)
        with TemporaryDirectory(prefix="anbiao-bench-") as folder:
            path = Path(folder) / "photo.jpg"
            path.write_bytes(content)
            kind = judge(content)
            whole = least(TIMES, lambda path=path, kind=kind: copies_of(path, kind))  # type: ignore[misc]
        floor = least(TIMES, lambda content=content: _plainly(content))  # type: ignore[misc]
        more = {"bytes": len(content), "processor": round(whole.processor, 3)}
        yield Figure(f"photos, copies, {name}", 1, whole.seconds, floor.seconds, COPY_DEMAND, more)


def _plainly(content: bytes) -> bytes:
    image = Image.open(io.BytesIO(content))
    image.draft(None, (1600, 1600))
    image.thumbnail((1600, 1600), Image.Resampling.HAMMING)
    return _jpeg(image, 82)
