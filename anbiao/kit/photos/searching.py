"""Which photos of a district look like one: all hashes in memory, read once and then only what was added."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

import numpy as np
from django.db import connection
from numpy.typing import NDArray
from psycopg import sql

from anbiao.kit.models import PhotoPrint
from anbiao.kit.photos.prints import HASH_BYTES, WHOLE, WINDOWS, Floats, Prints, agreement, pixels

NEAR = 12  # bits of 64 that may differ
CANDIDATES = 48  # the nearest by hash are laid over each other,
WAYS = 3  # each in at most so many ways
SAME = 0.75  # agreement from which on two are the same photo
READ_AGAIN = 1000  # numbers are given before rows are committed: so many of the last are looked at again
# A row of COPY … BINARY: how many fields, then the length before each.
ROW = np.dtype(
    [("fields", ">i2"), ("l1", ">i4"), ("number", ">i8"), ("l2", ">i4"), ("photo", "V16"), ("l3", ">i4"), ("hashes", ">u8", len(WINDOWS))]
)  # fmt: skip
HEAD, TAIL = 19, 2
Way = tuple[int, bool]  # a window, and whether the asked photo is the part (else the known one is)


@dataclass
class Known:
    """The hashes of one district, a line a window, with room for more; grows under its lock only."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    last: int = 0
    count: int = 0
    numbers: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    photos: NDArray[np.void] = field(default_factory=lambda: np.empty(0, "V16"))
    hashes: NDArray[np.uint64] = field(default_factory=lambda: np.empty((len(WINDOWS), 0), np.uint64))

    def refresh(self, district: str) -> tuple[int, NDArray[np.void], NDArray[np.uint64]]:
        """Reads what was added; gives the number of photos, their ids, and their hashes, which later growth does not touch."""
        with self.lock:
            after, known = self.last - READ_AGAIN, self.numbers[: self.count]
            rows = _read(district, after=after)
            self._add(rows[~np.isin(rows["number"], known[known > after])])
            return self.count, self.photos, self.hashes

    def _add(self, rows: NDArray[np.void]) -> None:
        if not len(rows):
            return
        count = self.count + len(rows)
        if count > len(self.numbers):
            room = max(1024, count + count // 4)
            self.numbers = np.concatenate([self.numbers[: self.count], np.empty(room - self.count, np.int64)])
            self.photos = np.concatenate([self.photos[: self.count], np.empty(room - self.count, "V16")])
            more = np.empty((len(WINDOWS), room - self.count), np.uint64)
            self.hashes = np.concatenate([self.hashes[:, : self.count], more], axis=1)
        self.numbers[self.count : count] = rows["number"]
        self.photos[self.count : count] = rows["photo"]
        self.hashes[:, self.count : count] = rows["hashes"].T
        self.count, self.last = count, max(self.last, int(rows["number"].max()))


_KNOWN: dict[str, Known] = {}
_MAKING = threading.Lock()


def forget_all() -> None:
    """Lets go of everything that was read, for another database in the same process."""
    with _MAKING:
        _KNOWN.clear()


def alike(
    district: str, prints: Prints, *, most: int = 5, besides: UUID | None = None
) -> list[tuple[UUID, float]]:
    """Photos that show the same picture, whole or cropped by up to a tenth, nearest first: (id, distance 0 to 0.25).

    Two queries, and one for the hashes of the whole district at the first call in a process.
    """
    with _MAKING:
        known = _KNOWN.setdefault(district, Known())
    count, photos, hashes = known.refresh(district)
    candidates = nearest(hashes[:, :count], prints.numbers())
    named = {UUID(bytes=photos[place].tobytes()): ways for place, ways in candidates.items()}
    named.pop(besides, None)  # type: ignore[arg-type]
    return _laid_over(district, prints, named)[:most]


def nearest(hashes: NDArray[np.uint64], asked: NDArray[np.uint64]) -> dict[int, list[Way]]:
    """The CANDIDATES photos nearest by hash, none that differs by more than NEAR bits: place → the ways in which they are near."""
    found = list(_near(hashes, asked))
    which = np.repeat(np.arange(len(found)), [len(places) for _, places, _ in found])
    places, bits = (np.concatenate([each[column] for each in found]) for column in (1, 2))
    best: dict[int, list[Way]] = {}
    for at in np.argsort(bits, kind="stable")[: CANDIDATES * len(WINDOWS)]:
        place, way = int(places[at]), found[which[at]][0]
        ways = best.get(place)
        if ways is None and len(best) < CANDIDATES:
            best[place] = [way]
        elif ways is not None and len(ways) < WAYS:
            ways.append(way)
    return best


def _near(
    hashes: NDArray[np.uint64], asked: NDArray[np.uint64]
) -> Iterator[tuple[Way, NDArray[np.intp], NDArray[np.uint8]]]:
    """Both ways round: the asked as a part of each, and each as a part of the asked."""
    for window in range(len(WINDOWS)):
        for is_part in (True, False):
            if window == WHOLE and not is_part:
                continue
            row, hash_ = (window, asked[WHOLE]) if is_part else (WHOLE, asked[window])
            bits = np.bitwise_count(hashes[row] ^ hash_)
            places = np.flatnonzero(bits <= NEAR)
            yield (window, is_part), places, bits[places]


def _laid_over(district: str, prints: Prints, named: dict[UUID, list[Way]]) -> list[tuple[UUID, float]]:
    rows = PhotoPrint.objects.filter(district=district, photo__among=list(named)).values_list("photo", "mini")
    found = [(photo, agreed(pixels(bytes(mini)), pixels(prints.mini), named[photo])) for photo, mini in rows]
    same = [(photo, round(max(0.0, 1 - agreement), 3)) for photo, agreement in found if agreement >= SAME]
    return sorted(same, key=lambda each: each[1])


def agreed(known: Floats, asked: Floats, ways: list[Way]) -> float:
    """The best agreement of two miniatures over the ways in which they may lie over each other."""
    return max(
        agreement(known, asked, window) if is_part else agreement(asked, known, window)
        for window, is_part in ways
    )


def _read(district: str, *, after: int) -> NDArray[np.void]:
    """Number, photo and hashes of a district's photos with higher numbers: one COPY, taken as it comes."""
    statement = sql.SQL(
        "COPY (SELECT number, photo, hashes FROM {} WHERE district = {} AND number > {} AND octet_length(hashes) = {} "
        "ORDER BY number) TO STDOUT (FORMAT BINARY)"
    ).format(sql.Identifier(PhotoPrint._meta.db_table), district, after, HASH_BYTES)
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        content = b"".join(bytes(chunk) for chunk in copy)
    return np.frombuffer(content[HEAD:-TAIL], ROW)
