"""A check-list out of a workbook: a new version of the list of a unit, or of every unit that the file names."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from anbiao.inspection import actions
from anbiao.inspection.actions.incoming import CHECK_LISTS
from anbiao.inspection.actions.incoming.check_lists import ListPlan
from anbiao.inspection.models import CheckList, Routine, Standing
from anbiao.kit.actor import Actor
from anbiao.kit.models import Entry
from anbiao.registry.models import Enterprise
from anbiao.rules.refusal import Refused
from tests import people
from tests.inspection import made
from tests.inspection.ledgers import codes, told, workbook
from tests.inspection.made import Around

pytestmark = pytest.mark.django_db
HEAD = ("序号", "检查部位", "检查项目", "检查要点", "检查方法", "检查依据", "检查频次", "责任岗位")
ROW = (1, "车间", "安全出口", "无遮挡", "看", "消防法", "每日", "班组长")


@pytest.fixture
def cast() -> Around:
    return made.around()


def book(
    folder: Path, *rows: Sequence[Any], head: Sequence[str] = HEAD, above: Sequence[Sequence[Any]] = ()
) -> Path:
    path = folder / "list.xlsx"
    path.write_bytes(workbook(("检查清单", [*above, head, *rows])))
    return path


def brought(actor: Actor, path: Path, unit: Enterprise | None = None, **how: bool) -> ListPlan:
    plan = CHECK_LISTS.import_file(actor, path, {"unit": str(unit.pk)} if unit else {}, **how)
    assert isinstance(plan, ListPlan)
    return plan


def counts(plan: ListPlan) -> tuple[int, ...]:
    found = plan.counts()
    assert found["rows"] == found["good"] + found["bad"]
    return found["created"], found["updated"], found["unchanged"], found["bad"]


def test_a_workbook_becomes_the_first_version_with_its_routines(cast: Around, tmp_path: Path) -> None:
    second = (2, "仓库", "灭火器", "压力正常", "测", "消防法", "每月", "保管员")
    plan = brought(cast.manager, book(tmp_path, ROW, second), cast.unit)
    assert counts(plan) == (2, 0, 0, 0)
    made_list = CheckList.objects.get(enterprise=cast.unit)
    assert (made_list.version, made_list.who) == (1, "manager")
    assert [(i["area"], i["title"], i["frequency"]) for i in made_list.items] == [
        ("车间", "安全出口", "daily"),
        ("仓库", "灭火器", "monthly"),
    ]
    assert len({i["id"] for i in made_list.items}) == 2
    assert dict(Routine.objects.filter(enterprise=cast.unit).values_list("frequency", "items")) == {
        "daily": 1,
        "monthly": 1,
    }
    assert Standing.objects.get(enterprise=cast.unit).list_items == 2
    assert Entry.objects.get(object_id=made_list.pk).verb == "keep"


def test_the_same_again_makes_no_version_and_a_change_makes_one(cast: Around, tmp_path: Path) -> None:
    brought(cast.manager, book(tmp_path, ROW), cast.unit)
    entries = Entry.objects.count()
    assert counts(brought(cast.manager, book(tmp_path, ROW), cast.unit)) == (0, 0, 1, 0)
    assert Entry.objects.count() == entries
    changed = (*ROW[:6], "每周", "安全员")
    assert counts(brought(cast.manager, book(tmp_path, changed), cast.unit)) == (0, 1, 0, 0)
    first, second = CheckList.objects.filter(enterprise=cast.unit).order_by("version")
    assert (first.items[0]["id"], first.items[0]["frequency"]) == (second.items[0]["id"], "daily")
    assert list(Routine.objects.filter(enterprise=cast.unit).values_list("frequency", flat=True)) == [
        "weekly"
    ]


def test_what_the_file_leaves_out_leaves_the_list_and_is_told(cast: Around, tmp_path: Path) -> None:
    brought(cast.manager, book(tmp_path, ROW, (2, "仓库", "灭火器", "", "", "", "每月", "")), cast.unit)
    plan = brought(cast.manager, book(tmp_path, ROW), cast.unit)
    assert "items-left-out" in told(plan)  # type: ignore[arg-type]
    assert counts(plan) == (0, 1, 0, 0)
    assert len(CheckList.objects.get(version=2).items) == 1


def test_a_sectors_item_keeps_its_clause_and_its_english(cast: Around, tmp_path: Path) -> None:
    own = {"id": "A1", "area": "车间", "title": "安全出口", "title_en": "Exits", "look": "无遮挡", "method": "看", "basis": "消防法",
           "frequency": "daily", "post": "班组长", "clause": "urn#A1"}  # fmt: skip
    actions.keep_list(cast.manager, cast.unit, [own], version=0, begun_from=["x/1"])
    brought(cast.manager, book(tmp_path, (*ROW[:3], "畅通、无遮挡", *ROW[4:])), cast.unit)
    kept = CheckList.objects.get(version=2)
    assert (kept.items[0]["id"], kept.items[0]["clause"], kept.items[0]["title_en"]) == (
        "A1",
        "urn#A1",
        "Exits",
    )
    assert (kept.items[0]["look"], kept.begun_from) == ("畅通、无遮挡", ["x/1"])


def test_every_unit_that_the_file_names_gets_its_list(cast: Around, tmp_path: Path) -> None:
    other = people.make_enterprise(name="第二学校", sector="schools")
    head = ("单位名称", *HEAD[1:])
    rows = [(cast.unit.name, *ROW[1:]), (other.name, *ROW[1:]), ("没有的厂", *ROW[1:])]
    plan = brought(cast.district, book(tmp_path, *rows, head=head))
    assert (counts(plan), codes(plan)) == ((2, 0, 0, 1), {("name", "unit-unknown")})  # type: ignore[arg-type]
    assert CheckList.objects.count() == 2


def test_a_wrong_row_leaves_what_stands_as_it_is(cast: Around, tmp_path: Path) -> None:
    brought(cast.manager, book(tmp_path, ROW), cast.unit)
    plan = brought(
        cast.manager,
        book(tmp_path, (*ROW[:6], "偶尔", "安全员"), (2, "仓库", "灭火器", "", "", "", "每月", "")),
        cast.unit,
    )
    assert codes(plan) == {("frequency", "choice-unknown")}  # type: ignore[arg-type]
    assert [i["title"] for i in CheckList.objects.get(version=2).items] == ["安全出口", "灭火器"]
    assert CheckList.objects.get(version=2).items[0]["frequency"] == "daily"


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        ((ROW, ROW), ("item", "row-twice")),
        ((ROW, (2, "仓库", None, "看", "", "", "每月", "")), ("item", "item-missing")),
    ],
)
def test_an_item_twice_or_without_words_is_wrong(
    cast: Around, tmp_path: Path, rows: Sequence[Any], wrong: tuple[str, str]
) -> None:
    assert codes(brought(cast.manager, book(tmp_path, *rows), cast.unit)) == {wrong}  # type: ignore[arg-type]


def test_a_list_holds_at_most_so_many_items(
    cast: Around, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("anbiao.inspection.queries.lists.MOST_ITEMS", 1)
    plan = brought(
        cast.manager, book(tmp_path, ROW, (2, "仓库", "灭火器", "", "", "", "每月", "")), cast.unit
    )
    assert codes(plan) == {("item", "list-too-long")}  # type: ignore[arg-type]


def test_a_list_changed_between_look_and_write_is_looked_at_again(
    cast: Around, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from anbiao.inspection.actions.incoming import check_lists

    real, seen = check_lists.write_lists, []

    def overtaken(actor: Any, made_lists: Any) -> bool:
        if not seen:
            actions.keep_list(
                cast.manager, cast.unit, [{"id": "x", "title": "别的", "frequency": "daily"}], version=0
            )
        seen.append(1)
        return real(actor, made_lists)

    monkeypatch.setattr(check_lists, "write_lists", overtaken)
    brought(cast.manager, book(tmp_path, ROW), cast.unit)
    assert [row.version for row in CheckList.objects.order_by("version")] == [1, 2]


def test_who_keeps_no_lists_here_imports_none(cast: Around, tmp_path: Path) -> None:
    elsewhere = people.make_enterprise(name="河市学校", sector="schools", region=people.HESHI)
    plan = brought(cast.town, book(tmp_path, ROW), elsewhere)
    assert codes(plan) == {("name", "unit-missing")}  # type: ignore[arg-type]
    assert not CheckList.objects.exists()


# ---------- as offices keep them ----------


def nineteen_sheets() -> bytes:
    """A workbook of an office: 17 sheets of items with 1,600 merged cells in all, a cover, and a sheet of notes."""
    out = io.BytesIO()
    made_book = xlsxwriter.Workbook(out)
    made_book.add_worksheet("封面").write_string(0, 0, "泉州市行业安全检查清单（样表，虚构）")
    merged = 0
    for number in range(17):
        sheet = made_book.add_worksheet(f"第{number + 1}类")
        sheet.merge_range(0, 0, 0, 4, f"第{number + 1}类安全检查清单（虚构）")
        sheet.merge_range(1, 0, 1, 4, "填报单位：样例街道　　日期：2026年11月")
        for place, word in enumerate(("类别", "检查项目", "检查要点", "检查依据", "检查频次")):
            sheet.write_string(2, place, word)
        merged += 2
        for block in range(16):
            row = 3 + block * 3
            for place, word in ((0, f"部分{block // 4}"), (1, f"项目{number}-{block}"), (3, "消防法")):
                sheet.merge_range(row, place, row + 2, place, word)
                merged += 1
            for line in range(3):
                sheet.write_string(row + line, 2, f"要点{block}-{line}")
            sheet.merge_range(row, 4, row + 2, 4, "每月")
            sheet.merge_range(row, 5, row + 2, 5, "")
            merged += 2
            if merged % 7 == 0:
                sheet.merge_range(row, 6, row + 1, 7, "照片")
                merged += 1
    notes = made_book.add_worksheet("填写说明")
    while merged < 1600:
        notes.merge_range(merged, 0, merged, 1, "说明")
        merged += 1
    made_book.close()
    return out.getvalue()


def test_a_workbook_of_19_sheets_and_1600_merged_cells_goes_through(cast: Around, tmp_path: Path) -> None:
    path = tmp_path / "office.xlsx"
    path.write_bytes(nineteen_sheets())
    plan = brought(cast.manager, path, cast.unit)
    assert (counts(plan), codes(plan)) == ((272, 0, 0, 0), set())  # type: ignore[arg-type]
    items = CheckList.objects.get(enterprise=cast.unit).items
    assert items[0]["look"] == "要点0-0\n要点0-1\n要点0-2" or "要点0-2" in items[0]["look"]
    assert {"sheets-other"} <= told(plan)  # type: ignore[arg-type]
    assert counts(brought(cast.manager, path, cast.unit)) == (0, 0, 272, 0)


def test_a_workbook_without_items_is_refused(cast: Around, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook(("说明", [["各位同志"], ["请于周五前报送"]])))
    with pytest.raises(Refused) as caught:
        brought(cast.manager, path, cast.unit)
    assert caught.value.refusals[0].code == "headings-not-found"
