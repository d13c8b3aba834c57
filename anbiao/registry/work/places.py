"""Where a line of work lies."""

from anbiao.registry import queries


def place_of_region(region: str) -> str:
    """The village's name, else its town's."""
    return queries.region_name(region) or queries.region_name(region[:9])
