"""Printed documents: the same in, the same bytes out; what people typed is never markup; fonts are found."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pypdf
import pytest

from anbiao.kit import documents

AT = datetime(2026, 11, 23, 1, 30, 5, 123456, tzinfo=UTC)
TEMPLATE = """#import "/kit/documents/house.typ": data, said, house
#show: house.with(source: data.source, title: data.title)
#said(data.text)
"""


@pytest.fixture
def template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A template of its own, beside the house's."""
    (tmp_path / "kit" / "documents").mkdir(parents=True)
    house = documents.ROOT / "kit" / "documents" / "house.typ"
    (tmp_path / "kit" / "documents" / "house.typ").write_text(
        house.read_text(encoding="utf-8"), encoding="utf-8"
    )
    monkeypatch.setattr(documents, "ROOT", tmp_path)
    path = tmp_path / "a.typ"
    path.write_text(TEMPLATE, encoding="utf-8")
    return path


def made(template: Path, text: str = "疏散通道", at: datetime = AT) -> documents.Document:
    return documents.render(template, {"title": "样张", "source": "来源：安标", "text": text}, at=at)


def text_of(document: documents.Document) -> str:
    return pypdf.PdfReader(BytesIO(document.content)).pages[0].extract_text()


def test_the_same_in_the_same_bytes_out_with_the_documents_own_day(template: Path) -> None:
    one, other = made(template), made(template)
    assert one == other and len(one.sha256) == 64
    assert made(template, "别的").sha256 != one.sha256
    assert pypdf.PdfReader(BytesIO(one.content)).metadata["/CreationDate"].startswith("D:20261123013005")  # type: ignore[index]


def test_the_foot_says_source_and_page(template: Path) -> None:
    assert "来源：安标" in text_of(made(template)) and "1 / 1" in text_of(made(template))


@pytest.mark.parametrize(
    "text",
    ['#eval("1")', "$x^2$", "*a* _b_ `c`", '#import "@preview/x:1.0.0"', "<label> @ref", "\\u{41}", '"]'],
)
def test_what_people_typed_is_never_markup(template: Path, text: str) -> None:
    assert text.replace(" ", "") in text_of(made(template, text)).replace(" ", "")


def test_a_template_that_cannot_be_set_says_where(template: Path) -> None:
    template.write_text("#nothing-such()", encoding="utf-8")
    with pytest.raises(documents.Unprintable, match=r"a\.typ"):
        made(template)


def test_every_use_has_a_font_even_on_a_bare_machine() -> None:
    assert set(documents.fonts()) == set(documents.FONTS)
    assert all(documents.fonts().values())
