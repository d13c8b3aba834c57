"""What a person makes of a list: columns, groups, ranges of days, views that are shared, pinned and read as feeds."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from anbiao.inspection.models import Hazard
from anbiao.inspection.registers import HAZARDS
from anbiao.kit.actor import Actor
from anbiao.kit.models import Entry
from anbiao.kit.register.export import write_file
from anbiao.kit.register.filters import Cursor, ListState
from anbiao.kit.register.listing import Listing
from anbiao.kit.register.paging import page_of
from anbiao.kit.register.ranges import a_day
from anbiao.kit.register.views_web import moved
from anbiao.programme.registers import TASKS
from anbiao.registry.registers import ENTERPRISES
from anbiao.rules.lateness import Ending, is_thrice_late
from tests import people
from tests.everywhere.lists import ALL, hazards_of, task_of

LISTS = pytest.mark.parametrize("register", ALL, ids=lambda register: register.name)


@pytest.fixture
def town() -> Actor:
    """The officer of Shuangyang street."""
    return people.acting(people.person("street_inspector"))


def listing(actor: Actor, query: str = "") -> Listing:
    """The list of units at an address."""
    return Listing(ENTERPRISES, actor, QueryDict(query))


def post(client: Client, address: str, **values: Any) -> Any:
    """A form sent once."""
    return client.post(address, {"_key": str(uuid4()), **values})


# ---------- columns ----------


@given(st.permutations(["a", "b", "c", "d"]), st.sampled_from("abcdx"), st.booleans())
def test_a_column_is_moved_by_one_place_and_none_is_lost(names: list[str], name: str, up: bool) -> None:
    before = list(names)
    after = moved(list(names), up=name) if up else moved(list(names), down=name)
    assert sorted(after) == sorted(before)
    if name in before:
        wanted = before.index(name) + (-1 if up else 1)
        assert after.index(name) == min(max(wanted, 0), 3)
    else:
        assert after == before


@pytest.mark.django_db
def test_chosen_columns_are_shown_and_exported_in_their_order(town: Actor, tmp_path: Path) -> None:
    people.make_enterprise(name="甲厂", sector="schools")
    shown = listing(town, "cols=town,name,nonsense,name")
    assert [head.column.name for head in shown.heads] == ["town", "name"]
    assert [cell.column.name for cell in shown.lines[0].cells] == ["town", "name"]
    assert len(shown.state.notes) == 1
    write_file(ENTERPRISES, town, shown.state, tmp_path / "x.csv", "csv")
    lines = (tmp_path / "x.csv").read_text("utf-8-sig").splitlines()
    assert [len(line.split(",")) for line in lines] == [2, 2]
    assert lines[1].endswith("甲厂")


@pytest.mark.django_db
def test_columns_are_kept_for_the_next_time_and_for_their_owner_alone(town: Actor, client: Client) -> None:
    client.force_login(people.User.objects.get(pk=town.person))
    answer = post(
        client, "/lists/enterprises/columns/", query="state=operating", cols=["name", "town"], group="town"
    )
    assert answer["Location"] == "/enterprises/?state=operating&cols=name%2Ctown&group=town"
    state = listing(town).state
    assert (state.columns, state.group) == (("name", "town"), "town")
    assert (
        listing(town, "cols=name").state.group == ""
    )  # what the address says is stronger than what is remembered
    other = people.acting(people.person("other_street"))
    assert listing(other).state == ListState()
    post(client, "/lists/enterprises/columns/", query="", reset="1", cols=["town"])
    assert listing(town).state == ListState()
    assert Entry.objects.filter(object_type="view").count() == 2


@pytest.mark.django_db
def test_columns_of_a_list_that_one_may_not_read_are_not_there(client: Client) -> None:
    client.force_login(people.person("street_inspector"))
    for name in ("devices", "nonsense"):
        assert post(client, f"/lists/{name}/columns/", query="", cols=["x"]).status_code == 404
    assert client.get("/lists/enterprises/columns/").status_code == 404


# ---------- groups ----------


@LISTS
def test_what_groups_is_a_stored_text_of_the_list(register: Any) -> None:
    """A group is compared as text in the address, and sorts before everything else: it has to be a column of text."""
    from django.db.models import CharField, TextField

    for column in register.groups.values():
        field, model = None, register.model
        for part in column.group.split("__"):
            field = model._meta.get_field(part)
            model = field.related_model
        assert isinstance(field, (CharField, TextField)), column.name


@pytest.mark.django_db
@pytest.mark.parametrize("down", [False, True])
@pytest.mark.parametrize("name", ["town", "sector", "colour"])
def test_groups_stand_together_and_pages_turn_through_all_of_them(name: str, down: bool) -> None:
    regions, actor = [people.SHUANGYANG, people.HESHI], people.OPERATOR
    units = [
        {"name": f"甲{i:02d}厂", "region": regions[i % 2], "sector": ["", "schools", "footwear"][i % 3]}
        for i in range(10)
    ]
    people.make_enterprises(*units)
    column, rows = ENTERPRISES.groups[name], ENTERPRISES.rows(actor)
    key = {
        "town": lambda row: row.region[:9],
        "sector": lambda row: row.sector,
        "colour": lambda row: row.colour,
    }[name]
    expected = sorted(rows, key=lambda row: row.name_key, reverse=down)
    expected.sort(key=key)
    seen, state, pages = [], ListState(), []
    while True:
        page = page_of(rows, state, "name_key", down=down, size=3, group=column)
        seen += [row.name for row in page.rows]
        pages.append([row.name for row in page.rows])
        if page.next is None:
            break
        state = ListState(after=Cursor.parse(str(page.next)))
    assert seen == [row.name for row in expected]
    back = page_of(rows, ListState(before=page.previous), "name_key", down=down, size=3, group=column)
    assert [row.name for row in back.rows] == pages[-2]


@pytest.mark.django_db
def test_the_head_of_a_group_counts_all_of_it_under_the_present_conditions(town: Actor) -> None:
    people.make_enterprises(
        *({"name": f"甲{i}厂", "sector": "schools"} for i in range(3)), {"name": "乙厂", "sector": "schools", "state": "closed"},
        {"name": "丙厂", "sector": ""},
    )  # fmt: skip
    lines = listing(town, "group=sector&state=operating").lines
    heads = [(line.group.cell.text, str(line.group.count)) for line in lines if line.group]
    assert [count for _said, count in heads] == ["1", "3"]
    assert lines[0].label == "丙厂"


# ---------- ranges of days ----------


@pytest.mark.parametrize(
    ("text", "day"),
    [("2026-11-26", "2026-11-26"), ("2026-02-30", ""), ("0001-01-01", ""), ("9999-12-31", ""), ("2026-11-26x", ""),
     ("x", ""), ("", ""), ("2026-W48-4", "2026-11-26")],
)  # fmt: skip
def test_only_a_day_is_a_day(text: str, day: str) -> None:
    assert a_day(text) == day


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("due_on-from=2026-11-23", ["b", "c"]), ("due_on-to=2026-11-23", ["a", "b"]),
        ("due_on-from=2026-11-23&due_on-to=2026-11-23", ["b"]), ("due_on-from=2026-11-24&due_on-to=2026-11-22", []),
    ],
)  # fmt: skip
def test_a_range_holds_both_its_days(query: str, found: list[str]) -> None:
    rows = hazards_of(people.make_enterprise(sector="schools"), 3)
    for row, name, late in zip(rows, "abc", (-1, 0, 1), strict=True):
        day = people.TODAY + timedelta(days=late)
        Hazard.objects.filter(pk=row.pk).update(title=name, due_on=day, found_on=day, first_due_on=day)
    state = Listing(HAZARDS, people.OPERATOR, QueryDict(query)).state
    assert not state.notes
    assert sorted(HAZARDS.rows(people.OPERATOR, state).values_list("title", flat=True)) == found


@pytest.mark.django_db
def test_a_range_of_instants_ends_with_its_last_day_in_the_district(town: Actor) -> None:
    from anbiao.registry.registers import SURVEY_FINDINGS
    from tests.everywhere.lists import finding_at

    finding_at(people.SHUANGYANG)
    for query, number in (
        ("reported_at-to=2026-11-23", 1),
        ("reported_at-to=2026-11-22", 0),
        ("reported_at-from=2026-11-23", 1),
    ):
        state = Listing(SURVEY_FINDINGS, town, QueryDict(query)).state
        assert SURVEY_FINDINGS.rows(town, state).count() == number, query


@pytest.mark.django_db
def test_a_range_can_be_taken_off_whole(town: Actor) -> None:
    shown = listing(town, "verified_on-from=2026-11-01&verified_on-to=2026-11-20&verified_on-from=x&q=a")
    chip = next(chip for chip in shown.chips if chip.name == "verified_on")
    assert (chip.first, chip.without) == (True, "q=a")


@LISTS
def test_the_due_day_of_a_list_is_one_of_its_days(register: Any) -> None:
    assert not register.due or register.named[register.due].kind == "day"


@pytest.mark.django_db
def test_the_query_of_a_state_is_read_as_the_same_state(town: Actor) -> None:
    state = listing(town, "cols=name,town&group=town&verified_on-to=2026-11-20&sort=-name&state=closed").state
    assert not state.notes
    assert listing(town, state.query()).state == state


# ---------- three times late ----------


@pytest.mark.django_db
@pytest.mark.parametrize(
    "endings",
    [
        [(9, None), (8, 7), (7, 5)], [(9, 9), (8, None), (7, None)], [(400, None), (8, None), (7, None)],
        [(365, 300), (8, None), (7, None)], [(0, None), (8, None), (7, None)], [(3, None), (2, None), (2, None), (1, 1)],
    ],
)  # fmt: skip
def test_the_list_of_units_says_what_the_rule_says(endings: list[tuple[int, int | None]]) -> None:
    """Days before today: of the due day, and of the answer."""
    unit = people.make_enterprise(sector="schools")
    told = []
    for row, (due, ended) in zip(hazards_of(unit, len(endings)), endings, strict=True):
        day = people.TODAY - timedelta(days=due)
        answered = None if ended is None else people.TODAY - timedelta(days=ended)
        state = "ordered" if answered is None else "reported"
        Hazard.objects.filter(pk=row.pk).update(
            due_on=day, found_on=day, first_due_on=day, reported_on=answered, state=state
        )
        told.append(Ending(day, answered))
    state = listing(people.OPERATOR, "often_late=thrice").state
    found = ENTERPRISES.rows(people.OPERATOR, state).filter(pk=unit.pk).exists()
    assert found is is_thrice_late(told, people.TODAY)
    rows = HAZARDS.rows(people.OPERATOR, Listing(HAZARDS, people.OPERATOR, QueryDict("late=thrice")).state)
    assert rows.exists() is found


@pytest.mark.django_db
def test_late_tasks_and_late_hazards_are_counted_together() -> None:
    unit = people.make_enterprise(sector="schools")
    day = people.TODAY - timedelta(days=3)
    hazards_of(unit, 2)
    Hazard.objects.update(due_on=day, found_on=day, first_due_on=day)
    state = listing(people.OPERATOR, "often_late=thrice").state
    assert not ENTERPRISES.rows(people.OPERATOR, state).exists()
    task = task_of(unit)
    type(task).objects.filter(pk=task.pk).update(due_on=day)
    assert ENTERPRISES.rows(people.OPERATOR, state).get() == unit
    tasks = Listing(TASKS, people.OPERATOR, QueryDict("standing=thrice")).state
    assert TASKS.rows(people.OPERATOR, tasks).get().pk == task.pk


# ---------- following ----------


@pytest.mark.django_db
def test_a_star_is_ones_own_and_leads_to_the_units_that_one_follows(client: Client) -> None:
    officer, mate = people.person("street_inspector"), people.person("street_inspector", username="mate")
    one, other = people.make_enterprises({"name": "甲厂"}, {"name": "乙厂"})
    client.force_login(officer)
    answer = post(client, f"/lists/enterprises/follow/{one.pk}/", query="state=operating&_x=1")
    assert answer["Location"] == "/enterprises/?state=operating"
    post(client, f"/lists/enterprises/follow/{one.pk}/")
    actor = people.acting(officer)
    assert [line.label for line in listing(actor, "followed=me").lines] == ["甲厂"]
    assert [(line.label, line.is_followed) for line in listing(actor).lines] == [
        ("甲厂", True),
        ("乙厂", False),
    ]
    assert not listing(people.acting(mate), "followed=me").lines
    assert f"/lists/enterprises/unfollow/{one.pk}/" in client.get(f"/units/{one.pk}/").content.decode()
    assert f"/lists/enterprises/follow/{other.pk}/" in client.get(f"/units/{other.pk}/").content.decode()
    post(client, f"/lists/enterprises/unfollow/{one.pk}/")
    assert not listing(actor, "followed=me").lines
    assert [entry.verb for entry in Entry.objects.filter(object_type="view")] == ["follow", "unfollow"]


@pytest.mark.django_db
def test_nobody_follows_what_she_does_not_see(client: Client) -> None:
    unit = people.make_enterprise(region=people.HESHI)
    client.force_login(people.person("street_inspector"))
    for address in (
        f"enterprises/follow/{unit.pk}",
        f"enterprises/follow/{uuid4()}",
        f"hazards/follow/{unit.pk}",
    ):
        assert post(client, f"/lists/{address}/").status_code == 404


# ---------- side by side ----------


@pytest.mark.django_db
def test_rows_stand_side_by_side_as_they_were_picked_and_say_where_they_differ(client: Client) -> None:
    one, other, foreign = people.make_enterprises(
        {"name": "甲校", "sector": "schools"},
        {"name": "乙校", "sector": "schools"},
        {"name": "丙厂", "region": people.HESHI},
    )
    client.force_login(people.person("street_inspector"))
    asked = {"pick": [str(other.pk), "x", str(foreign.pk), str(one.pk)], "query": "state=operating"}
    page = client.get("/lists/enterprises/beside/", asked).content.decode()
    assert page.index('<article id="r' + str(other.pk)) < page.index('<article id="r' + str(one.pk))
    assert "丙厂" not in page
    assert 'class="differs"><dt>单位名称</dt>' in page
    assert "<div><dt>行业</dt>" in page
    assert page.count("<h3>") == 2 * len(set(re.findall(r"<h3>([^<]*)</h3>", page))) > 0
    few = client.get("/lists/enterprises/beside/", {"pick": [str(one.pk), str(foreign.pk)]}).content.decode()
    assert "<article" not in few and "勾选两至四行" in few


@pytest.mark.django_db
def test_side_by_side_asks_the_same_of_each_row(client: Client) -> None:
    units = people.make_enterprises(*({"sector": "schools"} for _ in range(4)))
    client.force_login(people.person("district_officer"))
    assert client.get("/lists/nonsense/beside/").status_code == 404
    client.get("/lists/enterprises/beside/", {"pick": [unit.pk for unit in units]})
    numbers = []
    for number in (2, 3, 4):
        with CaptureQueriesContext(connection) as queries:
            client.get("/lists/enterprises/beside/", {"pick": [unit.pk for unit in units[:number]]})
        numbers.append(len(queries))
    assert numbers[2] - numbers[1] == numbers[1] - numbers[0]
