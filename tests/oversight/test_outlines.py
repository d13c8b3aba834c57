"""Outlines of circulars: what ships can be told, and what cannot be counted is not said."""

import re
from typing import Any

import pytest

from anbiao.oversight.figures import FIGURES
from anbiao.oversight.outlines import NAMED_BY, Outline, outlines, said, title_of, told

CODES = {figure.code for figure in FIGURES}
PLAIN = {"day", "first", "last", "campaign", "week", "weeks", "district", "office", "kinds", "stage", "stage_first", "stage_last", "steps"}  # fmt: skip
OUTLINES = list(outlines().values())


def value(number: int, of: int | None = None) -> dict[str, Any]:
    rate = None if not of else f"{number * 100 / of:.2f}"
    return {"number": number, "of": of, "rate": rate}


def content(**over: Any) -> dict[str, Any]:
    """Three towns, no bureau, no campaign."""
    towns = [("罗溪镇", 10, 40), ("河市镇", 30, 40), ("虹山乡", 3, 4)]
    given = {
        "district": {"code": "350504", "name": "洛江区"}, "campaign": None, "stage": None, "step": [], "kind": [],
        "first_on": "2026-11-16", "last_on": "2026-11-22", "as_of": "2026-11-22", "bureau": [], "sector": [],
        "total": {code: value(0, 0) for code in CODES} | {"surveyed": value(3000), "created": value(1126), "creation_rate": value(1126, 3000)},
        "region": [{"key": name, "label": name, "values": {"plan_rate": value(done, of), "surveyed": value(of)}} for name, done, of in towns],
    }  # fmt: skip
    return {**given, **over}


@pytest.mark.parametrize("outline", OUTLINES, ids=lambda each: each.code)
def test_every_part_of_a_sentence_and_every_column_is_known(outline: Outline) -> None:
    sentences = [sentence for each in outline.sections for group in each.paragraphs for sentence in group]
    for part in re.findall(r"\{([^}]*)\}", "".join([*sentences, outline.title])):
        kind, *rest = part.split(":")
        if kind in ("f", "n", "of"):
            assert rest[0] in CODES, part
        elif kind in ("weakest", "foremost", "small"):
            assert rest[0] in NAMED_BY and rest[1] in CODES, part
        else:
            assert kind in PLAIN and not rest, part
    columns = {code for each in outline.sections for table in each.tables for code in table.columns}
    assert columns <= CODES


def test_the_weakest_are_named_with_their_share_and_the_small_apart() -> None:
    text = told(outlines()["progress"], content(), outlines()["progress"].section("towns"))
    assert "河市镇（75.0%）进度较快；罗溪镇（25.0%）进度滞后" in text
    assert "虹山乡应创单位较少" in text and "回复率" not in text


def test_what_cannot_be_divided_is_not_told() -> None:
    text = told(outlines()["progress"], content(), outlines()["progress"].section("overall"))
    assert "创建率37.5%" in text and "计划内" not in text


def test_without_a_campaign_the_title_has_none() -> None:
    outline = outlines()["progress"]
    assert title_of(outline, content()) == outline.title_without
    named = content(campaign={"title": "百日行动", "week": 3, "weeks": 26})
    assert title_of(outline, named) == "关于百日行动进展情况的通报"


@pytest.mark.parametrize(
    ("code", "number", "shown"),
    [("surveyed", value(3000), "3,000"), ("creation_rate", value(1126, 3000), "37.5%"), ("creation_rate", value(0, 0), "")],
)  # fmt: skip
def test_a_figure_is_said_as_documents_say_it(code: str, number: dict[str, Any], shown: str) -> None:
    assert said(code, number) == shown
