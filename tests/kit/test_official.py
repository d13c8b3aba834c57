"""Official documents: the measures of GB/T 9704-2012, and the same text and tables as PDF and as Word."""

import io
import re
import zipfile
from datetime import UTC, date, datetime
from typing import Any

import docx
import pypdf
import pytest
from docx.oxml.ns import qn

from anbiao.kit.documents import official as layout
from anbiao.kit.documents.official import Attachment, Column, Grid, Heading, Official, Paragraph, as_pdf
from anbiao.kit.documents.word import as_word

AT = datetime(2026, 11, 26, 1, 30, tzinfo=UTC)
TEXT = "截至2026年11月25日，全区摸排应创单位3,000家，已创建1,126家，创建率37.5%；#set *text* <b>&amp;</b>。"
COLUMNS = (Column("镇街", 1.6, "left"), Column("应创单位"), Column("创建率(%)"))


def grid(number: int, rows: int = 4) -> Grid:
    body = tuple((f"第{place}镇", f"{place * 1000 + number:,}", "37.5") for place in range(rows - 1))
    return Grid(f"表{number} 各镇街进展", COLUMNS, (*body, ("全区", "3,000", "37.5")), 1, "注：应创单位以截止日为准。")  # fmt: skip


def circular(tables: int = 2, **over: Any) -> Official:
    """A circular of the office with so many tables in its text and one in its attachment."""
    blocks = [Heading(1, "一、总体情况"), Heading(2, "（一）进度"), Paragraph(TEXT)]
    for number in range(tables):
        blocks += [grid(number + 1), Paragraph(TEXT)]
    given = {
        "issuer": "泉州市洛江区安全生产委员会办公室", "number": "洛安办〔2026〕31号", "title": "关于安全生产标准化提升专项行动进展情况的通报",
        "to": "各镇街，区安委会各成员单位", "blocks": tuple(blocks), "signed_by": "泉州市洛江区安全生产委员会办公室", "dated_on": date(2026, 11, 6),
        "attachments": (Attachment("各镇街指标明细", (grid(90),)),), "copies_to": "市安委办", "printed_by": "洛江区安委办",
        "printed_on": date(2026, 11, 6),
    }  # fmt: skip
    return Official(**{**given, **over})


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def pdf_text(content: bytes) -> str:
    pages = (page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    return bare("".join(re.sub(r"—\s*\d+\s*—", "", page) for page in pages))


def word_text(content: bytes) -> str:
    body = docx.Document(io.BytesIO(content)).element.body
    return bare("".join(each.text or "" for each in body.iter(qn("w:t"))))


def test_both_say_the_same_and_what_was_typed_is_no_markup() -> None:
    described = circular()
    pdf, word = as_pdf(described, at=AT), as_word(described, at=AT)
    assert word_text(word.content) == pdf_text(pdf.content)
    assert "#set*text*<b>&amp;</b>" in word_text(word.content)


def test_tables_stand_in_the_word_file_as_tables_with_heads_that_repeat() -> None:
    word = docx.Document(io.BytesIO(as_word(circular(), at=AT).content))
    cells = [[[cell.text for cell in row.cells] for row in table.rows] for table in word.tables]
    told = [*(grid(number) for number in (1, 2)), grid(90)]
    assert cells == [[[c.label for c in each.columns], *map(list, each.rows)] for each in told]
    assert all(table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for table in word.tables)


def test_the_page_is_that_of_the_standard() -> None:
    section = docx.Document(io.BytesIO(as_word(circular(), at=AT).content)).sections[0]
    sides = [section.page_width, section.page_height, section.top_margin, section.left_margin]
    assert [round(side.mm) for side in sides if side] == [210, 297, 37, 28]
    assert section.page_width and section.left_margin and section.right_margin
    assert round((section.page_width - section.left_margin - section.right_margin) / 36000) == 156
    page = pypdf.PdfReader(io.BytesIO(as_pdf(circular(), at=AT).content)).pages[0]
    assert [round(float(side) * 25.4 / 72) for side in page.mediabox[2:]] == [210, 297]


def test_a_page_holds_22_lines_of_28_characters() -> None:
    lines = tuple(
        Paragraph("安" * (26 if line % 2 else 54)) for line in range(44)
    )  # one line, or two to the last place
    bodies = circular(tables=0, issuer="", blocks=lines, attachments=(), copies_to="", printed_by="", to="", title="通报")  # fmt: skip
    pages = pypdf.PdfReader(io.BytesIO(as_pdf(bodies, at=AT).content)).pages
    second = [bare(line) for line in pages[1].extract_text().splitlines() if "安" in line]
    assert len(second) == layout.LINES
    assert {len(line) for line in second} == {26, layout.CHARACTERS}
    assert layout.LINES * layout.PITCH < layout.HEIGHT * layout.MM < (layout.LINES + 1) * layout.PITCH


def test_the_same_in_the_same_bytes_out() -> None:
    one, other = as_word(circular(), at=AT), as_word(circular(), at=AT)
    assert one == other and one.sha256 != as_word(circular(tables=1), at=AT).sha256
    stamps = {info.date_time for info in zipfile.ZipFile(io.BytesIO(one.content)).infolist()}
    assert stamps == {(2026, 11, 26, 1, 30, 0)}


def test_what_xml_cannot_hold_is_left_out() -> None:
    assert "安\x0b全" not in word_text(as_word(circular(title="安\x0b全\x00"), at=AT).content)


def test_fonts_that_stand_in_are_named_in_both() -> None:
    note = layout.substitutes()
    word = docx.Document(io.BytesIO(as_word(circular(), at=AT).content))
    assert word.core_properties.comments == note
    read = pypdf.PdfReader(io.BytesIO(as_pdf(circular(), at=AT).content)).metadata
    assert read is not None and (read.subject or "") == note


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("关于开展检查的通报", ["关于开展检查的通报"]),
        (
            "关于安全生产标准化提升专项行动进展情况的通报",
            ["关于安全生产标准化提升专项行动", "进展情况的通报"],
        ),
        ("第一行\n第二行", ["第一行", "第二行"]),
        ("安" * 45, ["安" * 15] * 3),
    ],
)
def test_a_title_breaks_where_a_thought_ends(title: str, lines: list[str]) -> None:
    assert layout.title_lines(title) == lines


@pytest.mark.parametrize(
    ("signed_by", "at"),
    [("安委办", (5.75, 4)), ("泉州市洛江区安全生产委员会办公室", (2, 6.75))],
)
def test_signature_and_day_stand_over_each_other(signed_by: str, at: tuple[float, float]) -> None:
    assert layout.ending(signed_by, "2026年11月6日") == at


def test_a_long_mark_is_narrowed_and_stays_on_its_line() -> None:
    size, ratio = layout.mark_of("泉州市洛江区安全生产委员会办公室文件")
    assert layout.MARK_SMALLEST <= size <= layout.MARK_LARGEST and ratio < 1
    assert 18 * size * ratio <= layout.WIDTH * layout.MM
    assert layout.mark_of("安委会文件") == (layout.MARK_LARGEST, 1.0)
