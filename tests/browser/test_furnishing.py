"""What daily users of lists and roster asked for next: lateness, a view that a colleague and a calendar read, an act taken back, door signs,
one building at once, when to contact whom. Desk and phone, both languages.
"""

import re
from collections.abc import Callable
from pathlib import Path

import pypdf
from playwright.sync_api import Page, expect

from tests.browser.conftest import ROWS, Visitor
from tests.browser.test_journeys import OFFICE, STREET, settles
from tests.browser.test_lists import sent
from tests.browser.test_roster import TOWN

LOCKED = "三次逾期单位已锁定的周次"
LANDLORD = "青岚鞋业"


def ticks(page: Page, number: int) -> list[str]:
    """Ticks the first rows of a list; says their names."""
    for row in range(number):
        page.locator("tbody[data-rows] input[name=pick]").nth(row).check()
    return [name.strip() for name in page.locator("tbody[data-rows] a.name").all_inner_texts()[:number]]


def bulk(page: Page, act: str) -> None:
    """Opens a bulk act over the ticked rows."""
    page.locator("form#rows").get_by_role("button", name=act, exact=True).click()
    expect(page.locator("#float .bulk-form")).to_be_visible()
    settles(page)


def counter(desk: Visitor, name: str, *, under: str = "固定的视图") -> str:
    """The number of a pinned view on the home page, as it is now."""
    pins = desk.goes_to("/").page.locator(".sec", has_text=under).locator("dl > div", has_text=name)
    return pins.get_by_role("link").inner_text()


def test_weeks_of_late_units_are_locked_counted_read_by_others_and_given_back(
    visitor: Callable[..., Visitor],
) -> None:
    office = visitor().enters_as(OFFICE)
    page = office.goes_to(f"/enterprises/?often_late=thrice&town={TOWN}").page
    late = set(page.locator("tbody[data-rows] a.name").all_inner_texts())
    assert late
    office.shows("units-thrice-late-1440-zh")
    page = office.goes_to(f"/tasks/?standing=thrice&whose=locked&town={TOWN}").page
    expect(page.locator(".empty")).to_be_visible()
    page.get_by_text("保存为视图").click()
    page.get_by_label("视图名称").fill(LOCKED)
    sent(page, "保存视图")
    page.get_by_text("此视图", exact=True).click()
    sent(page, "固定到工作台")
    assert counter(office, LOCKED) == "0"
    page = office.goes_to(f"/tasks/?standing=thrice&state=idle&town={TOWN}").page
    assert set(page.locator("tbody[data-rows] a.name").all_inner_texts()) <= late
    ticks(page, 2)
    bulk(page, "锁定周次")
    page.locator("#float .bulk-form .btn-main").click()
    office.shows("bulk-lock-1440-zh")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator("#float .bulk-write .btn-main").click()
    assert counter(office, LOCKED) == "2"

    page.get_by_role("link", name="2", exact=True).click()
    page.get_by_text("此视图", exact=True).click()
    page.get_by_label("共享给岗位").select_option(label="镇街监管人员")
    page.get_by_label("共享范围").select_option(label="全区")
    office.shows("view-menu-1440-zh")
    sent(page, "保存共享设置")
    page.get_by_text("此视图", exact=True).click()
    sent(page, "生成程序读取地址")
    told = page.locator(".feed-addresses").inner_text()
    program = visitor().page.request  # without a session
    calendar, rows = (program.get(re.findall(rf"http\S+\.{kind}", told)[0]) for kind in ("ics", "json"))
    assert calendar.text().count("BEGIN:VEVENT") == 2
    assert len(rows.json()["rows"]) == 2
    street = visitor().enters_as(STREET)
    street.goes_to("/tasks/").page.get_by_role("link", name=re.compile(LOCKED)).click()
    expect(street.page.locator(ROWS)).to_have_count(2)
    street.shows("view-shared-1440-zh")

    # One account works at one place: at the phone she goes on, at the desk she is signed out.
    phone = visitor(narrow=True, language="en").enters_as(OFFICE)
    page = phone.goes_to("/tasks/").page
    page.get_by_role("link", name="Take it back").click()
    phone.shows("undo-390-en")
    sent(page, "Take back 2 rows")
    phone.shows("undone-390-en")
    assert counter(phone, LOCKED, under="Pinned views") == "0"
    page.get_by_role("link", name=re.compile("^0$")).first.click()
    page.get_by_text("This view", exact=True).click()
    phone.shows("view-menu-390-en")
    sent(page, "Delete this view")
    assert program.get(re.findall(r"http\S+\.ics", told)[0]).status == 404


def test_a_building_is_seen_at_once_and_its_door_signs_are_printed_and_replaced(
    visitor: Callable[..., Visitor], tmp_path: Path
) -> None:
    street = visitor().enters_as(STREET)
    page = street.goes_to(f"/enterprises/?q={LANDLORD}").page
    page.locator("tbody[data-rows] a.name").first.click()
    page.locator("#building").get_by_role("link").click()
    house = page.url
    tenant = page.locator("tbody tr", has=page.get_by_role("cell", name="承租方")).first.get_by_role("link")
    street.shows("building-1440-zh")
    tenant.click()
    unit = page.url
    page.get_by_role("link", name="门牌码（二维码）").click()
    street.shows("door-sign-1440-zh")
    old = page.locator(".door-holds .mono").inner_text()
    page.get_by_role("link", name="丢失或被冒用？").click()
    page.get_by_label("理由").fill("被撕掉了")
    sent(page, "更换门牌码")
    held = page.locator(".door-holds .mono").inner_text()
    assert held != old
    lost = page.request.get(old)
    assert lost.status == 409
    assert "此门牌码已失效" in lost.text()
    assert page.request.get(held).ok
    street.goes_to(f"/enterprises/?town={TOWN}&state=operating")
    ticks(page, 3)
    with page.expect_download() as download:
        page.locator("form#rows").get_by_role("button", name="打印门牌码").click()
    printed = tmp_path / "signs.pdf"
    download.value.save_as(printed)
    assert len(pypdf.PdfReader(printed).pages) == 1

    page.goto(f"{unit}banner/")
    page.get_by_label("类型").select_option(label="联系时间")
    page.get_by_label("须知内容").fill("只在下午，找车间主任")
    page.get_by_label("截止").fill(page.get_by_label("自哪天起").input_value())
    sent(page, "显示在单位页")
    phone = visitor(narrow=True, language="en").enters_as(STREET)
    phone.page.goto(unit)
    noted = phone.page.get_by_role("note").filter(has_text="只在下午")
    expect(noted).to_contain_text("When to contact")
    phone.shows("unit-contact-390-en")
    phone.page.goto(house)
    phone.shows("building-390-en")
    phone.page.goto(f"{unit}door-sign/")
    phone.shows("door-sign-390-en")
    phone.page.goto(f"{unit}#banners")
    phone.page.get_by_role("link", name="End it").click()
    sent(phone.page, "It no longer holds")
    expect(noted).to_have_count(0)
