"""Requests made from the description of the API, sent in one process, each answer judged."""

import json
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import jsonschema_rs
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode

SLOW = 2.0  # seconds, for less than 1 MB (S6)
AT_ONCE = 20  # requests of one address before the next


@dataclass
class Told:
    """What came of it."""

    requests: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    addresses: set[str] = field(default_factory=set)
    errors: list[dict[str, Any]] = field(default_factory=list)
    shapes: dict[str, Any] = field(default_factory=dict)
    slowest: float = 0.0
    slowest_call: str = ""
    slow: int = 0
    seconds: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """For printing."""
        statuses = {str(status): number for status, number in sorted(self.statuses.items())}
        return {
            "requests": self.requests, "addresses": len(self.addresses), "server_errors": sum(n for s, n in self.statuses.items() if s >= 500),
            "wrong_shapes": sum(1 for each in self.errors if each["what"] != "server error"), "statuses": statuses,
            "slowest_ms": round(self.slowest * 1000), "slowest_call": self.slowest_call,
            "over_2_s": self.slow, "seconds": round(self.seconds), "errors": self.errors[:20],
        }  # fmt: skip


def send(
    description: dict[str, Any], client: Client, ids: dict[str, list[str]], count: int, *, start: int = 0,
    most_seconds: float = float("inf"),
) -> Told:  # fmt: skip
    """Sends `count` requests over all addresses in turn, or as many as the seconds allow; three of four as the description asks for
    them, the others not. `ids` are known objects by the first word of an address, so that not every id leads nowhere.
    """
    described = json.loads(json.dumps(description, default=str))
    schema = schemathesis.openapi.from_dict(described)
    operations = [result.ok() for result in schema.get_all_operations()]
    told, begun, turn = Told(), time.monotonic(), start
    each = max(1, min(AT_ONCE, count // len(operations)))
    while True:
        for operation in operations:
            if told.requests >= count or time.monotonic() - begun > most_seconds:
                told.seconds = time.monotonic() - begun
                return told
            turn += 1
            mode = GenerationMode.NEGATIVE if turn % 4 == 3 else GenerationMode.POSITIVE
            _one(
                operation,
                described,
                client,
                ids,
                told,
                mode=mode,
                number=min(each, count - told.requests),
                turn=turn,
            )


def _one(
    operation: Any, described: dict[str, Any], client: Client, ids: dict[str, list[str]], told: Told, *, mode: Any, number: int,
    turn: int,
) -> None:  # fmt: skip
    strategy = operation.as_strategy(generation_mode=mode)
    known = _known(operation.path, ids, turn)

    @seed(turn)
    @settings(
        max_examples=number, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=strategy)
    def run(case: Any) -> None:
        _sent(case, described, client, next(known), told)

    run()


def _known(path: str, ids: dict[str, list[str]], turn: int) -> Iterator[str | None]:
    """Three times a known id, then the one that was made up."""
    found = ids.get(path.removeprefix("/api/v1/").split("/")[0], [])
    step = turn
    while True:
        step += 1
        yield found[step % len(found)] if found and step % 4 else None


def _sent(case: Any, described: dict[str, Any], client: Client, known: str | None, told: Told) -> None:
    path = case.operation.path
    if "{pk}" in path:
        path = path.replace("{pk}", known or str(case.path_parameters.get("pk", "x")))
    body = (
        case.body
        if isinstance(case.body, str | bytes)
        else json.dumps(case.body, default=str)
        if case.method == "POST"
        else ""
    )
    headers = {
        "idempotency-key": str(uuid.uuid4()),
        "accept-language": "en" if told.requests % 2 else "zh-CN",
    }
    begun = time.monotonic()
    if case.method == "POST":
        answer = client.post(path, body, content_type="application/json", headers=headers)
    else:
        answer = client.get(path, dict(case.query or {}), headers=headers)
    _judge(answer, case, described, told, time.monotonic() - begun, body)


def _judge(answer: Any, case: Any, described: dict[str, Any], told: Told, seconds: float, body: Any) -> None:
    told.requests += 1
    told.statuses[answer.status_code] += 1
    told.addresses.add(f"{case.method} {case.operation.path}")
    if seconds > told.slowest:
        told.slowest, told.slowest_call = seconds, f"{case.method} {case.operation.path}"
    told.slow += seconds > SLOW
    what = "server error" if answer.status_code >= 500 else _against_shape(answer, case, described, told)
    if what:
        asked = {
            "what": what,
            "call": f"{case.method} {case.operation.path}",
            "query": str(case.query)[:300],
            "body": str(body)[:600],
        }
        told.errors.append({**asked, "answer": answer.content.decode(errors="replace")[:300]})


def _against_shape(answer: Any, case: Any, described: dict[str, Any], told: Told) -> str:
    """What of an answer differs from what the description promises; "" when nothing does."""
    shapes = described["paths"][case.operation.path][case.method.lower()]["responses"]
    shape = shapes.get(str(answer.status_code))
    if shape is None:
        return f"undescribed status {answer.status_code}"
    [(kind, content)] = shape["content"].items()
    if not answer["Content-Type"].startswith(kind):
        return f"content type {answer['Content-Type']}"
    key = f"{case.operation.path} {case.method} {answer.status_code}"
    if key not in told.shapes:
        told.shapes[key] = jsonschema_rs.validator_for(
            {**content["schema"], "components": described["components"]}
        )
    wrong = next(iter(told.shapes[key].iter_errors(json.loads(answer.content))), None)
    return f"shape: {wrong.message[:200]}" if wrong else ""
