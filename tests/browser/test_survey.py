"""The survey in a real browser, and that a tab which dies takes nothing along: of each kind what was typed is there again."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor

OFFICE, STREET, GRID, MANAGER = "linzhiyuan", "chenxiaolan", "wangxiuzhu", "huangmin"
FIELDS = {
    "snap": "[id^=what-]",
    "survey": "#survey-name",
    "fix": "#fix-note",
    "verify": "#seen-note",
    "look": "#look-note",
}
SIGN, WORDS = "阿强五金加工", "门口堆着二十箱，挡住半扇门"


def test_a_unit_found_without_a_network_comes_into_the_roster(visitor: Callable[..., Visitor]) -> None:
    member = visitor(narrow=True).enters_as(GRID)
    page = member.goes_to("/field/#/units").page
    expect(page.get_by_role("link", name="名单里没有")).to_be_visible()
    page.context.set_offline(True)
    page.get_by_role("link", name="名单里没有").click()
    page.get_by_role("button", name="上报发现").click()
    expect(page.get_by_text("请按招牌填写单位名称")).to_be_visible()
    page.fill("#survey-name", SIGN)
    page.fill("#survey-address", "阳江路 5 号临街")
    page.fill("#survey-note", "招牌新挂，卷帘门开着")
    member.shows("field-survey-390-zh")
    page.get_by_role("button", name="上报发现").click()
    expect(page.get_by_text("等网络")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("已完整送达")).to_be_visible(timeout=30_000)
    # What the browser says of the missing network was meant.
    member.complaints[:] = [each for each in member.complaints if "ERR_INTERNET_DISCONNECTED" not in each]
    page.get_by_role("button", name="接着做别的").click()
    page.get_by_role("link", name="我发的").click()
    expect(page.get_by_text("待认定")).to_be_visible()

    desk = visitor().enters_as(STREET)
    desk.goes_to("/survey-findings/?state=reported").page.get_by_role("link", name=SIGN).click()
    desk.shows("survey-finding-1440-zh")
    desk.page.get_by_role("link", name="采纳入名录").click()
    desk.page.fill("[name=principal]", "陈强")
    desk.page.get_by_role("button", name="采纳入名录").click()
    expect(desk.page.get_by_text(re.compile("已作出决定"))).to_be_visible()
    listed = desk.goes_to(f"/enterprises/?q={SIGN}").page
    expect(listed.get_by_role("link", name=SIGN)).to_be_visible()


def _address(day: dict[str, Any], kind: str) -> str:
    """Where something of a kind is begun, of what the day holds."""
    to = {
        "check": lambda: f"unit/{day['visits'][0]['id']}",
        "self": lambda: f"unit/{day['routines'][0]['unit']}/self/{day['routines'][0]['frequency']}",
        "snap": lambda: f"snap/unit/{day['visits'][0]['id']}",
        "survey": lambda: "survey/new",
        "fix": lambda: f"hazard/{next(row['id'] for row in day['to_fix'] if row['state'] != 'reported')}",
        "verify": lambda: f"hazard/{day['to_verify'][0]['id']}",
        "look": lambda: f"look/{day['looks'][0]['look']}",
    }
    return str(to[kind]())


def _opened(page: Page, day: dict[str, Any], kind: str) -> str:
    """Opens a screen of a kind; the field to type into."""
    page.evaluate("hash => { location.hash = hash; }", f"#/{_address(day, kind)}")
    if kind in ("check", "self"):
        page.locator("footer .p-main").click()
        page.locator("label[for], fieldset.answers label", has_text="不符合").first.click()
    if kind == "verify":
        page.locator("fieldset.answers label", has_text="符合").first.click()
    if kind == "look":
        page.locator("fieldset.answers label").first.click()
    return FIELDS.get(kind, "[id^=note-]")


def test_what_is_typed_of_each_kind_without_a_network_outlives_the_tab(
    visitor: Callable[..., Visitor],
) -> None:
    kinds = {
        GRID: ("check", "snap", "survey"),
        MANAGER: ("self", "fix"),
        STREET: ("verify",),
        OFFICE: ("look",),
    }
    for name, own in kinds.items():
        person = visitor(narrow=True).enters_as(name)
        context = person.page.context
        for kind in own:
            page = context.new_page()
            Visitor(page, person.site).goes_to("/field/")
            day = page.evaluate("() => fetch('/field/api/today.json').then(answer => answer.json())")
            # Seen once with a network, then all of it without one.
            page.evaluate("hash => { location.hash = hash; }", f"#/{_address(day, kind)}")
            expect(page.locator("footer.p-foot")).to_be_visible()
            context.set_offline(True)
            page.evaluate("location.hash = '#/'")
            field = page.locator(_opened(page, day, kind)).first
            field.fill(WORDS)
            expect(page.locator(".p-aside", has_text="已存")).to_be_visible()
            where = page.evaluate("location.hash")
            page.close(run_before_unload=False)
            context.set_offline(False)
            again = context.new_page()
            Visitor(again, person.site).goes_to(f"/field/{where}")
            expect(again.locator(FIELDS.get(kind, "[id^=note-]")).first, f"{name} {kind}").to_have_value(
                WORDS
            )
            again.close()
