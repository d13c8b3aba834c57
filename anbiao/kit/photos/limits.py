"""How much a photograph may ask of the machine, and how large its copies are. The child imports it: stdlib only."""

from typing import NamedTuple


class Limits(NamedTuple):
    """Bytes and pixels of an original; memory and seconds of the child; long sides and quality of the copies; side of the grey."""

    bytes: int = 25 * 1024 * 1024
    pixels: int = 50_000_000
    memory_bytes: int = 1_200_000_000
    seconds: int = 20
    view: int = 1600
    thumb: int = 320
    quality: int = 82
    grey: int = 256
