"""A list as its reader wants it: columns, groups, a view that is kept and pinned, units side by side, a star; desk and phone."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import ROWS, Visitor
from tests.browser.test_journeys import OFFICE

VIEW = "按镇街分组的红色单位"


def sent(page: Page, name: str, *, within: str = "main") -> None:
    """Presses a button whose form leads to another page, and not back to itself with what is wrong."""
    with page.expect_navigation() as answer:
        page.locator(within).get_by_role("button", name=name).first.click()
    assert answer.value and answer.value.ok


def test_a_view_of_chosen_columns_under_heads_is_kept_pinned_and_read_by_programs(
    visitor: Callable[..., Visitor],
) -> None:
    office = visitor().enters_as(OFFICE)
    page = office.goes_to("/enterprises/?colour=red").page
    expect(page.get_by_role("columnheader", name="统一社会信用代码")).to_have_count(1)
    page.get_by_text("列与分组").click()
    page.get_by_role("checkbox", name="统一社会信用代码").uncheck()
    page.get_by_label("按此列分组").select_option(label="镇街")
    office.shows("list-columns-1440-zh")
    sent(page, "按此显示")
    expect(page.locator("tr.group").first).to_be_visible()
    expect(page.get_by_role("columnheader", name="统一社会信用代码")).to_have_count(0)
    heads = page.locator("tr.group .sub").all_text_contents()
    assert sum(int(head) for head in heads) == page.locator(ROWS).count()
    page.get_by_text("保存为视图").click()
    page.get_by_label("视图名称").fill(VIEW)
    sent(page, "保存视图")
    page.get_by_text("此视图", exact=True).click()
    sent(page, "固定到工作台")
    pinned = (
        office.goes_to("/")
        .page.locator(".sec", has_text="固定的视图")
        .get_by_role("term")
        .filter(has_text=VIEW)
    )
    expect(pinned).to_have_count(1)
    office.shows("home-pinned-1440-zh")
    page.goto(f"{office.site}/enterprises/?colour=red")
    page.get_by_role("link", name=re.compile(VIEW)).click()
    page.wait_for_load_state()
    page.get_by_text("此视图", exact=True).click()
    sent(page, "生成程序读取地址")
    address = page.get_by_text(re.compile(r"/feeds/.+\.atom")).first.text_content() or ""
    found = re.search(r"https?://\S+\.atom", address)
    assert found
    read = visitor().page.request.get(found[0])  # a reader without a session
    assert read.ok and "<feed" in read.text()
    office.shows("view-feed-1440-zh")
    page.goto(f"{office.site}/enterprises/")  # the columns are the person's, and other journeys are hers, too
    page.get_by_text("列与分组").click()
    sent(page, "恢复默认")
    expect(page.get_by_role("columnheader", name="统一社会信用代码")).to_have_count(1)
    expect(page.locator("tr.group")).to_have_count(0)


def test_units_are_followed_and_laid_side_by_side_on_the_phone(visitor: Callable[..., Visitor]) -> None:
    office = visitor(narrow=True, language="en").enters_as(OFFICE)
    page = office.goes_to("/enterprises/").page
    name = page.locator("tbody[data-rows] a.name").first.text_content() or ""
    with page.expect_navigation():
        page.locator("tbody[data-rows] button.star").first.click()
    page.goto(f"{office.site}/enterprises/?followed=me")
    expect(page.locator("tbody[data-rows]")).to_contain_text(name)
    page.goto(f"{office.site}/enterprises/")
    for row in (0, 1):
        page.locator("tbody[data-rows] input[name=pick]").nth(row).check()
    sent(page, "Side by side")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    office.shows("beside-390-en")
    page.goto(f"{office.site}/enterprises/")
    page.locator("details.setup > summary").click()
    office.shows("list-columns-390-en")


def test_late_tasks_and_units_three_times_late_lie_side_by_side_on_the_desk(
    visitor: Callable[..., Visitor],
) -> None:
    office = visitor().enters_as(OFFICE)
    page = office.goes_to("/tasks/").page
    page.locator(".views").get_by_role("link", name=re.compile("^逾期")).click()
    late = page.locator("tbody[data-rows] a.name").all_inner_texts()
    assert late
    office.shows("tasks-late-1440-zh")
    page = office.goes_to("/enterprises/?often_late=thrice").page
    for row in (0, 1, 2):
        page.locator("tbody[data-rows] input[name=pick]").nth(row).check()
    names = page.locator("tbody[data-rows] a.name").all_inner_texts()[:3]
    sent(page, "并排查看")
    assert page.locator(".beside h2").all_inner_texts() == names
    office.shows("beside-1440-zh")
