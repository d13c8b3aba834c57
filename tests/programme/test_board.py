"""The week board: who has what in which week, what there is time for, what moving would do, and the lists that are taken along."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar
from python_calamine import CalamineWorkbook

from anbiao.authority.models import User
from anbiao.kit import clock
from anbiao.kit.models import Entry
from anbiao.programme import actions
from anbiao.programme.models import Absence, Campaign, Task
from anbiao.programme.queries import board as queries
from anbiao.rules.refusal import Refused
from tests import people
from tests.inspection.made import Around, around, refused
from tests.programme.campaigns import WEEK, launched, task_of, with_grid

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: people.NOW)


@pytest.fixture
def who() -> Around:
    made = around()
    with_grid([made.unit], User.objects.get(pk=made.grid.person))
    return made


@pytest.fixture
def campaign(who: Around) -> Campaign:
    return launched()


def desk(actor: Any, language: str = "zh-hans") -> Client:
    return people.browser(User.objects.get(pk=actor.person), language=language)


def line_of(actor: Any, key: Any, by: str = "person") -> queries.Line | None:
    weeks = WEEK.until(WEEK.plus(5))
    found = queries.board(actor, by=by, weeks=weeks, campaigns=queries.running(actor))
    return next((line for line in found.lines if line.key == str(key)), None)


def test_a_line_has_the_units_hours_and_colours_of_a_person(who: Around, campaign: Campaign) -> None:
    task = task_of(campaign, who.unit, "survey")
    line = line_of(who.town, who.grid.person)
    assert line
    cell = line.cells[task.planned_week]
    minutes = sum(
        row.step.minutes
        for row in Task.objects.filter(person=who.grid.person, planned_week=task.planned_week).select_related(
            "step"
        )
    )
    assert (cell.units, cell.minutes, cell.colours) == (1, minutes, {who.unit.colour: 1})
    assert cell.capacity == 24 * 60  # the local rule's hours of a grid member in a full week


def test_an_absence_takes_its_days_and_a_withdrawn_one_gives_them_back(
    who: Around, campaign: Campaign
) -> None:
    grid, week = User.objects.get(pk=who.grid.person), task_of(campaign, who.unit, "survey").planned_week
    row = actions.record_absence(
        who.town, grid, kind="ill", first_on=week.monday, last_on=week.monday + timedelta(days=1)
    )
    line = line_of(who.town, grid.pk)
    assert line
    assert (line.cells[week].capacity, line.cells[week].away) == (24 * 60 * 3 // 5, "ill")
    actions.withdraw(who.town, row)
    line = line_of(who.town, grid.pk)
    assert line
    assert (line.cells[week].capacity, line.cells[week].away) == (24 * 60, "")
    assert list(Entry.objects.filter(object_id=row.pk).order_by("number").values_list("verb", flat=True)) == [
        "record",
        "withdraw",
    ]


def test_a_key_period_keeps_its_region_free_and_no_other(who: Around, campaign: Campaign) -> None:
    week = task_of(campaign, who.unit, "survey").planned_week
    actions.keep_free(
        who.town, region=people.SHUANGYANG, title="防汛响应", first_on=week.monday, last_on=week.sunday
    )
    line = line_of(who.town, who.grid.person)
    assert line
    assert line.cells[week].capacity == 0
    other = people.acting(people.person("other_street"))
    assert refused(
        actions.keep_free,
        other,
        region=people.SHUANGYANG,
        title="x",
        first_on=week.monday,
        last_on=week.sunday,
    ) == {"no-duty"}
    assert refused(actions.keep_free, who.town, region=people.SHUANGYANG, title=" ", first_on=week.sunday, last_on=week.monday) == {
        "title-missing", "period-wrong",
    }  # fmt: skip


def test_nobody_enters_an_absence_for_another_office(who: Around, campaign: Campaign) -> None:
    other, grid = people.acting(people.person("other_street")), User.objects.get(pk=who.grid.person)
    given = {"kind": "ill", "first_on": people.TODAY, "last_on": people.TODAY}
    assert refused(actions.record_absence, other, grid, **given) == {"no-duty"}
    row = actions.record_absence(who.town, grid, **given)
    assert refused(actions.withdraw, other, row) == {"no-duty"}
    assert desk(other).post(f"/absence/{row.pk}/withdraw/", {"_key": str(uuid4())}).status_code == 404
    assert Absence.objects.get(pk=row.pk).withdrawn_on is None


def test_places_and_offices_are_lines_too(who: Around, campaign: Campaign) -> None:
    assert line_of(who.district, people.SHUANGYANG, "place")
    assert line_of(who.town, who.unit.region[:12], "place")
    task = task_of(campaign, who.unit, "survey")
    office = line_of(who.district, task.organisation_id, "office")
    assert office
    # The street's officer and its grid member together, 24 hours each.
    assert office.cells[task.planned_week].capacity == 2 * 24 * 60
    with pytest.raises(ValueError, match="UUID"):
        queries.cell_rows(who.town, [campaign], by="person", key="nobody's", week=WEEK)


def test_another_street_sees_nothing_of_it(who: Around, campaign: Campaign) -> None:
    other = people.acting(people.person("other_street"))
    assert line_of(other, who.grid.person) is None
    page = desk(other).get(f"/week-board/?cell={who.grid.person}~{WEEK}").content.decode()
    assert who.unit.name not in page


def at(who: Around, task: Task) -> str:
    return f"/week-board/move/?by=person&from={WEEK}&cell={who.grid.person}~{task.planned_week}"


def test_a_move_is_shown_beforehand_and_written_with_its_reason(who: Around, campaign: Campaign) -> None:
    task, town = task_of(campaign, who.unit, "survey"), desk(who.town)
    later = task.planned_week.next
    form = {"pick": [str(task.pk)], "week": str(later)}
    looked = town.post(at(who, task), {**form, "look": "1", "_key": str(uuid4())})
    assert looked.status_code == 200
    assert "1 项改到" in looked.content.decode()
    bare = town.post(at(who, task), {**form, "write": "1", "_key": str(uuid4())})
    assert bare.status_code == 422
    task.refresh_from_db()
    assert task.planned_week == task.scheduled_week
    done = town.post(at(who, task), {**form, "slip": "urgent_work", "write": "1", "_key": str(uuid4())})
    assert done.status_code == 302
    task.refresh_from_db()
    assert (task.planned_week, task.slip) == (later, "urgent_work")


def test_what_is_not_in_the_cell_is_not_moved(who: Around, campaign: Campaign) -> None:
    task, other = task_of(campaign, who.unit, "survey"), people.acting(people.person("other_street"))
    form = {"pick": [str(task.pk)], "week": str(task.planned_week.next), "slip": "weather", "write": "1"}
    assert desk(other).post(at(who, task), {**form, "_key": str(uuid4())}).status_code in (404, 422)
    strange = desk(who.town).post(at(who, task), {**form, "pick": [str(uuid4())], "_key": str(uuid4())})
    assert strange.status_code == 422
    task.refresh_from_db()
    assert task.planned_week == task.scheduled_week


@pytest.mark.parametrize(
    "address",
    ["by=x", "from=2026-W99", "cell=~", "cell=a~2026-W49", "within=%27", "cell=%00~2026-W49", "campaign=%F0"],
)
def test_an_address_that_nobody_wrote_shows_the_board(who: Around, campaign: Campaign, address: str) -> None:
    assert desk(who.town).get(f"/week-board/?{address}").status_code == 200


def test_the_board_asks_ten_questions_whatever_the_number_of_tasks(who: Around, campaign: Campaign) -> None:
    town, around_it = (
        desk(who.town),
        5,
    )  # session, account, grants; the counts of the navigation, the reader's office
    town.get("/week-board/")

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert town.get("/week-board/").status_code == 200
        return len(captured)

    few = asked()
    people.make_enterprises(*[{"name": f"第{n}小学", "sector": "schools"} for n in range(12)])
    actions.settle_campaigns(people.OPERATOR)
    assert Task.objects.filter(campaign=campaign).values("enterprise").distinct().count() > 10
    assert few <= 10 + around_it
    assert asked() == few


def test_the_weekly_list_is_a_workbook_a_print_and_a_calendar(who: Around, campaign: Campaign) -> None:
    week = task_of(campaign, who.unit, "survey").planned_week
    town = desk(who.town)
    query = f"?cell={who.grid.person}~{week}"
    book = CalamineWorkbook.from_filelike(BytesIO(town.get(f"/weekly-list.xlsx{query}").content))
    rows = book.get_sheet_by_index(0).to_python()
    assert any(who.unit.name in row for row in rows)
    assert town.get(f"/weekly-list.pdf{query}").content.startswith(b"%PDF")
    entries = [
        each for each in Calendar.from_ical(town.get(f"/weekly-list.ics{query}").content).walk("VEVENT")
    ]
    assert [each.get("dtstart").dt for each in entries] == [week.monday]
    assert who.unit.name in entries[0].get("description")
    handed = Entry.objects.filter(verb="hand over", object_type="weekly list")
    assert {row.after["kind"] for row in handed} == {"xlsx", "pdf", "ics"}
    assert town.get(f"/weekly-list.doc{query}").status_code == 404
    assert town.get("/weekly-list.pdf?cell=somebody~2026-W49").status_code == 404


def test_a_calendar_taken_again_has_the_same_ids(who: Around, campaign: Campaign) -> None:
    query = f"?cell={who.grid.person}~{task_of(campaign, who.unit, 'survey').planned_week}"
    town = desk(who.town)
    ids = [
        [
            str(each.get("uid"))
            for each in Calendar.from_ical(town.get(f"/weekly-list.ics{query}").content).walk("VEVENT")
        ]
        for _ in range(2)
    ]
    assert ids[0] == ids[1] != []


def test_a_reason_is_asked_for(who: Around, campaign: Campaign) -> None:
    task = task_of(campaign, who.unit, "survey")
    with pytest.raises(Refused):
        actions.plan_tasks(who.town, [task], to=task.planned_week.next, slip="")


def test_an_absence_is_entered_on_the_page_for_whoever_is_chosen(who: Around, campaign: Campaign) -> None:
    town = desk(who.town)
    people_of = User.objects.filter(organisation=User.objects.get(pk=who.town.person).organisation)
    for person in people_of:
        form = {
            "person": str(person.pk),
            "kind": "leave",
            "first_on": "2026-12-01",
            "last_on": "2026-12-02",
            "_key": str(uuid4()),
        }
        assert town.post("/plan-times/absence/", form).status_code == 302
    assert Absence.objects.count() == people_of.count() > 1
    page = town.get("/plan-times/").content.decode()
    assert page.count("/withdraw/") == people_of.count()
    turned = {**form, "first_on": "2026-12-09", "_key": str(uuid4())}
    assert town.post("/plan-times/absence/", turned).status_code == 422
