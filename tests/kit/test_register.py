"""The list written once: paging by key, its address, search, export, bulk work with preview, saved views."""

import csv
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import translation
from python_calamine import CalamineWorkbook

from anbiao.kit.actor import Actor
from anbiao.kit.models import Entry, SavedView
from anbiao.kit.register import paging
from anbiao.kit.register.columns import Column, cell
from anbiao.kit.register.counting import Count, counts
from anbiao.kit.register.export import inert, write_file
from anbiao.kit.register.filters import Cursor, ListState
from anbiao.kit.register.listing import Listing
from anbiao.kit.register.paging import page_of
from anbiao.registry.models import Enterprise, Responsibility
from anbiao.registry.registers import ALL, ENTERPRISES, GAPS, RESPONSIBILITIES
from tests import people

pytestmark = pytest.mark.django_db

NAME = [column.name for column in ENTERPRISES.columns].index("name")


@pytest.fixture
def town() -> Actor:
    """The officer of Shuangyang street."""
    return people.acting(people.person("street_inspector"))


def listing(actor: Actor, query: str = "") -> Listing:
    """The list of units at an address."""
    return Listing(ENTERPRISES, actor, QueryDict(query))


def names(actor: Actor, query: str = "") -> list[str]:
    """What the page shows as names, from the top."""
    return [row.name for row in listing(actor, query).page.rows]


# ---------- paging ----------


def walk(actor: Actor, column: str, *, down: bool, back: bool = False) -> list[list[str]]:
    """All pages of three rows, from the first to the last, or from the last to the first."""
    rows, state, pages = ENTERPRISES.rows(actor), ListState(), []
    while True:
        page = page_of(rows, state, column, down=down, size=3)
        pages.append([row.name for row in page.rows])
        place = page.previous if back else page.next
        if place is None:
            return pages
        state = ListState(before=place) if back else ListState(after=place)


@pytest.mark.parametrize("down", [False, True])
@pytest.mark.parametrize("column", ["name_key", "sector", "region", "id"])
def test_pages_show_every_row_once_in_order(town: Actor, column: str, down: bool) -> None:
    people.make_enterprises(*[{"name": f"甲{i % 3}厂", "sector": ["footwear", ""][i % 2]} for i in range(8)])
    order = [column, "id"] if column != "id" else ["id"]
    expected = list(ENTERPRISES.rows(town).order_by(*order).values_list("name", flat=True))
    pages = walk(town, column, down=down)
    assert [name for page in pages for name in page] == (expected[::-1] if down else expected)
    assert [len(page) for page in pages] == [3, 3, 2]


def test_turning_back_shows_the_same_pages() -> None:
    actor = people.OPERATOR
    people.make_enterprises(*[{"name": f"乙{i}厂"} for i in range(8)])
    rows = ENTERPRISES.rows(actor)
    first = page_of(rows, ListState(), "name_key", down=False, size=3)
    second = page_of(rows, ListState(after=first.next), "name_key", down=False, size=3)
    again = page_of(rows, ListState(before=second.previous), "name_key", down=False, size=3)
    assert [r.pk for r in again.rows] == [r.pk for r in first.rows]
    assert (first.first, first.last, second.first, second.last, again.first) == (1, 3, 4, 6, 1)
    assert again.previous is None and again.next is not None


def test_a_place_behind_the_last_row_starts_at_the_top(town: Actor) -> None:
    people.make_enterprise(name="丙厂")
    assert names(town, f"after={Cursor('zzzz', uuid4(), 50)}") == ["丙厂"]


@pytest.mark.parametrize("value", ["鹭栖 a|b", "", '"', "𠮷"])
def test_a_place_survives_the_address(value: str) -> None:
    place = Cursor(value, uuid4(), 7)
    assert Cursor.parse(str(place)) == place


# ---------- the address ----------


@pytest.mark.parametrize(
    "query",
    [
        "town=999999999", "sort=phone", "after=%00", "after=e30", "foo=1", "state=x&state=y", "q=%00%F0", "before=W10",
        "after=WyJhIiwiYiIsMV0", "sort=-", "q=" + "长" * 500, "town=350504002' OR 1=1", "class=%ED%A0%80",
    ],
)  # fmt: skip
def test_what_an_address_says_wrongly_is_left_out_and_said(town: Actor, query: str, client: Client) -> None:
    client.force_login(people.User.objects.get(pk=town.person))
    answer = client.get(f"/enterprises/?{query}")
    assert answer.status_code == 200
    if "%00%F0" not in query:
        assert "note-warn" in answer.content.decode()


def test_the_address_holds_the_whole_state(town: Actor) -> None:
    state = listing(town, "q=厂&state=operating&state=closed&sort=-name&gap=grid").state
    assert listing(town, state.query()).state == state
    assert not state.notes


def test_a_fragment_pushes_its_own_address(town: Actor, client: Client) -> None:
    client.force_login(people.User.objects.get(pk=town.person))
    answer = client.get("/enterprises/?q=&state=operating", headers={"HX-Request": "true"})
    assert answer["HX-Push-Url"] == "?state=operating"
    assert "<html" not in answer.content.decode() and 'id="list"' in answer.content.decode()


# ---------- search ----------


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("青岚", True), ("岚鞋", True), ("鞋", True), ("QLXY", True), ("ql", True), ("qinglan", True), ("lanxie", True),
        ("9135 青岚", True), ("鹭园路", True), ("示例）有限", True), ("岚青", False), ("青鞋", False), ("yx", False), ("旧名", True),
    ],
)  # fmt: skip
def test_a_unit_is_found_by_what_people_type(town: Actor, words: str, found: bool) -> None:
    people.make_enterprise(
        name="青岚鞋业（示例）有限公司", address="阳山社区鹭园路 1 号", aliases=["旧名商行"]
    )
    people.make_enterprise(name="泰禾塑胶厂")
    assert ("青岚鞋业（示例）有限公司" in names(town, f"q={words}")) is found


def test_a_unit_is_found_by_the_tail_of_its_code(town: Actor) -> None:
    unit = people.make_enterprise()
    people.make_enterprise()
    assert names(town, f"q={(unit.uscc or '')[8:]}") == [unit.name]
    assert names(town, f"q={(unit.uscc or '').lower()}") == [unit.name]


def test_what_a_search_finds_by_the_thousand_stands_as_it_was_entered(
    town: Actor, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("丙厂", "甲厂", "乙店", "丁厂"):
        people.make_enterprise(name=name)
    by_name = ["丙厂", "丁厂", "甲厂"]
    assert names(town, "q=厂") == by_name
    monkeypatch.setattr(paging, "MOST_SORTED", 2)
    found = listing(town, "q=厂")
    assert [row.name for row in found.page.rows] == ["丙厂", "甲厂", "丁厂"]
    (head,) = (head for head in found.heads if head.column.name == "name")
    assert not head.direction and "sort=name" in head.query
    client.force_login(people.User.objects.get(pk=town.person))
    assert "按录入先后" in client.get("/enterprises/?q=厂").content.decode()
    # A column that is chosen is sorted by, whatever was found; without words the list stands as ever.
    assert names(town, head.query) == by_name
    assert "按录入先后" not in client.get(f"/enterprises/?{head.query}").content.decode()
    assert names(town) == ["丙厂", "丁厂", "甲厂", "乙店"]


def test_names_sort_by_their_sound(town: Actor) -> None:
    people.make_enterprises(*[{"name": name} for name in ("中华厂", "阿里厂", "银行楼", "波司登厂")])
    assert names(town) == ["阿里厂", "波司登厂", "银行楼", "中华厂"]
    assert names(town, "sort=-name") == ["中华厂", "银行楼", "波司登厂", "阿里厂"]


# ---------- counts ----------


def test_counting_stops_beyond_ten_thousand() -> None:
    with translation.override("en"):
        assert (str(Count(10_000)), str(Count(10_001))) == ("10,000", "10,000+")


def test_all_counts_are_one_query(town: Actor, django_assert_num_queries: Any) -> None:
    people.make_enterprises({"state": "operating"}, {"state": "closed"})
    rows = ENTERPRISES.rows(town)
    with django_assert_num_queries(1):
        found = counts([rows, rows.filter(state="closed"), rows.none()])
    assert [count.number for count in found] == [2, 1, 0]


# ---------- cells ----------


def test_personal_values_are_masked_for_whoever_may_not_see_them() -> None:
    unit = people.make_enterprise(phone="13812345678")
    phone = Column("phone", "Telephone", lambda row: row.phone, mask=lambda text: text[:3] + "****")
    register = replace(ENTERPRISES, columns=(phone,), fields=())
    shown = {
        name: Listing(register, people.acting(people.person(name)), QueryDict()).lines[0].cells[0].text
        for name in ("street_inspector", "leader")
    }
    assert shown == {"street_inspector": "13812345678", "leader": "138****"}
    assert unit.phone == "13812345678"


def test_days_of_this_year_leave_the_year_out() -> None:
    day = Column("d", "Day", lambda row: row, kind="day")
    assert cell(day, date(2026, 11, 5), people.TODAY).text == "11-05"
    assert cell(day, date(2025, 11, 5), people.TODAY).text == "2025-11-05"
    assert cell(day, None, people.TODAY).text == "—"


# ---------- export ----------


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@sum", "\t=1", "\r=1"])
def test_text_that_looks_like_a_formula_stays_text(town: Actor, value: str, tmp_path: Path) -> None:
    people.make_enterprise(name=value + "厂")
    write_file(ENTERPRISES, town, ListState(), tmp_path / "x.csv", "csv")
    with (tmp_path / "x.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file))[1][NAME] == inert(value + "厂") == f"'{value}厂"
    write_file(ENTERPRISES, town, ListState(), tmp_path / "x.xlsx", "xlsx")
    sheet = CalamineWorkbook.from_path(str(tmp_path / "x.xlsx")).get_sheet_by_index(0)
    assert str(sheet.to_python()[1][NAME]).strip() == (value + "厂").strip()


def test_an_export_is_in_the_journal_with_its_filter_and_hash(town: Actor, tmp_path: Path) -> None:
    people.make_enterprises({"state": "operating"}, {"state": "closed"})
    done = write_file(ENTERPRISES, town, listing(town, "state=closed").state, tmp_path / "x.xlsx", "xlsx")
    entry = Entry.objects.get(verb="export")
    assert done.rows == 1
    assert entry.after is not None
    assert (entry.after["rows"], entry.after["filter"], entry.after["sha256"]) == (
        1,
        "state=closed",
        done.sha256,
    )


def test_an_export_needs_no_query_a_row(
    town: Actor, tmp_path: Path, django_assert_max_num_queries: Any
) -> None:
    people.make_enterprises(*[{"name": f"丁{i}厂"} for i in range(30)])
    with django_assert_max_num_queries(8):
        assert write_file(ENTERPRISES, town, ListState(), tmp_path / "x.csv", "csv").rows == 30


# ---------- bulk ----------


def test_a_preview_says_row_by_row_what_would_happen_and_writes_nothing(town: Actor, client: Client) -> None:
    grid = people.person("grid_member")
    free, gone = people.make_enterprises({"name": "在营厂"}, {"name": "关闭厂", "state": "closed"})
    client.force_login(people.User.objects.get(pk=town.person))
    asked = {"pick": [free.pk, gone.pk], "f-person": grid.pk, "f-from_on": town.today.isoformat()}
    page = client.get("/enterprises/bulk/assign-grid/", asked).content.decode()
    assert "关闭厂" in page and 'name="_key"' in page
    assert not Responsibility.objects.filter(kind="grid").exists()


def test_a_bulk_write_is_done_once_for_one_key(town: Actor, client: Client) -> None:
    grid = people.person("grid_member")
    people.make_enterprises(
        *[{"name": f"戊{i}厂"} for i in range(3)], {"name": "己厂", "region": people.HESHI}
    )
    client.force_login(people.User.objects.get(pk=town.person))
    sent = {
        "_key": str(uuid4()),
        "all": "1",
        "query": "",
        "f-person": grid.pk,
        "f-from_on": town.today.isoformat(),
    }
    first, second = (client.post("/enterprises/bulk/assign-grid/", sent) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    held = Responsibility.objects.filter(kind="grid", person=grid)
    assert {row.enterprise.name for row in held} == {"戊0厂", "戊1厂", "戊2厂"}


def test_only_ones_own_responsibility_is_acknowledged_in_bulk(client: Client) -> None:
    mine, other = people.person("grid_member"), people.make_user("another")
    units = people.make_enterprises({"name": "庚厂"}, {"name": "辛厂"})
    for unit, person in zip(units, (mine, other), strict=True):
        Responsibility.objects.create(
            district=unit.district, enterprise=unit, kind="grid", person=person, basis="test",
            from_on=people.TODAY - timedelta(days=9),
        )  # fmt: skip
    client.force_login(mine)
    sent = {"_key": str(uuid4()), "all": "1", "query": "kind=grid", "f-go": "1"}
    answer = client.post("/responsibilities/bulk/acknowledge/", sent)
    assert "辛厂" in answer.content.decode()
    states = dict(Responsibility.objects.filter(kind="grid").values_list("enterprise__name", "state"))
    assert states == {"庚厂": "acknowledged", "辛厂": "proposed"}


def test_whoever_may_not_assign_does_not_see_the_door(client: Client) -> None:
    client.force_login(people.person("leader"))
    people.make_enterprise()
    assert client.get("/enterprises/bulk/assign-grid/").status_code == 404
    assert "assign-grid" not in client.get("/enterprises/").content.decode()


# ---------- gaps ----------


def test_the_list_of_gaps_names_what_is_missing(town: Actor) -> None:
    people.make_enterprises({"name": "壬厂", "sector": "footwear"}, {"name": "癸厂", "state": "closed"})
    with translation.override("en"):
        lines = Listing(GAPS, town, QueryDict()).lines
    assert [line.label for line in lines] == ["壬厂"]
    assert "Grid member" in [each.text for each in lines[0].cells]


# ---------- saved views ----------


def test_a_view_is_kept_for_its_owner_alone(town: Actor, client: Client) -> None:
    client.force_login(people.User.objects.get(pk=town.person))
    sent = {"_key": str(uuid4()), "name": "我的关闭单位", "query": "state=closed&foo=1"}
    assert client.post("/enterprises/views/", sent).status_code == 302
    view = SavedView.objects.get()
    assert (view.query, view.person) == ("state=closed", town.person)
    assert [tab.label for tab in listing(town).tabs][-1] == "我的关闭单位"
    other = people.person("other_street")
    client.force_login(other)
    assert client.post(f"/enterprises/views/{view.pk}/delete/", {"_key": str(uuid4())}).status_code == 404
    assert "我的关闭单位" not in client.get("/enterprises/").content.decode()


def test_the_current_view_is_the_one_that_the_address_says(town: Actor) -> None:
    assert [tab.label for tab in listing(town, "state=operating&sort=-name").tabs if tab.current] == [
        str(ENTERPRISES.views[1].label)
    ]
    assert not [tab for tab in listing(town, "q=x").tabs if tab.current]


# ---------- declarations ----------


@pytest.mark.parametrize("register", ALL, ids=lambda register: register.name)
def test_every_view_of_a_register_is_understood(register: Any) -> None:
    for view in register.views:
        assert not Listing(register, people.OPERATOR, QueryDict()).read(QueryDict(view.query)).notes


@pytest.mark.parametrize("register", ALL, ids=lambda register: register.name)
def test_what_sorts_is_stored_not_null_and_indexed_with_district_and_id(register: Any) -> None:
    indexed = {
        tuple(getattr(e, "name", "") for e in index.expressions) for index in register.model._meta.indexes
    }
    for stored in register.sorts.values():
        field = register.model._meta.get_field(stored)
        assert not field.null
        assert ("district", stored, "id") in indexed


def test_enterprises_and_responsibilities_are_read_with_the_columns_they_need() -> None:
    people.make_enterprise()
    row: Enterprise = ENTERPRISES.rows(people.OPERATOR)[0]
    assert "terms" in row.get_deferred_fields()
    held = RESPONSIBILITIES.rows(people.OPERATOR)[0]
    assert held.enterprise.name


def test_a_responsibility_not_answered_in_time_says_so() -> None:
    grid, unit = people.person("grid_member"), people.make_enterprise()
    Responsibility.objects.create(
        district=unit.district,
        enterprise=unit,
        kind="grid",
        person=grid,
        basis="test",
        from_on=people.TODAY - timedelta(days=9),
        due_on=people.TODAY - timedelta(days=1),
    )
    line = Listing(RESPONSIBILITIES, people.acting(grid), QueryDict("kind=grid")).lines[0]
    assert [each.mark for each in line.cells if each.mark] == ["late"]


@pytest.mark.parametrize("register", [each for each in ALL if each.empty.act], ids=lambda each: each.name)
def test_an_empty_list_has_one_filled_button(register: Any) -> None:
    page = people.browser(people.person("district_officer")).get(f"/{register.path}/").content.decode()
    head = page.partition('id="head"')[2].partition('id="')[0]
    empty = page.partition("sheet empty")[2].partition("</div>")[0]
    assert str(register.empty.act.label) in empty
    assert (head.count("btn-main"), empty.count("btn-main")) == (1, 0)
