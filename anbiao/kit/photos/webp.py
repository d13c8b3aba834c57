"""WebP from outside: a RIFF container of one picture (RFC 9649)."""

from anbiao.kit.photos.outline import MOST_PARTS, Animated, Cut, Outline


def outline(content: bytes) -> Outline:
    """Width, height and end. Raises Cut when the container is longer than what is there, Animated for an animation."""
    end = 8 + int.from_bytes(content[4:8], "little")
    if end > len(content):
        raise Cut
    canvas, at = None, 12
    for _part in range(MOST_PARTS):
        if at + 8 > end:
            break
        name, length = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
        data = at + 8
        if data + length > end:
            raise Cut
        if name in (b"ANIM", b"ANMF"):
            raise Animated
        if name in _SIZES and canvas is None:
            canvas = _SIZES[name](content, data)
        at = data + length + (length & 1)
    if canvas is None:
        raise Cut
    return Outline(*canvas, end)


def _lossy(content: bytes, at: int) -> tuple[int, int]:
    width, height = content[at + 6 : at + 8], content[at + 8 : at + 10]
    return int.from_bytes(width, "little") & 0x3FFF, int.from_bytes(height, "little") & 0x3FFF


def _lossless(content: bytes, at: int) -> tuple[int, int]:
    bits = int.from_bytes(content[at + 1 : at + 5], "little")
    return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1


def _extended(content: bytes, at: int) -> tuple[int, int]:
    if content[at] & 0x02:
        raise Animated
    width, height = content[at + 4 : at + 7], content[at + 7 : at + 10]
    return int.from_bytes(width, "little") + 1, int.from_bytes(height, "little") + 1


_SIZES = {b"VP8 ": _lossy, b"VP8L": _lossless, b"VP8X": _extended}
