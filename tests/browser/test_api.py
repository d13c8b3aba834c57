"""A token from its making to its end, and the page of what programs can call, in a real browser."""

import urllib.error
import urllib.request
from collections.abc import Callable
from secrets import token_hex

from playwright.sync_api import expect

from tests.browser.conftest import Visitor

STREET = "chenxiaolan"


def _status(site: str, secret: str, listed: str = "enterprises") -> int:
    asked = urllib.request.Request(  # noqa: S310 - our own server
        f"{site}/api/v1/{listed}?limit=1", headers={"Authorization": f"Bearer {secret}"}
    )
    try:
        with urllib.request.urlopen(asked, timeout=10) as answer:  # noqa: S310
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code


def test_a_token_is_made_seen_once_used_and_revoked(visitor: Callable[..., Visitor]) -> None:
    officer = visitor().enters_as(STREET)
    page = officer.goes_to("/my-tokens/new/").page
    page.fill("[name=name]", "街道台账")
    page.get_by_label("单位名录").check()
    officer.shows("api-token-new-1440-zh")
    page.get_by_role("button", name="创建令牌").click()
    secret = page.locator("#secret").inner_text()
    officer.shows("api-token-shown-1440-zh")
    assert _status(officer.site, secret) == 200
    page.reload()
    expect(page.locator("#secret")).to_have_count(0)
    officer.goes_to("/my-tokens/").shows("api-tokens-1440-zh")
    page.locator(".token", has_text="街道台账").get_by_role("button", name="吊销").click()
    expect(page.get_by_text("已失效")).to_be_visible()
    assert _status(officer.site, secret) == 401

    officer.goes_to("/api/").page.locator("#enterprises > summary").click()
    expect(page.locator("#enterprises").get_by_text("values.name")).to_be_visible()
    officer.shows("api-1440-zh")
    phone = visitor(narrow=True, language="en").enters_as(STREET)
    phone.goes_to("/api/").page.locator("#register-unit > summary").click()
    phone.shows("api-390-en")


def test_on_the_phone_a_token_reads_one_list_and_no_other(visitor: Callable[..., Visitor]) -> None:
    officer, name = visitor(narrow=True, language="en").enters_as(STREET), f"Ledger {token_hex(3)}"
    page = officer.goes_to("/my-tokens/").page
    officer.shows("api-tokens-390-en")
    page.locator("main").get_by_role("link", name="Make a token").click()
    page.fill("[name=name]", name)
    page.get_by_label("Hazard list").check()
    officer.shows("api-token-new-390-en")
    page.get_by_role("button", name="Make the token").click()
    secret = page.locator("#secret").inner_text()
    officer.shows("api-token-shown-390-en")
    assert _status(officer.site, secret, "hazards") == 200
    assert _status(officer.site, secret) == 404
    officer.goes_to("/my-tokens/")
    page.locator(".token", has_text=name).get_by_role("button", name="Revoke it").click()
    expect(page.get_by_text(f"The token “{name}” holds no more.")).to_be_visible()
    officer.shows("api-tokens-revoked-390-en")
