"""The form of an assessment: the print and the workbook say the same as the screen, and no more than their reader may see."""

import io
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation
from python_calamine import CalamineWorkbook

from anbiao.kit.models import Entry
from anbiao.programme import actions
from anbiao.programme.documents import assessments as documents
from anbiao.programme.models import Assessment
from tests.programme.made import Cast, cast, mark, reviewed, submitted
from tests.programme.test_certificate_pages import client_of

pytestmark = pytest.mark.django_db


def sheets(row: Assessment, who: Cast, *, sees_review: bool = True) -> dict[str, list[list[Any]]]:
    with translation.override("en"):
        _name, made = documents.form_of(who.around.district, row, "xlsx", sees_review=sees_review)
    book = CalamineWorkbook.from_filelike(io.BytesIO(made.content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_the_workbook_explains_the_score_and_holds_every_item() -> None:
    who = cast()
    row = reviewed(who, SCH_1_1=mark("2", reason="制度未签发"))
    row = actions.move_assessment(who.leader, row, "accept")
    found = sheets(row, who)
    said = [line[0] for line in found["Score and result"]]
    assert any("98 ÷ 100 × 100" in str(line) for line in said)
    assert any("A score of 98.0 reaches the band from 90" in str(line) for line in said)
    items = [line for line in found["Items"] if str(line[0]).startswith("SCH-")]
    assert len(items) == 32
    assert items[0][0] == "SCH-1.1" and items[0][7] == "制度未签发"
    assert Decimal(str(items[0][4])) - Decimal(str(items[0][6])) == 2
    assert sum(line[3] for line in items) == 100


def test_who_does_not_see_the_review_gets_a_form_without_it() -> None:
    who = cast()
    row = submitted(who)
    line = next(line for line in sheets(row, who, sees_review=False)["Items"] if line[0] == "SCH-1.1")
    assert len(line) == 6
    answer = client_of(who.around.manager).get(f"/assessment/{row.pk}/form.pdf")
    assert answer.content.startswith(b"%PDF")
    entry = Entry.objects.filter(object_id=row.pk, verb="print").order_by("-number").first()
    assert entry and entry.after and entry.after["kind"] == "pdf"


def test_there_is_no_other_kind() -> None:
    who = cast()
    row = submitted(who)
    assert client_of(who.around.manager).get(f"/assessment/{row.pk}/form.docx").status_code == 404
