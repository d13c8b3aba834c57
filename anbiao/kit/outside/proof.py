"""What all ways of proving outside who one is have in common: a question with secrets of its own, and an answer that is believed or not."""

import hashlib
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from anbiao.kit.notices.channels.calling import Reply, server_of

LONGEST = 255  # letters of a name that a service gives to somebody


class Unproven(Exception):  # noqa: N818 - who it is was not proved
    """The service named nobody, or not so that it may be believed. The words are for the log: they may hold what an attacker sent."""


class Unanswered(Unproven):
    """The service was not reached, or says that it has to wait: another time it may prove who it is."""


@dataclass(frozen=True)
class Asking:
    """One question: where the answer is to go, and what makes it an answer to this question and to no other."""

    callback: str
    state: str
    nonce: str
    verifier: str

    @property
    def challenge(self) -> str:
        """What the verifier is recognised by (RFC 7636, S256)."""
        return urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()


def ask(callback: str) -> Asking:
    """A new question. WeCom wants letters and digits as state, at most 128."""
    return Asking(callback, secrets.token_hex(32), secrets.token_hex(32), secrets.token_urlsafe(48))


class Way(Protocol):
    """A service that proves who somebody is. `source` is whose names these are: the same name of another source is somebody else."""

    @property
    def label(self) -> str:
        """What the service is called."""

    @property
    def source(self) -> str:
        """Who gives the names."""

    def address(self, asking: Asking, *, browser: str) -> str:
        """Where the browser goes to be asked. Raises Unproven when the service cannot be asked now."""

    def prove(self, given: Mapping[str, str], asking: Asking) -> str:
        """The name of whoever came back with these fields in the address. Raises Unproven."""

    def plain(self, subject: str) -> str:
        """A name as it is compared. Raises ValueError for what no name of this service can be."""


def code_of(given: Mapping[str, str], *names: str) -> str:
    """The code under the first of these names. Raises Unproven with what was said instead."""
    code = next((given[name] for name in names if given.get(name)), "")
    if not code or len(code) > 2000:
        raise Unproven(f"no code: {given.get('error', '')[:100]}")
    return code


def good(reply: Reply) -> Mapping[str, object]:
    """What a service said, where it answered 200. Raises Unproven, Unanswered."""
    if reply.is_for_later:
        raise Unanswered(reply.reason())
    if reply.status != 200:
        raise Unproven(reply.reason())
    return reply.said


def plain_name(subject: str) -> str:
    """A name without what cannot be in one. Raises ValueError."""
    name = subject.strip()
    if not name or len(name) > LONGEST or not name.isprintable():
        raise ValueError("no name")
    return name


def named_in(said: object) -> str:
    """The same, of an answer. Raises Unproven."""
    try:
        return plain_name(said if isinstance(said, str) else "")
    except ValueError:
        raise Unproven("no name in the answer") from None


def safe_server(address: str, *, https: bool) -> str:
    """An address without a slash at its end; with HTTPS where we have it ourselves. Raises ValueError with a sentence."""
    server = server_of(address)
    if https and not server.startswith("https://"):
        raise ValueError(f"{address!r}: who somebody is may only be asked by https://")
    return server
