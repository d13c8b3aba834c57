"""One thing that was examined."""

from dataclasses import dataclass

OK, BAD, UNKNOWN = "ok", "bad", "unknown"


@dataclass(frozen=True)
class Found:
    """What was examined, its state (ok | bad | unknown), and where it is not ok: what is wrong and what to do."""

    name: str
    state: str
    remedy: str = ""


def checked(name: str, good: bool, remedy: str) -> Found:
    """In order, or bad with what to do."""
    return Found(name, OK) if good else Found(name, BAD, remedy)


def unknown(name: str, why: str) -> Found:
    """What could not be looked at, and why."""
    return Found(name, UNKNOWN, why)
