"""Colours by rule after each event, by hand with two persons, and what a change of the local rule would do."""

from datetime import date, timedelta
from typing import Any

import pytest

from anbiao.inspection import actions
from anbiao.inspection.models import ColourChange, Standing
from anbiao.kit.actor import Actor
from anbiao.standards import effects
from anbiao.standards import queries as standards
from tests import people
from tests.inspection import made
from tests.inspection.made import TODAY, Around, later, refused
from tests.inspection.test_hazards import CRITERION

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Around:
    return made.around()


def second(name: str = "district-2") -> Actor:
    """Another officer of the district."""
    user = people.make_user(name)
    people.grant(user, "district_officer", region=people.DISTRICT, organisation=user.organisation)
    return people.acting(user)


def colour(cast: Around) -> str:
    cast.unit.refresh_from_db()
    return cast.unit.colour


def test_a_unit_without_anything_against_it_is_blue_and_visited_within_a_year(cast: Around) -> None:
    actions.settle(cast.district, [cast.unit.pk])
    assert colour(cast) == "blue"
    assert Standing.objects.get(enterprise=cast.unit).next_visit_on == TODAY + timedelta(days=365)


def test_an_open_major_hazard_makes_a_unit_red_and_its_closing_lets_it_go(cast: Around) -> None:
    actions.settle(cast.district, [cast.unit.pk])
    row = made.reported(
        cast, grade="major", criterion=CRITERION, control="停用", due_on=TODAY + timedelta(days=14)
    )
    assert colour(cast) == "red"
    change = ColourChange.objects.get(after="red")
    assert (change.before, change.criterion, change.evidence) == (
        "blue", "1.open_major_hazards", {"1.open_major_hazards": 1.0, "4.direct_red": 1.0},
    )  # fmt: skip
    actions.fill_in(
        cast.manager, row, values={"measure": "更换", "funds": 5000, "plan": "撤离"}, version=row.version
    )
    made.fixed(cast, row)
    actions.verify(cast.town, row)
    actions.approve(cast.district, row)
    assert colour(cast) == "blue"
    assert [each.after for each in ColourChange.objects.order_by("at", "id")] == ["blue", "red", "blue"]


def test_what_passes_with_time_colours_at_night(cast: Around) -> None:
    made.reported(cast)
    assert colour(cast) == "yellow"
    night = later(cast.district, 8)
    assert actions.settle(night) >= 1
    assert colour(cast) == "orange"
    assert actions.settle(night) == 0


def test_a_fatal_accident_makes_a_unit_red_for_a_year(cast: Around) -> None:
    values = {
        "dead": 1, "injured": 0, "hurt": 0, "loss": 0, "place": "车间", "course": "坠落", "cause": "", "kind": "AT-07",
        "kind_list": "cn.accident-types", "is_road_or_fire": False, "reported_at": None,
    }  # fmt: skip
    at = people.NOW - timedelta(days=2)
    actions.record_accident(cast.district, unit=cast.unit, region="", happened_at=at, values=values)
    assert colour(cast) == "red"
    actions.settle(later(cast.district, 380))
    assert colour(cast) != "red"


def test_who_refuses_an_inspection_is_red_and_who_turns_a_grid_member_away_is_not(cast: Around) -> None:
    again = TODAY + timedelta(days=3)
    for actor, kind, expected in ((cast.grid, "grid", "blue"), (cast.officer, "inspection", "red")):
        row = actions.begin_check(actor, cast.unit, kind=kind)
        actions.finish_check(actor, row, actions.Visit(outcome="refused", next_on=again, companions="陈警官"))
        assert colour(cast) == expected
    assert ColourChange.objects.get(after="red").criterion == "4.direct_red"


# ---------- by hand ----------


def asked(cast: Around, **over: Any) -> Any:
    given: dict[str, Any] = {
        "colour": "orange", "reason": "群众多次反映", "expires_on": TODAY + timedelta(days=30), **over,
    }  # fmt: skip
    return actions.propose_colour(cast.district, cast.unit, **given)


def test_a_colour_by_hand_takes_a_second_person_and_ends_on_its_day(cast: Around) -> None:
    row = asked(cast)
    assert "own-proposal" in refused(actions.decide_colour, cast.district, row, "approve")
    again = made.second_account(cast.district, "district_officer", region=people.DISTRICT)
    assert "own-proposal" in refused(actions.decide_colour, again, row, "approve")
    actions.decide_colour(second(), row, "approve")
    assert colour(cast) == "orange"
    assert ColourChange.objects.get(after="orange").proposal_id == row.pk
    actions.settle(later(cast.district, 30))
    assert colour(cast) == "orange"
    actions.settle(later(cast.district, 31))
    assert colour(cast) == "blue"


def test_the_operator_without_an_account_decides_on_no_colour(cast: Around) -> None:
    assert refused(actions.decide_colour, people.OPERATOR, asked(cast), "approve") == {"nobody-known"}


def test_one_colour_by_hand_at_a_time_and_never_without_reason_and_end(cast: Around) -> None:
    assert refused(asked, cast, reason=" ", expires_on=TODAY) == {"reason-missing", "expiry-missing"}
    asked(cast)
    assert refused(asked, cast) == {"colour-by-hand"}


# ---------- what a change of the local rule would do ----------


def test_stricter_criteria_tell_how_many_units_would_change(cast: Around) -> None:
    made.reported(cast)
    value = standards.local(people.DISTRICT, "colours.criteria", TODAY)
    stricter = [*value, {"colour": "orange", "condition": "open_general_hazards", "threshold": 1}]
    assert effects.effects(cast.district, "colours.criteria", value) == []
    (told,) = effects.effects(cast.district, "colours.criteria", stricter)
    assert "1" in told
    assert colour(cast) == "yellow"


def test_a_shorter_interval_tells_the_visits_that_would_be_due(cast: Around) -> None:
    people.make_enterprise(name="很久没去的店", registered_on=date(2026, 1, 5))
    actions.settle(cast.district)
    was = standards.local(people.DISTRICT, "visits.interval", TODAY)
    assert effects.effects(cast.district, "visits.interval", was) == []
    assert effects.effects(cast.district, "visits.interval", {**was, "blue": 1}) != []


@pytest.mark.parametrize("code", sorted(effects._effects))
def test_every_rule_that_is_read_previews_its_own_proposal(cast: Around, code: str) -> None:
    made.reported(cast)
    value = standards.local(people.DISTRICT, code, TODAY)
    assert all(isinstance(told, str) and told for told in effects.effects(cast.district, code, value))
