"""How much a file may ask of the machine, and the word for a file that is refused. The child imports it: stdlib only."""

from typing import NamedTuple


class Limits(NamedTuple):
    """What one file may cost: bytes on disk and unpacked, parts, rows, columns, cells, child memory, child seconds."""

    file_bytes: int = 30_000_000
    inflated_bytes: int = 600_000_000
    members: int = 2_000
    rows: int = 200_000
    columns: int = 256
    cells: int = 3_000_000
    memory_bytes: int = 640_000_000
    seconds: int = 20


class Unfit(Exception):  # noqa: N818
    """The child's verdict that a file is not read: a code of reading.SENTENCES and what fills its placeholders."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.code = code
        self.params = params
