"""A simulated device: photos piece by piece, records, receipts compared; connections cut, everything sent again, in any order."""

import hashlib
import http.client
import json
import random
import time
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from anbiao.kit import clock
from tests.field_load.server import Inspector

PIECE = 256 * 1024  # as field/send.js
CUT, AGAIN = 0.10, 4
TIMEOUT = 30
TOKEN = "a" * 32


@dataclass
class Ledger:
    """What the devices know: what they wanted to send, what was acknowledged, and how long answers took."""

    photos: dict[str, str] = field(default_factory=dict)
    records: dict[str, str] = field(default_factory=dict)
    acknowledged: dict[str, str] = field(default_factory=dict)
    receipts_ms: list[float] = field(default_factory=list)
    photos_ms: list[float] = field(default_factory=list)
    requests: int = 0
    cut: int = 0
    failed: int = 0
    given_up: int = 0


class Cut(Exception):  # noqa: N818 - what the network did
    """The connection was cut on purpose, or the server went away."""


class Device:
    """One inspector's telephone."""

    def __init__(self, port: int, who: Inspector, ledger: Ledger, seed: int) -> None:
        self.port, self.who, self.ledger = port, who, ledger
        self.chance = random.Random(seed)
        self.until = float("inf")

    def records(self, works: list[list[bytes]], pace: float = 0) -> None:
        """Sends records with their photos, in shuffled order; gives up only what stays unanswered after the end.

        One begins in each `pace` seconds, at any moment of them; whoever is late goes on at once.
        """
        self.chance.shuffle(works)
        begun = time.monotonic()
        for number, photos in enumerate(works):
            time.sleep(max(0.0, begun + pace * (number + self.chance.random()) - time.monotonic()))
            if time.monotonic() > self.until:
                return
            self.record(photos)

    def record(self, photos: list[bytes]) -> None:
        """A hazard in passing with its photos: mostly photos first, sometimes the record before them, as after a restart."""
        named = {str(uuid4()): blob for blob in photos}
        key, hazard = str(uuid4()), self._hazard(list(named))
        content = {"enterprise": self.who.unit, "hazard": hazard}
        sha = content_hash(content)
        body = json.dumps(
            {"id": key, "kind": "hazard", "made_at": clock.now().isoformat(), "content": content}
        )
        self.ledger.records[key] = sha
        hashes = {pk: hashlib.sha256(blob).hexdigest() for pk, blob in named.items()}
        self.ledger.photos |= hashes
        steps: list[Any] = [lambda pk=pk, blob=blob: self._photo(pk, blob) for pk, blob in named.items()]
        self.chance.shuffle(steps)
        early = self.chance.random() < 0.1
        for step in [lambda: self._send_record(body, key), *steps] if early else steps:
            step()
        while True:
            receipt = self._send_record(body, key)
            if receipt["sha256"] == sha and receipt["photos"] == hashes:
                self.ledger.acknowledged[key] = sha
                self.ledger.acknowledged |= hashes
                return
            for step in steps:
                step()

    def _hazard(self, photos: list[str]) -> dict[str, Any]:
        today = clock.day_of(clock.now())
        return {
            "title": f"负载 {uuid4().hex[:8]}", "grade": "general", "due_on": today.isoformat(), "responsible": "负责人",
            "photos": photos,
        }  # fmt: skip

    # ---------- requests ----------

    def _send_record(self, body: str, key: str) -> dict[str, Any]:
        headers = {"Content-Type": "application/json", "X-Device-Time": clock.now().isoformat()}
        # Another key each time: what holds is the record's own id, not the repeated answer of the form.
        return self._often("/field/api/records/", body.encode(), headers, self.ledger.receipts_ms)

    def _photo(self, pk: str, blob: bytes) -> None:
        sha, at = hashlib.sha256(blob).hexdigest(), 0
        while True:
            fields = {
                "enterprise": self.who.unit, "taken_at": clock.now().isoformat(), "at": str(at), "size": str(len(blob)), "sha256": sha,
            }  # fmt: skip
            body, kind = _form(fields, blob[at : at + PIECE])
            answer = self._often(f"/field-photo/{pk}/", body, {"Content-Type": kind}, self.ledger.photos_ms)
            if "sha256" in answer:
                if answer["sha256"] != sha:
                    raise AssertionError("a photo was acknowledged with another hash")
                return
            at = answer["received"]

    def _often(self, path: str, body: bytes, headers: dict[str, str], took: list[float]) -> dict[str, Any]:
        """Until it is answered; then again up to four times, since a device never knows. Each answer says the same or more."""
        answer = self._until_answered(path, body, headers, took)
        for _ in range(min(AGAIN, int(self.chance.expovariate(1.0)))):
            again = self._until_answered(path, body, headers, took)
            answer = again if "sha256" in again else answer
        return answer

    def _until_answered(
        self, path: str, body: bytes, headers: dict[str, str], took: list[float]
    ) -> dict[str, Any]:
        wait = 0.05
        while True:
            try:
                return self._once(path, body, headers, took)
            except (Cut, OSError, http.client.HTTPException):
                time.sleep(wait * (0.5 + self.chance.random()))
                wait = min(2.0, wait * 2)

    def _once(self, path: str, body: bytes, headers: dict[str, str], took: list[float]) -> dict[str, Any]:
        self.ledger.requests += 1
        way = (
            self.chance.random() / CUT
        )  # below a half: in the middle of the body; below one: before the answer
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        begun = time.perf_counter()
        try:
            connection.putrequest("POST", path)
            for name, value in self._headers(len(body), headers).items():
                connection.putheader(name, value)
            connection.endheaders()
            if way < 0.5:
                connection.send(body[: len(body) // 2])
                raise self._cut()
            connection.send(body)
            if way < 1:
                time.sleep(self.chance.random() * 0.1)
                raise self._cut()
            answer = connection.getresponse()
            told = answer.read()
        finally:
            connection.close()
        if answer.status != 200:
            self.ledger.failed += 1
            if answer.status < 500 and answer.status != 429 and b"photo-broken" not in told:
                raise AssertionError(f"{path}: {answer.status} {told[:300]!r}")
            raise Cut
        took.append((time.perf_counter() - begun) * 1000)
        return json.loads(told)  # type: ignore[no-any-return]

    def _cut(self) -> Cut:
        self.ledger.cut += 1
        return Cut()

    def _headers(self, length: int, more: dict[str, str]) -> dict[str, str]:
        return {
            "Cookie": f"anbiao_session={self.who.session}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN, "Accept": "application/json",
            "Idempotency-Key": str(uuid4()), "Content-Length": str(length), "User-Agent": "Android Chrome/126", **more,
        }  # fmt: skip


def content_hash(content: Any) -> str:
    """As a device computes it (field/hash.js)."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _form(fields: dict[str, str], blob: bytes) -> tuple[bytes, str]:
    mark = uuid4().hex
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    head = f'--{mark}\r\nContent-Disposition: form-data; name="photo"; filename="p.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
    body = "".join(parts).encode() + head.encode() + blob + f"\r\n--{mark}--\r\n".encode()
    return body, f"multipart/form-data; boundary={mark}"
