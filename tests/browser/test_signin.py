"""A security key from the first sign-in to the second step, in a real Chromium with a key of its own; and signing in by services.

The program of this file is one that knows three services, all of them at one address of this machine.
"""

import re
from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.browser import services
from tests.browser.conftest import Visitor, serving

ADMIN = "yemingxuan"
PASSWORD = "seven quiet herons"
WIDTHS = [
    pytest.param(False, "zh-CN", "oidc", id="1440-zh"),
    pytest.param(True, "en-GB", "wecom", id="390-en"),
]
WORDS = {
    "zh-CN": {"again": "重新开始", "back": "返回登录页", "unknown": "没有绑定账号", "mine": "这是您吗"},
    "en-GB": {
        "again": "Begin again", "back": "Back to the sign-in page", "unknown": "Not linked to an account",
        "mine": "Is this you?",
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def service() -> Iterator[services.Service]:
    """Where people of these journeys prove who they are."""
    with services.standing() as standing:
        yield standing


@pytest.fixture(scope="module")
def site(service: services.Service) -> Iterator[str]:
    """A program that knows the service. By its name: browsers know security keys by names, not by numbers."""
    with serving(ANBIAO_URL="http://localhost:{port}", **service.settings()) as port:
        yield f"http://localhost:{port}"


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


def is_sent_to(person: Visitor, service: services.Service, way: str) -> None:
    """By the button, to the page of the service."""
    person.page.locator(f".services a[href*='/signin/by/{way}/']").click()
    expect(person.page.get_by_role("heading", name=services.LABEL)).to_be_visible()
    assert person.page.url.startswith(service.address)


def says_who(person: Visitor, who: str) -> None:
    """On the page of the service."""
    person.page.fill("[name=who]", who)
    person.page.get_by_role("button", name="登录").click()


@pytest.mark.parametrize(("narrow", "language", "way"), WIDTHS)
def test_a_person_signs_in_by_the_service_that_was_linked_and_links_another(
    visitor: Callable[..., Visitor], service: services.Service, narrow: bool, language: str, way: str
) -> None:
    words, shot = WORDS[language], f"{390 if narrow else 1440}-{language[:2]}"
    name, there = f"ou-{uuid4().hex[:8]}", f"ouyi-{uuid4().hex[:8]}"
    once = opened_account(visitor, name)
    admin = visitor(narrow=narrow, language=language).enters_as(ADMIN)
    page = admin.goes_to(f"/accounts/?q={name}").page
    page.locator("tbody[data-rows] a").first.click()
    page.locator("a[href$='/identity/']").click()
    page.select_option("#id_way", way)
    page.fill("#id_subject", there)
    page.fill("#id_reason", "统一认证名单")
    admin.shows(f"identity-new-{shot}")
    page.locator("main form .btn-main").click()
    expect(page.locator("main")).to_contain_text(there)
    admin.shows(f"account-linked-{shot}")

    person = visitor(narrow=narrow, language=language)
    page = person.goes_to("/signin/?next=/account/").page
    person.shows(f"signin-services-{shot}")
    is_sent_to(person, service, way)
    page.get_by_role("button", name="取消").click()
    page.wait_for_url(re.compile(f"/signin/by/{way}/back/"))
    person.shows(f"signin-cancelled-{shot}")
    page.get_by_role("link", name=words["again"]).click()
    says_who(person, "somebody-else")
    expect(page.get_by_role("heading", name=words["unknown"])).to_be_visible()
    person.shows(f"signin-unknown-{shot}")
    person.goes_to("/signin/?next=/account/")
    is_sent_to(person, service, way)
    says_who(person, there)
    expect(page).to_have_url(f"{person.site}/account/")
    person.shows(f"account-by-service-{shot}")

    person.goes_to("/account/identities/")
    page.fill("#id_password", once)
    page.locator("main .btn-main").click()
    expect(page).to_have_url(f"{person.site}/account/identities/")
    page.locator("a[href$='/identities/by/dingtalk/']").click()
    says_who(person, f"{there}-2")
    expect(page.get_by_role("heading", name=words["mine"])).to_be_visible()
    person.shows(f"identities-proved-{shot}")
    page.locator("form[action$='/identities/link/'] button").click()
    expect(page.locator("tbody")).to_contain_text(f"{there}-2")
    person.shows(f"identities-{shot}")
    person.goes_to("/signout/").page.locator("main .btn-main").click()
    page.wait_for_url("**/signin/")
    is_sent_to(person, service, "dingtalk")
    says_who(person, f"{there}-2")
    expect(page.locator("form[action$='/signin/']")).to_have_count(0)
    person.goes_to("/account/")
    expect(page.locator("main")).to_contain_text(name)
    # The service is elsewhere, and an answer that opens nothing is a 403: the browser tells both.
    known = (service.address, "403 (Forbidden)")
    person.complaints[:] = [each for each in person.complaints if not any(word in each for word in known)]
