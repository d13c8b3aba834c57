"""The three lists in a real browser: a check on a phone opens a hazard, its unit fixes it, an officer verifies it, a look-back opens one again."""

import re
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from anbiao.kit import clock
from anbiao.portal.demonstration import scenes
from tests.browser.conftest import Visitor

OFFICE, STREET, GRID, MANAGER = "linzhiyuan", "chenxiaolan", "wangxiuzhu", "huangmin"
UNIT, WRONG = "青岚鞋业", "二号出口被周转箱堵住"


def photo(*, fixed: bool) -> dict[str, object]:
    """A picture of now, as a phone hands it over."""
    now = clock.now().astimezone(ZoneInfo("Asia/Shanghai"))
    taken = scenes.picture("exit", seed=f"browser {fixed}", fixed=fixed, at=now, caption="试拍")
    return {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": taken}


def sign(page: Page, pad: str) -> None:
    """Draws a few strokes."""
    ink = page.locator(f"#{pad}")
    ink.scroll_into_view_if_needed()
    box = ink.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 30, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 70, steps=4)
    page.mouse.move(box["x"] + 200, box["y"] + 30, steps=4)
    page.mouse.up()


def picks(page: Page, choice: str) -> None:
    """A choice by its label, as a finger does: the input itself is out of sight, and a screen that is drawn anew takes it along."""
    page.locator("label", has=page.locator(choice)).click()


def goes_on(page: Page) -> None:
    """The main button at the foot."""
    page.locator("footer .btn-main, .foot .btn-main, footer button, .foot button").last.click()


def arrived(page: Page) -> None:
    """The record is with the server, in whole."""
    expect(page.get_by_text("已完整送达")).to_be_visible(timeout=30_000)


def test_a_check_becomes_a_hazard_that_is_fixed_and_closed(visitor: Callable[..., Visitor]) -> None:
    member = visitor(narrow=True).enters_as(GRID)
    page = member.goes_to("/field/").page
    page.locator("input").first.fill(UNIT)
    page.locator("a[href^='#/unit/']", has_text=UNIT).first.click()
    expect(page.get_by_text("未闭环隐患")).to_be_visible()
    member.shows("field-unit-390-zh")
    page.get_by_role("button", name="开始检查").click()
    page.locator("label", has_text="不符合").click()
    # Four things must be said, each by a tap; the first may be typed.
    page.locator("[id^=what-]").fill(WRONG)
    picks(page, "[id^=grade-][id$=general]")
    picks(page, "[id^=due-][id$='-7']")
    picks(page, "[id^=who-][id$='黄敏']")
    page.locator("#pool-pick").set_input_files(photo(fixed=False))
    expect(page.locator("main img").first).to_be_visible()
    member.shows("field-check-390-zh")
    page.get_by_role("button", name="记下隐患，下一项").click()
    page.get_by_role("link", name="清单").click()
    member.shows("field-list-390-zh")
    page.locator("button", has_text="其余").click()
    page.locator("button", has_text="项为符合").click()
    expect(page.locator("button", has_text="其余")).to_have_count(0)
    goes_on(page)
    picks(page, "#outcome-done")
    page.locator("#received-by").fill("黄敏")
    sign(page, "sign-unit")
    sign(page, "sign-own")
    expect(page.get_by_text("填齐了，可以发送")).to_be_visible()
    member.shows("field-review-390-zh")
    goes_on(page)
    arrived(page)
    member.shows("field-sent-390-zh")

    own = visitor(narrow=True).enters_as(MANAGER)
    page = own.goes_to("/field/#/hazards").page
    page.get_by_role("link", name=WRONG).first.click()
    page.locator("#after-pick").set_input_files(photo(fixed=True))
    picks(page, "[id^=fixed-on][id$=today]")
    expect(page.locator("figure img")).to_have_count(2)
    own.shows("field-fix-390-zh")
    goes_on(page)
    arrived(page)

    street = visitor().enters_as(STREET)
    page = street.goes_to(f"/hazards/?q={WRONG}").page
    page.locator("tbody[data-rows] a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(WRONG)
    street.shows("hazard-1440-zh")
    page.locator("a.btn[href$='/verify/']").click()
    expect(page.locator(".before-after figure")).to_have_count(2)
    street.shows("hazard-verify-1440-zh")
    page.get_by_role("button", name="到现场看过，已整改").click()
    expect(page.locator(".four")).to_contain_text("已闭环")
    # Whoever fixed it finds it closed, and cannot verify what she did.
    page = own.goes_to("/field/").page
    page.goto(f"{own.site}/field/#/hazards")
    expect(page.get_by_role("link", name=WRONG)).to_have_count(0)


def test_a_look_back_opens_a_false_closure_again(visitor: Callable[..., Visitor]) -> None:
    office = visitor().enters_as(OFFICE)
    page = office.goes_to("/look-backs/").page
    page.locator("tbody[data-rows] a").first.click()
    page.wait_for_url(re.compile("/look-back/"))
    office.shows("look-back-1440-zh")
    page.locator("tr", has_text="待回头看").locator("a").first.click()
    page.wait_for_url(re.compile("/look/"))
    office.shows("look-1440-zh")
    hazard = page.locator("a[href^='/hazard/']").first.get_attribute("href")
    page.get_by_label("没有真正整改").check()
    page.get_by_label("备注").fill("护栏还是坏的，与整改照片不是一处")
    page.get_by_role("button", name="保存结果").click()
    page.wait_for_url(re.compile("/look-back/"))
    assert hazard
    page = office.goes_to(hazard).page
    expect(page.locator(".four")).to_contain_text("复查不合格")
    expect(page.locator(".tags")).to_contain_text("第 2 轮")
    office.shows("hazard-reopened-1440-zh")


def test_the_three_lists_go_out_and_come_in_again(visitor: Callable[..., Visitor], tmp_path: Path) -> None:
    street = visitor().enters_as(STREET)
    page = street.goes_to(f"/enterprises/?q={UNIT}").page
    page.locator("tbody[data-rows] a.name").first.click()
    with page.expect_download() as handed:
        page.get_by_role("link", name="Excel 工作簿").first.click()
    kept = tmp_path / handed.value.suggested_filename
    handed.value.save_as(kept)
    assert len(openpyxl.load_workbook(kept).sheetnames) >= 3
    page = street.goes_to("/hazards/import/").page
    page.locator("input[type=file]").set_input_files(kept)
    page.locator("main form .btn-main").click()
    # Everything in it is known, and nothing would change.
    expect(page.locator("main")).to_contain_text("没有一行会带来改变", timeout=60_000)
    street.shows("hazards-import-1440-zh")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("narrow", [False, True], ids=["1440", "390"])
def test_the_screens_of_the_three_lists_are_whole(
    visitor: Callable[..., Visitor], narrow: bool, language: str
) -> None:
    mark = f"{'390' if narrow else '1440'}-{language[:2]}"
    someone = visitor(narrow=narrow, language=language).enters_as(OFFICE)
    for name, path in {
        "hazards": "/hazards/", "checks": "/checks/", "visits": "/visits-due/", "look-backs": "/look-backs/", "by-week": "/hazards/by-week/",
        "risks": "/risks/", "accidents": "/accidents/", "look-back-new": "/look-backs/new/", "three-lists": "/hazards/three-lists/",
    }.items():  # fmt: skip
        someone.goes_to(path).shows(f"{name}-{mark}")
    if language == "en":
        heads = someone.goes_to("/hazards/").page.locator("thead").inner_text()
        assert not re.search(r"[\u4e00-\u9fff]", heads)
