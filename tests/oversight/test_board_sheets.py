"""The tables of the progress board out of counted facts: heat, age, both lines, and what the address says. No database but the names."""

from datetime import date, timedelta

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from anbiao.kit.actor import Actor
from anbiao.oversight.board_page import ground, sheets
from anbiao.oversight.board_page.asked import Asked
from anbiao.oversight.board_page.behind import Then, Today
from anbiao.oversight.queries.asked import Asked as Figures
from anbiao.oversight.queries.board import OpenOnes, Part
from anbiao.oversight.queries.figures import Line, Table, Value
from anbiao.rules.calendar import IsoWeek
from anbiao.rules.places import Grant, Scope
from tests import people

SHUANGYANG, HESHI = people.SHUANGYANG, people.HESHI
HERE = Asked()
WEEK = IsoWeek(2026, 48)


def actor(region: str = people.DISTRICT, duty: str = "district_officer") -> Actor:
    grant = Grant(duty, region=region, from_on=date(2026, 1, 1))
    return Actor("x", Scope("", people.DISTRICT, (grant,), people.TODAY), people.NOW, "test")


def open_ones(*rows: tuple[str, str, int, int]) -> list[OpenOnes]:
    return [OpenOnes(town, sector, age, number, 0, 0) for town, sector, age, number in rows]


@given(st.lists(st.integers(0, 5000), min_size=1, max_size=20))
def test_the_darkest_cell_is_the_largest_and_none_is_without_shade(numbers: list[int]) -> None:
    most = max(numbers)
    shades = [sheets.shade(number, most) for number in numbers]
    assert all((shade == 0) == (number == 0) for shade, number in zip(shades, numbers, strict=True))
    assert all(0 <= shade <= sheets.SHADES for shade in shades)
    assert not most or shades[numbers.index(most)] == sheets.SHADES
    by_number = sorted(zip(numbers, shades, strict=True))
    assert [shade for _n, shade in by_number] == sorted(shades)


@pytest.mark.django_db
def test_the_heat_table_adds_up_and_keeps_what_is_rare_together() -> None:
    sectors = ["schools", "hotels", "catering", "gas", "machinery", "food", "mines", "hospitals", "power", "scenic_spots", "forestry", ""]  # fmt: skip
    rows = open_ones(
        *((SHUANGYANG, sector, 0, 20 - n) for n, sector in enumerate(sectors)), (HESHI, "schools", 4, 1)
    )
    sheet = sheets.heat(rows, Today(Part()))
    assert len(sheet.heads) == sheets.COLUMNS + 2  # the largest, the others, together
    for row in [*sheet.rows, sheet.foot]:
        assert row
        assert sum(cell.value for cell in row.cells[:-1]) == row.cells[-1].value  # type: ignore[misc]
    assert sheet.foot
    assert sheet.foot.cells[-1].value == sum(row.number for row in rows)
    assert "town=350504002" in sheet.rows[0].cells[0].url
    # Units without a sector have no list of their own: no filter names them.
    assert sheet.rows[0].cells[-2].url == ""


@pytest.mark.django_db
def test_a_past_day_opens_the_rows_of_that_day_and_no_list_of_today() -> None:
    day = people.TODAY - timedelta(days=30)
    rows = open_ones((SHUANGYANG, "schools", 4, 3), (SHUANGYANG, "", 1, 2))
    then = Then(Part(), Figures(day, day, day, people.TODAY), ("district", ""))
    for sheet in (sheets.heat(rows, then), sheets.ages(rows, then)):
        told = [cell for row in (*sheet.rows, *([sheet.foot] if sheet.foot else [])) for cell in row.cells]
        opened = [cell.url for cell in told if cell.url]
        assert opened and all(url.startswith("/figures/") and f"as-of={day}" in url for url in opened)
    first, last = day - timedelta(days=13), day - timedelta(days=7)
    assert f"first={first}&last={last}&" in then.aged(1, late=False)
    # What no line of a table of figures shows has no list.
    assert then.of("", ["schools", "gas"]) == ""
    assert Then(Part("", frozenset({"schools"})), then.counting, then.line).of(SHUANGYANG, ()) == ""


@pytest.mark.django_db
def test_ages_open_their_list_within_the_open_part() -> None:
    sheet = sheets.ages(
        open_ones((SHUANGYANG, "schools", 4, 3)), Today(Part(SHUANGYANG, frozenset({"schools"})))
    )
    assert sheet.rows[4].cells[0].url.endswith("?age=4%2B&town=350504002&sector=schools")
    assert [row.cells[0].value for row in sheet.rows] == [0, 0, 0, 0, 3]


def weekly(*points: tuple[IsoWeek, int, int | None]) -> Table:
    told = [
        Line(str(week), str(week), "", {"plan_line": Value(planned)} | ({"actual_line": Value(done)} if done is not None else {}))
        for week, planned, done in points
    ]  # fmt: skip
    asked = Figures(people.TODAY, people.TODAY, people.TODAY, people.TODAY)
    return Table("week", asked, people.NOW, told, Line("", "", "", {}))


@pytest.mark.parametrize(
    ("done", "gap"),
    [(0, 10), (10, 0), (25, -15)],
    ids=["10 behind the week that is over", "even", "ahead counts as less than none"],
)
def test_what_this_week_plans_is_not_behind_before_it_is_over(done: int, gap: int) -> None:
    table = weekly((WEEK.previous, 10, 0), (WEEK, 30, done), (WEEK.next, 50, None))
    assert sheets.gap(table, WEEK.monday) == gap
    told = sheets.weeks(table, WEEK.monday)
    assert [row.now for row in told.rows] == [False, True, False]
    assert [row.cells[1].raw for row in told.rows] == ["0", str(done), ""]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", Asked()),
        ("by=sector&at=350504002&on=2026-11-02&period=week", Asked(by="sector", at=SHUANGYANG, on=date(2026, 11, 2), period="week")),
        ("by=x&at=350503001&sector=x&unit=x&on=2026-13-01&period=x", Asked()),
        ("on=2027-01-01", Asked()),
        ("at='; --&campaign=123456789012345", Asked(campaign="123456789012")),
    ],
    ids=["nothing", "everything", "what cannot be read", "a day ahead", "nonsense"],
)  # fmt: skip
@pytest.mark.django_db
def test_an_address_says_what_is_asked(query: str, expected: Asked) -> None:
    asked = Asked.of(QueryDict(query), actor())
    assert asked == expected
    assert Asked.of(QueryDict(asked.query()), actor()) == expected


@pytest.mark.django_db
def test_who_sees_one_town_begins_with_its_sectors() -> None:
    assert Asked.of(QueryDict(""), actor(SHUANGYANG, "town_officer")).by == "sector"


@pytest.mark.parametrize(
    ("asked", "then"),
    [
        (Asked(), "region"), (Asked(by="bureau"), "bureau"), (Asked(at=SHUANGYANG), "sector"),
        (Asked(by="sector", sector="schools"), "region"), (Asked(at=SHUANGYANG, sector="schools"), ""),
    ],
)  # fmt: skip
def test_a_part_is_cut_until_its_units_stand(asked: Asked, then: str) -> None:
    assert asked.next_by == then


def test_no_period_reaches_beyond_its_day() -> None:
    today = people.TODAY
    days = {name: Asked(period=name).days(actor(), None) for name in ("", "week", "last", "month", "year")}
    assert all(first <= last <= today for first, last in days.values())
    assert days["last"] == (date(2026, 11, 16), date(2026, 11, 22))
    assert days["week"][0] == date(2026, 11, 23)


def test_a_part_says_which_units_it_has() -> None:
    assert Part().is_whole
    assert not Part(SHUANGYANG).is_whole
    assert not Part(sectors=frozenset()).is_whole


def test_the_small_map_keeps_to_its_frame() -> None:
    dots = [("orange", 118.6, 25.0), ("red", 118.7, 25.2), ("red", 0.0, 0.0)]
    drawn = ground.drawn(people.DISTRICT, "", dots)
    assert drawn
    assert [colour for colour, _path in drawn.shapes] == [
        "orange",
        "red",
    ]  # a wrong position far away is left out
    assert drawn.height <= ground.WIDTH * ground.STEEPEST
    assert ground.drawn("990101", "", []) is None
