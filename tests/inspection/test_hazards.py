"""A hazard from finding to closing, and everything that must not happen on the way."""

from datetime import timedelta

import pytest

from anbiao.inspection import actions
from anbiao.inspection.models import Hazard, Picture, Standing
from anbiao.kit.district import new_id
from anbiao.kit.models import Entry
from tests import people
from tests.inspection import made
from tests.inspection.made import TODAY, Around, refused

pytestmark = pytest.mark.django_db
CRITERION = "cn.major-hazards.order10#GM10-3-1"
WEEK = timedelta(days=7)


@pytest.fixture
def cast() -> Around:
    return made.around()


def test_a_hazard_gets_the_next_number_of_the_year_and_stands_in_the_journal(cast: Around) -> None:
    first, second = made.reported(cast), made.reported(cast)
    assert (first.serial, second.serial) == ("26-00001", "26-00002")
    entry = Entry.objects.get(object_id=first.id, verb="report")
    assert entry.after and entry.after["title"] == first.title
    assert (first.source, first.finder, first.organisation_id is not None) == ("grid", "grid_member", True)


def test_four_things_must_be_said_and_all_that_is_missing_is_told_at_once(cast: Around) -> None:
    told = refused(
        actions.report_hazard, cast.grid, cast.unit, made.finding(title=" ", responsible="", grade="")
    )
    assert told == {"title-missing", "responsible-missing", "grade-missing"}


def test_a_major_hazard_names_its_criterion(cast: Around) -> None:
    assert refused(actions.report_hazard, cast.grid, cast.unit, made.finding(grade="major")) == {
        "criterion-missing"
    }
    row = made.reported(cast, grade="major", criterion=CRITERION, due_on=TODAY + timedelta(days=100))
    assert (row.grade, row.criterion) == ("major", CRITERION)


@pytest.mark.parametrize(("days", "code"), [(-1, "due-before-found"), (31, "due-too-late")])
def test_a_deadline_outside_the_local_rule_is_refused(cast: Around, days: int, code: str) -> None:
    late = made.finding(due_on=TODAY + timedelta(days=days))
    assert refused(actions.report_hazard, cast.grid, cast.unit, late) == {code}


def test_somebody_elsewhere_reports_nothing_here(cast: Around) -> None:
    elsewhere = people.acting(people.person("other_street"))
    assert refused(actions.report_hazard, elsewhere, cast.unit, made.finding()) == {"no-duty"}


def test_the_bureau_of_its_sector_reports_by_its_sector(cast: Around) -> None:
    assert made.reported(cast, by=cast.bureau).source == "supervision"


# ---------- closing a general hazard ----------


def test_found_fixed_and_verified_by_another(cast: Around) -> None:
    row = made.fixed(cast, made.reported(cast))
    actions.verify(cast.town, row, note="看过")
    row.refresh_from_db()
    assert (row.state, row.closing, row.verifier, row.closed_on) == (
        "closed",
        "office",
        "street_inspector",
        TODAY,
    )


def test_the_finder_may_verify_a_general_hazard(cast: Around) -> None:
    row = made.fixed(cast, made.reported(cast))
    actions.verify(cast.grid, row)
    assert Hazard.objects.get(pk=row.pk).state == "closed"


def test_without_a_photo_nothing_is_fixed(cast: Around) -> None:
    row = made.reported(cast)
    assert refused(actions.report_fixed, cast.manager, row, fixed_on=TODAY, note="", photos=[]) == {
        "photo-missing"
    }


def test_a_photo_that_has_not_arrived_or_shows_another_unit_is_no_evidence(cast: Around) -> None:
    row, other = made.reported(cast), people.make_enterprise(sector="schools")
    strange = [made.photo(cast.district, other)]
    assert refused(actions.report_fixed, cast.manager, row, fixed_on=TODAY, note="", photos=[new_id()]) == {
        "photo-not-here"
    }
    assert refused(actions.report_fixed, cast.manager, row, fixed_on=TODAY, note="", photos=strange) & {
        "photo-not-here",
        "photo-no-evidence",
    }


@pytest.mark.parametrize("days", [-1, 1])
def test_fixed_before_found_or_in_the_future_is_refused(cast: Around, days: int) -> None:
    row = made.reported(cast)
    photos = [made.photo(cast.manager, cast.unit)]
    told = refused(
        actions.report_fixed, cast.manager, row, fixed_on=TODAY + timedelta(days=days), note="", photos=photos
    )
    assert told <= {"dates-out-of-order", "day-ahead"} and told


def test_whoever_fixed_it_never_verifies_it_not_even_by_a_second_account(cast: Around) -> None:
    row = made.fixed(cast, made.reported(cast))
    again = made.second_account(cast.manager, "town_officer", region=people.SHUANGYANG)
    assert "own-fix" in refused(actions.verify, again, row)
    assert refused(actions.verify, cast.staff, row) & {"no-duty", "own-unit"}


def test_a_second_deadline_after_a_failed_verification(cast: Around) -> None:
    row = made.fixed(cast, made.reported(cast))
    actions.send_back(cast.town, row, note="箱子还在", due_on=TODAY + WEEK)
    row.refresh_from_db()
    assert (row.state, row.round, row.due_on, row.first_due_on) == ("returned", 2, TODAY + WEEK, TODAY + WEEK)
    assert (row.photos_after, row.fixed_by) == (0, None)
    made.fixed(cast, row)
    actions.verify(cast.town, row)
    assert Hazard.objects.get(pk=row.pk).state == "closed"


# ---------- closing a major hazard ----------


def major(cast: Around) -> Hazard:
    row = made.reported(
        cast, by=cast.town, grade="major", criterion=CRITERION, control="停用该出口并派人值守"
    )
    actions.fill_in(
        cast.manager, row, values={"measure": "搬离", "funds": 600, "plan": "每班巡查"}, version=row.version
    )
    row.refresh_from_db()
    return row


def test_a_major_hazard_takes_two_persons(cast: Around) -> None:
    row = made.fixed(cast, major(cast))
    actions.verify(cast.town, row)
    row.refresh_from_db()
    assert (row.state, row.closed_on) == ("verified", None)
    again = made.second_account(cast.town, "district_officer", region=people.DISTRICT)
    assert "own-verification" in refused(actions.approve, again, row)
    assert "no-duty" in refused(actions.approve, cast.town, row)
    actions.approve(cast.district, row)
    row.refresh_from_db()
    assert (row.state, row.approver) == ("closed", "district_officer")


def test_the_five_fixings_and_a_control_come_before_a_major_hazard_is_reported_as_fixed(cast: Around) -> None:
    row = made.reported(cast, by=cast.town, grade="major", criterion=CRITERION)
    told = refused(
        actions.report_fixed,
        cast.manager,
        row,
        fixed_on=TODAY,
        note="",
        photos=[made.photo(cast.manager, cast.unit)],
    )
    assert told == {"fixing-missing", "control-missing"}


def test_the_photo_of_a_major_hazard_is_taken_after_the_order(cast: Around) -> None:
    row = major(cast)
    old = [made.photo(cast.manager, cast.unit, taken_on=TODAY - timedelta(days=1))]
    assert refused(actions.report_fixed, cast.manager, row, fixed_on=TODAY, note="", photos=old) == {
        "photo-too-early"
    }


# ---------- inside the unit, on the spot, stopped, listed ----------


def test_a_units_own_find_is_closed_inside_by_a_second_person_and_marked_so(cast: Around) -> None:
    row = made.fixed(cast, made.reported(cast, by=cast.manager, source="self"))
    assert "own-fix" in refused(actions.close_inside, cast.manager, row)
    actions.close_inside(cast.staff, row)
    row.refresh_from_db()
    assert (row.state, row.closing) == ("closed", "inside")


def test_a_second_person_inside_sends_an_own_find_back_that_is_not_fixed(cast: Around) -> None:
    row = made.fixed(cast, made.reported(cast, by=cast.manager, source="self"))
    again = {"note": "还堆着", "due_on": TODAY + timedelta(days=3), "inside": True}
    assert "own-fix" in refused(actions.send_back, cast.manager, row, **again)
    actions.send_back(cast.staff, row, **again)
    row.refresh_from_db()
    assert (row.state, row.round, row.fixed_by, row.photos_after) == ("returned", 2, None, 0)
    assert "not-own-find" in refused(
        actions.send_back, cast.staff, made.fixed(cast, made.reported(cast)), **again
    )


def test_what_an_office_found_is_not_closed_inside(cast: Around) -> None:
    row = made.fixed(cast, made.reported(cast))
    assert "not-own-find" in refused(actions.close_inside, cast.staff, row)


def test_fixed_on_the_spot_is_closed_when_an_office_saw_it(cast: Around) -> None:
    row = made.reported(cast, fixed_photos=[made.photo(cast.grid, cast.unit)], due_on=TODAY)
    assert (row.state, row.closing) == ("closed", "on_spot")
    own = made.reported(cast, by=cast.staff, fixed_photos=[made.photo(cast.staff, cast.unit)], due_on=TODAY)
    assert (own.state, own.source) == ("reported", "staff")


def test_stopped_work_is_resumed_by_another_before_the_hazard_is_closed(cast: Around) -> None:
    row = made.reported(cast)
    assert refused(actions.stop_work, cast.town, row, scope="成型车间", basis="") == {"no-duty"}
    stop = actions.stop_work(cast.officer, row, scope="成型车间", basis="")
    made.fixed(cast, row)
    assert "still-suspended" in refused(actions.verify, cast.town, row)
    actions.move_suspension(cast.manager, stop, "ask_resumption", note="已整改")
    assert stop.review_due_on == TODAY + timedelta(days=10)
    actions.move_suspension(cast.officer, stop, "approve_resumption")
    actions.verify(cast.town, row)
    assert Hazard.objects.get(pk=row.pk).state == "closed"


def test_a_listed_hazard_is_taken_off_the_list_before_it_is_closed(cast: Around) -> None:
    row = major(cast)
    general = made.reported(cast)
    told = refused(
        actions.propose_listing, cast.town, general, leader="林志远", due_on=TODAY + WEEK, reason="x"
    )
    assert told == {"not-major"}
    listing = actions.propose_listing(
        cast.town, row, leader="林志远", due_on=TODAY + WEEK, reason="整改难度大"
    )
    actions.decide_listing(cast.district, listing, "list", published="区政府网站")
    made.fixed(cast, row)
    actions.verify(cast.town, row)
    assert "still-listed" in refused(actions.approve, cast.district, row)
    actions.decide_listing(cast.district, listing, "delist", note="已现场核查")
    actions.approve(cast.district, row)
    assert Hazard.objects.get(pk=row.pk).state == "closed"


# ---------- more time ----------


def test_more_time_is_asked_for_in_time_and_decided_by_another(cast: Around) -> None:
    row = made.reported(cast)
    asked = actions.ask_extension(cast.manager, row, until_on=row.due_on + WEEK, reason="配件在路上")
    assert refused(actions.ask_extension, cast.manager, row, until_on=row.due_on + WEEK, reason="再来") == {
        "asked-already"
    }
    actions.decide_extension(cast.town, asked, "grant")
    row.refresh_from_db()
    assert (row.due_on, row.first_due_on) == (TODAY + WEEK * 2, TODAY + WEEK)
    too_far = row.due_on + timedelta(days=16)
    assert refused(actions.ask_extension, cast.manager, row, until_on=too_far, reason="x") == {
        "until-too-late"
    }


def test_after_the_deadline_no_extension_is_asked_for(cast: Around) -> None:
    row = made.reported(cast)
    Hazard.objects.filter(pk=row.pk).update(found_on=TODAY - WEEK, due_on=TODAY - timedelta(days=1))
    assert refused(actions.ask_extension, cast.manager, row, until_on=TODAY + WEEK, reason="x") == {
        "due-passed"
    }


# ---------- what follows ----------


def test_a_hazard_keeps_its_unit_from_leaving_the_roster(cast: Around) -> None:
    from anbiao.registry.actions import move_unit

    made.reported(cast)
    assert "hazards-open" in refused(move_unit, cast.town, cast.unit, "close", note="关停", on=TODAY)


def test_the_standing_of_the_unit_follows_every_step(cast: Around) -> None:
    row = made.reported(cast)
    standing = Standing.objects.get(enterprise=cast.unit)
    assert (standing.found, standing.open, standing.overdue) == (1, 1, 0)
    made.fixed(cast, row)
    actions.verify(cast.town, row)
    standing.refresh_from_db()
    assert (standing.found, standing.open) == (1, 0)


def test_a_void_hazard_counts_no_more_and_its_finder_cannot_void_it(cast: Around) -> None:
    row = made.reported(cast, by=cast.district)
    assert "own-find" in refused(actions.void, cast.district, row, note="重复")
    other = made.reported(cast)
    actions.void(cast.district, other, note="登记错误")
    assert Standing.objects.get(enterprise=cast.unit).found == 1


def test_photos_stand_with_the_hazard_in_their_role(cast: Around) -> None:
    row = made.reported(cast, photos=[made.photo(cast.grid, cast.unit)])
    made.fixed(cast, row)
    roles = list(Picture.objects.filter(hazard=row).order_by("id").values_list("role", flat=True))
    assert roles == ["found", "fixed"]
