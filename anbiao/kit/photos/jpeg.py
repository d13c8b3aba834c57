"""JPEG from outside: segments up to the end of the image (ITU T.81, B.1)."""

import re

from anbiao.kit.photos.outline import MOST_PARTS, Cut, Outline

_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})
# In the coded picture FF stands for itself only as FF 00, and FF D0–D7 are restarts; anything else begins a segment.
_NEXT_SEGMENT = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


def outline(content: bytes) -> Outline:
    """Width, height and end. Raises Cut when the end of image is missing; IndexError likewise."""
    width = height = 0
    seen_picture = False
    at = 2
    for _part in range(MOST_PARTS):
        while content[at] == 0xFF and content[at + 1] == 0xFF:
            at += 1
        if content[at] != 0xFF:
            raise Cut
        marker = content[at + 1]
        if marker == 0xD9 and seen_picture:
            return Outline(width, height, at + 2)
        end = _end_of_segment(content, at, marker)
        if marker in _SIZES:
            height = max(height, int.from_bytes(content[at + 5 : at + 7], "big"))
            width = max(width, int.from_bytes(content[at + 7 : at + 9], "big"))
        seen_picture = seen_picture or marker == 0xDA
        at = _end_of_picture(content, end) if marker == 0xDA else end
    raise Cut


def _end_of_segment(content: bytes, at: int, marker: int) -> int:
    if marker in _ALONE:
        return at + 2
    length = int.from_bytes(content[at + 2 : at + 4], "big")
    if marker == 0xD9 or length < 2 or at + 2 + length > len(content):
        raise Cut
    return at + 2 + length


def _end_of_picture(content: bytes, at: int) -> int:
    found = _NEXT_SEGMENT.search(content, at)
    if found is None:
        raise Cut
    return found.start()
