"""Every nasty spreadsheet comes to a clear end; right ones are read as their sender sees them."""

import json
import re
import resource
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from random import Random

import pytest
import xlsxwriter

from anbiao.kit.imports import children, reading
from anbiao.kit.imports.cells import clean_column
from anbiao.kit.imports.child import answer
from anbiao.kit.imports.delimited import delimiter_of
from anbiao.kit.imports.headings import choose
from anbiao.kit.imports.limits import Limits
from anbiao.kit.imports.reading import read
from anbiao.kit.imports.sheets import EPOCH_1904, Flaw
from anbiao.kit.imports.workbook import column_index
from anbiao.rules.refusal import Refused
from tests.nasty import COLUMNS, Nasty, read_once
from tests.workbooks import HEADINGS, MAIN, code, parts, roster, sheet_xml, text_table, workbook


def _end_of(path: Path) -> tuple[str, set[str], str]:
    """What a file ends in: "reads" or "refused:CODE", the codes of refused cells, and the sentence."""
    try:
        book = read_once(path, name=path.name)
        sheet, found = choose(book, COLUMNS)
    except Refused as refused:
        assert len(refused.refusals) == 1
        return f"refused:{refused.refusals[0].code}", set(), str(refused)
    codes = set()
    for column in (column for column in COLUMNS if column.name in found.mapping):
        values = sheet.column(found.mapping[column.name], found.data_rows)
        codes |= {reason.code for _, reason in clean_column(values, column, epoch=book.epoch)[1]}
    return "reads", codes, ""


def test_every_nasty_file_ends_as_it_should(library: dict[str, Nasty]) -> None:
    wrong = []
    for nasty in library.values():
        end, codes, sentence = _end_of(nasty.path)
        expected = {"reads": ("reads", set())}.get(nasty.expected)
        if nasty.expected.startswith("cell:"):
            expected = ("reads", {nasty.expected.removeprefix("cell:")})
        if (end, codes) != (expected or (nasty.expected, set())) or "{" in sentence:
            wrong.append(f"{nasty.name}: {nasty.expected}, but {end} {codes} {sentence}")
    assert wrong == []
    assert len(library) > 100


def test_no_file_costs_memory_in_the_program_that_reads_it(library: dict[str, Nasty]) -> None:
    program = (
        "import resource, sys\nfrom pathlib import Path\n"
        "from anbiao.kit.imports.reading import read\nfrom anbiao.rules.refusal import Refused\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "for name in sys.argv[1:]:\n"
        "    try:\n        read(Path(name))\n    except Refused:\n        pass\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, "
        "resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
    )
    kinds = ("zip", "memory", "far", "styled", "declared", "entity")
    heavy = [
        str(nasty.path)
        for name, nasty in library.items()
        if name.split("-")[0].removesuffix(".xlsx") in kinds
    ]
    assert len(heavy) >= 9
    done = subprocess.run([sys.executable, "-c", program, *heavy], capture_output=True, text=True, check=True)
    growth, child = (int(number) for number in done.stdout.split())
    assert growth < 40_000, "kilobytes"
    assert child < Limits().memory_bytes / 1000


def test_the_child_loads_neither_django_nor_site_hooks(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("名称,代码\n甲,1\n", encoding="utf-8")
    child = str(reading._CHILD)
    site = str(Path(xlsxwriter.__file__).parents[1])
    program = (
        f"import runpy, sys; sys.argv = {[child, site, str(children._PROJECT), str(path), '.csv', json.dumps(Limits())]!r}\n"
        f"runpy.run_path({child!r}, run_name='__main__')\n"
        "loaded = [n for n in sys.modules if n.split('.')[0] in ('django', 'coverage', 'inspect', 'anbiao')]\n"
        "print(sorted(loaded), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout)["sheets"][0]["rows"] == [["名称", "代码"], ["甲", "1"]]
    assert "django" not in done.stderr
    assert "inspect" not in done.stderr
    assert "anbiao.kit.imports.limits" in done.stderr


def test_a_child_that_works_too_long_is_stopped(tmp_path: Path) -> None:
    path = tmp_path / "slow.xlsx"
    path.write_bytes(parts(f'<worksheet xmlns="{MAIN}">t="e"' + "<c " * 600_000))
    with pytest.raises(Refused) as caught:
        read(path, limits=Limits(seconds=1))
    assert caught.value.refusals[0].code == "file-time"


def test_a_child_that_waits_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    idle = tmp_path / "idle.py"
    idle.write_text("import time\ntime.sleep(60)\n", encoding="utf-8")
    monkeypatch.setattr(reading, "_CHILD", idle)
    path = tmp_path / "a.csv"
    path.write_text("a,b\n", encoding="utf-8")
    with pytest.raises(Refused) as caught:
        read(path, limits=Limits(seconds=1))
    assert caught.value.refusals[0].code == "file-time"


def test_a_file_larger_than_allowed_is_not_even_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n" * 100)
    with pytest.raises(Refused) as caught:
        read(path, limits=Limits(file_bytes=100))
    assert caught.value.refusals[0].code == "file-too-large"


def test_cells_come_as_excel_shows_them(library: dict[str, Nasty]) -> None:
    (sheet,) = read(library["plain.xlsx"].path).sheets
    assert sheet.name == "名册"
    assert sheet.rows[0] == list(HEADINGS)
    assert sheet.rows[1] == [
        1,
        "洛江样例1号机械厂（虚构）",
        code(1),
        "双阳街道",
        "坪山社区工业路 1 号",
        11,
        date(2019, 5, 2),
        "13900000001",
    ]


def test_all_encodings_and_delimiters_give_the_same_rows(library: dict[str, Nasty]) -> None:
    names = (
        "utf8",
        "bom",
        "gbk",
        "utf16",
        "utf16-le",
        "utf16-be",
        "utf16-be-mark",
        "semicolon",
        "tab",
        "old-mac",
    )
    tables = [read(library[f"{name}.csv"].path).sheets[0].rows for name in names]
    assert all(table == tables[0] for table in tables)
    assert tables[0][3][1] == "洛江样例3号机械厂（虚构）"
    assert read(library["rare.csv"].path).sheets[0].rows[2][1] == "𠮷样例木业（虚构）"
    assert read(library["lines.csv"].path).sheets[0].rows[2][4] == '工业路 "老" 3 号,\n2 楼'


def test_row_numbers_and_letters_are_those_of_the_file(library: dict[str, Nasty]) -> None:
    (sheet,) = read(library["offset.xlsx"].path).sheets
    assert (sheet.number_of(0), sheet.letters_of(0)) == (5, "C")
    assert [column_index(sheet.letters_of(index)) for index in range(60)] == list(range(2, 62))
    rows = read(library["hint.csv"].path).sheets[0].rows
    assert rows[1] == list(HEADINGS), "the hint is line 1"


def test_1904_and_1900_name_the_same_day(library: dict[str, Nasty]) -> None:
    book = read(library["1904.xlsx"].path)
    assert book.epoch == EPOCH_1904
    assert book.sheets[0].rows[1][6] == date(2019, 5, 2)


def test_formulas_without_a_value_and_errors_are_told_from_empty_cells(library: dict[str, Nasty]) -> None:
    assert read(library["formula-unsaved.xlsx"].path).sheets[0].rows[2][5] is Flaw.FORMULA
    assert read(library["formula-error.xlsx"].path).sheets[0].rows[2][5] is Flaw.ERROR
    assert read(library["formula-error.xlsx"].path).sheets[0].rows[1][5] == 11


def test_formulas_with_a_value_are_that_value(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    shared = '<c r="F2"><f t="shared" ref="F2:F3" si="0">B2</f><v>7</v></c>'
    path.write_bytes(parts(sheet_xml(roster()).replace('<c r="F2"><v>11</v></c>', shared)))
    assert read(path).sheets[0].rows[1][5] == 7


def test_flaws_are_found_wherever_the_pieces_are_cut(tmp_path: Path) -> None:
    text = sheet_xml(roster(6000))
    text = re.sub(r'<c r="(F\d+)"><v>\d+</v>', r'<c r="\1" t="e"><f>A1</f><v>#N/A</v>', text)
    path = tmp_path / "a.xlsx"
    path.write_bytes(parts(text))
    (sheet,) = read(path).sheets
    assert [row[5] for row in sheet.rows[1:]] == [Flaw.ERROR] * 6000


def test_hidden_sheets_come_by_name_only_and_hidden_rows_by_number(library: dict[str, Nasty]) -> None:
    book = read(library["hidden.xlsx"].path)
    assert [(sheet.name, sheet.hidden, bool(sheet.rows)) for sheet in book.sheets] == [
        ("名册", False, True),
        ("填写说明", False, True),
        ("代码表", True, False),
    ]
    assert book.sheets[0].hidden_rows == (3,)


def test_moments_and_times_survive(tmp_path: Path) -> None:
    def touch(book: xlsxwriter.Workbook, sheet: object) -> None:
        clock = book.add_format({"num_format": "hh:mm"})
        sheet.write(3, 4, 0.5, clock)  # type: ignore[attr-defined]

    rows = roster()
    rows[0][6] = datetime(2026, 2, 3, 10, 20)  # noqa: DTZ001
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook(rows, touch=touch))
    (sheet,) = read(path).sheets
    assert sheet.rows[1][6] == datetime(2026, 2, 3, 10, 20)  # noqa: DTZ001
    assert sheet.rows[3][4] == "12:00:00"


def test_the_given_name_counts_not_the_stored_one(library: dict[str, Nasty], tmp_path: Path) -> None:
    stored = tmp_path / "0198c0de"
    stored.write_bytes(library["plain.xlsx"].path.read_bytes())
    assert len(read(stored, name="名册.XLSX").sheets) == 1
    assert len(read(stored).sheets) == 1
    with pytest.raises(Refused) as caught:
        read(stored, name="名册.xls")
    assert str(caught.value).startswith("The file is named .xls but its content is .xlsx")


@pytest.mark.parametrize(
    "name", ["plain.xlsx", "prefixed.xlsx", "gbk.csv", "utf16-le.csv", "old.xls", "old-small.xls"]
)
def test_random_damage_is_refused_or_read_but_never_fails(
    library: dict[str, Nasty], tmp_path: Path, name: str
) -> None:
    chance = Random(name)
    whole = library[name].path.read_bytes()
    for _ in range(12):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 30)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        path = tmp_path / name
        path.write_bytes(data[: chance.choice((None, chance.randrange(1, len(data))))])
        _end_of(path)


def test_the_delimiter_is_the_one_that_cuts_evenly() -> None:
    assert delimiter_of("a;b;c\n1,5;2;3\n4,5;5;6\n") == ";"
    assert delimiter_of("名称\t地址\n甲\t路1,楼2\n") == "\t"
    assert delimiter_of("alone\n") == ","


def test_the_child_answers_in_process_too(library: dict[str, Nasty], tmp_path: Path) -> None:
    # The same functions without a process between, so that coverage sees them; heavy files stay in their child.
    for nasty in library.values():
        if nasty.path.stat().st_size and not nasty.name.startswith(
            ("zip-bomb", "memory", "far", "styled", "many")
        ):
            found = answer(nasty.path, suffix=nasty.path.suffix, limits=Limits())
            code_found = f"refused:{found['refused']}" if "refused" in found else "reads"
            assert code_found == nasty.expected or not nasty.expected.startswith("refused:file")
    assert answer(tmp_path / "absent.csv", suffix=".csv", limits=Limits())["refused"] == "file-truncated"


def test_reading_leaves_the_limits_of_the_program_alone(library: dict[str, Nasty]) -> None:
    before = resource.getrlimit(resource.RLIMIT_AS)
    read(library["plain.xlsx"].path)
    assert resource.getrlimit(resource.RLIMIT_AS) == before


def test_every_code_has_a_sentence_that_says_what_to_do() -> None:
    assert all(text.count(".") >= 2 for text in reading.SENTENCES.values())


def test_large_text_table_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text_table(roster(20_000)), encoding="gb18030")
    rows = read(path).sheets[0].rows
    assert len(rows) == 20_001
    assert rows[-1][2] == code(20_000)
