"""The field screens without a network, in a real Chromium: what was begun is still there, whatever happens to net, tab or phone."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import segno
from PIL import Image
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Visitor
from tests.browser.test_three_lists import GRID, MANAGER, UNIT, arrived, goes_on, photo, picks, sign

Visitors = Callable[..., Visitor]
INITIALS = "qlxy"  # 青岚鞋业
UNSENT = "只写了一半的隐患"
SAID = "消防通道里停着一辆电动车"


def carried(member: Visitor) -> Page:
    """The field screens with everything of the day on the phone."""
    page = member.goes_to("/field/").page
    expect(page.locator("#bundle[data-whole]")).to_be_visible(timeout=60_000)
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    return page


@contextmanager
def out_of_reach(member: Visitor) -> Iterator[None]:
    """Without a network; what the browser says about that is no complaint."""
    member.page.context.set_offline(True)
    yield
    member.page.context.set_offline(False)
    member.complaints[:] = [each for each in member.complaints if "ERR_INTERNET_DISCONNECTED" not in each]


def passing(page: Page, said: str) -> None:
    """Begins a hazard in passing at the unit and writes its first words."""
    page.locator("a[href='#/snap']").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("随手拍")
    page.locator("#find-unit").fill(INITIALS)
    page.locator(".searching > :not(.off) a", has_text=UNIT).first.click()
    page.locator("[id^=what-]").fill(said)
    expect(page.get_by_text("已存 ")).to_be_visible()


def filled(page: Page) -> None:
    """The rest of the sheet."""
    picks(page, "[id^=grade-][id$=general]")
    picks(page, "[id^=due-][id$='-7']")
    picks(page, "[id^=who-][id$='黄敏']")


def test_a_visit_without_a_network_arrives_when_there_is_one(visitor: Visitors) -> None:
    member = visitor(narrow=True).enters_as(GRID)
    page = carried(member)
    with out_of_reach(member):
        page.reload()
        expect(page.get_by_text("没有网络。")).to_be_visible()
        member.shows("field-offline-390-zh")
        page.locator("#find-unit").fill(INITIALS)
        page.locator("a[href^='#/unit/']", has_text=UNIT).click()
        page.get_by_role("button", name="开始检查").click()
        page.locator("label", has_text="不符合").click()
        page.locator("textarea[id^=note-]").first.fill("口头提醒过")
        page.locator("[id^=what-]").fill(SAID)
        filled(page)
        page.locator("#pool-pick").set_input_files(photo(fixed=False))
        expect(page.locator("main img").first).to_be_visible()
        # The phone kills the tab; another one opens where the check stood.
        page.close()
        page = member.page = page.context.new_page()
        member.goes_to("/field/")
        page.locator("a[href^='#/check/']").first.click()
        expect(page.locator("[id^=what-]")).to_have_value(SAID)
        page.get_by_role("button", name="记下隐患，下一项").click()
        page.get_by_role("link", name="清单").click()
        page.locator("button", has_text="其余").click()
        page.locator("button", has_text="项为符合").click()
        goes_on(page)
        picks(page, "#outcome-done")
        page.locator("#received-by").fill("黄敏")
        sign(page, "sign-unit")
        sign(page, "sign-own")
        goes_on(page)
        expect(page.get_by_text("等网络").first).to_be_visible()
    arrived(page)


def test_a_photo_that_was_cut_off_is_sent_again(visitor: Visitors) -> None:
    member = visitor(narrow=True).enters_as(GRID)
    page = carried(member)
    passing(page, "网络中断时的照片")
    filled(page)
    page.locator("[id^=found-][id$=-pick]").set_input_files(photo(fixed=False))
    expect(page.locator("main img").first).to_be_visible()
    cut: list[str] = []

    def once(route: Route) -> None:
        cut.append(route.request.url)
        route.abort() if len(cut) == 1 else route.continue_()

    page.route("**/field-photo/**", once)
    goes_on(page)
    arrived(page)
    assert len(cut) == 2
    assert cut[0] == cut[1]
    member.complaints[:] = [each for each in member.complaints if "ERR_FAILED" not in each]


# A camera that looks at a picture.
CAMERA = """picture => {
  const canvas = document.createElement("canvas"), image = new Image();
  [canvas.width, canvas.height] = [640, 480];
  image.onload = () => setInterval(() => canvas.getContext("2d").drawImage(image, 160, 80, 320, 320), 100);
  image.src = picture;
  navigator.mediaDevices.getUserMedia = async () => canvas.captureStream(10);
}"""


def test_search_and_door_signs_need_no_network(visitor: Visitors) -> None:
    member = visitor(narrow=True).enters_as(GRID)
    page = carried(member)
    ask = "q => fetch('/field/api/units.json?' + new URLSearchParams({q})).then((told) => told.json())"
    asked = ("鞋业", "ql", "qinglan", "双阳 鞋", "91350504MA", "有限 2", "没有的")
    server = {words: page.evaluate(ask, words)["units"] for words in asked}
    own = {unit["id"] for unit in page.evaluate("() => fetch('/field/api/bundle.json').then((told) => told.json())")["told"]["units"]}  # fmt: skip
    with out_of_reach(member):
        for words, found in server.items():
            page.locator("#find-unit").fill(words)
            there = [unit["id"] for unit in found if unit["id"] in own]
            expect(page.get_by_text("没有网络，只在本机的")).to_be_visible()
            shown = page.locator(".searching > :not(.off) a[href^='#/unit/']")
            ids = [str(link.get_attribute("href"))[7:] for link in shown.all()]
            assert len(found) == 50 or ids == there, words
        unit = server["qinglan"][0]["id"]
        page.locator("#find-unit").fill(f"{unit[-8:-4]}-{unit[-4:]}".upper())
        expect(page.locator(f".searching > :not(.off) a[href='#/unit/{unit}']")).to_be_visible()
        code = segno.make(f"https://anbiao.example/units/{unit}/scan/")
        page.evaluate(CAMERA, code.png_data_uri(scale=8, border=4))
        page.get_by_role("button", name="扫码").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("去之前")
        expect(page.locator("main")).to_contain_text(UNIT)


def test_a_new_version_is_taken_with_a_draft_open(visitor: Visitors) -> None:
    member = visitor(narrow=True).enters_as(GRID)
    page = carried(member)
    passing(page, SAID)
    # Another worker for the same screens, as an update of the program brings it.
    page.evaluate("() => navigator.serviceWorker.register('/field/worker.js?next', {scope: '/field/'}).then(() => true)")  # fmt: skip
    expect(page.get_by_text("新版本已备好")).to_be_visible(timeout=20_000)
    member.shows("field-new-version-390-zh")
    page.locator("[id^=what-]").fill(SAID + "，车主不在")
    with page.expect_navigation():
        page.get_by_role("button", name="现在启用").click()
    expect(page.locator("[id^=what-]")).to_have_value(SAID + "，车主不在")


def test_two_people_on_one_phone_do_not_meet(visitor: Visitors) -> None:
    member = visitor(narrow=True).enters_as(GRID)
    page = carried(member)
    passing(page, UNSENT)
    member.is_forgotten().enters_as(MANAGER)
    member.goes_to("/field/")
    expect(page.get_by_role("heading", level=1)).to_contain_text(UNIT)
    with out_of_reach(member):
        page.reload()
        expect(page.get_by_role("heading", level=1)).to_contain_text(UNIT)
        expect(page.locator("main")).not_to_contain_text(UNSENT)
        page.goto(f"{member.site}/field/#/snap")
        expect(page.locator("main")).not_to_contain_text(UNSENT)


def test_two_tabs_tell_each_other_what_changed(visitor: Visitors) -> None:
    member = visitor(narrow=True).enters_as(GRID)
    page = carried(member)
    passing(page, SAID)
    other = page.context.new_page()
    other.goto(page.url)
    Visitor(other, member.site).passes_the_pin()
    expect(other.locator("[id^=what-]")).to_have_value(SAID)
    other.locator("[id^=what-]").fill(SAID + "（二）")
    expect(other.get_by_text("已存 ")).to_be_visible()
    page.locator("[id^=what-]").fill(SAID + "（三）")
    expect(page.locator(".p-bar .late")).to_be_visible()
    other.reload()
    expect(other.locator("[id^=what-]")).to_have_value(SAID + "（二）")


def test_a_full_phone_says_so_and_loses_nothing(visitor: Visitors) -> None:
    member = visitor(narrow=True).enters_as(GRID)
    page = member.page
    devtools = page.context.new_cdp_session(page)
    # Room for what comes down, and for few photos. Chromium asks how much is left now and then, so it is told from the start.
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": member.site, "quotaSize": 5_000_000})
    carried(member)
    passing(page, SAID)
    shots = page.locator(".shots button")
    for number in range(1, 9):
        page.locator("[id^=found-][id$=-pick]").set_input_files(large())
        expect(page.get_by_role("alert").or_(shots.nth(number - 1))).to_be_visible()
        if page.get_by_role("alert").is_visible():
            break
    expect(page.get_by_role("alert")).to_contain_text("设备空间不足")
    kept = shots.count()
    assert kept
    member.shows("field-full-390-zh")
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": member.site})
    page.locator("[id^=found-][id$=-pick]").set_input_files(large())
    expect(shots).to_have_count(kept + 1)
    page.reload()
    expect(page.locator("[id^=what-]")).to_have_value(SAID)
    expect(shots).to_have_count(kept + 1)


def large() -> Any:
    """A photo of nothing but grain: about a megabyte, whatever is done to it."""
    held = io.BytesIO()
    Image.effect_noise((1600, 1200), 120).save(held, "JPEG", quality=95)
    return {"name": "IMG_2.jpg", "mimeType": "image/jpeg", "buffer": held.getvalue()}
