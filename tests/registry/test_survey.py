"""The survey: what is found in the field, what an office makes of it with the roster's own writers, and who sees it."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from anbiao.authority.models import User
from anbiao.inspection import actions as checks
from anbiao.kit.actor import Actor
from anbiao.kit.models import Entry
from anbiao.kit.work import sources
from anbiao.registry import actions, queries
from anbiao.registry.models import DuplicatePair, Enterprise, StatusChange, SurveyFinding
from anbiao.rules.refusal import Refused
from tests import people
from tests.inspection import made

pytestmark = pytest.mark.django_db


@pytest.fixture
def grid() -> Actor:
    return people.acting(people.person("grid_member"))


@pytest.fixture
def town() -> Actor:
    return people.acting(people.person("street_inspector"))


def find(actor: Actor, unit: Enterprise | None = None, **over: Any) -> SurveyFinding:
    given: dict[str, Any] = {
        "kind": "new",
        "name": "阿明汽修",
        "region": people.SHUANGYANG,
        "address": "双阳街道前埭 12 号",
        "note": "门口有招牌",
    }
    if unit is not None:
        given = {"kind": "closed", "note": "大门贴着转让告示"}
    return actions.report_finding(
        actor, actions.Found(**{**given, **over}), unit=unit, found_at=people.NOW - timedelta(hours=2)
    )


def codes(act: Any, *given: Any, **named: Any) -> list[str]:
    with pytest.raises(Refused) as told:
        act(*given, **named)
    return [each.code for each in told.value.refusals]


def facts(finding: SurveyFinding, **over: Any) -> dict[str, Any]:
    """A find as the office puts it right before it stands in the roster."""
    return {
        "name": finding.name,
        "region": finding.region,
        "address": finding.address,
        "principal": "陈明",
    } | over


# ---------- reported ----------


def test_a_grid_member_reports_a_new_unit_of_her_street(grid: Actor) -> None:
    row = find(grid)
    assert (row.state, row.serial, row.finder, row.enterprise, row.found_on) == (
        "reported", "26-00001", grid.who, None, people.TODAY,
    )  # fmt: skip
    entry = Entry.objects.get(object_id=row.pk)
    assert (entry.verb, entry.person) == ("find", grid.person)
    assert not Enterprise.objects.exists()


def test_what_is_missing_is_said_at_once(grid: Actor) -> None:
    assert codes(find, grid, name="", address="", note="") == [
        "name-missing",
        "place-missing",
        "evidence-missing",
    ]
    assert codes(find, grid, region="350504999") == ["no-duty"]
    assert codes(find, grid, region="350504002999") == ["region-unknown"]
    assert codes(find, grid, kind="closed") == ["unit-missing"]
    assert not SurveyFinding.objects.exists()


def test_nobody_finds_outside_her_reach_or_without_the_duty(grid: Actor) -> None:
    elsewhere = people.make_enterprise(name="河市厂", region=people.HESHI)
    assert codes(find, grid, elsewhere) == ["no-duty"]
    assert codes(find, grid, region=people.HESHI) == ["no-duty"]
    assert codes(find, people.acting(people.enterprise_manager(elsewhere)), elsewhere) == ["no-duty"]


# ---------- settled ----------


def test_a_new_unit_is_registered_as_every_unit_is(grid: Actor, town: Actor) -> None:
    finding = find(grid)
    unit = actions.take_new(town, finding, values=facts(finding), hint="")
    row = SurveyFinding.objects.get()
    assert (row.state, row.enterprise, row.decider) == ("taken", unit, town.who)
    assert unit.responsibilities.filter(kind="territorial").exists()
    assert codes(actions.take_new, town, finding, values=facts(finding)) != []
    assert Enterprise.objects.count() == 1


def test_a_registration_that_is_refused_leaves_the_finding_open(grid: Actor, town: Actor) -> None:
    finding = find(grid)
    assert codes(actions.take_new, town, finding, values=facts(finding, principal="")) == ["uscc-missing"]
    assert SurveyFinding.objects.get().state == finding.state == "reported"
    assert codes(actions.take_new, grid, finding, values=facts(finding)) == ["no-duty"]


def test_a_likely_duplicate_is_shown_and_the_name_on_the_sign_is_kept(grid: Actor, town: Actor) -> None:
    known = people.make_enterprise(
        name="泉州阿明汽修有限公司", address="双阳街道前埭 12 号", longitude=118.62, latitude=24.98
    )
    near = people.make_enterprise(name="邻居五金店", longitude=118.6201, latitude=24.98)
    people.make_enterprise(name="远处的店", longitude=118.7, latitude=24.9)
    finding = find(grid, longitude=118.62, latitude=24.98)
    found = {each.unit: each for each in queries.rivals(town, finding)}
    assert set(found) == {known, near}
    assert set(found[known].reasons) == {"named_in", "near"}
    assert (found[near].reasons, found[near].metres) == (("near",), 10)
    actions.match_finding(town, finding, known, alias=finding.name)
    known.refresh_from_db()
    assert (known.aliases, SurveyFinding.objects.get().enterprise) == (["阿明汽修"], known)
    assert not DuplicatePair.objects.exists()


def test_a_code_that_was_read_finds_its_unit(grid: Actor, town: Actor) -> None:
    known = people.make_enterprise(name="完全不同的公司")
    finding = find(grid, code=f" {known.uscc} ")
    assert [(each.unit, each.reasons) for each in queries.rivals(town, finding)] == [(known, ("same_code",))]


def test_a_closing_moves_the_status_from_the_day_it_was_seen_and_settles_what_says_the_same(
    grid: Actor, town: Actor
) -> None:
    unit = people.make_enterprise()
    one, again, other = find(grid, unit), find(grid, unit), find(grid, unit, kind="not_found")
    actions.take_change(town, one)
    unit.refresh_from_db()
    assert (unit.state, StatusChange.objects.get(enterprise=unit).on) == ("closed", people.TODAY)
    states = dict(SurveyFinding.objects.values_list("serial", "state"))
    assert states == {one.serial: "taken", again.serial: "known", other.serial: "reported"}


def test_an_open_hazard_keeps_the_unit_in_the_roster(grid: Actor, town: Actor) -> None:
    unit = people.make_enterprise()
    checks.report_hazard(town, unit, made.finding())
    finding = find(grid, unit)
    assert codes(actions.take_change, town, finding) == ["hazards-open"]
    unit.refresh_from_db()
    assert (unit.state, SurveyFinding.objects.get().state) == ("operating", "reported")


def test_who_found_it_does_not_take_a_unit_out_of_the_count(town: Actor) -> None:
    unit = people.make_enterprise()
    own = find(town, unit)
    assert codes(actions.take_change, town, own) == ["same-person"]
    unit.refresh_from_db()
    assert unit.state == "operating"
    moved = find(town, unit, kind="moved", address="双阳街道后埭 3 号")
    actions.take_change(town, moved)
    unit.refresh_from_db()
    assert (unit.address, unit.state) == ("双阳街道后埭 3 号", "operating")


def test_a_move_into_another_town_is_decided_by_who_keeps_both(grid: Actor, town: Actor) -> None:
    unit = people.make_enterprise()
    finding = find(grid, unit, kind="moved", address="河市镇 3 号", region=people.HESHI)
    assert finding.region == people.SHUANGYANG
    assert codes(actions.take_change, town, finding) == ["no-duty"]
    actions.take_change(people.acting(people.person("district_officer")), finding)
    unit.refresh_from_db()
    assert unit.region == people.HESHI


def test_a_move_out_of_the_district_ends_its_place_in_the_roster(grid: Actor, town: Actor) -> None:
    unit = people.make_enterprise()
    actions.take_change(town, find(grid, unit, kind="moved", outside=True))
    unit.refresh_from_db()
    assert unit.state == "moved"


def test_a_rejection_takes_a_reason_and_only_the_finder_withdraws(grid: Actor, town: Actor) -> None:
    finding = find(grid)
    assert codes(actions.reject_finding, town, finding, note="") == ["note-missing"]
    assert codes(actions.withdraw_finding, town, finding) == ["not-yours"]
    actions.reject_finding(town, finding, note="流动摊位，无固定场所")
    row = SurveyFinding.objects.get()
    assert (row.state, row.reason, row.decider) == ("rejected", "流动摊位，无固定场所", town.who)
    again = find(grid)
    actions.withdraw_finding(grid, again)
    assert again.state == "withdrawn"


def test_findings_are_seen_where_they_lie(grid: Actor) -> None:
    find(grid)
    for name, seen in (
        ("street_inspector", 1),
        ("other_street", 0),
        ("bureau_officer", 0),
        ("leader", 1),
        ("district_officer", 1),
    ):
        assert queries.findings(people.acting(people.person(name))).count() == seen


# ---------- at the desk ----------


def key() -> dict[str, str]:
    return {"_key": str(uuid4())}


def test_the_office_puts_a_find_right_and_takes_it_into_the_roster(grid: Actor, town: Actor) -> None:
    finding = find(grid, employees=6, longitude=118.62, latitude=24.98)
    desk = people.browser(User.objects.get(pk=town.person))
    assert "阿明汽修" in desk.get("/survey-findings/?state=reported").content.decode()
    page = desk.get(f"/survey/{finding.pk}/accept/").content.decode()
    assert 'value="阿明汽修"' in page
    assert "118.62, 24.98" in page
    typed = {
        "name": "阿明汽修",
        "region": people.SHUANGYANG,
        "address": "前埭 12 号",
        "coordinates": "118.62, 24.98",
        "datum": "wgs",
    }
    refused = desk.post(f"/survey/{finding.pk}/accept/", typed | key())
    assert refused.status_code == 422
    done = desk.post(f"/survey/{finding.pk}/accept/", typed | {"principal": "陈明"} | key())
    assert done.status_code == 302
    unit = Enterprise.objects.get()
    assert (unit.name, unit.principal, unit.longitude) == ("阿明汽修", "陈明", 118.62)
    assert "已采纳入名录" in desk.get(f"/units/{unit.pk}/").content.decode()


def test_a_find_that_is_known_is_matched_from_its_page(grid: Actor, town: Actor) -> None:
    known = people.make_enterprise(name="泉州阿明汽修有限公司")
    finding = find(grid)
    desk = people.browser(User.objects.get(pk=town.person))
    address = f"/survey/{finding.pk}/match/?unit={known.pk}"
    assert address in desk.get(f"/survey/{finding.pk}/").content.decode()
    assert f'value="{known.uscc}"' in desk.get(address).content.decode()
    desk.post(address, {"unit": known.uscc, "keeps_name": "on", "note": ""} | key())
    assert Enterprise.objects.get().aliases == ["阿明汽修"]


def test_my_work_holds_it_for_the_office_and_waits_for_it_with_the_finder(grid: Actor, town: Actor) -> None:
    find(grid)
    find(town, people.make_enterprise(), kind="not_found")
    names = {source.name: source for source in sources(town)}
    assert [row.kind for row in names["survey"].rows(town, False)] == ["new"]
    mine = {source.name: source for source in sources(grid)}
    assert "survey" not in mine
    assert [row.kind for row in mine["surveyed"].rows(grid, False)] == ["new"]
