"""`anbiao bench`: how fast the program is beside a floor that is measured in the same run, on a database of its own."""

from collections.abc import Callable, Mapping
from importlib import import_module

from anbiao.portal.bench.measuring import Figure

Bench = Callable[[int], list[Figure]]
# name: (module beside this one, how many rows when nothing else is asked)
BENCHES: Mapping[str, tuple[str, int]] = {
    "import": ("importing", 10_000),
    "list": ("listing", 45_000),
    "search": ("searching", 1_000_000),
    "views": ("viewing", 1_000_000),
    "export": ("exporting", 45_000),
    "journal": ("history", 50_000),
    "photos": ("photos", 200_000),
    "map": ("mapping", 45_000),
    "colours": ("recolouring", 45_000),
    "hazards": ("hazards", 2_000_000),
    "check": ("checking", 45_000),
    "launch": ("launching", 52_000),
    "schedule": ("scheduling", 5_000),
    "board": ("boarding", 52_000),
}


def run(name: str, size: int | None = None) -> list[Figure]:
    """The figures of one bench. Needs a database of its own (scratch.database). Raises KeyError for an unknown name."""
    module, usual = BENCHES[name]
    measure: Bench = import_module(f"anbiao.portal.bench.{module}").measure
    return measure(size or usual)
