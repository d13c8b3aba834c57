"""Every figure against a naive recount, each day of a history and looked back upon; from every scope."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anbiao.oversight import queries
from anbiao.oversight.actions import fold
from anbiao.oversight.figures import BESIDE, FIGURES, figure_named
from anbiao.oversight.queries.measures import KEPT, MEASURES
from anbiao.registry.models import Enterprise
from tests import people
from tests.oversight.histories import ACTS, PLAYED, Story, asked_of, said_on, story
from tests.oversight.recount import recount

pytestmark = pytest.mark.django_db
DAYS = st.lists(
    st.tuples(st.integers(1, 9), st.lists(st.tuples(st.sampled_from(sorted(ACTS)), st.integers(0, 39)), max_size=6)),
    min_size=1, max_size=4,
)  # fmt: skip


def _recounted(told: Story, *, of_campaign: bool) -> dict[Any, dict[str, Any]]:
    asked = asked_of(told, told.on, of_campaign=of_campaign)
    cells: dict[Any, list[Enterprise]] = {}
    for unit in Enterprise.objects.filter(district=people.DISTRICT):
        cells.setdefault((unit.region[:9], unit.sector), []).append(unit)
    found = {}
    for cell, units in cells.items():
        row = recount(units, first=asked.first_on, last=asked.last_on, today=told.on, since=asked.since, campaign=asked.campaign)  # fmt: skip
        assert row.keys() == MEASURES.keys()
        if any(row.values()):
            found[cell] = {k: n for k, n in row.items() if n}
    return found


def _only(measures: Iterable[str], cells: dict[Any, dict[str, Any]]) -> dict[Any, dict[str, Any]]:
    kept = {cell: {k: n for k, n in row.items() if k in measures} for cell, row in cells.items()}
    return {cell: row for cell, row in kept.items() if row}


def _plays(days: Any) -> set[str]:
    """Plays days; recounts each when it ends, and asks for each of them again when all are over."""
    told, kept = story(), []
    for pause, acts in days:
        for name, number in acts:
            told.act(name, number)
        for of_campaign in (False, True):
            right = _recounted(told, of_campaign=of_campaign)
            assert said_on(told, told.on, of_campaign=of_campaign, from_facts=True) == right
            # From the sums, some of them folded.
            assert said_on(told, told.on, of_campaign=of_campaign, measures=KEPT) == _only(KEPT, right)
            kept.append((told.on, of_campaign, right))
        fold(people.DISTRICT)
        told.next_day(pause)
    for on, of_campaign, right in kept:
        assert said_on(told, on, of_campaign=of_campaign) == right
    return {name for _, _, cells in kept for row in cells.values() for name in row}


def test_every_figure_is_what_a_recount_gives_that_day_and_later() -> None:
    # Red comes by accidents and long-open major hazards; it is counted as the other three are.
    assert _plays(PLAYED) == MEASURES.keys() - {"red"}


@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DAYS)
def test_any_history_is_counted_like_this(days: Any) -> None:
    with transaction.atomic():
        _plays(days)
        transaction.set_rollback(True)


def test_nothing_to_divide_by_is_no_rate_of_nought() -> None:
    value = queries.value_of(figure_named("creation_rate"), {})
    assert (value.number, value.of, value.rate, value.main) == (0, 0, None, None)
    third = queries.value_of(figure_named("creation_rate"), {"created": 1, "surveyed": 3})
    assert third.main == Decimal("33.33")


def test_figures_name_measures_and_each_is_named_once() -> None:
    named = (*FIGURES, *BESIDE)
    assert {m for f in named for m in (f.number, f.of) if m} == MEASURES.keys()
    assert len({f.code for f in named}) == len(named)
