"""A cell becomes a typed value or a reason; nothing that anyone can type makes it fail."""

import time
from datetime import date, datetime, timedelta
from decimal import Decimal
from string import Formatter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anbiao.kit.imports import days, reasons, texts
from anbiao.kit.imports.cells import EMPTY, clean, clean_column, says_none, shown
from anbiao.kit.imports.columns import Column
from anbiao.kit.imports.sheets import EPOCH_1904, Cell, Flaw
from anbiao.rules.refusal import Term

TEXT = Column("name", "Name", longest=20)
CODE = Column("uscc", "Credit code", kind="code", longest=18)
COUNT = Column("staff", "Staff", kind="count", longest=5)
DECIMAL = Column("area", "Area", kind="decimal", longest=6, units=("平方米", "m2"))
DATE = Column("founded", "Founded on", kind="date")
PHONE = Column("phone", "Telephone", kind="phone")
TOWN = Column(
    "town", "Town", kind="choice", choices={"双阳街道": "002", "双阳": "002", "河市镇": "100", "无": "none"}
)
RISKS = Column("risks", "Risks", kind="list", choices={"涉爆粉尘": "dust", "有限空间": "limited"})
WORDS = Column("aliases", "Aliases", kind="list")
ALL = (TEXT, CODE, COUNT, DECIMAL, DATE, PHONE, TOWN, RISKS, WORDS)


def taken(value: Cell, column: Column) -> object:
    """The typed value, or the code of the reason with a star."""
    found, reason = clean(value, column)
    assert reason is None or found is EMPTY
    return found if reason is None else f"*{reason.code}"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("  洛江  样例\n木业 ", "洛江 样例 木业"),
        ("\u200b样例\ufeff厂\x00", "样例厂"),
        ("样例（ＡＢＣ）厂", "样例（ＡＢＣ）厂"),  # names keep their width
        ("𠮷\U000e0100野家", "𠮷\U000e0100野家"),
        ("张*", EMPTY),
        ("欧阳*", EMPTY),
        ("样例*木业有限公司", "样例*木业有限公司"),
        ("3*5", "3*5"),
        ("'=1+1", "=1+1"),
        ("'", EMPTY),
        (12.0, "12"),
        (12.5, "12.5"),
        (True, "TRUE"),
        (date(2026, 3, 1), "*became-date"),
        (1e20, "*code-lost-digits"),
        ("字" * 21, "*too-long"),
        ("字" * 40_000, "*too-long"),
        ("样\ufffd例", "*unreadable-characters"),
        ("样\ud800例", "*unreadable-characters"),
        (Flaw.FORMULA, "*formula-without-value"),
        (Flaw.ERROR, "*formula-error"),
    ],
)
def test_text(value: Cell, expected: object) -> None:
    assert taken(value, TEXT) == expected


@pytest.mark.parametrize("value", [None, "", " ", "\u3000", "-", "—", "——", "/", "无", "暂无", "N/A", "n/a", "#N/A", "null", "9135***", "＊＊＊", "139****0001"])  # fmt: skip
@pytest.mark.parametrize(
    "column", [TEXT, CODE, COUNT, DECIMAL, DATE, PHONE, RISKS, WORDS], ids=lambda column: column.kind
)
def test_nothing_masked_or_a_dash_changes_nothing(value: Cell, column: Column) -> None:
    assert taken(value, column) is EMPTY


def test_a_required_cell_may_not_be_empty() -> None:
    _, reason = clean("—", Column("name", "Name", required=True))
    assert reason
    assert (reason.code, reason.field) == ("required", "name")


@pytest.mark.parametrize(("value", "said"), [("无", True), ("N/A", True), ("—", True), ("", False), (None, False), ("***", False), ("无锡", False)])  # fmt: skip
def test_saying_none_is_not_leaving_empty(value: Cell, said: bool) -> None:
    assert says_none(value) is said


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (" ９１３５０５０４ma0000001x ", "91350504MA0000001X"),
        ("91350504 MA00\u00a00000\u200b1X", "91350504MA0000001X"),
        ("'0595", "0595"),
        ('="0123"', "0123"),
        (350504100012345.0, "350504100012345"),
        (350504, "350504"),
        (9.13505041234567e17, "*code-lost-digits"),
        ("9.13505E+17", "*code-lost-digits"),
        ("9.13505e+17", "*code-lost-digits"),
        ("91350504MA0000001XX", "*too-long"),
        (float("nan"), "*not-a-number"),
        (float("inf"), "*not-a-number"),
    ],
)
def test_codes(value: Cell, expected: object) -> None:
    assert taken(value, CODE) == expected


def test_a_rounded_code_is_shown_as_excel_shows_it() -> None:
    _, reason = clean(9.13505041234567e17, CODE)
    assert reason
    assert reason.params["value"] == "9.13505E+17"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (50.0, 50),
        ("50", 50),
        ("５０", 50),
        ("50人", 50),
        ("50 名", 50),
        ("1,234", 1234),
        ("1，234", 1234),
        ("12.0", 12),
        ("007", 7),
        (0.0, 0),
        (50.5, "*not-a-whole-number"),
        (-3.0, "*not-a-whole-number"),
        ("约三十人", "*not-a-whole-number"),
        ("30-50", "*not-a-whole-number"),
        ("1,23", "*not-a-whole-number"),
        ("3万", "*not-a-whole-number"),
        ("٣", "*not-a-whole-number"),
        ("9" * 5000, "*not-a-whole-number"),
        (100_000.0, "*number-too-large"),
        ("9" * 50, "*number-too-large"),
        (True, "*not-a-whole-number"),
        (date(2026, 1, 1), "*became-date"),
    ],
)
def test_counts(value: Cell, expected: object) -> None:
    assert taken(value, COUNT) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (12.5, Decimal("12.5")),
        ("1,280.50", Decimal("1280.50")),
        ("1280.5㎡", Decimal("1280.5")),
        ("1280.5 平方米", Decimal("1280.5")),
        ("-118.62", Decimal("-118.62")),
        (1e-7, "*not-a-number"),
        ("1280亩", "*not-a-number"),
        (1e6, "*number-too-large"),
    ],
)
def test_decimals(value: Cell, expected: object) -> None:
    assert taken(value, DECIMAL) == expected


THIRD = date(2026, 2, 3)


@pytest.mark.parametrize(
    "value",
    ["2026-2-3", "2026-02-03", "2026/2/3", "2026/02/03", "2026.2.3", "2026。2。3", "20260203", "2026年2月3日", "2026年02月03号",
     "2026 年 2 月 3 日", "２０２６－２－３", "二〇二六年二月三日", "二零二六年二月三号", "2026-02-03 10:20:30", "2026/2/3 0:00",
     "2026-02-03T00:00:00Z", "2026-02-03T00:00:00.000+08:00", "2026-2-3 星期二", "2026年2月3日（周二）", "3 Feb 2026", "Feb 3, 2026",
     "3-Feb-2026", "February 3, 2026", "'2026-02-03", "\u200b2026-02-03\u00a0", 46056.0, 46056.75, 46056, 20260203.0,
     date(2026, 2, 3), datetime(2026, 2, 3, 23, 59)],  # noqa: DTZ001
)  # fmt: skip
def test_a_day_may_be_written_in_many_ways(value: Cell) -> None:
    assert taken(value, DATE) == THIRD


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026年2月", date(2026, 2, 1)),
        ("2026-02", date(2026, 2, 1)),
        ("2026.10", date(2026, 10, 1)),
        (202602.0, date(2026, 2, 1)),
        ("二〇一九年十二月三十一日", date(2019, 12, 31)),
        ("二〇一九年十月二十日", date(2019, 10, 20)),
        ("二〇一九年三一月二日", "*no-such-day"),
        ("2026-02-30", "*no-such-day"),
        ("2026-13-01", "*no-such-day"),
        ("20260230", "*no-such-day"),
        (60.0, "*no-such-day"),
        (59.0, date(1900, 2, 28)),
        (61.0, date(1900, 3, 1)),
        ("26-2-3", "*date-ambiguous"),
        ("03/02/2026", "*date-ambiguous"),
        ("260203", "*date-ambiguous"),
        (2026.0, "*date-incomplete"),
        (2026.1, "*date-incomplete"),
        ("2026年", "*date-incomplete"),
        ("2月3日", "*date-incomplete"),
        ("1026-02-03", "*date-out-of-range"),
        ("2126-02-03", "*date-out-of-range"),
        (1e300, "*date-out-of-range"),
        (-1e300, "*date-out-of-range"),
        ("长期", "*not-a-date"),
        ("46056", "*not-a-date"),
        ("3 Abc 2026", "*not-a-date"),
        (-5.0, "*not-a-date"),
        (123456.0, "*not-a-date"),
        (float("nan"), "*not-a-date"),
        (True, "*not-a-date"),
        (Flaw.FORMULA, "*formula-without-value"),
        ("2" * 4000, "*not-a-date"),
    ],
)
def test_days_that_need_a_word(value: Cell, expected: object) -> None:
    assert taken(value, DATE) == expected


def test_serial_days_count_from_the_epoch_of_the_book() -> None:
    assert clean(45_000.0, DATE)[0] == date(2023, 3, 15)
    assert clean(43_538.0, DATE, epoch=EPOCH_1904)[0] == date(2023, 3, 15)


@given(st.dates(date(1900, 3, 1), date(2100, 12, 31)))
def test_every_day_survives_each_way_of_writing(day: date) -> None:
    ways = (
        day.isoformat(),
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
        f"{day.year}.{day.month}.{day.day}",
    )
    assert {clean(way, DATE)[0] for way in ways} == {day}
    serial = float((day - date(1899, 12, 30)).days)
    if not 1900 <= serial <= 2101:
        assert clean(serial, DATE)[0] == day


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (13900000001.0, "13900000001"),
        ("139 0000 0001", "13900000001"),
        ("139-0000-0001", "13900000001"),
        ("+86 13900000001", "13900000001"),
        ("86-13900000001", "13900000001"),
        ("１３９０００００００１", "13900000001"),
        ("0595-22630000", "0595-22630000"),
        ("0595—22630000", "0595-22630000"),
        ("(0595)22630000", "0595-22630000"),
        ("（0595）2263 0000", "0595-22630000"),
        ("059522630000", "0595-22630000"),
        ("0595-22630000-12", "0595-22630000-12"),
        ("0595-22630000转801", "0595-22630000-801"),
        ("010-62630000", "010-62630000"),
        (59522630000.0, "0595-22630000"),
        ("400-123-4567", "4001234567"),
        ("12350", "12350"),
        ("1390000000", "*phone-length"),
        ("139000000011", "*phone-length"),
        ("22630000", "*phone-area-code"),
        ("13900000001/13900000002", "*phone-several"),
        ("13900000001、0595-22630000", "*phone-several"),
        ("张三", "*not-a-phone"),
        ("59522630000", "*not-a-phone"),
        ("1" * 3000, "*not-a-phone"),
    ],
)
def test_phones(value: Cell, expected: object) -> None:
    assert taken(value, PHONE) == expected


def test_choices_are_found_by_any_accepted_word() -> None:
    assert [taken(word, TOWN) for word in ("双阳街道", " 双 阳 ", "河市镇", "无", "—")] == [
        "002",
        "002",
        "100",
        "none",
        EMPTY,
    ]


def test_a_wrong_choice_is_told_the_similar_one() -> None:
    _, reason = clean("双扬街道", TOWN)
    assert reason
    assert (reason.code, reason.params["similar"], reason.params["value"]) == (
        "choice-similar",
        "双阳街道",
        "双扬街道",
    )
    assert taken("丰泽区东海", TOWN) == "*choice-unknown"
    assert reason.sentence().endswith("Allowed: 双阳街道、双阳、河市镇、无.")


def test_lists_are_cut_at_any_separator() -> None:
    assert taken("涉爆粉尘、有限空间,涉爆粉尘；", RISKS) == ("dust", "limited")
    assert taken("甲厂; 乙 厂\n丙厂", WORDS) == ("甲厂", "乙 厂 丙厂")
    assert taken("涉爆粉尘、液氨", RISKS) == "*choice-unknown"


def test_a_column_keeps_its_order_and_names_each_wrong_cell() -> None:
    values, errors = clean_column(["1", "x", None, 4.0], COUNT)
    assert values == [1, EMPTY, EMPTY, 4]
    assert [(index, reason.code) for index, reason in errors] == [(1, "not-a-whole-number")]


def test_every_sentence_can_be_filled_and_says_what_is_allowed() -> None:
    for code, text in reasons.SENTENCES.items():
        names = {name for _, name, _, _ in Formatter().parse(text) if name}
        assert names <= {"value", "allowed", "length", "longest", "largest", "similar", "digits"}, code
    for column in ALL:
        for value in ("§" * 30, "x", "13", 5e20, -1.5):
            _, reason = clean(value, column)
            if reason:
                assert "{" not in reason.sentence()
                assert isinstance(reason.params["allowed"], Term)


def test_shown_is_short_and_visible() -> None:
    assert shown("a" * 100) == "a" * 59 + "…"
    assert shown("a\u202eb\n c") == "ab c"
    assert (shown(None), shown(Flaw.FORMULA), shown(Flaw.ERROR), shown(3.0), shown(3.25)) == (
        "",
        "",
        "#REF!",
        "3",
        "3.25",
    )
    assert shown(datetime(2026, 2, 3, 4, 5)) == "2026-02-03 04:05"  # noqa: DTZ001


ANY_TEXT = st.text(max_size=300) | st.text(st.characters(), max_size=60)
LIKELY = st.text("0123456789-/.年月日十二人,，、*'=\"+E ()（）转元 \u200b\u3000\ud800", max_size=40)
ANY_CELL = st.one_of(ANY_TEXT, LIKELY, st.floats(), st.integers(), st.booleans(), st.dates(), st.datetimes(), st.none(), st.sampled_from(Flaw))  # fmt: skip


@settings(max_examples=600, deadline=None)
@given(st.lists(ANY_CELL, max_size=5), st.sampled_from(ALL))
def test_nothing_that_can_stand_in_a_cell_makes_it_fail(values: list[Cell], column: Column) -> None:
    typed, errors = clean_column(values, column)
    assert len(typed) == len(values)
    for index, reason in errors:
        assert typed[index] is EMPTY
        assert reason.sentence()
        reason.sentence().encode("utf-8")


@settings(max_examples=200, deadline=None)
@given(LIKELY.filter(bool), st.sampled_from((TEXT, CODE, PHONE, DATE, COUNT)))
def test_what_was_taken_once_is_taken_the_same_again(text: str, column: Column) -> None:
    first, reason = clean(text, column)
    if reason is None and first is not EMPTY and not str(first).startswith(("'", '="')):
        assert clean(str(first), column)[0] in (first, EMPTY)


LONG = 32_767


@pytest.mark.parametrize("pattern", ["1", "1,", "2026-", "2026年", " ", "*", "x-", "0595-2263", "(", "十", "'", '="', "、", "\u200b", "a ", "9.9", "１"])  # fmt: skip
def test_no_long_cell_takes_long(pattern: str) -> None:
    text = (pattern * LONG)[:LONG]
    started = time.process_time()
    for column in ALL:
        clean(text, column)
        clean(text[:60], column)
        clean(text[:61] + "!", column)
    assert time.process_time() - started < 1, "seconds for all kinds; a bound on growth, not a speed"


def test_impossible_numerals_name_no_day() -> None:
    assert days.day_in_text("二〇一九年二二月一日") == "no-such-day"
    assert days.day_in_text("二〇一九年十十月一日") == "no-such-day"
    assert date(1899, 12, 30) + timedelta(days=45_000) == date(2023, 3, 15)


@given(st.text(st.characters(), max_size=12))
def test_tidying_the_short_way_gives_what_the_long_way_gives(text: str) -> None:
    bare = texts._INVISIBLE.sub("", text)
    assert texts.tidy(text) == " ".join(bare.split())


def test_whatever_is_invisible_or_a_wide_space_takes_the_long_way() -> None:
    hidden = [
        chr(code) for code in range(0x11000) if texts._INVISIBLE.match(chr(code)) or chr(code).isspace()
    ]
    assert [char for char in hidden if char.isprintable()] == [" "]


def test_equal_cells_of_a_column_are_each_refused_where_they_stand_and_numbers_are_no_truths() -> None:
    typed, errors = clean_column(["x", 1.0, True, "x", "1", 1], COUNT)
    assert typed == [EMPTY, 1, EMPTY, EMPTY, 1, 1]
    assert [(index, reason.code) for index, reason in errors] == [
        (0, "not-a-whole-number"), (2, "not-a-whole-number"), (3, "not-a-whole-number"),
    ]  # fmt: skip
