"""PNG from outside: chunks up to IEND, each with its checksum, since decoders draw damaged ones black."""

import zlib

from anbiao.kit.photos.outline import MOST_PARTS, Animated, Cut, Outline


def outline(content: bytes) -> Outline:
    """Width, height and end. Raises Cut when IEND is missing or a checksum is wrong, Animated for an APNG."""
    width = height = 0
    at, seen = 8, set[bytes]()
    for _part in range(MOST_PARTS):
        length, name = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        end = at + 12 + length
        if end > len(content) or zlib.crc32(content[at + 4 : end - 4]) != int.from_bytes(
            content[end - 4 : end], "big"
        ):
            raise Cut
        if name == b"acTL":
            raise Animated
        if name == b"IHDR":
            width = int.from_bytes(content[at + 8 : at + 12], "big")
            height = int.from_bytes(content[at + 12 : at + 16], "big")
        seen.add(name)
        at = end
        if name == b"IEND" and {b"IHDR", b"IDAT"} <= seen:
            return Outline(width, height, at)
    raise Cut
