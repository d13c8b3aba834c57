"""Where a unit stands and whose it is: address points tell positions, another town takes a unit, a split is taken back, a workplace has a
sign of its own. Desk and phone, both languages.
"""

import re
from collections.abc import Callable
from pathlib import Path
from secrets import token_hex

from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.test_furnishing import bulk
from tests.browser.test_journeys import OFFICE, STREET, WAIT
from tests.browser.test_lists import sent
from tests.browser.test_roster import TOWN
from tests.old_workbooks import OldSheet, old_workbook

OTHER = "hongqiwen"  # answers for the town Heshi
HOUSE, NEXT_DOOR = "双阳街道凤屿路12号", "双阳街道凤屿路14号"
POINT = (118.6251, 24.9803)


def units(desk: Visitor, number: int, condition: str = "") -> list[tuple[str, str]]:
    """Addresses and names of the first units of the street under a condition."""
    page = desk.goes_to(f"/enterprises/?town={TOWN}&state=operating&{condition}").page
    links = page.locator("tbody[data-rows] a.name").all()[:number]
    return [(str(link.get_attribute("href")), link.inner_text().strip()) for link in links]


def moves_to(desk: Visitor, unit: str, address: str) -> None:
    """A unit's address is put right."""
    desk.goes_to(f"{unit}edit/").page.fill("[name=address]", address)
    sent(desk.page, "写入修改")


def test_address_points_tell_where_units_stand(visitor: Callable[..., Visitor], tmp_path: Path) -> None:
    """The table is a WPS one (.et) with a wrong row. The house itself is written at once, its neighbour after a look at the map."""
    street, token = visitor().enters_as(STREET), token_hex(3)
    (exact, first), (near, second) = units(street, 2, "position=none")
    moves_to(street, exact, HOUSE)
    moves_to(street, near, NEXT_DOOR)
    office = visitor().enters_as(OFFICE)
    page = office.goes_to("/address-points/").page
    office.shows("points-none-1440-zh")
    table = tmp_path / f"标准地址{token}.et"
    rows = [
        ["标准地址", "镇街", "经度", "纬度"],
        [HOUSE, "双阳街道", *POINT],
        ["双阳街道凤屿路16号", "双阳街道", 24.98, 118.62],
    ]
    table.write_bytes(old_workbook(OldSheet("地址", rows)))
    page.get_by_label("提供单位").fill("民政局标准地址库")
    page.set_input_files("input[type=file]", table)
    sent(page, "上传并检查")
    expect(page.locator("#wrong")).to_be_visible(timeout=WAIT)
    office.shows("points-checked-1440-zh")
    page.get_by_role("button", name=re.compile("写入 1 行")).click()
    expect(page.get_by_text("现行地址点 1 条。")).to_be_visible(timeout=WAIT)
    exactly = page.get_by_role("link", name="核对 1 条精确位置")
    for _ in range(60):  # units are looked for in the background
        office.goes_to("/address-points/")
        if exactly.count():
            break
        page.wait_for_timeout(500)
    office.shows("points-found-1440-zh")
    exactly.click()
    expect(page.get_by_role("link", name=first)).to_be_visible()
    page.locator("tbody[data-rows] input[name=pick]").check()
    bulk(page, "写入位置")
    page.locator("#float .bulk-form .btn-main").click()
    expect(page.locator("#float .bulk-write")).to_be_visible()
    office.shows("positions-write-1440-zh")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator("#float .bulk-write .btn-main").click()

    phone = visitor(narrow=True, language="en").enters_as(OFFICE)
    page = phone.goes_to("/address-points/").page
    page.get_by_role("link", name="Decide on 1 other on the map").click()
    expect(page.get_by_role("link", name="Open the unit")).to_have_attribute("href", near)
    expect(page.locator(".lines .name")).to_have_text(second)
    phone.shows("positions-map-390-en")
    page.get_by_text("Tick all").click()
    sent(page, "Write those ticked")
    phone.shows("positions-map-write-390-en")
    sent(page, "Write 1 position")
    phone.goes_to(exact)
    expect(page.get_by_text("118.625100, 24.980300 WGS-84")).to_be_visible()
    phone.goes_to("/positions/").page.get_by_role("link", name="Take it back").click()
    sent(page, "Take back 1 row")
    phone.goes_to("/positions/?state=proposed")
    expect(page.get_by_role("link", name=second)).to_be_visible()
    phone.shows("positions-390-en")


def test_another_town_takes_a_unit_and_the_giver_keeps_the_record(visitor: Callable[..., Visitor]) -> None:
    street = visitor().enters_as(STREET)
    ((unit, name),) = units(street, 1, "colour=yellow")
    page = street.goes_to(f"{unit}offer/").page
    page.get_by_label("移交给").select_option(label="河市镇")
    page.get_by_label("新地址").fill("河市镇迁建路 8 号")
    page.get_by_label("理由").fill("企业已搬迁")
    street.shows("offer-1440-zh")
    sent(page, "提出移交")
    offer = page.url

    phone = visitor(narrow=True, language="en").enters_as(OTHER)
    page = phone.goes_to("/transfers/?state=offered&whose=to").page
    phone.shows("transfers-390-en")
    page.get_by_role("link", name=name).click()
    phone.shows("transfer-390-en")
    page.get_by_role("link", name="Take the unit").click()
    phone.shows("transfer-take-390-en")
    sent(page, "Take the unit")
    expect(page.get_by_text("Taken", exact=True).first).to_be_visible()
    phone.goes_to(unit)
    expect(page.get_by_text("河市镇迁建路 8 号").first).to_be_visible()

    assert street.page.request.get(street.site + unit).status == 404
    street.page.goto(offer)
    expect(street.page.get_by_text("已接收").first).to_be_visible()
    street.shows("transfer-taken-1440-zh")


def test_a_split_is_taken_back_by_another_person_on_the_phone(visitor: Callable[..., Visitor]) -> None:
    street, name = visitor().enters_as(STREET), f"拆错（示例）{token_hex(3)}厂"
    ((unit, _name),) = units(street, 1, "colour=blue")
    page = street.goes_to(f"{unit}split/").page
    page.fill("[name=name]", name)
    page.fill("[name=principal]", "李强")
    page.fill("[name=reason]", "以为另有执照")
    sent(page, "拆分")
    made = page.url

    phone = visitor(narrow=True, language="en").enters_as(OFFICE)
    page = phone.goes_to(f"{unit}#merged").page
    phone.shows("unit-split-390-en")
    row = page.locator("#merged tr", has_text=name)
    row.get_by_role("link", name="Take it back").click()
    page.fill("[name=note]", "看错了执照")
    phone.shows("split-undo-390-en")
    sent(page, "Take the split back")
    expect(row).to_contain_text("Taken back")
    page.goto(made)
    expect(page.get_by_text("Duplicate", exact=True).first).to_be_visible()


def test_each_workplace_has_a_sign_of_its_own(visitor: Callable[..., Visitor]) -> None:
    street = visitor().enters_as(STREET)
    ((unit, _name),) = units(street, 1, "colour=orange")
    place = f"二车间{token_hex(2)}"
    page = street.goes_to(f"{unit}site/").page
    page.get_by_label("名称").fill(place)
    page.get_by_label("地址").fill("阳山路 8 号")
    sent(page, "增加场所")
    page.goto(f"{street.site}{unit}door-sign/")
    whole = page.locator(".door-holds .mono").inner_text()
    page.get_by_role("link", name=place).click()
    expect(page.get_by_role("article", name="门牌码")).to_contain_text(place)
    street.shows("door-sign-workplace-1440-zh")
    own = page.locator(".door-holds .mono").inner_text()
    assert own != whole
    assert page.request.get(own).ok
    phone = visitor(narrow=True, language="en").enters_as(STREET)
    phone.page.goto(f"{street.site}{unit}door-sign/")
    phone.page.get_by_role("link", name=place).click()
    phone.shows("door-sign-workplace-390-en")
