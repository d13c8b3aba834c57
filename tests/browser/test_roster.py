"""One unit becomes two, two become one, and it is taken back; a unit passes to another town: in a real browser, with two offices."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.conftest import Visitor

OFFICE, STREET = "linzhiyuan", "chenxiaolan"
TOWN = "350504002"
NEW = "拆分所得（示例）二厂"
REASON = "分厂单独领了执照"


def first_unit(desk: Visitor) -> tuple[str, str]:
    """Address and name of a unit of the street."""
    page = desk.goes_to(f"/enterprises/?town={TOWN}&state=operating").page
    link = page.locator("td.k-name a").first
    return str(link.get_attribute("href")), link.inner_text().strip()


def test_a_unit_is_split_merged_by_two_persons_and_parted_again(visitor: Callable[..., Visitor]) -> None:
    street = visitor().enters_as(STREET)
    unit, _name = first_unit(street)
    page = street.goes_to(f"{unit}split/").page
    page.fill("[name=name]", NEW)
    page.fill("[name=principal]", "李强")
    page.fill("[name=reason]", REASON)
    street.shows("unit-split-1440-zh")
    page.get_by_role("button", name="拆分").click()
    page.wait_for_url(re.compile(r"/units/[0-9a-f-]{36}/$"))
    expect(page.get_by_role("heading", name=NEW)).to_be_visible()

    page.goto(f"{street.site}{unit}merge/")
    page.fill("[name=other]", NEW)
    page.check("[value=this]")
    page.fill("[name=reason]", "执照已注销")
    page.get_by_role("button", name="提出合并").click()
    page.wait_for_url(re.compile("/merger/"))
    merger = page.url
    expect(page.get_by_text("这是您自己提出的")).to_be_visible()

    office = visitor().enters_as(OFFICE)
    office.page.goto(merger)
    office.shows("merger-1440-zh")
    office.page.get_by_role("link", name="合并", exact=True).click()
    office.page.get_by_role("button", name="合并", exact=True).click()
    expect(office.page.get_by_role("link", name="撤销合并")).to_be_visible()
    office.goes_to(f"{unit}#merged")
    expect(office.page.locator("#merged").get_by_text(NEW).first).to_be_visible()

    phone = visitor(narrow=True, language="en-US").enters_as(OFFICE)
    phone.page.goto(merger)
    phone.shows("merger-390-en")
    phone.page.get_by_role("link", name="Take the merger back").click()
    phone.page.fill("[name=note]", "看错了")
    phone.page.get_by_role("button", name="Take the merger back").click()
    expect(phone.page.get_by_text("Taken back").first).to_be_visible()
    listed = phone.goes_to(f"/enterprises/?q={NEW}&state=operating").page
    expect(listed.get_by_role("link", name=NEW)).to_be_visible()


def test_a_unit_is_offered_to_another_town_and_an_alert_stands_on_its_page(
    visitor: Callable[..., Visitor],
) -> None:
    street = visitor().enters_as(STREET)
    unit, name = first_unit(street)
    page = street.goes_to(f"{unit}banner/").page
    page.fill("[name=text]", "院内有狗，进门前先打门铃")
    page.fill("[name=to_on]", page.input_value("[name=from_on]"))
    page.get_by_role("button", name="显示在单位页").click()
    expect(page.get_by_role("note").filter(has_text="院内有狗").first).to_be_visible()
    street.goes_to(f"/enterprises/?town={TOWN}&alert=now")
    expect(page.get_by_role("link", name=name)).to_be_visible()
    street.shows("units-with-an-alert-1440-zh")

    street.goes_to(f"{unit}offer/")
    page.select_option("[name=to]", index=3)
    page.fill("[name=reason]", "企业已搬迁")
    page.get_by_role("button", name="提出移交").click()
    page.wait_for_url(re.compile("/transfer/"))
    street.shows("transfer-1440-zh")
    page.get_by_role("link", name="撤回移交").click()
    page.get_by_role("button", name="撤回移交").click()
    expect(page.get_by_text("撤回").first).to_be_visible()
