"""Addresses cut down to keys, how sure a position is, and what may be written."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anbiao.rules import geocoding as law
from anbiao.rules.geocoding import Hits, Keys, keys_of

TODAY = date(2026, 11, 23)
HERE = (118.65, 24.95)


@pytest.mark.parametrize(
    ("address", "keys"),
    [
        ("泉州市洛江区双阳街道阳山社区阳山路第012号A栋3楼", Keys("阳山路12号", "A栋", "阳山路", 12)),
        ("阳山路12号", Keys("阳山路12号", "", "阳山路", 12)),
        ("双阳街道 阳山路１２号（旧厂）", Keys("阳山路12号", "", "阳山路", 12)),
        ("福建省泉州市洛江区万安街道万虹路12-3号", Keys("万虹路12-3号", "", "万虹路", 12)),
        ("万安街道塘西工业区安吉路36号", Keys("安吉路36号", "", "安吉路", 36)),
        ("双阳街道新南村12号", Keys("新南村12号", "", "新南村", 12)),
        ("河市镇洛江科技园B栋", Keys(place="洛江科技园")),
        ("双阳街道阳光路88号万达商业广场3楼", Keys("阳光路88号", "", "阳光路", 88, "万达商业广场")),
        ("不详", Keys()),
        ("", Keys()),
    ],
)  # fmt: skip
def test_an_address_is_cut_down_to_its_keys(address: str, keys: Keys) -> None:
    assert keys_of(address) == keys


@given(st.text(max_size=400))
def test_no_address_is_too_strange_to_be_read(address: str) -> None:
    keys = keys_of(address)
    assert bool(keys.street) == bool(keys.house) == bool(keys.number)


def hits(
    precision: law.Precision, *, metres: float = 0, number: int = 1, same: bool = True, other: bool = False, apart: int = 0
) -> Hits:  # fmt: skip
    """Points in a box so many metres from south to north."""
    x, y = HERE
    return Hits(precision, number, (x, y, x, y + metres / 111_195), same, other, apart)


@pytest.mark.parametrize(
    ("found", "confidence", "metres"),
    [
        (hits("house"), "certain", 15),
        (hits("house", metres=100, number=4), "certain", 50),
        (hits("house", metres=400, number=2), "doubtful", 200),
        (hits("house", same=False), "likely", 15),
        (hits("house", other=True), "likely", 15),
        (hits("street", apart=2), "likely", 15),
        (hits("street", apart=10), "likely", 60),
        (hits("street", apart=11), "doubtful", 66),
        (hits("street", apart=2, same=False), "doubtful", 15),
        (hits("place", metres=500, number=9), "likely", 250),
        (hits("place", metres=900, number=9), "doubtful", 450),
        (hits("village", metres=300, number=40), "doubtful", 150),
    ],
)  # fmt: skip
def test_only_the_house_itself_in_its_own_town_is_certain(found: Hits, confidence: str, metres: int) -> None:
    assert law.judged(found) == law.Judged(confidence, metres)  # type: ignore[arg-type]


FACTS: dict[str, Any] = {
    "precision": "house", "confidence": "certain", "looked": False, "on_site": False, "is_current": True, "is_standing": True,
    "another_waits": False,
}  # fmt: skip


@pytest.mark.parametrize(
    ("step", "state", "over", "codes"),
    [
        ("accept", "proposed", {}, []),
        ("accept", "proposed", {"confidence": "likely"}, ["not-looked-at"]),
        ("accept", "proposed", {"precision": "street"}, ["not-looked-at"]),
        ("accept", "proposed", {"precision": "village", "looked": True}, []),
        ("accept", "proposed", {"on_site": True, "looked": True}, ["taken-on-site"]),
        ("accept", "proposed", {"is_current": False}, ["changed-since"]),
        ("give_back", "written", {}, []),
        ("give_back", "written", {"is_standing": False}, ["changed-since"]),
        ("give_back", "written", {"another_waits": True}, ["another-waits"]),
        ("propose_again", "rejected", {"another_waits": True}, ["another-waits"]),
    ],
)
def test_what_stands_against_a_step(step: str, state: str, over: dict[str, Any], codes: list[str]) -> None:
    machine = law.POSITION
    found = machine.refusals(machine.step(step), state=state, facts={**FACTS, **over}, today=TODAY)
    assert [refusal.code for refusal in found] == codes


@pytest.mark.parametrize(
    ("source", "as_of", "codes"),
    [
        ("民政局", TODAY, []),
        (" ", TODAY, ["source-missing"]),
        ("民政局", date(2026, 11, 24), ["day-ahead"]),
        ("民政局", date(1970, 1, 1), ["day-too-old"]),
    ],
)
def test_an_edition_says_from_whom_it_is_and_of_which_day(source: str, as_of: date, codes: list[str]) -> None:
    assert [refusal.code for refusal in law.wrong_source(source, as_of, TODAY)] == codes
