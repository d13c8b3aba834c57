"""A roster of the commercial register: no towns, no industry codes. Towns are proposed, others set aside, nothing is guessed silently."""

import csv
import io
from collections import Counter
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from django.urls import reverse

from anbiao.kit.models import Entry
from anbiao.portal.demonstration.commercial import HEADINGS, write_export
from anbiao.registry import actions
from anbiao.registry.actions.imports import import_file
from anbiao.registry.import_report import write_report
from anbiao.registry.models import TOWN_DOUBTFUL, Enterprise, Responsibility
from anbiao.registry.work import UNPLACED
from tests import people

pytestmark = pytest.mark.django_db
ROWS = 120


def export(folder: Path, *rows: dict[str, str]) -> Path:
    path = folder / "export.csv"
    given = {
        "法定代表人": "林某", "注册日期": "2020-02-03", "企业类型": "有限责任公司", "注册资本": "50万人民币", "所属省份": "福建省", "所属城市": "泉州市",
        "经营范围": "一般项目：运动鞋、休闲鞋生产（除依法须经批准的项目外，凭营业执照依法自主开展经营活动）", "登记状态": "存续（在营、开业、在册）",
    }  # fmt: skip
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.DictWriter(file, HEADINGS)
        table.writeheader()
        table.writerows({**given, "统一社会信用代码": people.make_uscc(), **row} for row in rows)
    return path


def units() -> dict[str, Enterprise]:
    return {unit.name: unit for unit in Enterprise.objects.of_district(people.DISTRICT)}


@pytest.fixture
def written(tmp_path: Path) -> dict[str, Enterprise]:
    """Five units: in a town by name, by a village, by a road that another row taught, by a short name, and nobody knows where."""
    import_file(
        people.OPERATOR,
        export(
            tmp_path,
            *({"企业名称": f"青岚{n}鞋业有限公司", "企业地址": f"福建省泉州市洛江区双阳街道阳山社区鹭园路{n}号"} for n in "一二三"),
            {"企业名称": "村中鞋业有限公司", "企业地址": "泉州市洛江区坛顶村9号"},
            {"企业名称": "路边鞋业有限公司", "企业地址": "泉州市洛江区鹭园路8号"},
            {"企业名称": "近处鞋业有限公司", "企业地址": "泉州市洛江区双阳华侨农场"},
            {"企业名称": "何处实业有限公司", "企业地址": "泉州市洛江区万象大厦2室", "经营范围": "一般项目：企业管理咨询"},
        ),
    )  # fmt: skip
    return units()


def test_towns_are_proposed_with_reason_and_sureness(written: dict[str, Enterprise]) -> None:
    found = {name: (unit.region, unit.placed_by) for name, unit in written.items()}
    assert found == {
        **{f"青岚{n}鞋业有限公司": ("350504002001", "certain:town:双阳街道:0") for n in "一二三"},
        "村中鞋业有限公司": ("350504102216", "likely:village:坛顶村:0"),
        "路边鞋业有限公司": ("350504002", "likely:road:鹭园路:100"),
        "近处鞋业有限公司": ("350504002", "doubtful:short:双阳:0"),
        "何处实业有限公司": ("350504", "none:nothing::0"),
    }
    assert {unit.sector for name, unit in written.items() if "鞋业" in name} == {"footwear"}


def test_the_doubtful_are_work_of_the_district_and_are_decided_together(
    written: dict[str, Enterprise],
) -> None:
    officer = people.person("district_officer")
    actor = people.acting(officer)
    doubtful = Enterprise.objects.of_district(people.DISTRICT).filter(TOWN_DOUBTFUL)
    assert {row.name for row in UNPLACED.rows(actor, False)} == {"近处鞋业有限公司", "何处实业有限公司"}
    page = people.browser(officer).get(reverse("unplaced")).content.decode()
    assert "近处鞋业有限公司" in page and "青岚一鞋业有限公司" not in page
    done = actions.place_units(actor, list(doubtful.all()))
    assert [row.name for row, _ in done.refused] == ["何处实业有限公司"]
    actions.place_units(actor, list(doubtful.all()), region="350504102")
    after = units()
    assert after["近处鞋业有限公司"].region == "350504002" and after["何处实业有限公司"].region == "350504102"
    assert not doubtful.exists()
    held = Responsibility.objects.get(enterprise=after["何处实业有限公司"], kind="territorial", to_on=None)
    assert held.organisation is not None and held.organisation.slug == "350504102"
    entry = Entry.objects.filter(object_id=after["何处实业有限公司"].pk, verb="change").get()
    assert entry.after["region"] == "350504102"


def test_a_street_places_nobody_elsewhere(written: dict[str, Enterprise]) -> None:
    street = people.acting(people.person("street_inspector"))
    near = [written["近处鞋业有限公司"]]
    assert [why.code for _, why in actions.place_units(street, near, region="350504102").refused] == [
        "no-duty"
    ]
    assert actions.place_units(street, near).change == {near[0].pk: "350504002"}


def test_other_districts_and_closed_units_are_set_aside_with_why(tmp_path: Path) -> None:
    _, plan = import_file(
        people.OPERATOR,
        export(
            tmp_path,
            {"企业名称": "邻区鞋业有限公司", "企业地址": "福建省泉州市丰泽区东海街道云山路1号"},
            {"企业名称": "外市鞋业有限公司", "企业地址": "洛江区万盛路1号", "所属城市": "厦门市"},
            {"企业名称": "已销鞋业有限公司", "企业地址": "洛江区双阳街道1号", "登记状态": "吊销，未注销"},
            {"企业名称": "在此鞋业有限公司", "企业地址": "洛江区双阳街道1号"},
        ),
    )
    assert [each.refusal.code for each in plan.aside] == ["unit-elsewhere", "unit-elsewhere", "unit-gone"]
    assert [each.refusal.params.get("place") for each in plan.aside] == ["丰泽区", "厦门市", None]
    assert plan.counts() == {
        "rows": 4, "good": 1, "bad": 0, "duplicates": 0, "created": 1, "updated": 0, "unchanged": 0, "aside": 3,
    }  # fmt: skip
    assert set(units()) == {"在此鞋业有限公司"}
    out = io.BytesIO()
    write_report(out, plan)
    sheet = openpyxl.load_workbook(out).worksheets[-1]
    assert [cell.value for cell in sheet["A"]][1:] == [2, 3, 4]


def test_every_row_of_an_export_is_written_aside_or_wrong_and_the_file_is_the_same_again(
    tmp_path: Path,
) -> None:
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    for path in (first, second):
        write_export(path, rows=ROWS, seed=7, district=people.DISTRICT, today=people.TODAY)
    assert first.read_bytes() == second.read_bytes()
    _, plan = import_file(replace(people.OPERATOR, now=people.NOW), first)
    counts = plan.counts()
    assert counts["rows"] == ROWS == counts["good"] + counts["bad"] + counts["aside"] and counts["bad"] == 0
    rows = Counter(unit.placed_by.split(":")[0] for unit in units().values())
    assert rows["certain"] > ROWS / 2 and rows["doubtful"] + rows["none"] == counts["doubtful"] > 0
    assert "" not in rows
