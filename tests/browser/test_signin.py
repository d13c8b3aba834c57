"""A security key from the first sign-in to the second step, in a real Chromium with a key of its own."""

from collections.abc import Callable
from uuid import uuid4

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor

ADMIN = "yemingxuan"
PASSWORD = "seven quiet herons"


def put_in_a_key(page: Page) -> None:
    """A key that is touched at once, as Chromium's developers have it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "usb", "automaticPresenceSimulation": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def opened_account(visitor: Callable[..., Visitor], name: str) -> str:
    """An account of an office, made by the administrator; its one-time password."""
    page = visitor().enters_as(ADMIN).goes_to("/accounts/new/").page
    page.fill("#id_name", "郑雅婷")
    page.fill("#id_username", name)
    page.select_option("#id_organisation", index=1)
    page.locator("main form .btn-main").click()
    return page.locator("main dl.facts b").inner_text()


def signs_in(person: Visitor, name: str, password: str) -> None:
    """To her own account: without a duty there is no work to begin with."""
    page = person.goes_to("/signin/?next=/account/").page
    page.fill("#id_login", name)
    page.fill("#id_password", password)
    page.locator(".entry .btn-main").click()


def test_a_person_adds_a_key_and_signs_in_with_it(visitor: Callable[..., Visitor]) -> None:
    name = f"zheng-{uuid4().hex[:8]}"
    once = opened_account(visitor, name)
    person = visitor()
    person.site = person.site.replace("127.0.0.1", "localhost")  # keys know names, not numbers
    page = person.page
    put_in_a_key(page)
    signs_in(person, name, once)
    page.fill("#id_oldpassword", once)
    page.fill("#id_password1", PASSWORD)
    page.fill("#id_password2", PASSWORD)
    page.locator("main .btn-main").click()
    page.wait_for_url("**/signin/?changed=1")
    signs_in(person, name, PASSWORD)
    page.wait_for_url("**/account/")
    person.goes_to("/account/keys/add/")
    page.fill("#id_password", PASSWORD)
    page.locator("main .btn-main").click()
    page.fill("#id_name", "钥匙扣上的")
    person.shows("key-add-1440-zh")
    page.locator("form[data-security-key] .btn-main").click()
    expect(page).to_have_url(f"{person.site}/account/recovery/")
    person.goes_to("/account/")
    expect(page.locator("main")).to_contain_text("钥匙扣上的")
    person.shows("account-key-1440-zh")
    person.goes_to("/signout/").page.locator("main .btn-main").click()
    page.wait_for_url("**/signin/")
    signs_in(person, name, PASSWORD)
    expect(page).to_have_url(f"{person.site}/signin/code/")
    person.shows("key-asked-1440-zh")
    page.locator("form[data-security-key] .btn-main").click()
    expect(page).to_have_url(f"{person.site}/account/")
