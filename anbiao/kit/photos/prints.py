"""What a photo is known again by, after recompression and after a crop of up to 10 % of its width and height.

Thirty-six perceptual hashes: of the whole picture, and of what is left of it when 0, 5 or 10 % are cut off at each side (never more
than 10 % of a side's length). The whole of a cropped photo resembles one of the windows of the other, whichever was cropped.
Hashes only say who may be alike. Then the two pictures are laid over each other as miniatures, and their fine detail, of which the
hashes say nothing, has to agree. The figures were found by experiment: docs/decisions/14.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import imagehash
import numpy as np
from numpy.typing import NDArray
from PIL import Image

Cut = tuple[float, float]  # what is left of a side: from, to
Floats = NDArray[Any]  # of np.float32

GREY, MINI = 256, 64  # sides in pixels: what the prints are made from, and the miniature
MOST_CUT = 0.1
# Waves a side: the slowest are the hashes' own, the quickest are what recompression and a crop blur.
LOW, HIGH = 6, 18
# A miniature has 64 fields of 8 × 8 pixels. So many of them have to hold something, or the picture has nothing to be known again
# by: a wall, the sky, the dark, or one straight edge through it, resemble all others of their sort.
FIELDS, LEAST_GREYS = 16, 3.0


def _cuts(step: float) -> tuple[Cut, ...]:
    """Every pair of cuts at both ends, in steps, that take at most a tenth in all."""
    ends = [step * number for number in range(round(MOST_CUT / step) + 1)]
    return tuple((a, 1 - b) for a in ends for b in ends if a + b <= MOST_CUT + 1e-9)


COARSE, FINE = _cuts(0.05), _cuts(0.025)
WINDOWS: tuple[tuple[int, int], ...] = tuple((x, y) for x in range(len(COARSE)) for y in range(len(COARSE)))
WHOLE = WINDOWS.index((COARSE.index((0.0, 1.0)), COARSE.index((0.0, 1.0))))
HASH_BYTES = 8 * len(WINDOWS)


@dataclass(frozen=True)
class Prints:
    """One 64-bit hash a window, big-endian one behind the other, and the miniature, 64 × 64 grey pixels."""

    hashes: bytes
    mini: bytes

    def numbers(self) -> NDArray[np.uint64]:
        """The hashes as numbers, in the order of WINDOWS."""
        return np.frombuffer(self.hashes, ">u8").astype(np.uint64)


def prints_of(grey: bytes) -> Prints | None:
    """The prints of a picture from its 256 × 256 grey pixels; None when there is too little in it to know it again by."""
    picture = Image.frombytes("L", (GREY, GREY), grey)
    mini = picture.resize((MINI, MINI), Image.Resampling.BOX)
    if fields(pixels(mini.tobytes())) < FIELDS:
        return None
    hashes = b"".join(_hash(picture, COARSE[x], COARSE[y]) for x, y in WINDOWS)
    return Prints(hashes, mini.tobytes())


def _hash(picture: Image.Image, across: Cut, down: Cut) -> bytes:
    box = (across[0] * GREY, down[0] * GREY, across[1] * GREY, down[1] * GREY)
    small = picture.resize((32, 32), Image.Resampling.HAMMING, box=box)
    return np.packbits(imagehash.phash(small).hash).tobytes()


# ---------- laying one over the other ----------


def pixels(mini: bytes) -> Floats:
    """A miniature as numbers."""
    return np.frombuffer(mini, np.uint8).reshape(MINI, MINI).astype(np.float32)


def fields(mini: Floats) -> int:
    """How many of the 64 fields hold something beyond an even slope of grey."""
    rows = mini.reshape(8, 8, 8, 8).transpose(0, 2, 1, 3).reshape(64, 64) @ _without_slope()
    return int(np.count_nonzero(rows.std(axis=1) >= LEAST_GREYS))


@cache
def _without_slope() -> Floats:
    down, across = np.mgrid[0:8, 0:8] - 3.5
    plane = np.column_stack([np.ones(64), across.ravel(), down.ravel()])
    rest: Floats = (np.eye(64) - plane @ np.linalg.pinv(plane)).astype(np.float32)
    return rest


def agreement(whole: Floats, part: Floats, window: int) -> float:
    """How well `part` agrees in its fine detail with that window of `whole`, or one a little beside it: 1 the same, 0 nothing."""
    across, down = (_nearby(coarse) for coarse in WINDOWS[window])
    laid = (down.reshape(-1, MINI) @ whole @ across.reshape(-1, MINI).T).reshape(len(down), HIGH, -1, HIGH)
    ours = _unit(_band(laid.transpose(0, 2, 1, 3)).reshape(-1, _mask().sum()))
    return float(np.max(ours @ _unit(_band(_waves() @ part @ _waves().T))))


def _unit(vectors: Floats) -> Floats:
    ones: Floats = vectors / (np.linalg.norm(vectors, axis=-1, keepdims=True) + np.float32(1e-6))
    return ones


def _band(waves: Floats) -> Floats:
    """The waves that count, the strong brought nearer to the weak: stripes or lines of print must not decide alone."""
    found = waves[..., _mask()]
    softened: Floats = np.copysign(np.sqrt(np.abs(found)), found)
    return softened


@cache
def _mask() -> NDArray[np.bool_]:
    mask = np.ones((HIGH, HIGH), bool)
    mask[:LOW, :LOW] = False
    return mask


@cache
def _waves() -> Floats:
    """The first cosine waves over a side, as rows of length one (DCT-II)."""
    number = np.arange(HIGH)[:, None]
    rows = np.cos(np.pi * number * (2 * np.arange(MINI)[None] + 1) / (2 * MINI))
    waves: Floats = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return waves


@cache
def _nearby(coarse: int) -> Floats:
    """For each fine cut near a coarse one: the waves over what it leaves."""
    return np.array([_waves() @ _stretched(cut) for cut in _around(COARSE[coarse])], np.float32)


def _around(cut: Cut) -> Iterator[Cut]:
    return (fine for fine in FINE if max(abs(fine[0] - cut[0]), abs(fine[1] - cut[1])) < 0.03)


def _stretched(cut: Cut) -> Floats:
    """What a cut leaves of a side, stretched over the whole side (linear)."""
    at = np.clip((cut[0] + (np.arange(MINI) + 0.5) / MINI * (cut[1] - cut[0])) * MINI - 0.5, 0, MINI - 1)
    first = np.minimum(at.astype(int), MINI - 2)
    rows = np.zeros((MINI, MINI), np.float32)
    rows[np.arange(MINI), first] = 1 - (at - first)
    rows[np.arange(MINI), first + 1] += at - first
    return rows
