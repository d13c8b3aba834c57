"""What a person makes of a list: columns, groups, ranges of days, views that are shared, pinned and read as feeds."""

import json
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from anbiao.authority.models import Grant
from anbiao.inspection.models import Hazard
from anbiao.inspection.registers import HAZARDS
from anbiao.kit.actor import Actor
from anbiao.kit.models import Entry, SavedView, ViewUse
from anbiao.kit.register.export import write_file
from anbiao.kit.register.filters import Cursor, ListState
from anbiao.kit.register.listing import Listing
from anbiao.kit.register.paging import page_of
from anbiao.kit.register.ranges import a_day
from anbiao.kit.register.views_web import moved
from anbiao.registry.registers import ENTERPRISES
from tests import people
from tests.everywhere.lists import ALL, hazards_of

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


# ---------- sharing ----------


def kept(owner: Any, **over: Any) -> SavedView:
    """A view of the units in operation."""
    given = {"register": "enterprises", "name": "在营", "query": "state=operating", **over}
    return SavedView.objects.create(district=owner.district, person=owner.pk, **given)


@pytest.mark.django_db
def test_a_view_is_shared_with_one_duty_of_ones_own_office_and_shows_each_her_own(client: Client) -> None:
    officer, mate = people.person("street_inspector"), people.person("street_inspector", username="mate")
    grid, other = people.person("grid_member"), people.person("other_street")
    people.make_enterprises({"name": "双阳厂"}, {"name": "河市厂", "region": people.HESHI})
    view = kept(officer)
    client.force_login(officer)
    sent = {"duty": "town_officer", "office": officer.organisation_id}
    assert post(client, f"/views/{view.pk}/share/", **sent).status_code == 302
    seen = {
        user.username: [tab.label for tab in listing(people.acting(user)).tabs][-1]
        for user in (officer, mate, grid, other)
    }
    assert [name for name, last in seen.items() if last == "在营"] == ["street_inspector", "mate"]
    with_district = post(client, f"/views/{view.pk}/share/", duty="town_officer", office="")
    assert with_district.status_code == 409  # only the safety office shares with everybody
    SavedView.objects.filter(pk=view.pk).update(organisation=None)
    tabs = listing(people.acting(other)).tabs
    assert (tabs[-1].label, str(tabs[-1].count), tabs[-1].is_own) == ("在营", "1", False)
    assert post(client, f"/views/{view.pk}/share/", duty="").status_code == 302
    assert listing(people.acting(mate)).tabs[-1].label != "在营"


@pytest.mark.django_db
def test_nothing_is_done_with_a_view_that_one_does_not_see(client: Client) -> None:
    view = kept(people.person("street_inspector"))
    client.force_login(people.person("other_street"))
    before = Entry.objects.count()
    for pk in (view.pk, uuid4()):
        assert client.get(f"/views/{pk}/").status_code == 404
        for what in ("pin", "unpin", "share", "feed", "feed/end"):
            assert post(client, f"/views/{pk}/{what}/", duty="leader").status_code == 404, what
    assert Entry.objects.count() == before


@pytest.mark.django_db
def test_who_only_reads_a_shared_view_neither_shares_nor_deletes_it(client: Client) -> None:
    officer = people.person("street_inspector")
    view = kept(officer, duty="town_officer", organisation=officer.organisation_id)
    client.force_login(people.person("street_inspector", username="mate"))
    assert client.get(f"/views/{view.pk}/")["Location"] == "/enterprises/?state=operating"
    assert post(client, f"/views/{view.pk}/share/", duty="").status_code == 404
    assert post(client, f"/enterprises/views/{view.pk}/delete/").status_code == 404


# ---------- pins ----------


@pytest.mark.django_db
def test_a_pinned_view_stands_on_the_home_page_with_its_number(client: Client) -> None:
    officer = people.person("street_inspector")
    people.make_enterprises({"name": "甲厂"}, {"name": "乙厂", "state": "closed"})
    view = kept(officer, name="我盯的单位")
    client.force_login(officer)
    assert post(client, f"/views/{view.pk}/pin/").status_code == 302
    page = client.get("/").content.decode()
    assert "我盯的单位" in page
    assert (
        page.split("我盯的单位")[-1]
        .split("</dd>")[0]
        .endswith('<a href="/enterprises/?state=operating">1</a>')
    )
    post(client, f"/views/{view.pk}/unpin/")
    assert "我盯的单位" not in client.get("/").content.decode()


@pytest.mark.django_db
def test_what_is_no_longer_shared_leaves_the_home_page(client: Client) -> None:
    officer, mate = people.person("street_inspector"), people.person("street_inspector", username="mate")
    view = kept(officer, name="共看", duty="town_officer")
    client.force_login(mate)
    post(client, f"/views/{view.pk}/pin/")
    assert "共看" in client.get("/").content.decode()
    SavedView.objects.filter(pk=view.pk).update(duty="")
    assert "共看" not in client.get("/").content.decode()


# ---------- feeds ----------


def feed_of(client: Client, view: SavedView) -> str:
    """The address of a feed without its ending, as the page shows it once."""
    page = post(client, f"/views/{view.pk}/feed/").content.decode()
    return "/feeds/" + page.split("/feeds/")[1].split(".")[0]


@pytest.mark.django_db
def test_a_view_is_read_as_json_calendar_and_atom_without_a_session(client: Client) -> None:
    officer = people.person("district_officer")
    hazards_of(people.make_enterprise(name="测试学校", sector="schools"), 2)
    client.force_login(officer)
    address = feed_of(client, kept(officer, register="hazards", query="grade=general&cols=title,due_on"))
    visitor = people.browser(None)
    rows = json.loads(visitor.get(f"{address}.json").content)["rows"]
    assert [(row["title"], row["due_on"]) for row in rows] == [("灭火器过期", people.TODAY.isoformat())] * 2
    events = Calendar.from_ical(visitor.get(f"{address}.ics").content).walk("VEVENT")
    assert [event.decoded("dtstart") for event in events] == [people.TODAY] * 2
    assert visitor.get(f"{address}.atom").content.count(b"<entry>") == 2
    assert visitor.get(f"{address}.exe").status_code == 404
    assert Entry.objects.filter(verb="export", via="feed").count() == 1
    visitor.get(f"{address}.json")  # the same rows again are no other export
    assert Entry.objects.filter(verb="export", via="feed").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("end", ["taken back", "renewed", "disabled", "no duty", "deleted", "unshared"])
def test_a_feed_ends_with_whatever_it_rests_on(client: Client, end: str) -> None:
    officer, mate = people.person("street_inspector"), people.person("street_inspector", username="mate")
    view = kept(officer, duty="town_officer")
    client.force_login(mate)
    address, visitor = f"{feed_of(client, view)}.atom", people.browser(None)
    assert visitor.get(address).status_code == 200
    absent = visitor.get("/feeds/nonsense.atom")
    if end in ("taken back", "renewed"):
        post(client, f"/views/{view.pk}/feed/{'end/' if end == 'taken back' else ''}")
    elif end == "disabled":
        people.User.objects.filter(pk=mate.pk).update(is_active=False)
    elif end == "no duty":
        Grant.objects.filter(user=mate).update(to_on=date(2026, 1, 2))
    elif end == "deleted":
        view.delete()
    else:
        SavedView.objects.filter(pk=view.pk).update(duty="")
    gone = visitor.get(address)
    assert gone.status_code == absent.status_code == 404
    bare = [
        re.sub(r'value="[^"]{20,}"|/feeds/[^"]*', "", answer.content.decode()) for answer in (gone, absent)
    ]
    assert bare[0] == bare[1]


@pytest.mark.django_db
def test_the_secret_of_a_feed_is_nowhere_kept(client: Client) -> None:
    officer = people.person("street_inspector")
    client.force_login(officer)
    token = feed_of(client, kept(officer)).removeprefix("/feeds/")
    assert len(token) >= 40
    assert token not in json.dumps(list(ViewUse.objects.values()) + list(Entry.objects.values()), default=str)


@pytest.mark.django_db
def test_rows_leave_as_json_only_where_they_may_be_exported(client: Client) -> None:
    grid = people.person("grid_member")  # sees units, exports none
    people.make_enterprise(name="甲厂")
    client.force_login(grid)
    address = feed_of(client, kept(grid))
    assert people.browser(None).get(f"{address}.json").status_code == 404
    assert people.browser(None).get(f"{address}.atom").status_code == 200


@LISTS
def test_the_due_day_of_a_list_is_one_of_its_days(register: Any) -> None:
    assert not register.due or register.named[register.due].kind == "day"


@pytest.mark.django_db
def test_the_query_of_a_state_is_read_as_the_same_state(town: Actor) -> None:
    state = listing(town, "cols=name,town&group=town&verified_on-to=2026-11-20&sort=-name&state=closed").state
    assert not state.notes
    assert listing(town, state.query()).state == state
