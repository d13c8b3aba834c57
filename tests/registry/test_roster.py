"""A roster file: what it does when it is written, and what it never does."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from anbiao.kit.models import Entry
from anbiao.kit.search import terms_of
from anbiao.registry.actions import writing
from anbiao.registry.actions.imports import import_file
from anbiao.registry.models import DuplicatePair, Enterprise, FormerCode, Responsibility
from tests import people

pytestmark = pytest.mark.django_db
HEAD = [
    "单位名称",
    "统一社会信用代码",
    "镇街",
    "村居",
    "地址",
    "行业",
    "从业人数",
    "主要负责人",
    "联系电话",
    "成立日期",
]


def roster(folder: Path, *rows: list[Any], head: list[str] | None = None) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(head or HEAD)
    for row in rows:
        sheet.append(row)
    path = folder / "roster.xlsx"
    book.save(path)
    return path


def row(name: str, code: str, **over: Any) -> list[Any]:
    values = {
        "单位名称": name, "统一社会信用代码": code, "镇街": "双阳街道", "村居": "阳山社区", "地址": f"{name}路1号", "行业": "鞋服纺织",
        "从业人数": 20, "主要负责人": "林某", "联系电话": "13900000021", "成立日期": "2020-02-03",
    }  # fmt: skip
    values |= over
    return [values[heading] for heading in HEAD]


def test_a_new_row_becomes_a_supervised_unit(tmp_path: Path) -> None:
    code = people.make_uscc()
    _, plan = import_file(people.OPERATOR, roster(tmp_path, row("青岚鞋业有限公司", code)))
    assert plan.counts() == {
        "rows": 1, "good": 1, "bad": 0, "duplicates": 0, "created": 1, "updated": 0, "unchanged": 0,
    }  # fmt: skip
    unit = Enterprise.objects.get(uscc=code)
    assert (unit.region, unit.sector, unit.employees) == ("350504002001", "footwear", 20)
    assert unit.initials == "qlxyyxgs"
    assert Responsibility.objects.filter(enterprise=unit, kind="sector", sector="footwear").count() == 1
    entry = Entry.objects.get(object_id=unit.id)
    assert entry.after["name"] == "青岚鞋业有限公司"
    assert "13900000021" not in str(entry.after)


def test_many_units_are_written_some_at_a_time_and_lose_neither_entries_nor_terms(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "AT_A_TIME", 2)
    names = ["青岚鞋业有限公司", "云鼎机械有限公司", "厂", "禾木木业有限公司", "A1"]
    import_file(
        people.OPERATOR, roster(tmp_path, *(row(name, people.make_uscc(), 地址="") for name in names))
    )
    units = {unit.name: unit for unit in Enterprise.objects.all()}
    assert {name: unit.terms for name, unit in units.items()} == {name: terms_of(name) for name in names}
    entries = Entry.objects.filter(verb="register").order_by("number").values_list("object_id", flat=True)
    assert list(entries) == [units[name].pk for name in names]


def test_writing_the_same_file_twice_changes_nothing(tmp_path: Path) -> None:
    path = roster(
        tmp_path,
        row("青岚鞋业有限公司", people.make_uscc()),
        row("禾木木业有限公司", people.make_uscc(), 地址="别处"),
    )
    import_file(people.OPERATOR, path)
    entries = Entry.objects.count()
    _, plan = import_file(people.OPERATOR, path)
    assert plan.counts()["unchanged"] == 2
    assert Entry.objects.count() == entries


def test_an_empty_or_masked_cell_wipes_nothing(tmp_path: Path) -> None:
    code = people.make_uscc()
    import_file(people.OPERATOR, roster(tmp_path, row("青岚鞋业有限公司", code)))
    empty = row("青岚鞋业有限公司", code, 联系电话="139****0021", 地址=None, 从业人数="", 主要负责人="林*")
    _, plan = import_file(people.OPERATOR, roster(tmp_path, empty))
    assert plan.counts()["unchanged"] == 1
    assert Enterprise.objects.get(uscc=code).phone == "13900000021"


def test_a_wrong_check_character_names_the_right_one(tmp_path: Path) -> None:
    code = people.make_uscc()
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    _, plan = import_file(people.OPERATOR, roster(tmp_path, row("青岚鞋业有限公司", wrong)))
    (error,) = plan.errors
    assert (error.row, error.column, error.refusal.code) == (2, "uscc", "uscc-check")
    assert error.refusal.params["right"] == code[-1]
    assert not Enterprise.objects.filter(uscc=wrong).exists()


@pytest.mark.parametrize(
    ("over", "column", "code"),
    [
        ({"镇街": "双扬街道"}, "town", "town-unknown"),
        ({"镇街": "丰泽区东海街道"}, "town", "town-elsewhere"),
        ({"从业人数": "约三十人"}, "employees", "count-unreadable"),
        ({"统一社会信用代码": ""}, "uscc", "uscc-missing"),
        ({"统一社会信用代码": "无", "主要负责人": ""}, "principal", "principal-missing"),
    ],
)
def test_a_doubtful_cell_is_reported_and_its_row_not_written(
    tmp_path: Path, over: dict[str, Any], column: str, code: str
) -> None:
    _, plan = import_file(
        people.OPERATOR, roster(tmp_path, row("青岚鞋业有限公司", people.make_uscc(), **over))
    )
    assert {(e.column, e.refusal.code) for e in plan.errors} >= {(column, code)} or plan.errors[
        0
    ].column == column
    assert plan.counts()["created"] == 0


def test_a_misspelt_town_is_offered_its_neighbour_never_given_it(tmp_path: Path) -> None:
    _, plan = import_file(people.OPERATOR, roster(tmp_path, row("某厂", people.make_uscc(), 镇街="双扬街道")))
    assert plan.errors[0].fix == "双阳街道"
    assert not Enterprise.objects.exists()


def test_a_likely_duplicate_is_written_and_put_on_the_work_list(tmp_path: Path) -> None:
    import_file(people.OPERATOR, roster(tmp_path, row("禾木木业有限公司", people.make_uscc())))
    _, plan = import_file(
        people.OPERATOR,
        roster(tmp_path, row("禾沐木业有限公司", people.make_uscc(), 地址="禾木木业有限公司路1号")),
    )
    assert plan.counts()["duplicates"] == 1
    assert plan.counts()["created"] == 1
    assert DuplicatePair.objects.get().state == "open"


def test_a_former_code_still_finds_the_unit(tmp_path: Path) -> None:
    unit = people.make_enterprise(name="禾木木业有限公司")
    old = people.make_uscc()
    FormerCode.objects.create(district=unit.district, enterprise=unit, uscc=old, until_on=people.TODAY)
    _, plan = import_file(people.OPERATOR, roster(tmp_path, row("禾木木业有限公司", old)))
    assert plan.counts()["updated"] == 1
    assert Enterprise.objects.count() == 1


def test_a_street_officer_writes_only_her_street(tmp_path: Path) -> None:
    actor = people.acting(people.person("street_inspector"))
    _, plan = import_file(
        actor, roster(tmp_path, row("河市某厂", people.make_uscc(), 镇街="河市镇", 村居=""))
    )
    assert plan.errors[0].refusal.code == "town-not-yours"


def test_all_or_nothing_writes_nothing_when_one_cell_is_wrong(tmp_path: Path) -> None:
    path = roster(tmp_path, row("好厂", people.make_uscc()), row("坏厂", "91350504MA0000000X"))
    import_file(people.OPERATOR, path, all_or_nothing=True)
    assert not Enterprise.objects.exists()


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    _, plan = import_file(people.OPERATOR, roster(tmp_path, row("好厂", people.make_uscc())), dry_run=True)
    assert plan.counts()["created"] == 1
    assert not Enterprise.objects.exists()
