"""Oversight in a real browser: the office, the leader, the street, and the screen on the wall; the same numbers wherever they stand."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Page, expect

from tests.browser.conftest import ROWS, Visitor

OFFICE, STREET, LEADER = "linzhiyuan", "chenxiaolan", "wujianming"
SHUANGYANG = "双阳街道"
BOARD = "/oversight/"
expect.set_options(timeout=20_000)  # a busy machine is slow, not wrong


def opened(page: Page, path: str, mark: str) -> None:
    """The first row of a list whose state says so, opened."""
    page.goto(path)
    with page.expect_navigation():
        page.locator(ROWS, has_text=mark).first.locator("a").first.click()


def eight(page: Page) -> list[int]:
    """Surveyed, created, and the units with their three lists, as the board shows them."""
    shown = page.locator(".eight > li > b").all_inner_texts()
    return [int(shown[place].replace(",", "")) for place in (0, 1, 3)]


def test_the_office_goes_from_the_board_to_a_hazard_and_takes_a_circular_along(
    visitor: Callable[..., Visitor], tmp_path: Path
) -> None:
    office = visitor().enters_as(OFFICE)
    page = office.goes_to(BOARD).page
    expect(page.locator("[data-canvas]").first).to_be_visible()
    office.shows("board-1440-zh")
    page.locator(".eight .why summary").nth(2).click()
    expect(page.locator(".eight .why[open] .pop")).to_contain_text("算出")
    office.shows("board-why-1440-zh")
    page.locator(".eight .why summary").nth(2).click()

    # A number is the number of its list.
    cell = page.locator("table.heat tbody tr", has_text=SHUANGYANG).locator("td a").first
    number = cell.inner_text()
    cell.click()
    page.wait_for_url(re.compile("/hazards/"))
    expect(page.locator(".head p")).to_contain_text(re.compile(rf"\b{number} "))

    # District, town, sector, unit, hazard: each step in place.
    page.go_back()
    page.locator("table.lines tbody th a", has_text=SHUANGYANG).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(SHUANGYANG)
    page.locator("table.lines tbody tr", has=page.locator("td.late")).first.locator("th a").click()
    page.locator("table.units tbody tr", has=page.locator("td.late")).first.locator("th a").click()
    expect(page.locator(".items")).to_be_visible()
    expect(page.locator(".htmx-request")).to_have_count(0)
    expect(page.locator("[data-canvas]").first).to_be_visible()
    office.shows("board-unit-1440-zh")
    page.locator(".items a[href*='/hazard/']").first.click()
    page.wait_for_url(re.compile("/hazard/"))

    opened(page, f"{office.site}/circulars/", "已印发")
    office.shows("circular-1440-zh")
    said = page.locator(".paper").inner_text()
    told = re.search(r"截至(\d+)年(\d+)月(\d+)日，全区摸排应创单位(\d+)家，已创建(\d+)家", said)
    assert told
    for kind in ("docx", "pdf"):
        with page.expect_download() as kept:
            page.locator(f".acts a[href$='file.{kind}']").click()
        kept.value.save_as(tmp_path / kind)
    assert (tmp_path / "pdf").read_bytes().startswith(b"%PDF")
    assert told[0] in "".join(each.text for each in Document(str(tmp_path / "docx")).paragraphs)
    # What it froze is what the board says of that day.
    day = "-".join(each.zfill(2) for each in told.groups()[:3])
    page.goto(f"{office.site}{BOARD}?on={day}")
    assert eight(page)[:2] == [int(told[4]), int(told[5])]


def test_the_leader_reads_two_minutes_and_approves_what_another_wrote(
    visitor: Callable[..., Visitor],
) -> None:
    office = visitor().enters_as(OFFICE)
    page = office.page
    opened(page, f"{office.site}/circulars/", "草稿")
    office.shows("circular-draft-1440-zh")
    page.locator("a[href$='/submit/']").click()
    page.locator("main form .btn-main").click()
    page.wait_for_url(re.compile(r"/circular/[^/]+/$"))
    # Who wrote it does not approve it.
    expect(page.locator("a[href$='/approve/']")).to_have_count(0)

    leader = visitor().enters_as(LEADER)
    page = leader.goes_to(BOARD).page
    brief = page.locator(".brief")
    expect(brief).to_contain_text("谁落后")
    leader.shows("board-leader-1440-zh")
    brief.locator("a", has_text="待批准的通报").click()
    page.locator(ROWS, has_text="已送审").locator("a").first.click()
    leader.shows("circular-to-approve-1440-zh")
    page.locator("a[href$='/approve/']").click()
    page.locator("main form .btn-main").click()
    page.wait_for_url(re.compile(r"/circular/[^/]+/$"))
    expect(page.locator(".head")).to_contain_text("已批准")
    expect(leader.goes_to(BOARD).page.locator(".brief a", has_text="待批准的通报")).to_have_count(0)


def test_the_street_signs_on_its_phone_and_sees_its_own_town(visitor: Callable[..., Visitor]) -> None:
    street = visitor(narrow=True).enters_as(STREET)
    page = street.goes_to(BOARD).page
    expect(page.get_by_role("heading", level=1)).to_contain_text(SHUANGYANG)
    expect(page.locator("#board")).not_to_contain_text("河市镇")
    street.shows("board-street-390-zh")

    opened(page, f"{street.site}/instructions/", "待签收")
    street.shows("instruction-to-sign-390-zh")
    page.locator("a[href$='/sign/']").click()
    page.locator("main form .btn-main").click()
    page.wait_for_url(re.compile(r"/instruction/[^/]+/$"))
    expect(page.locator("main")).to_contain_text("办理中")

    opened(page, f"{street.site}/circulars/", "已印发")
    page.locator("form[action$='/sign/'] button").click()
    expect(page.locator("main .note-done", has_text="陈晓岚")).to_be_visible()

    # Its own line only, before everybody sees all.
    opened(page, f"{street.site}/rankings/", "征求异议")
    expect(page.locator("main")).to_contain_text(SHUANGYANG)
    expect(page.locator("main")).not_to_contain_text("河市镇")
    street.shows("ranking-own-390-zh")


def test_the_wall_shows_what_the_board_shows(visitor: Callable[..., Visitor]) -> None:
    office = visitor().enters_as(OFFICE)
    office.page.set_viewport_size({"width": 1920, "height": 1080})
    page = office.goes_to(f"{BOARD}?wall=1").page
    expect(page.locator("[data-canvas]").first).to_be_visible()
    office.shows("wall-1920-zh")
    shown = eight(page)
    guest = visitor(language="en").enters_as(OFFICE)
    page = guest.goes_to(BOARD).page
    assert eight(page) == shown
    expect(page.locator("[data-canvas]").first).to_be_visible()
    guest.shows("board-1440-en")


@pytest.mark.parametrize(
    ("narrow", "language", "words"),
    [(False, "en", ("Issued", "Published", "late", "Issued", "final")), (True, "zh-CN", ("已印发", "已发布", "逾期", "已发出", "已定稿"))],
    ids=["1440-en", "390-zh"],
)  # fmt: skip
def test_the_screens_of_oversight_are_whole(
    visitor: Callable[..., Visitor], narrow: bool, language: str, words: Sequence[str]
) -> None:
    mark = f"{'390' if narrow else '1440'}-{language[:2]}"
    someone = visitor(narrow=narrow, language=language).enters_as(OFFICE)
    for name, word in zip(("circular", "ranking", "instruction", "measure", "meeting"), words, strict=True):
        opened(someone.page, f"{someone.site}/{name}s/", word)
        someone.page.wait_for_url(re.compile(f"/{name}/"))
        someone.shows(f"{name}-{mark}")
