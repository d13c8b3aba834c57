"""What differs between two editions of a standard."""

from typing import Any

from anbiao.standards.comparing import Change, counts, diff
from anbiao.standards.schema import Edition
from tests.standards.editions import clause, edition


def of(*clauses: dict[str, Any], **over: Any) -> Edition:
    section = {"ref": "A", "zh": "一", "en": "One", "clauses": list(clauses)}
    return Edition.model_validate(edition("rules", sections=[section], **over))


OLD = of(clause("1"), clause("2"), clause("3"), clause("4"), clause("5"), urn="test.s", edition="2016")


def told(changes: list[Change]) -> list[tuple[str, str, list[str], str]]:
    return [(c.what, c.old.ref if c.old else "", [each.ref for each in c.new], c.known) for c in changes]


def test_without_a_map_clauses_are_told_by_their_refs() -> None:
    new = of(clause("1"), clause("2", source="别的依据"), clause("9"), urn="test.s", edition="2025")
    assert told(diff(OLD, new)) == [
        ("same", "1", ["1"], "ref"), ("changed", "2", ["2"], "ref"), ("gone", "3", [], "ref"), ("gone", "4", [], "ref"),
        ("gone", "5", [], "ref"), ("new", "", ["9"], "ref"),
    ]  # fmt: skip
    assert diff(OLD, new)[1].pieces == ("source",)
    assert counts(diff(OLD, new)) == {"same": 1, "changed": 1, "split": 0, "new": 1, "gone": 3, "unknown": 0}


def test_the_map_of_the_newer_edition_says_what_became_of_a_clause() -> None:
    replaces = {
        "urn": "test.s", "edition": "2016",
        "map": {
            "1": {"as": "same", "to": ["A1"]}, "2": {"as": "split", "to": ["B1", "B2"]}, "3": {"as": "dropped"},
            "4": {"as": "changed", "to": ["A1"]},
        },
    }  # fmt: skip
    new = of(
        *(clause(ref) for ref in ("A1", "B1", "B2", "N1")), urn="test.s", edition="2025", replaces=replaces
    )
    assert told(diff(OLD, new)) == [
        ("same", "1", ["A1"], "map"), ("split", "2", ["B1", "B2"], "map"), ("gone", "3", [], "map"),
        ("changed", "4", ["A1"], "map"), ("unknown", "5", [], "ref"), ("new", "", ["N1"], "ref"),
    ]  # fmt: skip


def test_a_map_to_another_edition_is_not_asked() -> None:
    replaces = {"urn": "test.other", "edition": "1", "map": {"1": {"as": "dropped"}}}
    new = of(clause("1"), urn="test.s", edition="2025", replaces=replaces)
    assert told(diff(OLD, new))[0] == ("same", "1", ["1"], "ref")


def test_an_edition_does_not_differ_from_itself() -> None:
    assert counts(diff(OLD, OLD)) == {"same": 5, "changed": 0, "split": 0, "new": 0, "gone": 0, "unknown": 0}
