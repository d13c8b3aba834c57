"""List 1 of a unit, and the checks that are done by it."""

from datetime import timedelta
from typing import Any

import pytest

from anbiao.inspection import actions
from anbiao.inspection.models import Check, CheckList, Hazard, Routine, Standing
from anbiao.inspection.queries import lists
from anbiao.kit.actor import Actor
from anbiao.registry.models import Enterprise
from tests import people
from tests.inspection import made
from tests.inspection.made import TODAY, Around, refused

pytestmark = pytest.mark.django_db
ITEMS = (
    {"id": "a", "title": "安全出口畅通", "frequency": "daily", "basis": "消防法 第二十八条"},
    {"id": "b", "title": "灭火器在有效期内", "frequency": "monthly"},
)


@pytest.fixture
def cast() -> Around:
    return made.around()


def own_list(cast: Around) -> CheckList:
    return actions.keep_list(cast.manager, cast.unit, ITEMS, version=0)


def done(actor: Actor, unit: Enterprise, kind: str, **over: Any) -> Check:
    """A check at which everything conformed, signed by the unit."""
    row = actions.begin_check(
        actor,
        unit,
        kind=kind,
        frequency=over.pop("frequency", ""),
        for_a_case=over.pop("for_a_case", False),
    )
    given: dict[str, Any] = {
        "answers": {item["id"]: {"result": "conforms"} for item in row.items},
        "companions": "陈警官" if kind == "inspection" else "", "unit_signature": made.photo(actor, unit),
    }  # fmt: skip
    return actions.finish_check(actor, row, actions.Visit(**{**given, **over}))


# ---------- list 1 ----------


def test_a_unit_begins_with_the_list_of_its_sector_and_keeps_its_own_in_versions(cast: Around) -> None:
    assert len(lists.sector_items(cast.unit, TODAY)) > 20
    first = own_list(cast)
    second = actions.keep_list(cast.manager, cast.unit, ITEMS[:1], version=1, note="灭火器另列")
    assert [(row.version, len(row.items)) for row in (first, second)] == [(1, 2), (2, 1)]
    assert CheckList.objects.get(pk=first.pk).items == first.items
    assert [row.frequency for row in Routine.objects.filter(enterprise=cast.unit)] == ["daily"]


def test_two_at_once_do_not_overwrite_each_others_list(cast: Around) -> None:
    own_list(cast)
    assert refused(actions.keep_list, cast.manager, cast.unit, ITEMS, version=0) == {"changed-meanwhile"}


@pytest.mark.parametrize(
    ("items", "code"),
    [
        pytest.param([], "list-empty", id="no item"),
        pytest.param([ITEMS[0], ITEMS[0]], "item-twice", id="an item twice"),
        pytest.param([{"id": "a", "title": " ", "frequency": "daily"}], "item-empty", id="an item without words"),
        pytest.param([{"id": "a", "title": "x", "frequency": "never"}], "frequency-unknown", id="a frequency that is none"),
    ],
)  # fmt: skip
def test_a_list_that_cannot_be_checked_by_is_refused(cast: Around, items: list[Any], code: str) -> None:
    assert code in refused(actions.keep_list, cast.manager, cast.unit, items, version=0)


def test_nobody_but_the_unit_and_its_expert_keeps_its_list(cast: Around) -> None:
    assert refused(actions.keep_list, cast.town, cast.unit, ITEMS, version=0) == {"no-duty"}


def test_a_self_check_is_due_again_by_its_frequency(cast: Around) -> None:
    own_list(cast)
    row = done(cast.manager, cast.unit, "self", frequency="monthly", unit_signature=None)
    assert [item["id"] for item in row.items] == ["b"]
    assert Routine.objects.get(frequency="monthly").due_on == TODAY.replace(month=12)
    assert Routine.objects.get(frequency="daily").last_on is None
    done(cast.manager, cast.unit, "self", unit_signature=None)
    assert Routine.objects.get(frequency="daily").last_on == TODAY


# ---------- who checks, and as what ----------


def test_the_list_of_the_day_stays_with_the_check(cast: Around) -> None:
    own_list(cast)
    row = done(cast.grid, cast.unit, "grid")
    actions.keep_list(cast.manager, cast.unit, ITEMS[:1], version=1)
    row.refresh_from_db()
    assert [item["title"] for item in row.items] == [item["title"] for item in ITEMS]
    assert (row.state, row.serial) == ("done", "26-00001")


def test_the_safety_office_and_the_grid_do_not_inspect(cast: Around) -> None:
    for actor in (cast.grid, cast.town, cast.district):
        assert refused(actions.begin_check, actor, cast.unit, kind="inspection") == {"wrong-kind"}


def test_an_inspection_names_its_second_officer_and_visits_do_not(cast: Around) -> None:
    row = actions.begin_check(cast.officer, cast.unit, kind="inspection")
    answers = {item["id"]: {"result": "conforms"} for item in row.items}
    visit = actions.Visit(answers=answers, unit_signature=made.photo(cast.officer, cast.unit))
    assert refused(actions.finish_check, cast.officer, row, visit) == {"officer-alone"}
    done(cast.grid, cast.unit, "grid")


def test_an_officer_does_not_visit_the_unit_she_belongs_to_by_another_account(cast: Around) -> None:
    officer = made.second_account(cast.manager, "town_officer", region=cast.unit.region)
    row = actions.begin_check(officer, cast.unit, kind="supervision")
    answers = {item["id"]: {"result": "conforms"} for item in row.items}
    visit = actions.Visit(answers=answers, unit_signature=made.photo(officer, cast.unit))
    assert refused(actions.finish_check, officer, row, visit) == {"own-unit"}


def test_inspections_are_capped_and_weekly_grid_visits_are_not(cast: Around) -> None:
    for _ in range(5):
        done(cast.grid, cast.unit, "grid")
    for _ in range(4):
        done(cast.officer, cast.unit, "inspection")
    assert refused(actions.begin_check, cast.officer, cast.unit, kind="inspection") == {"over-cap"}
    done(cast.officer, cast.unit, "inspection", for_a_case=True, note="接居民举报")
    done(cast.officer, cast.unit, "joint", companions="教育局")
    standing = Standing.objects.get(enterprise=cast.unit)
    assert (standing.visits_this_year, standing.inspections_this_year) == (11, 5)


# ---------- how it ends ----------


def test_everything_that_is_missing_is_told_at_once(cast: Around) -> None:
    own_list(cast)
    row = actions.begin_check(cast.grid, cast.unit, kind="grid")
    visit = actions.Visit(answers={"a": {"result": "fails"}})
    assert refused(actions.finish_check, cast.grid, row, visit) == {
        "answers-missing", "fails-bare", "signature-missing",
    }  # fmt: skip


def test_a_refused_signature_is_written_into_the_note(cast: Around) -> None:
    own_list(cast)
    row = actions.begin_check(cast.grid, cast.unit, kind="grid")
    answers = {"a": {"result": "conforms"}, "b": {"result": "na"}}
    silent = actions.Visit(answers=answers, refused_signature=True)
    assert refused(actions.finish_check, cast.grid, row, silent) == {"signature-missing"}
    told = actions.Visit(answers=answers, refused_signature=True, note="现场负责人拒绝签字")
    assert actions.finish_check(cast.grid, row, told).state == "done"
    assert Check.objects.get().remark == "现场负责人拒绝签字"


@pytest.mark.parametrize("outcome", ["locked", "moved", "closed", "not_found", "refused", "renovation"])
def test_who_meets_nobody_says_when_somebody_tries_again(cast: Around, outcome: str) -> None:
    row = actions.begin_check(cast.grid, cast.unit, kind="grid")
    assert refused(actions.finish_check, cast.grid, row, actions.Visit(outcome=outcome)) == {"next-missing"}
    visit = actions.Visit(outcome=outcome, next_on=TODAY + timedelta(days=3))
    assert actions.finish_check(cast.grid, row, visit).outcome == outcome
    assert Standing.objects.get(enterprise=cast.unit).last_visit_on is None


def test_a_failed_item_opens_a_hazard_with_its_ground(cast: Around) -> None:
    own_list(cast)
    row = actions.begin_check(cast.grid, cast.unit, kind="grid")
    visit = actions.Visit(
        answers={"a": {"result": "fails"}, "b": {"result": "unseen"}}, unit_signature=made.photo(cast.grid, cast.unit),
        findings=[made.finding(item="a")],
    )  # fmt: skip
    actions.finish_check(cast.grid, row, visit)
    hazard = Hazard.objects.get()
    assert (hazard.check_made_id, hazard.basis, hazard.source) == (row.pk, "消防法 第二十八条", "grid")
    assert (Check.objects.get().failed, hazard.found_on) == (1, TODAY)


def test_one_wrong_finding_keeps_the_whole_check_from_ending(cast: Around) -> None:
    own_list(cast)
    row = actions.begin_check(cast.grid, cast.unit, kind="grid")
    visit = actions.Visit(
        answers={"a": {"result": "fails"}, "b": {"result": "fails"}}, unit_signature=made.photo(cast.grid, cast.unit),
        findings=[made.finding(item="a"), made.finding(item="b", responsible="")],
    )  # fmt: skip
    assert refused(actions.finish_check, cast.grid, row, visit) == {"responsible-missing"}
    assert (Check.objects.get().state, Hazard.objects.count()) == ("begun", 0)


def test_nobody_finishes_anothers_check(cast: Around) -> None:
    row = actions.begin_check(cast.grid, cast.unit, kind="grid")
    visit = actions.Visit(outcome="locked", next_on=TODAY + timedelta(days=1))
    assert "not-own-check" in refused(actions.finish_check, cast.town, row, visit)


def test_a_check_is_voided_by_another_and_not_while_its_hazards_stand(cast: Around) -> None:
    own_list(cast)
    row = actions.begin_check(cast.district, cast.unit, kind="supervision")
    visit = actions.Visit(
        answers={"a": {"result": "fails"}, "b": {"result": "na"}}, unit_signature=made.photo(cast.district, cast.unit),
        findings=[made.finding(item="a")],
    )  # fmt: skip
    actions.finish_check(cast.district, row, visit)
    assert refused(actions.void_check, cast.district, row, note="录错") == {"hazards-standing", "own-check"}
    other = people.make_user("district-2")
    people.grant(other, "district_officer", region=people.DISTRICT, organisation=other.organisation)
    actions.void(people.acting(other), Hazard.objects.get(), note="录错单位")
    actions.void_check(people.acting(other), row, note="录错单位")
    assert Standing.objects.get(enterprise=cast.unit).visits_this_year == 0
