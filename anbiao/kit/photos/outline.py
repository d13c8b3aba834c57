"""The outline of a picture: how large it is and where it ends; and what keeps it from having one."""

from typing import NamedTuple

MOST_PARTS = 50_000  # segments, chunks or boxes; a photo has some thousands at most


class Outline(NamedTuple):
    """Pixels as stored, and how many bytes belong to the picture."""

    width: int
    height: int
    end: int


class Cut(Exception):  # noqa: N818 - a finding
    """The bytes end before the picture does, or are no picture inside."""


class Animated(Exception):  # noqa: N818 - a finding
    """More than one picture, shown in turn."""
