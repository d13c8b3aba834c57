"""`anbiao catalogue`: what scripts rely on, its JSON and its exit codes."""

from pathlib import Path
from typing import Any

import pytest

from anbiao.authority.models import Grant
from anbiao.kit.models import Entry
from anbiao.portal.commands.main import CommandError, Outcome, parser
from anbiao.standards import editions
from anbiao.standards.models import Edition
from tests import people
from tests.standards.editions import edition, text
from tests.standards.test_workbooks import ROWS, SCORING, workbook

pytestmark = pytest.mark.django_db
DISTRICT = ("--district", people.DISTRICT)
URN = f"{people.DISTRICT}.scoring"


def catalogue(*words: Any) -> Outcome:
    given = parser().parse_args(["catalogue", *map(str, words)])
    outcome: Outcome = given.run(given)
    return outcome


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "own.yaml"
    path.write_bytes(text(edition("checklist", "A1", "A2", urn=f"{people.DISTRICT}.checklist")))
    return path


def test_check_is_good_for_what_ships() -> None:
    found = catalogue("check")
    assert found.code == 0
    assert found.data["problems"] == []
    assert found.data["editions"] == Edition.objects.count()
    assert found.data["clauses"] > 1200


def test_check_tells_every_problem_of_the_files_named(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_bytes(text(edition("rules", what=1, edition=1)))
    found = catalogue("check", bad, tmp_path / "absent.yaml")
    assert found.code == 2
    assert {(p["at"], p["code"]) for p in found.data["problems"]} == {
        ("what", "extra_forbidden"), ("edition", "string_type"), ("", "unreadable"),
    }  # fmt: skip
    assert all(p["file"] and p["message"] for p in found.data["problems"])


def test_json_may_be_asked_for_at_either_end() -> None:
    for words in (["catalogue", "--json", "check"], ["catalogue", "check", "--json"]):
        assert parser().parse_args(words).json is True
    assert parser().parse_args(["catalogue", "check"]).json is False


def test_load_of_what_ships_finds_it_loaded() -> None:
    assert catalogue("load").data == {"loaded": 0}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (edition("rules", urn="cn.risk"), "cn.risk/1"), (edition("rules", urn="cn.new", what=1), "what"),
        (edition("rules", urn="cn.new", replaces={"urn": "cn.new", "edition": "1"}), "cn.new"),
    ],
)  # fmt: skip
def test_a_start_with_a_changed_or_broken_library_stops_and_says_what_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: dict[str, Any], said: str
) -> None:
    path = tmp_path / data["urn"] / "1.yaml"
    path.parent.mkdir()
    path.write_bytes(text(data))
    monkeypatch.setattr(editions, "files", lambda: [path])
    with pytest.raises(CommandError) as refused:
        catalogue("load")
    assert said in str(refused.value)
    assert Edition.objects.get(urn="cn.risk").title_zh == "风险分级管控四色"


def test_load_of_a_districts_own_file_is_journalled_once(own: Path) -> None:
    found = catalogue("load", own, *DISTRICT)
    assert (found.code, [row["name"] for row in found.data["loaded"]]) == (
        0,
        [f"{people.DISTRICT}.checklist/1"],
    )
    assert catalogue("load", own, *DISTRICT).data["loaded"] == []
    assert Entry.objects.filter(verb="load").count() == 1


def test_a_dry_run_loads_nothing(own: Path) -> None:
    found = catalogue("load", own, *DISTRICT, "--dry-run")
    assert found.data["would_load"] == [f"{people.DISTRICT}.checklist/1"]
    assert not Edition.objects.filter(district=people.DISTRICT).exists()


def test_an_edited_copy_of_what_ships_is_refused(tmp_path: Path) -> None:
    copy = tmp_path / "1.yaml"
    copy.write_bytes(text(edition("rules", urn="cn.risk")))
    with pytest.raises(CommandError) as refused:
        catalogue("load", copy, *DISTRICT)
    assert f"{people.DISTRICT}." in str(refused.value)


def test_unknown_codes_and_clauses_are_told_before_anything_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    replaces = {"urn": "cn.gbt33000", "edition": "2016", "map": {"99.9": {"as": "dropped"}}}
    data = edition(
        "checklist", urn=f"{people.DISTRICT}.x", applies=[{"sectors": ["shoes"]}], replaces=replaces
    )
    path.write_bytes(text(data))
    found = catalogue("load", path, *DISTRICT)
    assert found.code == 2
    assert {p["code"] for p in found.data["problems"]} == {"unknown-code", "unknown-ref"}


def test_a_workbook_is_loaded_under_its_name_with_its_units(tmp_path: Path) -> None:
    path = tmp_path / "本区评分表.xlsx"
    path.write_bytes(workbook({"评分表": (SCORING, ROWS, [])}))
    words = (
        "load",
        path,
        "--urn",
        URN,
        "--edition",
        "2026",
        "--sectors",
        "footwear,food",
        "--from",
        "2026-12-01",
        *DISTRICT,
    )
    found = catalogue(*words)
    assert found.code == 0
    assert (found.data["items"], found.data["errors"]) == (3, [])
    row = Edition.objects.get(urn=URN)
    assert (row.title_zh, row.kind, str(row.from_on)) == ("本区评分表", "scoring", "2026-12-01")
    assert row.applies == [{"sectors": ["footwear", "food"], "classes": [], "features": []}]
    assert row.issuer_zh


def test_a_workbook_with_a_wrong_cell_loads_nothing_and_tells_the_cell(tmp_path: Path) -> None:
    rows = [list(row) for row in ROWS]
    rows[1][5] = "五分"
    path = tmp_path / "表.xlsx"
    path.write_bytes(workbook({"评分表": (SCORING, rows, [])}))
    found = catalogue("load", path, "--urn", URN, "--edition", "1", *DISTRICT)
    assert found.code == 2
    (error,) = [e for e in found.data["errors"] if e["code"] == "not-a-number"]
    assert (error["sheet"], error["row"], error["column"], error["value"]) == ("评分表", 3, "score", "五分")
    assert not Edition.objects.filter(urn=URN).exists()


def test_a_file_that_is_no_table_is_refused_with_3(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(b"")
    found = catalogue("load", path, "--urn", URN, "--edition", "1", *DISTRICT)
    assert (found.code, found.data["refused"][0]["code"]) == (3, "file-empty")


def test_diff_counts_and_names_what_differs() -> None:
    found = catalogue("diff", "cn.gbt33000", "2016", "2025")
    assert (found.data["changed"], found.data["split"], found.data["new"]) == (3, 1, 5)
    split = next(c for c in found.data["changes"] if c["what"] == "split")
    assert (split["old"], split["new"], split["known"]) == ("5.5", ["T4", "T5"], "map")
    with pytest.raises(CommandError):
        catalogue("diff", "cn.gbt33000", "2016", "2030")


def test_list_names_every_edition_with_what_is_confirmed() -> None:
    catalogue("confirm", "cn.risk", "1", "COL-RED", "COL-BLUE", "--note", "国标网 2026-11-20", *DISTRICT)
    rows = {row["urn"]: row for row in catalogue("list", *DISTRICT).data["editions"]}
    assert (rows["cn.risk"]["confirmed"], rows["cn.risk"]["clauses"]) == (2, 61)
    assert {"title", "title_en", "kind", "route", "from", "to", "sha256"} <= set(rows["cn.risk"])


def test_confirm_names_the_account_and_refuses_unknown_clauses() -> None:
    user = people.person("bureau_officer")
    found = catalogue("confirm", "cn.risk", "1", "COL-RED", "--note", "x", *DISTRICT, "--as", user.username)
    assert found.data == {"confirmed": 1, "already": 0}
    assert catalogue("confirm", "cn.risk", "1", "COL-RED", "--note", "x", *DISTRICT).data == {
        "confirmed": 0,
        "already": 1,
    }
    assert Entry.objects.get(verb="confirm").who == user.name
    with pytest.raises(CommandError):
        catalogue("confirm", "cn.risk", "1", "COL-GREEN", "--note", "x", *DISTRICT)
    Grant.objects.filter(user=user).update(to_on=people.TODAY.replace(year=2026, month=1, day=2))
    with pytest.raises(CommandError):
        catalogue("confirm", "cn.risk", "1", "COL-BLUE", "--note", "x", *DISTRICT, "--as", user.username)
