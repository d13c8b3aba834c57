"""Which office reports how often: data of library/cadences, read once a process."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import yaml

from anbiao.rules.reports import Cadence

FILE = Path(__file__).with_name("library") / "cadences" / "cadences.yaml"


@lru_cache(maxsize=1)
def cadences() -> Mapping[str, Cadence]:
    """All cadences by code."""
    return {each["code"]: Cadence(**each) for each in yaml.safe_load(FILE.read_bytes())}
