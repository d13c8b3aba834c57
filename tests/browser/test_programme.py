"""The programme in a real browser: a campaign launched, a week replanned, a unit assessed and sent back, a certificate granted and verified."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from anbiao.kit import clock
from anbiao.programme.documents.certificates import code_of
from tests.browser import played
from tests.browser.conftest import ROWS, Visitor

OFFICE, STREET, LEADER, MANAGER = played.OFFICE, played.REVIEWER, "wujianming", played.MANAGER
expect.set_options(timeout=20_000)  # a busy machine is slow, not wrong
KNOWN = "青岚鞋业"
WHY = "应急演练没有评估记录"


def test_a_campaign_is_launched_after_its_preview(visitor: Callable[..., Visitor]) -> None:
    office = visitor().enters_as(OFFICE)
    page = office.goes_to("/campaign/new/").page
    page.locator("input[name=edition]").last.check()
    office.shows("campaign-new-1440-zh")
    page.get_by_role("button", name="起草").click()
    page.wait_for_url(re.compile("/scope/$"))
    page.locator("input[name=regions]").first.check()
    office.shows("campaign-scope-1440-zh")
    page.get_by_role("button", name="查看启动预览").click()
    page.wait_for_url(re.compile("/launch/$"))
    office.shows("campaign-launch-1440-zh")
    units, steps, tasks = (
        int(each.replace(",", "")) for each in page.locator(".sum b").all_inner_texts()[:3]
    )
    assert units > 0 and tasks == units * steps
    page.locator("form[action$='/launch/'] .btn-main").click()
    page.wait_for_url(re.compile(r"/campaign/[^/]+/$"))
    office.shows("campaign-1440-zh")
    serial = page.url.rstrip("/").rsplit("/", 1)[1]
    # What the preview counted is what stands there.
    page.goto(f"{office.site}/tasks/?campaign={serial}")
    expect(page.locator(ROWS).first).to_be_visible()


def test_a_week_is_replanned(visitor: Callable[..., Visitor]) -> None:
    office = visitor().enters_as(OFFICE)
    page = office.goes_to("/week-board/").page
    office.shows("week-board-1440-zh")
    page.locator("td[aria-current], .board td a.cell").first.click()
    box = page.locator("#pane [name=pick]").first
    box.focus()
    page.keyboard.press("Space")
    expect(box).to_be_checked()
    page.keyboard.press("m")
    expect(page.locator("#pane [name=week]")).to_be_focused()
    page.locator("#pane [name=week]").select_option(index=3)
    picked, chosen = box.get_attribute("value"), page.locator("#pane [name=week]").input_value()
    page.locator("#pane [name=slip]").select_option(index=1)
    page.get_by_role("button", name="先看影响").click()
    expect(page.locator("#pane [role=status]")).to_be_visible()
    office.shows("week-board-moved-1440-zh")
    with page.expect_navigation():
        page.locator("#pane [name=write]").click()
    page.goto(f"{office.site}/task/{picked}/")
    planned = page.locator("dl.four > div", has=page.locator("dt", has_text="计划周"))
    expect(planned).to_contain_text(f"第 {int(chosen[-2:])} 周")

    page = office.goes_to("/plan-times/absence/").page
    today = clock.day_of(clock.now())
    page.locator("[name=person]").select_option(index=1)
    page.locator("[name=kind]").select_option(index=1)
    page.locator("[name=first_on]").fill(today.isoformat())
    page.locator("[name=last_on]").fill((today + timedelta(days=14)).isoformat())
    page.locator("[name=note]").fill("两周病假")
    office.shows("absence-1440-zh")
    page.locator("main form .btn-main").click()
    expect(page.locator("main")).to_contain_text("两周病假")
    office.shows("plan-times-1440-zh")

    page = office.goes_to("/week-board/replan/").page
    office.shows("replan-1440-zh")
    page.locator("main form .btn-main").click()
    page.wait_for_url(re.compile("/week-board/"))
    expect(page.locator("main, body").first).to_contain_text("计划")


def take(page: Page, step: str, *, note: str = "") -> None:
    """A step of an assessment or a certificate, on its page with its reason."""
    page.locator(f"a[href$='/{step}/']").first.click()
    if note:
        page.locator("[name=note]").fill(note)
    page.locator("main form .btn-main").click()
    page.wait_for_url(re.compile(rf"^(?!.*/{step}/$)"))


def saved(page: Page) -> None:
    """Nothing is on its way to the server any more, and nothing was left unsaved."""
    expect(page.locator("tr.htmx-request, .saved .err")).to_have_count(0)


def through(page: Page, key: str, *, stop: int | None = None) -> None:
    """Goes through the items by keys alone: the key, then Enter. Each is saved before the page is left."""
    fields = page.locator("input.marks")
    fields.first.focus()
    for _ in range(fields.count() if stop is None else stop):
        page.keyboard.press(key)
        page.keyboard.press("Enter")
    saved(page)


def test_a_unit_scores_itself_and_is_reviewed_sent_back_and_decided(visitor: Callable[..., Visitor]) -> None:
    manager = visitor().enters_as(MANAGER)
    page = manager.goes_to("/assessments/").page
    page.locator("tbody[data-rows] a").first.click()
    page.wait_for_url(re.compile("/assessment/"))
    address = page.url
    # J goes to the next open item; F gives it full marks. What is left is done without the mouse.
    page.locator("body").press("j")
    held: list[tuple[Route, APIResponse]] = []
    for left in range(played.LEFT, 0, -1):
        if (
            left == 2
        ):  # the answer of the last item but one comes late, and still does not say what is left open
            saved(page)
            page.route("**/assessed-item/**", lambda route: held.append((route, route.fetch())), times=1)
        page.keyboard.press("f")
        page.keyboard.press("j")
    page.wait_for_timeout(500)
    assert len(held) == 1
    for route, answer in held:
        route.fulfill(response=answer)
    saved(page)
    expect(page.locator("#steps a[href$='/submit/'].btn-main")).to_be_visible()
    manager.shows("assessment-own-1440-zh")
    take(page, "submit")

    street = visitor().enters_as(STREET)
    page = street.page
    page.goto(address)
    take(page, "begin-review")
    through(page, "=", stop=3)
    page.locator("input.marks").nth(2).fill("0")
    page.keyboard.press("Tab")
    page.locator("input[name=reason]").nth(2).fill(WHY)
    page.keyboard.press("Enter")
    saved(page)
    street.shows("assessment-review-1440-zh")
    take(page, "send-back", note="第三项请补材料")

    page = manager.page
    page.goto(address)
    expect(page.locator("main")).to_contain_text("第三项请补材料")
    expect(page.locator("main")).to_contain_text(WHY)
    manager.shows("assessment-returned-1440-zh")
    take(page, "submit")

    page = street.page
    page.goto(address)
    take(page, "begin-review")
    through(page, "=")
    take(page, "conclude")

    office = visitor().enters_as(OFFICE)
    page = office.page
    page.goto(address)
    take(page, "accept")
    office.shows("assessment-decided-1440-zh")
    take(page, "certificate")
    expect(page).to_have_url(re.compile("/certificate/"))
    office.shows("certificate-public-1440-zh")
    # Who proposed it does not grant it, and publicity has just begun.
    expect(page.locator("a[href$='/grant/'], a[href$='/recommend/']")).to_have_count(0)


def test_a_certificate_is_granted_by_a_second_person_and_verified(visitor: Callable[..., Visitor]) -> None:
    leader = visitor().enters_as(LEADER)
    page = leader.goes_to("/certificates/?state=publicity").page
    rows = page.locator(ROWS).filter(has_not_text=KNOWN).locator("a[href^='/certificate/']")
    for address in sorted({str(row.get_attribute("href")) for row in rows.all()}):
        page.goto(f"{leader.site}{address}")
        if page.locator("a[href$='/grant/']").count():  # its days are over, and nobody objected
            break
    leader.shows("certificate-waits-1440-zh")
    take(page, "grant")
    expect(page.locator(".verify-code img")).to_be_visible()
    leader.shows("certificate-granted-1440-zh")
    unit = page.get_by_role("heading", level=1).inner_text()
    path = page.locator(".verify-code a").first.get_attribute("href")
    drawn = page.request.get(f"{page.url}code.svg").text()
    # The code holds the address of the public page, in whole.
    assert drawn == code_of(f"{leader.site}{path}").svg

    anybody = visitor(narrow=True)
    page = anybody.goes_to(f"{path}").page
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.get_by_role("heading", level=1).inner_text() in unit
    expect(page.locator(".said")).to_contain_text("有效")
    anybody.shows("verify-390-zh")
    page.goto(f"{anybody.site}{str(path)[:-5]}xxxx/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("没有")
    anybody.complaints.clear()  # that page answers 404, which the browser tells as an error


@pytest.mark.parametrize(
    ("narrow", "language"),
    [(False, "en"), (True, "zh-CN"), (True, "en")],
    ids=["1440-en", "390-zh", "390-en"],
)
def test_the_screens_of_the_programme_are_whole(
    visitor: Callable[..., Visitor], narrow: bool, language: str
) -> None:
    mark = f"{'390' if narrow else '1440'}-{language[:2]}"
    someone = visitor(narrow=narrow, language=language).enters_as(OFFICE)
    for name, path in {
        "campaigns": "/campaigns/", "campaign-new": "/campaign/new/", "tasks": "/tasks/", "week-board": "/week-board/", "plan-times": "/plan-times/",
        "assessments": "/assessments/", "certificates": "/certificates/",
    }.items():  # fmt: skip
        someone.goes_to(path).shows(f"{name}-{mark}")
