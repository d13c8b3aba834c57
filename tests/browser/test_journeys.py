"""The main journeys of the roster in a real browser, in Chinese, at desk and phone width; a picture of each screen."""

import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests import people
from tests.browser.conftest import ROWS, Visitor

OFFICE, STREET, GRID, MANAGER = "linzhiyuan", "chenxiaolan", "wangxiuzhu", "huangmin"
HEAD = ["单位名称", "统一社会信用代码", "镇街", "村居", "地址", "行业", "从业人数", "主要负责人", "联系电话"]
WAIT = 30_000
expect.set_options(timeout=20_000)  # a busy machine is slow, not wrong


def roster(folder: Path) -> Path:
    """A file as an office has it: a title above, six good rows, three wrong cells, one likely duplicate, a total below."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["洛江区生产经营单位名册（示例）"])
    sheet.append(HEAD)
    for number in range(6):
        sheet.append([f"旅程{'甲乙丙丁戊己'[number]}鞋业（示例）有限公司", people.make_uscc(9_000_000 + number), "双阳街道", "阳山社区",
                      f"鹭园路 {number} 号（虚构）", "鞋服纺织", 20 + number, "林某", f"1390000{number:04d}"])  # fmt: skip
    good = people.make_uscc(9_000_010)
    wrong = good[:-1] + ("0" if good[-1] != "0" else "1")
    sheet.append(
        ["旅程错码（示例）厂", wrong, "双阳街道", "", "错码路 1 号", "机械电子", 5, "陈某", "13900009001"]
    )
    sheet.append(
        [
            "旅程错镇（示例）厂",
            people.make_uscc(9_000_011),
            "双扬街道",
            "",
            "错镇路 1 号",
            "机械电子",
            5,
            "陈某",
            "13900009002",
        ]
    )
    sheet.append(
        [
            "旅程错数（示例）厂",
            people.make_uscc(9_000_012),
            "双阳街道",
            "",
            "错数路 1 号",
            "机械电子",
            "约三十人",
            "陈某",
            "13900009003",
        ]
    )
    sheet.append(["旅程甲鞋业（示例）有限公司", people.make_uscc(9_000_013), "双阳街道", "阳山社区", "鹭园路 0 号（虚构）", "鞋服纺织", 20, "林某",
                  "13900000000"])  # fmt: skip
    sheet.append(["合计", None, None, None, None, None, 150])
    path = folder / "洛江区企业名册.xlsx"
    book.save(path)
    return path


def settles(page: Page) -> None:
    """What htmx swapped in listens only once it has settled."""
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added")).to_have_count(0)


def test_an_office_imports_its_roster_and_resolves_what_is_doubtful(
    visitor: Callable[..., Visitor], tmp_path: Path
) -> None:
    office = visitor().enters_as(OFFICE)
    page = office.goes_to("/import/").page
    office.shows("import-upload-1440-zh")
    page.set_input_files("input[type=file]", roster(tmp_path))
    page.locator("form[action$='/import/upload/'] button.btn-main").click()
    expect(page.locator(".mapping")).to_be_visible(timeout=WAIT)
    expect(page.locator("#column-1")).to_have_value("uscc")
    office.shows("import-columns-1440-zh")
    page.locator(".mapping .btn-main").click()
    expect(page.locator("#wrong")).to_be_visible(timeout=WAIT)
    office.shows("import-checked-1440-zh")
    expect(page.locator("#wrong tbody tr")).to_have_count(3)
    expect(page.locator("#wrong")).to_contain_text("双扬街道")
    page.get_by_role("button", name="改为双阳街道").click()
    expect(page.locator("#wrong tbody tr")).to_have_count(2, timeout=WAIT)
    expect(page.locator("#pairs")).to_contain_text("旅程甲鞋业")
    page.locator("#pairs button[value=two]").click()
    expect(page.locator("#pairs button[value=two][aria-pressed=true]")).to_be_visible(timeout=WAIT)
    page.get_by_role("button", name=re.compile("写入 8 行")).click()
    expect(page.get_by_role("heading", name=re.compile("已写入"))).to_be_visible(timeout=WAIT)
    office.shows("import-written-1440-zh")
    page.goto(f"{office.site}/enterprises/?q=旅程")
    expect(page.locator(ROWS)).to_have_count(8)


def test_a_unit_is_found_by_its_pinyin_initials(visitor: Callable[..., Visitor]) -> None:
    street = visitor().enters_as(STREET)
    page = street.goes_to("/enterprises/").page
    expect(page.locator(".side [data-count=enterprises]")).to_have_text(re.compile(r"^[1-9]"))
    name = page.locator("tbody[data-rows] a.name").nth(3).inner_text()
    page.keyboard.press("/")
    initials = page.evaluate("document.activeElement.id")
    assert initials in ("q", "find")
    from anbiao.kit.search import reading

    page.goto(f"{street.site}/enterprises/")
    page.fill("#q", reading(name).initials[:6])
    page.locator("#q").press("Enter")
    expect(page.locator("tbody[data-rows]")).to_contain_text(name)
    expect(page).to_have_url(re.compile(r"[?&]q="))
    street.shows("units-search-1440-zh")
    page.keyboard.press("Escape")
    page.locator("tbody[data-rows] a.name", has_text=name).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    street.shows("unit-1440-zh")


def test_units_without_a_grid_member_are_listed_and_given_one(visitor: Callable[..., Visitor]) -> None:
    office = visitor().enters_as(OFFICE)
    page = office.goes_to("/gaps/").page
    # Other journeys leave units that lack something else: only those without a grid member are looked at.
    with page.expect_navigation():
        page.get_by_role("link", name="无网格员").click()
    listed = page.url
    rows = page.locator(ROWS)
    before = rows.count()
    assert before > 0
    office.shows("gaps-1440-zh")
    page.locator("tbody[data-rows] input[name=pick]").nth(0).check()
    page.locator("form#rows button[hx-get]").first.click()
    float_ = page.locator("#float form.bulk-form")
    expect(float_).to_be_visible()
    settles(page)
    person = float_.locator("select").first
    person.select_option(index=1)
    expect(page.locator("#float .preview")).to_contain_text("1")
    office.shows("bulk-preview-1440-zh")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator("#float .btn-main").click()
    page.goto(listed)
    expect(page.locator(ROWS)).to_have_count(before - 1)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("narrow", [False, True], ids=["1440", "390"])
def test_the_screens_of_the_roster_are_whole(
    visitor: Callable[..., Visitor], narrow: bool, language: str
) -> None:
    mark = f"{'390' if narrow else '1440'}-{language[:2]}"
    someone = visitor(narrow=narrow, language=language)
    someone.goes_to("/signin/").shows(f"signin-{mark}")
    someone.enters_as(OFFICE)
    for name, path in {
        "home": "/", "units": "/enterprises/", "gaps": "/gaps/", "unrouted": "/unrouted/", "duplicates": "/duplicates/",
        "responsibilities": "/responsibilities/", "imports": "/import/", "unit-new": "/units/new/", "accounts": "/accounts/",
        "organisations": "/organisations/", "account": "/account/",
    }.items():  # fmt: skip
        someone.goes_to(path).shows(f"{name}-{mark}")
    page = someone.goes_to("/duplicates/").page
    with page.expect_navigation():
        page.locator("tbody[data-rows] a.name").first.click()
    someone.shows(f"duplicate-{mark}")
    page = someone.goes_to("/unrouted/").page
    with page.expect_navigation():
        page.locator("tbody[data-rows] a.name").first.click()
    someone.shows(f"unit-unrouted-{mark}")
    if language == "en":
        heads = someone.goes_to("/enterprises/").page.locator("thead").inner_text()
        assert not re.search(r"[\u4e00-\u9fff]", heads)


def test_a_grid_member_verifies_a_unit_on_her_phone(visitor: Callable[..., Visitor]) -> None:
    member = visitor(narrow=True).enters_as(GRID)
    member.shows("home-grid-390-zh")
    page = member.goes_to("/enterprises/").page
    with page.expect_navigation():
        page.locator("tbody[data-rows] a.name").first.click()
    page.locator(".steps .btn-main, .acts .btn-main").first.click()
    page.wait_for_load_state()
    member.shows("verify-390-zh")


def test_a_unit_sees_itself_and_nothing_else(visitor: Callable[..., Visitor]) -> None:
    manager = visitor(narrow=True).enters_as(MANAGER)
    page = manager.goes_to("/enterprises/").page
    expect(page.locator(ROWS)).to_have_count(1)
    manager.shows("unit-own-390-zh")


def test_the_dark_theme_keeps_its_contrast(visitor: Callable[..., Visitor]) -> None:
    office = visitor(dark=True).enters_as(OFFICE)
    office.shows("home-dark-1440-zh")
    office.goes_to("/enterprises/").shows("units-dark-1440-zh")
