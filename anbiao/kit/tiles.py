"""Map tiles from a server that the installation names. Without one, maps draw on plain ground and ask nobody for anything."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

PLACES = ("{z}", "{x}", "{y}")
SYSTEMS = ("WGS-84", "GCJ-02")
STRANGE = re.compile(r"[\s;,'\"\\<>{}]")


@dataclass(frozen=True)
class Tiles:
    """The address of tiles with {z}, {x} and {y}, whose they are, and whether they are shifted as GCJ-02 maps are."""

    url: str
    attribution: str
    is_gcj: bool = False

    @property
    def host(self) -> str:
        """What the Content-Security-Policy has to allow for pictures: "https://tiles.example"; "" for our own server."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def tiles_of(environment: Mapping[str, str], *, https: bool) -> Tiles | None:
    """The tiles that ANBIAO_TILES, ANBIAO_TILES_ATTRIBUTION and ANBIAO_TILES_COORDINATES name; None for none.

    Raises ValueError with a sentence that says what is wrong.
    """
    url = environment.get("ANBIAO_TILES", "").strip()
    if not url:
        return None
    attribution = environment.get("ANBIAO_TILES_ATTRIBUTION", "").strip()
    system = environment.get("ANBIAO_TILES_COORDINATES", SYSTEMS[0])
    wrong = _wrong_address(url, https=https)
    if not wrong and not attribution:
        wrong = "ANBIAO_TILES_ATTRIBUTION is not set: say whose map it is, with its approval number"
    if not wrong and system not in SYSTEMS:
        wrong = f"ANBIAO_TILES_COORDINATES={system!r}: allowed are {', '.join(SYSTEMS)}"
    if wrong:
        raise ValueError(f"{wrong}; see docs/running.md")
    return Tiles(url, attribution, system == "GCJ-02")


def _wrong_address(url: str, *, https: bool) -> str:
    parts = urlsplit(url)
    if STRANGE.search(re.sub(r"\{[zxy]\}", "", url)):
        return f"ANBIAO_TILES={url!r}: no blanks, and no other places than {{z}}, {{x}} and {{y}} (no {{s}})"
    if any(url.count(place) != 1 for place in PLACES):
        return f"ANBIAO_TILES={url!r}: {{z}}, {{x}} and {{y}} each stand in it once"
    return _wrong_host(url, parts.scheme, parts.netloc, https=https)


def _wrong_host(url: str, scheme: str, host: str, *, https: bool) -> str:
    if url.startswith("/") and not host:
        return ""  # our own server, or the proxy before it
    if scheme not in ("http", "https") or not host or "{" in host or "@" in host:
        return f"ANBIAO_TILES={url!r}: it begins with https:// and one host, or with / for this server"
    if https and scheme != "https":
        return f"ANBIAO_TILES={url!r}: a page under https loads no pictures by http"
    return ""
