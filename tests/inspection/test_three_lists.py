"""The three lists handed over and taken back: what is exported comes in again and changes nothing."""

import io
from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pypdf
import pytest
from django.db import transaction
from django.utils import translation
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from anbiao.inspection import actions
from anbiao.inspection.actions.incoming import CHECK_LISTS, HAZARDS
from anbiao.inspection.documents import handing, tables
from anbiao.inspection.models import CheckList, Hazard
from anbiao.inspection.queries.three_lists import units
from anbiao.kit.imports.columns import plain_heading
from anbiao.kit.imports.reading import read
from anbiao.kit.imports.texts import is_nothing, tidy
from anbiao.kit.models import Entry
from anbiao.registry.models import Enterprise
from anbiao.rules import hazards as law
from anbiao.rules import visits
from anbiao.rules.refusal import Refused
from tests import people
from tests.everywhere.lists import hazards_of
from tests.inspection import made
from tests.inspection.made import TODAY, Around

pytestmark = pytest.mark.django_db
LANGUAGES = pytest.mark.parametrize("language", ["zh-hans", "en"])


@pytest.fixture
def cast() -> Around:
    return made.around()


def item(title: str, **over: str) -> dict[str, str]:
    return {"id": title, "area": "一号车间", "title": title, "look": "无遮挡", "method": "看", "basis": "消防法", "frequency": "monthly", "post": "安全员"} | over  # fmt: skip


def taken_back(actor: Any, content: bytes, folder: Path) -> tuple[dict[str, int], dict[str, int]]:
    """The counts of both imports of a workbook; no cell of it may be wrong."""
    path = folder / "back.xlsx"
    path.write_bytes(content)
    with pytest.MonkeyPatch.context() as once:
        # Both take what one reading of the file has told: it costs a child process.
        once.setattr("anbiao.kit.imports.intake.read", cache(read))
        hazards = HAZARDS.import_file(actor, path)
        lists = CHECK_LISTS.import_file(actor, path)
    assert [(e.row, e.column, e.refusal.code) for e in hazards.errors] == []
    assert [(e.row, e.column, e.refusal.code) for e in lists.errors] == []
    return hazards.counts(), lists.counts()


def unchanged(counts: dict[str, int]) -> bool:
    return counts["unchanged"] == counts["rows"] and counts["duplicates"] == 0


# ---------- heads ----------


@LANGUAGES
@pytest.mark.parametrize(
    "heads", [tables.HAZARD_HEADS, tables.FIXING_HEADS, tables.CHECK_HEADS], ids=["2", "3", "1"]
)
def test_every_head_of_the_export_is_understood_by_the_import(
    heads: Sequence[tables.Head], language: str
) -> None:
    intake = CHECK_LISTS if heads is tables.CHECK_HEADS else HAZARDS
    known = {plain_heading(word): c.name for c in intake.columns for word in (c.name, c.label, *c.synonyms)}
    with translation.override(language):
        names = [known.get(plain_heading(translation.gettext(head.label)), head.label) for head in heads]
    lost = set(names) - {column.name for column in intake.columns}
    assert lost <= {"No.", "Town or street"}
    assert len(set(names)) == len(names)


@LANGUAGES
def test_every_word_of_the_export_is_understood_by_the_import(language: str) -> None:
    from anbiao.inspection.actions.incoming.hazard_columns import GRADES, SOURCE_WORDS, STATES
    from anbiao.inspection.actions.incoming.list_columns import FREQUENCIES

    with translation.override(language):
        said = translation.gettext
        assert {STATES[said(s.label).casefold()] for s in law.HAZARD.states} == {
            s.name for s in law.HAZARD.states
        }
        assert {SOURCE_WORDS[said(word).casefold()] for word in law.SOURCES.values()} == set(law.SOURCES)
        assert {GRADES[said(word).casefold()] for word in law.GRADES.values()} == set(law.GRADES)
        words = {word.casefold(): name for word, name in FREQUENCIES.items()}
        assert {words[said(word).casefold()] for word in visits.FREQUENCIES.values()} == set(
            visits.FREQUENCIES
        )


# ---------- there and back ----------

SIGNS = st.characters(
    codec="utf-8", exclude_categories=("Cs", "Cc", "Cn", "Co"), exclude_characters="\u2028\u2029"
)
TEXT = st.one_of(
    st.text(SIGNS, max_size=30),
    st.sampled_from(["=1+1", "+86", "-3", "@SUM(A1)", "'引号", "无", "—", "N/A", "张*", "2026-11-01", "1,200", "  两  格 ", "𠮷𰻞", "a\nb", "9.1E+17"]),
)  # fmt: skip


def _says_something(text: str) -> bool:
    return not is_nothing(tidy(text))


@st.composite
def found(draw: st.DrawFn) -> dict[str, Any]:
    days = draw(st.integers(0, 20))
    return {
        "title": draw(TEXT.filter(_says_something)), "place": draw(TEXT), "measure": draw(TEXT), "plan": draw(TEXT), "note": draw(TEXT),
        "responsible": draw(TEXT)[:60], "control": draw(TEXT), "basis": draw(TEXT), "category": draw(TEXT)[:40], "finder": draw(TEXT),
        "funds": draw(st.none() | st.integers(0, 10**9)), "source": draw(st.sampled_from(sorted(law.SOURCES))),
        "state": draw(st.sampled_from(["ordered", "rectifying", "reported", "returned", "verified"])), "found_on": TODAY - timedelta(days=days),
        "due_on": TODAY + timedelta(days=draw(st.integers(-days, 30))),
    }  # fmt: skip


ITEM = st.fixed_dictionaries(
    {"title": TEXT.filter(_says_something), "area": TEXT, "look": TEXT, "method": TEXT, "basis": TEXT, "post": TEXT, "title_en": st.sampled_from(["", "Exits"]),
     "frequency": st.sampled_from(sorted(visits.FREQUENCIES))}
)  # fmt: skip


def _distinct(items: list[dict[str, Any]]) -> bool:
    seen = [(tidy(i["area"]), tidy(i["title"])) for i in items]
    return len(set(seen)) == len(seen)


@settings(
    max_examples=20,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # an example costs a second: it is not made smaller
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.filter_too_much,
    ],
)
@given(
    rows=st.lists(found(), min_size=1, max_size=4),
    items=st.lists(ITEM, min_size=1, max_size=4).filter(_distinct),
    language=st.sampled_from(["zh-hans", "en"]),
)
def test_what_is_exported_and_imported_again_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[dict[str, Any]],
    items: list[dict[str, Any]],
    language: str,
) -> None:
    folder = tmp_path_factory.mktemp("lists")
    with transaction.atomic(), translation.override(language):
        cast = made.around()
        kept = [{"id": str(number), **each} for number, each in enumerate(items)]
        actions.keep_list(cast.manager, cast.unit, kept, version=0)
        for row, facts in zip(hazards_of(cast.unit, len(rows)), rows, strict=True):
            Hazard.objects.filter(pk=row.pk).update(
                **facts, first_due_on=facts["due_on"], ordered_on=facts["found_on"]
            )
        before = [(row.facts(), row.version) for row in Hazard.objects.order_by("serial")]
        for actor in (cast.town, cast.manager):
            one = handing.of_unit(actor, cast.unit, "xlsx").document.content
            every = handing.of_region(actor, "", "xlsx").document.content
            for content in (one, every):
                entries = Entry.objects.count()
                hazards, lists = taken_back(actor, content, folder)
                assert unchanged(hazards) and hazards["rows"] == len(rows)
                assert unchanged(lists) and lists["rows"] == len(items)
                assert Entry.objects.count() == entries
        assert [(row.facts(), row.version) for row in Hazard.objects.order_by("serial")] == before
        assert CheckList.objects.filter(enterprise=cast.unit).count() == 1
        transaction.set_rollback(True)


def test_what_was_changed_in_the_export_comes_back(cast: Around, tmp_path: Path) -> None:
    actions.keep_list(cast.manager, cast.unit, [item("灭火器"), item("出口")], version=0)
    row = made.reported(cast)
    book = openpyxl.load_workbook(io.BytesIO(handing.of_unit(cast.town, cast.unit, "xlsx").document.content))
    assert book.sheetnames == ["检查清单", "隐患清单", "整改清单"]
    heads = [cell.value for cell in book["整改清单"][3]]
    book["整改清单"].cell(4, heads.index("整改措施") + 1, "搬离")
    book["检查清单"].cell(4, 4, "不堆物")
    out = io.BytesIO()
    book.save(out)
    hazards, lists = taken_back(cast.town, out.getvalue(), tmp_path)
    assert (hazards["updated"], lists["updated"], lists["unchanged"]) == (1, 1, 1)
    assert Hazard.objects.get(pk=row.pk).measure == "搬离"
    assert [each["look"] for each in CheckList.objects.get(version=2).items] == ["不堆物", "无遮挡"]


# ---------- the workbook and the print ----------


def text_of(content: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]


def many(unit: Enterprise, number: int) -> None:
    hazards_of(unit, number)
    Hazard.objects.filter(enterprise=unit).update(
        title="安全出口前堆放成品箱，疏散通道被占用", place="一号车间", responsible="黄敏"
    )


def test_the_print_repeats_its_heads_numbers_its_pages_and_says_its_source(cast: Around) -> None:
    many(cast.unit, 60)
    pages = text_of(handing.of_unit(cast.town, cast.unit, "pdf").document.content)
    assert len(pages) > 3
    assert "测试学校 检查清单" in pages[0] and "注：暂无内容。" in pages[0]
    with_hazards = [page for page in pages if "26-00" in page]
    assert all("隐患描述" in page for page in with_hazards)
    assert all(f"{number} / {len(pages)}" in page for number, page in enumerate(pages, start=1))
    assert all("来源：安标 · street_inspector" in page for page in pages)
    assert "单位：测试学校" in pages[1] and "主要负责人（签字）" in pages[-1]
    assert sum(page.count("26-00060") for page in pages) == 2


@LANGUAGES
def test_the_same_lists_make_the_same_bytes_and_their_hash_stands_in_the_journal(
    cast: Around, language: str
) -> None:
    made.reported(cast)
    with translation.override(language):
        for kind in ("xlsx", "pdf"):
            one, other = (handing.of_unit(cast.town, cast.unit, kind) for _ in range(2))
            assert one.document == other.document
            entry = Entry.objects.filter(verb="export").latest("number")
            assert entry.after["sha256"] == one.document.sha256 and entry.after["rows"] == 1


def test_markup_and_formulas_in_a_hazard_stay_text(cast: Around) -> None:
    made.reported(cast, title="=HYPERLINK(1) #eval(1) $x$ *粗*")
    pages = text_of(handing.of_unit(cast.town, cast.unit, "pdf").document.content)
    assert "#eval(1)" in "".join(pages).replace("\n", "")
    book = openpyxl.load_workbook(io.BytesIO(handing.of_unit(cast.town, cast.unit, "xlsx").document.content))
    assert book["隐患清单"].cell(4, 2).data_type == "s"


def test_nobody_hands_over_what_lies_elsewhere(cast: Around) -> None:
    other = people.make_enterprise(name="河市学校", sector="schools", region=people.HESHI)
    made.reported(cast)
    hazards_of(other, 1)
    assert set(units(cast.town)) == {cast.unit}
    book = openpyxl.load_workbook(io.BytesIO(handing.of_region(cast.town, "", "xlsx").document.content))
    assert "河市学校" not in str([[cell.value for cell in row] for row in book["隐患清单"]])
    district = handing.of_region(cast.district, people.HESHI, "xlsx")
    assert (district.hazards, district.name.startswith("河市镇汇总-三张清单-2026-11-23")) == (1, True)


def test_too_much_for_one_print_is_refused(cast: Around, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handing, "MOST_PRINTED", 2)
    hazards_of(cast.unit, 3)
    with pytest.raises(Refused) as caught:
        handing.of_region(cast.town, "", "pdf")
    assert caught.value.refusals[0].code == "too-many-hazards"


def test_a_folder_gets_each_unit_and_one_summary(cast: Around, tmp_path: Path) -> None:
    twin = people.make_enterprise(name="测试学校", sector="schools")
    strange = people.make_enterprise(name='a/b:*?"<>|..\\c' + "长" * 90, sector="schools")
    for unit in (cast.unit, twin, strange):
        hazards_of(unit, 1)
    people.make_enterprise(name="没有清单的厂", sector="schools")
    written = list(handing.into_folder(cast.town, people.SHUANGYANG, tmp_path / "out", ("xlsx", "pdf")))
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert len(names) == len(written) == 8
    assert sum(name.startswith("测试学校-三张清单-2026-11-23") for name in names) == 4
    assert "双阳街道汇总-三张清单-2026-11-23.pdf" in names
    entry = Entry.objects.get(verb="export")
    assert set(entry.after["files"]) == set(names)
