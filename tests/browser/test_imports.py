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
from tests.old_workbooks import OldSheet, old_workbook
from tests.registry.office_book import VILLAGES, office_book
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


def is_handed_in(person: Visitor, path: Path) -> None:
    """A file from the first page of the import to the page of its columns."""
    page = person.goes_to("/import/").page
    page.set_input_files("input[type=file]", path)
    expect(page.locator("[data-chosen]")).to_have_text(path.name)
    page.locator("form[action$='/import/upload/'] button.btn-main").click()
    expect(page.locator(".mapping header")).to_be_visible(timeout=WAIT)


def test_an_old_workbook_is_mended_by_its_marks_and_its_columns_are_remembered(
    visitor: Callable[..., Visitor], tmp_path: Path
) -> None:
    """On a phone, in English. The heading is one that nobody ever used; the marked file is the same workbook, to be handed in again."""
    office, token = visitor(narrow=True, language="en").enters_as(OFFICE), token_hex(3)
    odd, name = f"栏{token}", f"旧表{token}"
    page = office.goes_to("/import/").page
    office.shows("import-new-390-en")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the template").click()
    offered = openpyxl.load_workbook(BytesIO(Path(download.value.path()).read_bytes())).active
    assert offered.data_validations.dataValidation  # what is chosen from a list
    head = [odd if word == "从业人数" else word for word in HEAD]
    rows = [row(f"{name}甲厂"), row(f"{name}乙厂", 从业人数="约三十人")]
    old = tmp_path / f"{name}.xls"
    old.write_bytes(old_workbook(OldSheet("名册", [head, *rows])))
    is_handed_in(office, old)
    sure = page.locator("tr", has=page.get_by_text(odd)).locator(".k-sure")
    expect(sure).to_have_text("not known")
    page.get_by_label(odd).select_option("employees")
    office.shows("import-columns-390-en")
    page.locator(".mapping .btn-main").click()
    expect(page.locator("#wrong")).to_be_visible(timeout=WAIT)
    office.shows("import-wrong-390-en")
    with page.expect_download() as download:
        page.get_by_role("link", name="Your file, marked").click()
    mended = tmp_path / download.value.suggested_filename
    download.value.save_as(mended)
    book = openpyxl.load_workbook(mended)
    sheet = book["名册"]
    (cell,) = [each for line in sheet.iter_rows() for each in line if each.value == "约三十人"]
    assert cell.comment and any(cell.coordinate in each for each in sheet.conditional_formatting)
    cell.value = 30
    book.save(mended)
    is_handed_in(office, mended)
    expect(sure).to_have_text("as confirmed before")
    page.locator(".mapping .btn-main").click()
    page.get_by_role("button", name="Write 2 rows").click(timeout=WAIT)
    expect(page.get_by_role("heading", name="Import a roster: written")).to_be_visible(timeout=WAIT)
    office.shows("import-written-390-en")
    office.goes_to("/import/")
    expect(page.get_by_role("link", name=mended.name).first).to_be_visible()
    office.shows("imports-390-en")


def test_an_office_workbook_of_nineteen_sheets_goes_through(
    visitor: Callable[..., Visitor], tmp_path: Path
) -> None:
    """1,600 merged cells, twelve sheets with a roster, four wrong rows of seventy-two."""
    office = visitor().enters_as(OFFICE)
    path = tmp_path / "双阳名册.xlsx"
    path.write_bytes(office_book())
    is_handed_in(office, path)
    page = office.page
    expect(page.locator(".sheets input:checked")).to_have_count(len(VILLAGES))
    office.shows("import-nineteen-sheets-1440-zh")
    page.locator(".mapping .btn-main").click()
    expect(page.locator("#wrong")).to_contain_text("05村", timeout=WAIT)
    office.shows("import-nineteen-checked-1440-zh")
    page.get_by_text("取消导入", exact=True).click()
    page.get_by_role("button", name="结束本次导入").click()
    expect(page.get_by_text("本次导入已取消")).to_be_visible(timeout=WAIT)
