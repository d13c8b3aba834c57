"""Calling a server that the installation names: JSON there and back, no redirects, no proxy of the environment, ten seconds at most."""

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

SECONDS = 10
MOST = 100_000  # bytes of an answer that are read
AGAIN = frozenset({408, 425, 429})


@dataclass(frozen=True)
class Reply:
    """What came back: `status` 0 when nothing did; `said` is {} when it was no JSON object."""

    status: int
    said: Mapping[str, Any]
    words: str = ""

    @property
    def is_for_later(self) -> bool:
        """True when the same call may succeed at another time."""
        return self.status == 0 or self.status in AGAIN or self.status >= 500

    def reason(self) -> str:
        """What it said, short enough to be kept."""
        return (f"{self.status} {self.words}" if self.status else self.words)[:300]


def server_of(address: str) -> str:
    """An address with a host and without what it must not carry. Raises ValueError with a sentence."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise ValueError(
            f"{address!r}: an address begins with https:// and one host, without a name or password"
        )
    return address.rstrip("/")


def call(
    address: str,
    *,
    query: Mapping[str, str] | None = None,
    body: Mapping[str, Any] | bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> Reply:
    """GET, or POST where there is a body. Whatever the network does becomes a Reply."""
    parts = urlsplit(address)
    made = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = made(parts.hostname or "", parts.port, timeout=SECONDS)
    asked = "&".join(filter(None, (parts.query, urlencode(query or {}))))
    path = (parts.path or "/") + (f"?{asked}" if asked else "")
    sent = body if isinstance(body, bytes | None) else json.dumps(body, ensure_ascii=False).encode()
    told = {"Content-Type": "application/json; charset=utf-8"} if sent is not None else {}
    try:
        connection.request("GET" if sent is None else "POST", path, sent, {**told, **(headers or {})})
        response = connection.getresponse()
        return _reply(response.status, response.read(MOST))
    except (OSError, http.client.HTTPException) as error:
        return Reply(0, {}, f"{type(error).__name__}: {error}")
    finally:
        connection.close()


def _reply(status: int, content: bytes) -> Reply:
    words = content.decode(errors="replace")
    try:
        said = json.loads(words)
    except ValueError:
        said = {}
    return Reply(status, said if isinstance(said, dict) else {}, words)
