"""The access tokens of WeCom and DingTalk: asked for once, kept until shortly before they end."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from anbiao.kit.notices.channels.calling import Reply, call

EARLY = 300  # seconds before its end a token is not used any more


@dataclass
class Token:
    """A token of one application, read from `path` of its server."""

    server: str
    path: str
    query: Mapping[str, str]
    _value: str = ""
    _until: float = field(default=0.0)

    def read(self) -> tuple[str, Reply | None]:
        """The token, or "" with what the server said instead."""
        if self._value and time.monotonic() < self._until:
            return self._value, None
        reply = call(f"{self.server}{self.path}", query=self.query)
        value = str(reply.said.get("access_token") or "")
        if reply.status != 200 or error(reply.said) or not value:
            return "", reply
        self._value = value
        self._until = time.monotonic() + int(reply.said.get("expires_in") or 7200) - EARLY
        return value, None

    def forget(self) -> None:
        """The next call asks anew."""
        self._value = ""


def error(said: Mapping[str, Any]) -> int:
    """The `errcode` of an answer; 0 is none."""
    try:
        return int(said.get("errcode") or 0)
    except (TypeError, ValueError):
        return -1
