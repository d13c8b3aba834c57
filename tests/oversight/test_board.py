"""The progress board through its door: what each reader sees, drilling down in place, the wall screen, the tables to take along."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from anbiao.authority.models import User
from anbiao.kit import clock
from anbiao.kit.models import Entry
from anbiao.oversight.board_page import SHEETS, Asked, Board
from anbiao.oversight.queries import board as queries
from anbiao.oversight.queries.board import Part
from anbiao.programme.models import Campaign, Task
from tests import people
from tests.everywhere import lists
from tests.inspection.made import Around, around, reported
from tests.oversight import histories
from tests.programme.campaigns import launched

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: people.NOW)


@pytest.fixture
def who() -> Around:
    return around()


@pytest.fixture
def campaign(who: Around) -> Campaign:
    people.make_enterprises({"region": people.HESHI, "sector": "hotels"}, {"sector": "schools"})
    return launched()


def desk(actor: Any, language: str = "zh-hans") -> Client:
    return people.browser(User.objects.get(pk=actor.person), language=language)


def page(client: Client, query: str = "", **headers: str) -> str:
    answer = client.get(f"/oversight/?{query}", headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_board_tells_units_tasks_and_hazards(who: Around, campaign: Campaign) -> None:
    reported(who)
    shown = page(desk(who.district))
    board = Board(who.district, Asked())
    assert (board.values["surveyed"].number, board.values["found"].number) == (3, 1)
    assert board.weeks.rows[-1].cells[0].value == Task.objects.count()
    assert [row.label for row in board.lines.rows] == ["双阳街道", "河市镇"]
    assert board.heat.foot
    assert board.heat.foot.cells[-1].value == 1
    assert board.kinds.rows[0].label == "安全出口前堆放成品箱"
    for words in ("应创", "计划线与实际线", "双阳街道", "高发隐患", "安全出口前堆放成品箱"):
        assert words in shown


@pytest.mark.parametrize("query", ["", "by=bureau", "by=sector", f"at={people.SHUANGYANG}", f"at={people.SHUANGYANG}&sector=schools", "on=2026-11-02", "period=last", "wall=1"])  # fmt: skip
def test_every_way_into_the_board_is_in_one_language(who: Around, campaign: Campaign, query: str) -> None:
    reported(who)
    shown = page(desk(who.district, "en"), query)
    assert "Progress board" in shown or "wall" in query
    assert "计划" not in shown
    assert "镇街" not in shown


def test_open_hazards_of_a_past_day_have_their_list(
    who: Around, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported(who)
    then, later = people.TODAY, who.district.now + timedelta(days=8)
    monkeypatch.setattr(clock, "now", lambda: later)
    board = Board(replace(who.district, now=later), Asked(on=then))
    assert board.heat.foot
    client = desk(who.district)
    for cell in (board.heat.foot.cells[-1], board.heat.rows[0].cells[0], board.ages.rows[0].cells[0]):
        assert cell.value == 1
        listed = client.get(cell.url).content.decode()
        assert "安全出口前堆放成品箱" in listed and "截至" in listed


def test_one_drills_from_the_district_to_the_hazard(who: Around, campaign: Campaign) -> None:
    hazard, client = reported(who), desk(who.district)
    town = f"at={people.SHUANGYANG}"
    assert f"?by=region&amp;{town}" in page(client)
    assert "sector=schools" in page(client, town)
    units = page(client, f"{town}&sector=schools", **{"hx-request": "true", "hx-target": "board"})
    assert "<html" not in units
    assert f"unit={who.unit.pk}" in units
    assert f"/hazard/{hazard.pk}/" in page(client, f"{town}&sector=schools&unit={who.unit.pk}")


def test_a_bureau_is_cut_by_its_sectors_or_by_towns(who: Around, campaign: Campaign) -> None:
    office = next(row for row in Board(who.district, Asked(by="bureau")).lines.rows if "教育" in row.label)
    key = office.into.partition("at=")[2].partition("&")[0]
    board = Board(who.district, Asked(by="bureau", at=key))
    assert board.part.sectors
    assert "schools" in board.part.sectors
    assert board.by == ("region" if len(board.part.sectors) == 1 else "sector")
    assert board.values["surveyed"].number == 2


def test_a_town_sees_its_own_part_and_no_unit_of_another(who: Around, campaign: Campaign) -> None:
    reported(who)
    other = people.acting(people.person("other_street"))
    board = Board(other, Asked(by="region"))
    assert [row.label for row in board.lines.rows] == ["河市镇"]
    assert (board.values["surveyed"].number, board.values["found"].number, board.open) == (1, 0, [])
    assert Board(other, Asked(at=people.SHUANGYANG)).values["surveyed"].number == 0
    assert desk(other).get(f"/oversight/?unit={who.unit.pk}").status_code == 404
    assert desk(who.manager).get("/oversight/").status_code == 404


def test_a_leader_finds_what_is_behind_who_and_what_waits_for_her(who: Around, campaign: Campaign) -> None:
    lists.proposal_of(who.unit)
    leader = people.acting(people.person("leader"))
    board = Board(leader, Asked())
    assert board.is_leaders
    assert [(each["url"], each["number"].number) for each in board.waiting] == [
        ("/colour-proposals/?state=proposed", 1)
    ]
    assert "两分钟看全区" in page(desk(leader))
    assert "两分钟看全区" not in page(desk(who.district))


def test_a_past_day_shows_what_was_open_then(who: Around, campaign: Campaign) -> None:
    reported(who)
    day = people.TODAY.replace(day=20)
    assert queries.open_ones(who.district, Part(), day) == []
    assert sum(row.number for row in queries.open_ones(who.district, Part(), people.TODAY)) == 1


def test_a_hazard_that_was_closed_in_between_counts_as_it_stood_on_each_day() -> None:
    story, days = histories.story(), {}
    days[story.on - timedelta(days=1)] = None
    for number, acts in enumerate((("find",), ("fix", "verify"), ("draw", "look"))):
        for act in acts:
            story.act(act, 1 if act == "look" else 0)
        days[story.on] = (1, 0, 1)[number]
        story.next_day(35)  # a look-back waits for a month
    assert story.done == ["find", "fix", "verify", "draw", "look"]
    actor = story.then(story.cast.district)
    for on, number in days.items():
        assert sum(row.number for row in queries.open_ones(actor, Part(), on)) == (number or 0), on
        found = queries.kinds(actor, Part(), people.TODAY.replace(day=1), on)
        assert [(kind.number, kind.open) for kind in found] == ([] if number is None else [(1, number)]), on


@pytest.mark.parametrize("name", SHEETS)
def test_a_table_to_take_along_is_the_table_on_the_screen(who: Around, campaign: Campaign, name: str) -> None:
    reported(who)
    answer = desk(who.district).get(f"/oversight/table/{name}/")
    assert answer.status_code == 200
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    sheet = Board(who.district, Asked()).sheet(name)
    told = [*sheet.rows, *([sheet.foot] if sheet.foot else [])]
    assert [row[0] for row in rows[3:]] == [row.title or row.label for row in told]
    numbers = [["" if cell.value is None else float(cell.value) for cell in row.cells] for row in told]
    assert [row[1:] for row in rows[3:]] == numbers
    assert Entry.objects.filter(verb="export", object_type="figure").get().after["table"] == name


def test_there_is_no_other_table(who: Around) -> None:
    assert desk(who.district).get("/oversight/table/units/").status_code == 404


def test_before_a_campaign_the_board_says_so_and_without_units_what_it_counts() -> None:
    client = people.browser(people.person("district_officer"))
    assert "此处没有可统计的数据" in page(client)
    people.make_enterprise()
    shown = page(client)
    assert "尚未启动行动" in shown
    assert "此处没有可统计的数据" not in shown


def asked(client: Client, query: str) -> int:
    """How many queries the whole page takes, with session, account and grants."""
    with CaptureQueriesContext(connection) as captured:
        page(client, query)
    return len(captured)


def test_the_board_takes_at_most_15_queries_at_any_size(who: Around, campaign: Campaign) -> None:
    leader = people.browser(people.person("leader"))
    page(leader)  # the session's minute is settled
    ways = ("by=bureau", f"at={people.SHUANGYANG}", "on=2026-11-20")
    few = [asked(leader, way) for way in ways]
    made = people.make_enterprises(*({"sector": "hotels", "region": people.HESHI} for _ in range(6)))
    for unit in (*made, who.unit):
        lists.hazards_of(unit, 2)
    assert [asked(leader, way) for way in ways] == few
    assert max(few) <= 15


def test_the_units_of_a_part_take_few_queries_too(who: Around, campaign: Campaign) -> None:
    reported(who)
    client = desk(who.district)
    page(client)
    assert asked(client, f"at={people.SHUANGYANG}&sector=schools") <= 18
