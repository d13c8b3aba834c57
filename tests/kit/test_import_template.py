"""A template is understood whole by the import that it is made for, in both languages, and nothing of it is taken for data."""

import io
from pathlib import Path

import openpyxl
import pytest
from django.utils.translation import gettext, override

from anbiao.inspection.actions.incoming import CHECK_LISTS, HAZARDS
from anbiao.kit.imports.headings import choose
from anbiao.kit.imports.intake import Intake
from anbiao.kit.imports.ours import CHOICES_SHEET, NOTES_SHEET
from anbiao.kit.imports.reading import read
from anbiao.kit.imports.template import template_workbook, words_of
from anbiao.registry.actions.roster_columns import COLUMNS
from tests.nasty import COLUMNS as FEW


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("intake", [HAZARDS, CHECK_LISTS], ids=lambda intake: intake.spec)
def test_a_template_is_understood_whole_and_holds_no_data(
    intake: Intake, language: str, tmp_path: Path
) -> None:
    path = tmp_path / "t.xlsx"
    with override(language):
        path.write_bytes(template_workbook("Table", intake.offered))
    book = read(path)
    assert len(book.sheets) == 1
    _, found = choose(book, intake.columns)
    assert set(found.mapping) == {column.name for column in intake.offered}
    assert found.data_rows == ()
    assert [warning.code for warning in found.warnings] == ["rows-example"]


def test_a_list_offers_one_word_for_each_answer_in_the_readers_language() -> None:
    state = next(column for column in COLUMNS if column.name == "state")
    with override("en"):
        assert words_of(state)[:2] == ["Operating", "Suspended"]
    with override("zh-hans"):
        assert words_of(state)[:2] == ["在营", "停业"]
        assert len(words_of(state)) == len(set(state.choices.values()))


def test_a_village_is_chosen_among_those_of_its_town() -> None:
    within = {"address": ("town", {"双阳街道": ["坪山社区", "前埭社区"], "万安街道": ["杏宅社区"]})}
    with override("en"):
        book = openpyxl.load_workbook(io.BytesIO(template_workbook("名册", FEW, within=within)))
    rules = {str(rule.sqref): rule.formula1 for rule in book["名册"].data_validations.dataValidation}
    assert rules["C2:C5001"] == f"'{CHOICES_SHEET}'!$A$1:$A$2"
    assert rules["D2:D5001"].startswith(
        f"OFFSET('{CHOICES_SHEET}'!$C$1,MATCH($C2,'{CHOICES_SHEET}'!$B$1:$B$3,0)-1,0,"
    )
    pairs = [(line[1], line[2]) for line in book[CHOICES_SHEET].iter_rows(values_only=True)]
    assert pairs == [("双阳街道", "坪山社区"), ("双阳街道", "前埭社区"), ("万安街道", "杏宅社区")]
    assert book[CHOICES_SHEET].sheet_state == "hidden"
    with override("en"):
        labels = [gettext(column.label) for column in FEW]
    assert [cell.value for cell in book[NOTES_SHEET]["A"]][1 : len(FEW) + 1] == labels
