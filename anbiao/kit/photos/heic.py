"""HEIC from outside: boxes of the ISO base media format, the largest picture that they declare (ISO/IEC 23008-12)."""

from collections.abc import Iterator

from anbiao.kit.photos.outline import MOST_PARTS, Animated, Cut, Outline

_STILL = frozenset({b"heic", b"heix", b"heim", b"heis"})
_MOVING = frozenset({b"hevc", b"hevx", b"hevm", b"hevs", b"msf1"})
_TOP = frozenset({b"ftyp", b"meta", b"mdat", b"free", b"skip", b"uuid", b"moov", b"wide", b"idat"})


def is_heic(content: bytes) -> bool:
    """A still or moving HEIC by its brands, and no AVIF."""
    brands = _brands(content)
    return not is_avif(content) and bool(brands & (_STILL | _MOVING))


def is_avif(content: bytes) -> bool:
    """The same container with pictures coded by AV1, which is not among our formats."""
    return bool(_brands(content) & {b"avif", b"avis"})


def _brands(content: bytes) -> set[bytes]:
    end = min(int.from_bytes(content[:4], "big"), 256)
    return {content[8:12], *(content[at : at + 4] for at in range(16, end - 3, 4))}


def outline(content: bytes) -> Outline:
    """The largest declared picture and the end of the last known box. Raises Cut when a box is longer than what is there."""
    if content[8:12] in _MOVING:
        raise Animated
    width = height = end = 0
    seen = set()
    for name, start, stop in _boxes(content, 0, len(content), known=_TOP):
        seen.add(name)
        end = stop
        if name == b"meta":
            width, height = max([(width, height), *_pictures(content, start + 4, stop)], key=_area)
    if not {b"meta", b"mdat"} <= seen:
        raise Cut
    return Outline(width, height, end)


def _area(size: tuple[int, int]) -> int:
    return size[0] * size[1]


def _pictures(content: bytes, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """The sizes (meta → iprp → ipco → ispe) that the file declares."""
    for properties in _inside(content, b"iprp", start, stop):
        for container in _inside(content, b"ipco", *properties):
            for at, end in _inside(content, b"ispe", *container):
                if end - at >= 12:
                    size = content[at + 4 : at + 8], content[at + 8 : at + 12]
                    yield int.from_bytes(size[0], "big"), int.from_bytes(size[1], "big")


def _inside(content: bytes, wanted: bytes, start: int, stop: int) -> Iterator[tuple[int, int]]:
    return ((at, end) for name, at, end in _boxes(content, start, stop) if name == wanted)


def _boxes(
    content: bytes, at: int, stop: int, *, known: frozenset[bytes] | None = None
) -> Iterator[tuple[bytes, int, int]]:
    """(name, start of the content, end) of each box; ends before the first whose name is not known, where names are given."""
    for _part in range(MOST_PARTS):
        if at + 8 > stop:
            return
        size, name, start = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8], at + 8
        if known is not None and name not in known:
            return
        if size == 1:
            size, start = int.from_bytes(content[at + 8 : at + 16], "big"), at + 16
        end = stop if size == 0 else at + size
        if end > stop or end < start:
            raise Cut
        yield name, start, end
        at = end
    raise Cut
