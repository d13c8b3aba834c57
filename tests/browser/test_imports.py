"""The marked workbook and the import taken back, as an office goes through them."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from secrets import token_hex

import openpyxl
from playwright.sync_api import expect

from tests import people
from tests.browser.conftest import Visitor
from tests.browser.test_journeys import OFFICE, WAIT
from tests.registry.rosters import HEAD, row


def two_sheets(folder: Path, name: str) -> Path:
    """A workbook with a roster on each of two sheets; the second has a wrong cell."""
    book = openpyxl.Workbook()
    for sheet in (book.active, book.create_sheet("二月")):
        sheet.append(HEAD)
        sheet.append(
            row(f"{name}{sheet.title}甲厂", people.make_uscc(), 地址=f"{name}路1号", 联系电话="13900001001")
        )
        sheet.append(row(f"{name}{sheet.title}乙厂", people.make_uscc(), 从业人数="约三十人"))
    path = folder / f"{name}.xlsx"
    book.save(path)
    return path


def test_a_marked_file_comes_back_and_an_import_is_taken_back(
    visitor: Callable[..., Visitor], tmp_path: Path
) -> None:
    office, name = visitor().enters_as(OFFICE), f"撤回{token_hex(3)}"
    page = office.goes_to("/import/").page
    page.set_input_files("input[type=file]", two_sheets(tmp_path, name))
    page.locator("form[action$='/import/upload/'] button.btn-main").click()
    expect(page.locator(".sheets input:checked")).to_have_count(2, timeout=WAIT)
    office.shows("import-sheets-1440-zh")
    page.get_by_role("checkbox", name=re.compile("^Sheet")).uncheck()
    page.get_by_role("button", name="读取勾选的工作表").click()
    expect(page.locator(".mapping header")).to_contain_text("二月", timeout=WAIT)
    page.locator(".mapping .btn-main").click()
    expect(page.locator("#wrong")).to_be_visible(timeout=WAIT)
    with page.expect_download() as download:
        page.get_by_role("link", name="下载标注好的原表").click()
    marked = openpyxl.load_workbook(BytesIO(Path(download.value.path()).read_bytes()))["二月"]
    assert "不是整数" in marked.cell(3, HEAD.index("从业人数") + 1).comment.text
    page.get_by_role("button", name=re.compile("写入 1 行")).click()
    expect(page.get_by_role("heading", name=re.compile("已写入"))).to_be_visible(timeout=WAIT)
    page.get_by_text("撤回本次导入", exact=True).click()
    office.shows("import-take-back-1440-zh")
    page.get_by_label("理由").fill("传错了文件")
    page.get_by_role("button", name="确认撤回本次导入").click()
    expect(page.get_by_text("本次导入已撤回。")).to_be_visible(timeout=WAIT)
    office.shows("import-taken-back-1440-zh")
