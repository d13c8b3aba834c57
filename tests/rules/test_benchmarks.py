"""Who names a benchmark and publishes its cards, and while what holds."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anbiao.rules.benchmarks import (
    against_certificate,
    another_names,
    another_publishes,
    certificate_holds,
    is_benchmark,
    wrong_card,
)

TODAY = date(2026, 11, 23)


def facts(**over: Any) -> dict[str, object]:
    return {
        "by_person": "Gao", "by_units": frozenset[str](), "enterprise_id": "unit", "proposed_by": "Hu", "written_by": "Hu",
        "certificate_state": "valid", "certificate_until": "2029-11-22", "benchmark_state": "named", **over,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("guard", "over", "code"),
    [
        pytest.param(another_names, {}, None, id="a second person names"),
        pytest.param(another_names, {"proposed_by": "Gao"}, "same-person", id="4.2 (4) not who proposed"),
        pytest.param(another_names, {"by_units": frozenset({"unit"})}, "own-unit", id="4.2 (1) nobody of the unit"),
        pytest.param(another_names, {"by_person": ""}, "nobody-known", id="4.2 (9) somebody known"),
        pytest.param(certificate_holds, {}, None, id="in force"),
        pytest.param(certificate_holds, {"certificate_until": "2026-11-23"}, None, id="on its last day"),
        pytest.param(certificate_holds, {"certificate_until": "2026-11-22"}, "no-certificate", id="a day past it"),
        pytest.param(certificate_holds, {"certificate_state": "suspended"}, "no-certificate", id="suspended"),
        pytest.param(certificate_holds, {"certificate_until": None}, "no-certificate", id="not granted"),
        pytest.param(another_publishes, {}, None, id="a second person publishes"),
        pytest.param(another_publishes, {"written_by": "Gao"}, "same-person", id="4.2 (4) not who wrote"),
        pytest.param(another_publishes, {"by_units": frozenset({"unit"})}, "own-unit", id="4.2 (1) not the unit itself"),
        pytest.param(is_benchmark, {}, None, id="a benchmark"),
        pytest.param(is_benchmark, {"benchmark_state": "ended"}, "no-benchmark", id="not any more"),
    ],
)  # fmt: skip
def test_each_guard(guard: Any, over: dict[str, Any], code: str | None) -> None:
    found = guard(facts(**over), TODAY)
    assert (found.code if found else None) == code


@given(st.sampled_from(["valid", "suspended", "revoked", "replaced", "publicity"]), st.dates())
def test_only_a_certificate_in_force_carries_a_benchmark(state: str, until: date) -> None:
    holds = against_certificate(state, until.isoformat(), TODAY) is None
    assert holds == (state == "valid" and until >= TODAY)


@pytest.mark.parametrize(("texts", "wrong"), [(("a", "b", "c"), False), (("a", " ", "c"), True), (("", "", ""), True)])  # fmt: skip
def test_a_card_says_everything(texts: tuple[str, ...], wrong: bool) -> None:
    assert (wrong_card(texts) is not None) == wrong
