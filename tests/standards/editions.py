"""Small editions for tests: a plain one of each kind, to be bent by a test into what it needs."""

from copy import deepcopy
from typing import Any

import yaml

from anbiao.standards.editions import Codes, Source
from anbiao.standards.schema import Edition

CODES = Codes(
    frozenset({"footwear", "machinery", "schools", "catering"}),
    frozenset({"above_scale", "medium", "small_micro", "nine_small"}),
    frozenset({"dust", "hot_work", "limited_space"}),
)
PIECES: dict[str, dict[str, Any]] = {
    "scoring": {"score": {"max": 10, "deduct": {"zh": "没有的0分", "en": "absent: 0"}}},
    "checklist": {
        "check": {
            "area": {"zh": "作业现场", "en": "Workplace"}, "method": {"zh": "看", "en": "Look"},
            "look": {"zh": "出口无杂物", "en": "Exits are free"}, "frequency": "daily",
            "post": {"zh": "班组长", "en": "Team leader"},
        }
    },
    "phrases": {
        "phrase": {
            "law": ["安全生产法 第四十一条"], "measure": {"zh": "立即清除杂物", "en": "Clear it at once"}, "days": 3,
            "grade": "general", "words": ["通道", "堵塞"],
        }
    },
    "parameters": {"parameter": {"kind": "days", "value": 7, "least": 1, "most": 30}},
}  # fmt: skip


def clause(ref: str = "C1", kind: str = "rules", **over: Any) -> dict[str, Any]:
    """A clause as a file has it."""
    plain = {
        "ref": ref, "zh": {"title": f"条款{ref}"}, "en": {"title": f"Clause {ref}"}, "source": "安全生产法 第四十一条",
        "known": "found",
    }  # fmt: skip
    return {**plain, **deepcopy(PIECES.get(kind, {})), **over}


def edition(form: str = "rules", /, *refs: str, **over: Any) -> dict[str, Any]:
    """An edition as a file has it, with a clause for each ref in one section."""
    clauses = [clause(ref, form) for ref in refs or ("C1",)]
    section: dict[str, Any] = {"ref": "A", "zh": "一", "en": "One", "clauses": clauses}
    plain: dict[str, Any] = {
        "urn": f"test.{form}", "edition": "1", "kind": form, "route": "local", "title": {"zh": "试验", "en": "Trial"},
        "issuer": {"zh": "试验室", "en": "Laboratory"}, "in_force": {"from": None, "to": None}, "origin": "tests",
        "sections": [section],
    }  # fmt: skip
    if form == "scoring":
        section["max"] = 10 * len(clauses)
        plain["scoring"] = {"full": 10 * len(clauses), "formula": "earned/full*100", "bands": {"pass": 60}}
    return {**plain, **over}


def text(data: dict[str, Any]) -> bytes:
    """The bytes of a file."""
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False).encode()


def source(data: dict[str, Any], file: str = "") -> Source:
    """As read from a file of that name."""
    made = Edition.model_validate(data)
    return Source(made, file or f"{made.name}.yaml", "0" * 64)
