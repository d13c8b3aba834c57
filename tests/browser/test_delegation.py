"""A deputy in a real browser: named, accepted, acting in the other's name, told by the journal, and ended."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from anbiao.kit import clock
from tests.browser.conftest import Visitor

STREET, GRID = "chenxiaolan", "wangxiuzhu"
WIDTHS = [pytest.param(False, "zh-CN", id="1440-zh"), pytest.param(True, "en-GB", id="390-en")]
WORDS = {
    "zh-CN": {
        "name": "指定此代理人", "accept": "接受代理", "act": "以此身份代办", "acting": "您正以 陈晓岚 的名义代办",
        "told": "王秀珠（代 陈晓岚）", "end": "结束代理", "ended": "提前结束",
    },
    "en-GB": {
        "name": "Name this deputy", "accept": "Accept the delegation", "act": "Act in this name", "acting": "for Chen Xiaolan",
        "told": "王秀珠 for 陈晓岚", "end": "End the delegation", "ended": "Ended early",
    },
}  # fmt: skip


@pytest.mark.parametrize(("narrow", "language"), WIDTHS)
def test_a_deputy_does_a_colleagues_work_and_the_journal_says_for_whom(
    visitor: Callable[..., Visitor], narrow: bool, language: str
) -> None:
    words, shot = WORDS[language], f"{390 if narrow else 1440}-{language[:2]}"
    giver = visitor(narrow=narrow, language=language).enters_as(STREET)
    page = giver.goes_to("/my-delegations/new/").page
    mine = page.locator("#id_deputy option", has_text=re.compile("王秀珠|Wang Xiuzhu")).first
    page.locator("#id_deputy").select_option(mine.get_attribute("value"))
    page.fill("#id_to_on", (clock.day_of(clock.now()) + timedelta(days=3)).isoformat())
    page.fill("#id_reason", "年休假")
    giver.shows(f"delegation-new-{shot}")
    page.get_by_role("button", name=words["name"]).click()
    page.wait_for_url(re.compile(r"/my-delegations/[0-9a-f-]{36}/$"))
    address = page.url.removeprefix(giver.site)

    deputy = visitor(narrow=narrow, language=language).enters_as(GRID)
    page = deputy.goes_to(address).page
    page.get_by_role("button", name=words["accept"]).click()
    expect(page.get_by_role("button", name=words["act"])).to_be_visible()
    deputy.goes_to("/")
    expect(page.locator(".stood-for tbody tr").first).to_be_visible()
    deputy.shows(f"delegation-work-{shot}")
    page.locator(".stood-for header button").click()
    expect(page.locator(".acting")).to_contain_text(words["acting"])
    # Of the other's street, and not of her own village: what she cannot open in her own name.
    deputy.goes_to("/enterprises/?state=operating&verified=stale")
    page.locator("tbody[data-rows] a.name").first.click()
    page.wait_for_url(re.compile(r"/units/[0-9a-f-]{36}/$"))
    page.locator("a.btn[href$='/verify/']").click()
    page.locator("main form button.btn-main").click()
    page.wait_for_url(re.compile(r"/units/[0-9a-f-]{36}/$"))
    expect(page.locator(".line")).to_contain_text(words["told"])
    deputy.shows(f"delegation-told-{shot}")

    page = giver.goes_to(address).page
    page.get_by_role("button", name=words["end"]).click()
    expect(page.locator(".head")).to_contain_text(words["ended"])
    page = deputy.goes_to("/").page
    expect(page.locator(".acting, .stood-for")).to_have_count(0)
