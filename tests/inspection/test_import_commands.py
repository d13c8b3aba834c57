"""`anbiao import hazards | checklist` and `anbiao export lists`: what scripts rely on, their JSON and exits; and every nasty file."""

import itertools
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from anbiao.inspection.actions.incoming import CHECK_LISTS, HAZARDS
from anbiao.inspection.models import CheckList, Hazard
from anbiao.kit.models import Entry
from anbiao.portal.commands.main import CommandError, Outcome, parser
from anbiao.rules.refusal import Refused
from tests import nasty, people
from tests.inspection import made
from tests.inspection.ledgers import HEAD, ledger, line, workbook
from tests.inspection.made import Around

pytestmark = pytest.mark.django_db
DISTRICT = ("--district", people.DISTRICT)
KEYS = {
    "rows",
    "good",
    "bad",
    "duplicates",
    "created",
    "updated",
    "unchanged",
    "seconds",
    "refused",
    "warnings",
    "errors",
}


def command(*words: Any) -> Outcome:
    given = parser().parse_args([*map(str, words)])
    outcome: Outcome = given.run(given)
    json.dumps(outcome.data, ensure_ascii=False, default=str)
    return outcome


@pytest.fixture
def cast() -> Around:
    return made.around()


def test_import_hazards_says_what_came_of_it(cast: Around, tmp_path: Path) -> None:
    good = command("import", "hazards", ledger(tmp_path, line(cast.unit)), *DISTRICT)
    assert (good.code, set(good.data), good.data["created"]) == (0, KEYS, 1)
    report = tmp_path / "report.xlsx"
    some = command(
        "import",
        "hazards",
        ledger(tmp_path, line(cast.unit, "电线老化", 期限=None), line(cast.unit, "无警示标志")),
        *DISTRICT,
        "--report",
        report,
    )
    assert (some.code, some.data["good"], some.data["bad"]) == (2, 1, 1)
    (error,) = some.data["errors"]
    assert (error["sheet"], error["row"], error["column"], error["code"]) == (
        "隐患台账",
        2,
        "due_on",
        "due-missing",
    )
    cells, rows = openpyxl.load_workbook(report).worksheets
    assert (cells.cell(2, 1).value, rows.cell(2, 1).value) == (2, 2)
    assert "电线老化" in [cell.value for cell in rows[2]]
    assert Entry.objects.filter(verb="import", via="command").count() == 2


def test_dry_run_and_all_or_nothing_hold_everything_back(cast: Around, tmp_path: Path) -> None:
    path = ledger(tmp_path, line(cast.unit), line(cast.unit, 期限=None))
    assert command("import", "hazards", path, *DISTRICT, "--dry-run").data["created"] == 1
    held = command("import", "hazards", path, *DISTRICT, "--all-or-nothing")
    assert (held.code, held.data["good"], held.data["bad"], held.data["created"]) == (2, 0, 2, 0)
    assert not Hazard.objects.exists()


def test_an_account_brings_only_what_it_may(cast: Around, tmp_path: Path) -> None:
    path = ledger(tmp_path, line(cast.unit))
    with pytest.raises(CommandError, match="may not import"):
        command("import", "hazards", path, *DISTRICT, "--as", "grid_member")
    assert command("import", "hazards", path, *DISTRICT, "--as", "street_inspector").code == 0
    assert Entry.objects.get(verb="import").who == "street_inspector"


def test_import_checklist_takes_the_unit_by_its_code(cast: Around, tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(workbook(("清单", [["检查项目", "检查要点", "检查频次"], ["出口", "无遮挡", "每日"]])))
    assert command("import", "checklist", path, *DISTRICT).data["errors"][0]["code"] == "unit-missing"
    assert (
        command("import", "checklist", path, *DISTRICT, "--unit", people.make_uscc()).data["errors"][0][
            "code"
        ]
        == "unit-unknown"
    )
    done = command("import", "checklist", path, *DISTRICT, "--unit", cast.unit.uscc)
    assert (done.code, done.data["created"], set(done.data)) == (0, 1, KEYS)
    assert CheckList.objects.get().enterprise == cast.unit
    with pytest.raises(CommandError):
        command("import", "hazards", path, *DISTRICT, "--unit", cast.unit.uscc)


def test_export_lists_writes_a_folder_that_comes_in_again(cast: Around, tmp_path: Path) -> None:
    command("import", "hazards", ledger(tmp_path, line(cast.unit), line(cast.unit, "电线老化")), *DISTRICT)
    out = tmp_path / "out"
    done = command("export", "lists", *DISTRICT, "--region", people.SHUANGYANG, "--out", out)
    assert (done.code, len(done.data["files"])) == (0, 4)
    for file in out.glob("*.xlsx"):
        assert command("import", "hazards", file, *DISTRICT).data["unchanged"] == 2
    one = command(
        "export", "lists", *DISTRICT, "--unit", cast.unit.uscc, "--kind", "pdf", "--out", tmp_path / "one"
    )
    assert [Path(each["file"]).suffix for each in one.data["files"]] == [".pdf"]
    for wrong in (("--region", "350503001"), ("--region", "nowhere"), ("--unit", people.make_uscc())):
        with pytest.raises(CommandError):
            command("export", "lists", *DISTRICT, *wrong, "--out", out)


# ---------- bad files ----------


def test_no_nasty_file_brings_anything_in_or_breaks_anything(
    cast: Around, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What a file reads as, or is refused for, does not hang on what it is taken for: each is read once.
    monkeypatch.setattr("anbiao.kit.imports.intake.read", nasty.read_once)
    files = nasty.made()
    for each, intake in itertools.product(files, (HAZARDS, CHECK_LISTS)):
        try:
            plan = intake.import_file(people.OPERATOR, each.path)
            assert plan.counts()["created"] == 0, each.name
        except Refused as refused:
            assert len(refused.refusals) == 1
            if each.expected.startswith("refused:") and each.expected != "refused:headings-not-found":
                assert each.expected == f"refused:{refused.refusals[0].code}", each.name
    assert not Hazard.objects.exists() and not CheckList.objects.exists()
    assert len(files) > 100


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ({"发现日期": "二〇二六年十一月十日"}, ""), ({"发现日期": 46336}, ""), ({"发现日期": "11月10日"}, "date-incomplete"),
        ({"资金": "＝1+1"}, "not-a-number"), ({"隐患描述": "灭火器\u200b过期\u00a0"}, ""), ({"隐患描述": "字" * 600}, "too-long"),
        ({"责任人": "=cmd|' /C calc'!A0"}, "formula-without-value"), ({"期限": "1899-01-01"}, "date-out-of-range"), ({"隐患描述": "𠮷𰻞\ud800".encode("utf-8", "replace").decode()}, ""),
    ],
)  # fmt: skip
def test_a_nasty_cell_is_read_or_told(cast: Around, tmp_path: Path, cell: dict[str, Any], code: str) -> None:
    done = command("import", "hazards", ledger(tmp_path, line(cast.unit, **cell)), *DISTRICT)
    assert [error["code"] for error in done.data["errors"]] == ([code] if code else [])
    assert Hazard.objects.count() == (0 if code else 1)


def test_headings_below_titles_with_totals_and_notes_go_through(cast: Around, tmp_path: Path) -> None:
    above = (["双阳街道安全隐患排查整改台账"], ["填报单位：双阳街道", None, "2026年11月"], [])
    rows = [line(cast.unit), ["合计", "1 条"], ["备注：本表一式两份"]]
    done = command("import", "hazards", ledger(tmp_path, *rows, head=HEAD, above=above), *DISTRICT)
    assert (done.data["rows"], done.data["created"]) == (1, 1)
    assert {"rows-totals", "rows-notes"} <= {warning["code"] for warning in done.data["warnings"]}
