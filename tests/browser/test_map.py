"""The four-colour map in a real browser: a unit turns red and is found, opened, drawn nearer, printed; and when nothing answers."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor

OFFICE, STREET = "linzhiyuan", "chenxiaolan"
DRAWN = ".beside[aria-busy=false]"
PRESENT = "state=not_found&state=operating&state=suspended"


def at_rest(page: Page) -> None:
    """The map has what it asked for."""
    page.wait_for_selector(DRAWN)
    expect(page.locator("[data-told]")).not_to_be_empty()


def turns_red(street: Visitor) -> str:
    """A unit with a position gets a major hazard, reported at the desk; its name."""
    page = street.goes_to("/enterprises/?position=known&colour=blue&colour=none&state=operating").page
    first = page.locator("tbody[data-rows] a.name").first
    name, address = first.inner_text(), first.get_attribute("href")
    street.goes_to(f"{address}hazard/")
    page.fill("#id_title", "安全出口锁闭（演示）")
    page.locator("input[name=grade][value=major]").check()
    page.locator("#id_criterion").select_option(index=1)
    page.fill("#id_responsible", "林某某")
    page.locator(".btn-main", has_text="记录").or_(page.locator("form .btn-main")).last.click()
    page.wait_for_url(re.compile(r"/hazard/[0-9a-f-]+/"))
    return name


def test_a_unit_that_turned_red_is_found_on_the_map_and_opened(visitor: Callable[..., Visitor]) -> None:
    street = visitor().enters_as(STREET)
    name = turns_red(street)
    page = street.page
    page.locator(".side a[href^='/map/']").click()
    at_rest(page)
    expect(page.locator(".beside tbody tr").first).to_contain_text(name)
    expect(page.locator(".dot .shape-red")).not_to_have_count(0)
    street.shows("map-1440-zh")

    page.locator(f".dot[title='{name}']").click(force=True)
    card = page.locator(".leaflet-popup .card")
    expect(card).to_contain_text(name)
    expect(card).to_contain_text("重大")
    street.shows("map-card-1440-zh")
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)

    # Every colour by the legend; then nearer, until units stand alone; the address keeps both.
    page.locator(".key[data-colour=red]").click()
    at_rest(page)
    expect(page.locator(".dot .shape-red")).to_have_count(0)
    for colour in ("red", "yellow", "blue", "none"):
        key = page.locator(f".key[data-colour={colour}]")
        if key.get_attribute("aria-pressed") == "false":
            key.click()
            at_rest(page)
    expect(page.locator(".key[aria-pressed=true]")).to_have_count(5)
    expect(page).to_have_url(re.compile("show=red&show=orange&show=yellow&show=blue&show=none"))
    street.shows("map-cells-1440-zh")
    told = page.locator("[data-told]").inner_text()
    page.reload()
    at_rest(page)
    expect(page.locator("[data-told]")).to_have_text(told)
    for _ in range(4):
        page.locator(".leaflet-control-zoom-in").click()
        at_rest(page)
    expect(page.locator("[data-told]")).not_to_have_text(told)
    street.shows("map-near-1440-zh")
    page.locator("[data-automatic]").click()
    expect(page).not_to_have_url(re.compile("show="))

    # By keys alone: the list, and the page of the unit.
    street.goes_to(f"/map/?{PRESENT}&colour=red")
    at_rest(page)
    page.keyboard.press("ArrowDown")
    expect(page.locator(".beside tbody tr.at a")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)


def test_the_map_keeps_the_filters_of_the_register(visitor: Callable[..., Visitor]) -> None:
    office = visitor().enters_as(OFFICE)
    page = office.goes_to(f"/map/?{PRESENT}").page
    at_rest(page)
    page.locator("summary.chip", has_text="镇街").click()
    page.locator("input[name=town][value='350504102']").check()
    page.locator("details[open] .btn-main").click()
    page.wait_for_url(re.compile("town=350504102"))
    page.locator(".key[data-colour=blue]").click()
    at_rest(page)
    expect(page.locator(".town-name")).to_have_count(1)
    office.shows("map-town-1440-zh")
    page.get_by_role("link", name="按名录查看").click()
    expect(page).to_have_url(re.compile(r"/enterprises/\?.*town=350504102"))
    # Which columns there are is each person's own choice, and another journey may have made it.
    heads = page.locator("thead th").all_inner_texts()
    place = next(number for number, head in enumerate(heads, 1) if head.strip() == "镇街")
    towns = set(page.locator(f"tbody[data-rows] td:nth-child({place})").all_inner_texts())
    assert towns == {"河市镇"}
    page = office.goes_to("/map/?q=没有这样的单位").page
    expect(page.locator(".empty")).to_contain_text("没有找到符合条件的内容")
    office.shows("map-empty-1440-zh")


def test_the_map_says_so_when_nothing_answers_and_goes_on_afterwards(visitor: Callable[..., Visitor]) -> None:
    office = visitor().enters_as(OFFICE)
    page = office.goes_to("/map/").page
    at_rest(page)
    page.route("**/map/units.json*", lambda route: route.fulfill(status=503, body="away"))
    page.locator("#map").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-failed]")).to_be_visible()
    expect(page.locator("[data-mark]")).to_contain_text("503")
    office.shows("map-failed-1440-zh")
    page.unroute("**/map/units.json*")
    page.locator("[data-again]").click()
    expect(page.locator("[data-failed]")).to_be_hidden()
    at_rest(page)
    # What the browser said of the answer that was made up is no complaint about the program.
    office.complaints[:] = [told for told in office.complaints if "503" not in told]


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("narrow", [False, True], ids=["1440", "390"])
def test_the_map_is_whole_on_desk_and_phone_in_both_languages(
    visitor: Callable[..., Visitor], narrow: bool, language: str
) -> None:
    mark = f"{'390' if narrow else '1440'}-{language[:2]}"
    someone = visitor(narrow=narrow, language=language).enters_as(OFFICE)
    page = someone.goes_to(f"/map/?{PRESENT}&show=red&show=orange&show=yellow&show=blue").page
    at_rest(page)
    someone.shows(f"map-all-{mark}")
    if language == "en":
        words = page.locator(".head, .legend, .beside > header, thead").all_inner_texts()
        assert not re.search(r"[\u4e00-\u9fff]", " ".join(words))
    if narrow:
        map_, list_ = page.locator("#map").bounding_box(), page.locator(".beside").bounding_box()
        assert map_ and list_ and map_["y"] + map_["height"] <= list_["y"]


def test_the_map_keeps_its_contrast_in_the_dark_and_prints(visitor: Callable[..., Visitor]) -> None:
    office = visitor(dark=True).enters_as(OFFICE)
    page = office.goes_to(f"/map/?{PRESENT}&show=red&show=orange&show=yellow&show=blue&show=none").page
    at_rest(page)
    office.shows("map-dark-1440-zh")
    page.emulate_media(media="print")
    expect(page.locator(".filters")).to_be_hidden()
    expect(page.locator(".printed")).to_be_visible()
    expect(page.locator("#map")).to_be_visible()
    expect(page.locator(".beside tbody tr").first).to_be_visible()
    page.emulate_media(media="screen")
