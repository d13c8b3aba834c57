"""The form of an edition: what is refused, and that every problem says where it is and what is wrong."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from anbiao.standards import editions
from anbiao.standards.editions import EditionError, Problem
from tests.standards.editions import CODES, clause, edition, source, text


def problems(body: bytes) -> list[Problem]:
    with pytest.raises(EditionError) as caught:
        editions.parse(body, "x.yaml")
    return list(caught.value.problems)


def bent(**over: Any) -> bytes:
    return text(edition("rules", **over))


@pytest.mark.parametrize(
    ("body", "at", "code"),
    [
        pytest.param(b"", "", "not-an-edition", id="empty"),
        pytest.param(b"- a", "", "not-an-edition", id="a list"),
        pytest.param(b"just words", "", "not-an-edition", id="words"),
        pytest.param(b"urn: [", "", "not-yaml", id="cut off"),
        pytest.param(b"\xff\xfe\x00", "", "not-yaml", id="bytes"),
        pytest.param(b"urn: \x00", "", "not-yaml", id="control characters"),
        pytest.param(b"in_force: {from: 2026-13-45}", "", "not-yaml", id="no such day"),
        pytest.param(b"!!python/object:os.system {}", "", "not-yaml", id="a tag that runs"),
        pytest.param(b"a: &x [*x]", "a[0]", "reference", id="a circle of references"),
        pytest.param(b"a: &x [1]\nb: *x", "a", "reference", id="a reference"),
        pytest.param(b"a: 1\na: 2", "a", "key-twice", id="a key twice"),
        pytest.param(b"[" * 800 + b"]" * 800, "", "too-deep", id="deep"),
        pytest.param(b"a: " + b"[" * 50_000, "", "too-deep", id="deeper"),
        pytest.param(b"#" * (5 * 1024 * 1024), "", "too-large", id="too large"),
        pytest.param(bent(what=1), "what", "extra_forbidden", id="an unknown key"),
        pytest.param(bent(edition=2016), "edition", "string_type", id="a number without quotes"),
        pytest.param(bent(urn="Test"), "urn", "string_pattern_mismatch", id="an urn in capitals"),
        pytest.param(bent(urn="../etc.x"), "urn", "string_pattern_mismatch", id="an urn that climbs"),
        pytest.param(bent(kind="law"), "kind", "literal_error", id="an unknown kind"),
        pytest.param(bent(sections=[]), "sections", "too_short", id="no section"),
        pytest.param(bent(title={"zh": "试"}), "title.en", "missing", id="no English"),
        pytest.param(bent(title={"zh": "试", "en": ""}), "title.en", "string_too_short", id="empty English"),
        pytest.param(
            bent(in_force={"from": date(2026, 2, 1), "to": date(2026, 1, 1)}), "in_force", "dates", id="ends first"
        ),
        pytest.param(bent(in_force={"from": "2026-02-01"}), "in_force.from", "date_type", id="a day as text"),
        pytest.param(bent(scoring={}), "scoring.full", "missing", id="scoring without figures"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_edition_is_refused_with_place_and_reason(body: bytes, at: str, code: str) -> None:
    found = problems(body)
    assert (at, code) in [(p.at, p.refusal.code) for p in found]
    assert all(p.file == "x.yaml" and p.refusal.sentence() for p in found)


def test_all_problems_are_told_at_once_each_with_its_line() -> None:
    body = bent(
        kind="law", route="both", sections=[{"ref": "A", "zh": "一", "clauses": [clause(known="sure")]}]
    )
    found = {p.at: p.line for p in problems(body)}
    lines = body.decode().splitlines()
    assert set(found) == {"kind", "route", "sections[0].en", "sections[0].clauses[0].known"}
    assert lines[found["kind"] - 1] == "kind: law"
    assert lines[found["sections[0].clauses[0].known"] - 1].strip() == "known: sure"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(edition("rules", "C1", "C1"), "refs", id="a ref twice"),
        pytest.param(edition("rules", "A"), "refs", id="a clause called as its section"),
        pytest.param({**edition("scoring"), "scoring": None}, "scoring", id="a table that does not count"),
        pytest.param(edition("rules", sections=[{"ref": "A", "zh": "一", "en": "1", "clauses": [clause("C", "scoring")]}]),
                     "piece", id="marks outside a scoring table"),
        pytest.param(edition("checklist", sections=[{"ref": "A", "zh": "一", "en": "1", "clauses": [clause("C")]}]),
                     "piece", id="an item without how to check it"),
        pytest.param(edition("checklist", sections=[
            {"ref": "A", "zh": "一", "en": "1", "clauses": [clause("C", "checklist", source="")]}]),
            "source", id="an item without a source"),
        pytest.param({**edition("scoring"), "scoring": {"full": 20, "formula": "x", "bands": {"pass": 60}}}, "sum",
                     id="marks that do not add up"),
        pytest.param({**edition("scoring"), "scoring": {"full": 10, "formula": "x", "bands": {}}}, "bands", id="no bands"),
        pytest.param({**edition("scoring"), "scoring": {"full": 10, "formula": "x", "bands": {"a": 60, "b": 60}}}, "bands",
                     id="two bands alike"),
        pytest.param(edition("rules", replaces={"urn": "test.rules", "edition": "1"}), "replaces", id="replaces itself"),
        pytest.param(edition("rules", replaces={"urn": "test.old", "edition": "1", "map": {"X": {"as": "same", "to": ["Y"]}}}),
                     "replaces", id="leads to no clause"),
        pytest.param(edition("rules", replaces={"urn": "test.old", "edition": "1", "map": {"X": {"as": "split", "to": ["C1"]}}}),
                     "map", id="split into one"),
        pytest.param(edition("rules", replaces={"urn": "test.old", "edition": "1", "map": {"X": {"as": "dropped", "to": ["C1"]}}}),
                     "map", id="dropped into one"),
        pytest.param(edition("parameters", sections=[{"ref": "A", "zh": "一", "en": "1", "clauses": [
            clause("C", "parameters", parameter={"kind": "days", "value": 400, "most": 365})]}]), "value-bounds",
            id="a proposal out of its own bounds"),
    ],
)  # fmt: skip
def test_what_an_edition_contradicts_in_itself_is_refused(data: dict[str, Any], code: str) -> None:
    found = problems(text(data))
    assert [p.refusal.code for p in found] == [code]


@pytest.mark.parametrize(
    "kind", ["rules", "elements", "tables", "criteria", "scoring", "checklist", "phrases", "parameters"]
)
def test_a_plain_edition_of_every_kind_is_read(kind: str) -> None:
    read = editions.parse(text(edition(kind, "C1", "C2")), "x.yaml")
    assert [c.ref for c in read.clauses()] == ["C1", "C2"]
    assert read.name == f"test.{kind}/1"


# ---------- between editions ----------


def between(*data: dict[str, Any]) -> set[str]:
    return {p.refusal.code for p in editions.between([source(d) for d in data], CODES)}


def follows(urn: str, old: str, **more: Any) -> dict[str, Any]:
    return edition("rules", "C1", urn=urn, replaces={"urn": old, "edition": "1", **more})


@pytest.mark.parametrize(
    ("data", "codes"),
    [
        ([edition("rules"), edition("rules")], {"name-twice"}),
        ([edition("criteria", applies=[{"sectors": ["footware"]}])], {"unknown-code"}),
        ([edition("criteria", applies=[{"classes": ["large"]}, {"features": ["dust"]}])], {"unknown-code"}),
        ([edition("rules", urn="test.a"), follows("test.b", "test.a", map={"C9": {"as": "dropped"}})], {"unknown-ref"}),
        ([edition("rules", urn="test.a"), follows("test.b", "test.a", map={"C1": {"as": "same", "to": ["C1"]}})], set()),
        ([follows("test.b", "test.absent", map={"C9": {"as": "dropped"}})], set()),
        ([follows("test.a", "test.b"), follows("test.b", "test.a")], {"circle"}),
        ([follows("test.a", "test.b"), follows("test.b", "test.c"), follows("test.c", "test.a")], {"circle"}),
        ([edition("rules", urn="test.a", in_force={"from": date(2026, 1, 1)}),
          {**follows("test.b", "test.a"), "in_force": {"from": date(2025, 1, 1)}}], {"backwards"}),
        ([edition("phrases", sections=[{"ref": "A", "zh": "一", "en": "1", "clauses": [
            clause("P", "phrases", phrase={"measure": {"zh": "改", "en": "fix"}, "days": 1, "grade": "major", "criterion": "GM-1"})]}])],
         {"unknown-criterion"}),
        ([edition("criteria", "GM-1"), edition("phrases", sections=[{"ref": "A", "zh": "一", "en": "1", "clauses": [
            clause("P", "phrases", phrase={"measure": {"zh": "改", "en": "fix"}, "days": 1, "grade": "major", "criterion": "test.criteria#GM-1"})]}])],
         set()),
    ],
)  # fmt: skip
def test_what_editions_say_of_each_other_has_to_hold(data: list[dict[str, Any]], codes: set[str]) -> None:
    assert between(*data) == codes


def test_a_circle_that_an_edition_only_leads_into_is_not_its_own() -> None:
    data = [follows("test.a", "test.b"), follows("test.b", "test.c"), follows("test.c", "test.b")]
    found = editions.between([source(d) for d in data], CODES)
    assert {p.file for p in found} == {"test.b/1.yaml", "test.c/1.yaml"}


def test_a_file_that_is_gone_or_stands_under_another_name_is_told(tmp_path: Path) -> None:
    here = tmp_path / "test.rules" / "2.yaml"
    here.parent.mkdir()
    here.write_bytes(text(edition("rules")))
    sources, problems = editions.read_all([here, tmp_path / "absent.yaml"])
    assert [p.refusal.code for p in problems] == ["unreadable"]
    assert [p.refusal.code for p in editions.misplaced(sources[0])] == ["misplaced"]
