"""What a grade brings where Anbiao itself decides: how often its unit is visited, from the grant to the loss."""

from datetime import date, timedelta

import pytest

from anbiao.inspection.actions import settle
from anbiao.inspection.models import Standing
from anbiao.programme import actions
from anbiao.programme.models import Certificate
from anbiao.programme.queries import certificates as queries
from anbiao.registry.models import Enterprise
from anbiao.rules import visits
from tests import people
from tests.inspection.made import later
from tests.programme.made import Cast, cast, certified, proposed

pytestmark = pytest.mark.django_db
VISITED = date(2026, 11, 1)
INTERVALS = {"red": 7, "orange": 30, "yellow": 90, "blue": 365}


def standing(who: Cast) -> Standing:
    return Standing.objects.get(enterprise=who.unit)


def watched(colour: str) -> Cast:
    """Everybody of a school of this colour, which settled once."""
    who = cast()
    settle(people.OPERATOR, [who.unit.pk])
    Enterprise.objects.filter(pk=who.unit.pk).update(colour=colour)
    return who


def test_a_grant_makes_the_visits_of_a_blue_unit_fewer_and_its_suspension_takes_it_back() -> None:
    who = watched("blue")
    before = standing(who).next_visit_on
    row = certified(who)  # excellent: 150 per cent
    after = standing(who)
    assert (after.visit_percent, after.next_visit_on - before) == (150, timedelta(days=365 // 2))
    actions.decide_certificate(later(who.around.district, 20), row, "suspend", note="x", ground="not_kept")
    assert (standing(who).visit_percent, standing(who).next_visit_on) == (100, before)
    actions.decide_certificate(later(who.leader, 21), row, "restore", note="x")
    assert standing(who).visit_percent == 150


def test_a_grade_from_before_counts_as_well() -> None:
    who = watched("blue")
    actions.enter_certificate(
        who.around.district, who.unit, result="1", number="旧", granted_on=date(2025, 1, 1)
    )
    assert standing(who).visit_percent == 200


def test_nothing_is_brought_before_it_is_granted() -> None:
    who = watched("blue")
    proposed(who)
    assert standing(who).visit_percent == 100


def test_an_expired_certificate_brings_nothing_from_the_next_night_on() -> None:
    who = watched("blue")
    row = certified(who)
    assert actions.keep_levers(people.OPERATOR) == 0
    Certificate.objects.filter(pk=row.pk).update(
        valid_from=date(2020, 1, 1), valid_until=people.TODAY - timedelta(days=1)
    )
    assert actions.keep_levers(people.OPERATOR) == 1
    assert (standing(who).visit_percent, queries.visit_percents(people.DISTRICT, people.TODAY)) == (100, {})


@pytest.mark.parametrize("colour", sorted(INTERVALS))
def test_the_statement_and_the_rule_agree_on_the_next_visit(colour: str) -> None:
    who = watched(colour)
    from anbiao.inspection.actions.standing import plan_visits
    from anbiao.inspection.queries.local import local

    Standing.objects.filter(enterprise=who.unit).update(visit_percent=125, last_visit_on=VISITED)
    plan_visits(people.OPERATOR, local(people.OPERATOR), [who.unit.pk])
    wanted = visits.next_visit_on(
        colour, last_on=VISITED, watched_from=people.TODAY, intervals=INTERVALS, percent=125
    )
    assert standing(who).next_visit_on == wanted
