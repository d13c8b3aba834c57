"""Look-back: a draw that anybody can repeat, and what follows from what was seen."""

from datetime import timedelta
from typing import Any

import pytest

from anbiao.inspection import actions
from anbiao.inspection.models import Hazard, Look, LookBack, Standing
from anbiao.kit.actor import Actor
from tests import people
from tests.inspection import made
from tests.inspection.made import TODAY, Around, later, refused

pytestmark = pytest.mark.django_db
SAMPLE = {"general": 50.0, "major": 100.0}
MONTH = 31


@pytest.fixture
def cast() -> Around:
    return made.around()


def closed(cast: Around, number: int = 1) -> list[Hazard]:
    """General hazards, found by the grid, fixed by the unit, verified by the street."""
    rows = [made.fixed(cast, made.reported(cast, title=f"隐患{each}")) for each in range(number)]
    for row in rows:
        actions.verify(cast.town, row)
    return [Hazard.objects.get(pk=row.pk) for row in rows]


def asked(**over: Any) -> dict[str, Any]:
    return {
        "region": people.DISTRICT, "from_on": TODAY, "to_on": TODAY + timedelta(days=1), "sample": SAMPLE, "seed": "2026-11",
        **over,
    }  # fmt: skip


def drawn(cast: Around, **over: Any) -> LookBack:
    return actions.begin_look_back(later(cast.district, MONTH), **{"name": "十一月回头看", **asked(**over)})


def test_chance_gives_the_seed_which_is_kept_and_repeats_the_draw(cast: Around) -> None:
    closed(cast, 5)
    at = later(cast.district, MONTH)
    rows = [drawn(cast, name=name, seed="") for name in ("一", "二")]
    assert rows[0].seed != rows[1].seed
    for row in rows:
        _, ids = actions.drawn(at, **asked(seed=row.seed))
        assert {str(look.hazard_id) for look in row.looks.all()} == set(ids)


def test_where_nobody_was_there_nothing_is_settled(cast: Around) -> None:
    (hazard,) = closed(cast)
    drawn(cast)
    look = Look.objects.get()
    actions.look(bureau(cast), look, "miss", note="大门锁着")
    look.refresh_from_db()
    hazard.refresh_from_db()
    assert (look.state, look.closers, hazard.state, hazard.looked_back_on) == ("missed", {}, "closed", None)
    actions.look(bureau(cast), look, "keep")
    look.refresh_from_db()
    assert look.closers["verified_by"]


def bureau(cast: Around) -> Actor:
    """Who looks: nobody who had a hand in the closing."""
    return later(cast.bureau, MONTH)


def test_the_same_seed_draws_the_same_and_half_of_five_are_three(cast: Around) -> None:
    closed(cast, 5)
    at = later(cast.district, MONTH)
    number, ids = actions.drawn(at, **asked())
    assert (number, len(ids)) == (5, 3)
    assert actions.drawn(at, **asked()) == (number, ids)
    row = drawn(cast)
    assert (row.closed, row.drawn) == (5, 3)
    assert {str(look.hazard_id) for look in Look.objects.filter(look_back=row)} == set(ids)


def test_a_closing_is_drawn_when_its_days_have_passed(cast: Around) -> None:
    closed(cast)
    assert actions.drawn(later(cast.district, 29), **asked()) == (0, ())
    assert actions.drawn(later(cast.district, 30), **asked())[0] == 1
    assert refused(actions.begin_look_back, later(cast.district, 29), name="x", **asked()) == {
        "nothing-drawn"
    }


def test_a_street_does_not_look_back_at_another(cast: Around) -> None:
    closed(cast)
    elsewhere = later(people.acting(people.person("other_street")), MONTH)
    assert "no-duty" in refused(actions.begin_look_back, elsewhere, name="x", **asked())


def test_a_false_closure_reopens_the_hazard_and_counts_against_who_closed_it(cast: Around) -> None:
    (row,) = closed(cast)
    drawn(cast)
    look = Look.objects.get()
    actions.look(bureau(cast), look, "expose", note="现场从未整改")
    row.refresh_from_db()
    look.refresh_from_db()
    assert (row.state, row.reopened, row.round, row.photos_after) == ("returned", 1, 2, 0)
    assert (look.against, look.against_by) == (cast.town.who, cast.town.human)
    assert Standing.objects.get(enterprise=cast.unit).false_closures == 1


def test_a_relapse_reopens_the_hazard_and_counts_against_nobody(cast: Around) -> None:
    (row,) = closed(cast)
    drawn(cast)
    look = Look.objects.get()
    actions.look(bureau(cast), look, "relapse", note="又堆上了", due_on=TODAY + timedelta(days=40))
    row.refresh_from_db()
    assert (row.state, row.due_on) == ("returned", TODAY + timedelta(days=40))
    assert (Look.objects.get().against, Standing.objects.get(enterprise=cast.unit).false_closures) == ("", 0)


def test_what_is_still_fixed_stays_closed_and_is_not_drawn_again(cast: Around) -> None:
    (row,) = closed(cast)
    drawn(cast)
    actions.look(bureau(cast), Look.objects.get(), "keep")
    row.refresh_from_db()
    assert (row.state, row.looked_back_on) == ("closed", TODAY + timedelta(days=MONTH))
    assert actions.drawn(later(cast.district, MONTH + 1), **asked()) == (0, ())


def test_who_verified_it_does_not_look_back_at_it_not_even_by_another_account(cast: Around) -> None:
    closed(cast)
    drawn(cast)
    look = Look.objects.get()
    again = later(made.second_account(cast.town, "district_officer", region=people.DISTRICT), MONTH)
    for actor in (later(cast.town, MONTH), again):
        assert "own-closing" in refused(actions.look, actor, look, "keep")


def test_a_wrong_result_is_corrected_with_a_reason_and_still_not_by_who_closed_it(cast: Around) -> None:
    closed(cast)
    drawn(cast)
    look = Look.objects.get()
    actions.look(bureau(cast), look, "expose", note="看错了单位")
    again = later(made.second_account(cast.town, "district_officer", region=people.DISTRICT), MONTH)
    assert refused(actions.settle_look, again, look, "correct", note="帮忙改") == {"own-closing"}
    actions.settle_look(later(cast.district, MONTH), look, "correct", note="走错了单位")
    assert (look.state, look.against, look.closers) == ("to_look", "", {})
    assert Standing.objects.get(enterprise=cast.unit).false_closures == 0
    assert refused(actions.look, bureau(cast), look, "keep") == {"not-closed"}
