"""The course of an assessment, and that nobody decides on the own work: each guard by a table, then a walk through everything."""

from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anbiao.rules.assessing import (
    ASSESSMENT,
    all_filled,
    all_reviewed,
    may_become_an_application,
    may_correct,
    may_decide,
    may_review,
    nearness,
    not_drawn,
    not_twice_alone,
    renewal_is_near,
    review_hazards_closed,
    waiting_is_over,
    year_without_harm,
)

TODAY = date(2026, 11, 23)
UNIT = "unit"


def behind(**over: Any) -> dict[str, object]:
    """What stands behind a unit that applies, as the facts of an assessment carry it."""
    past = {
        "refused_on": None,
        "revoked_on": None,
        "false_pledge_on": None,
        "holds_until": None,
        "dead": 0,
        "injured": 0,
        "loss": 0,
    }
    waiting = {"refused": 12, "revoked": 12, "false_pledge": 36, "renewal": 3}
    return {"past": {**past, **over}, "waiting": waiting}


def facts(**over: Any) -> dict[str, object]:
    """An assessment that stands in nobody's way, looked at by Gao of the street."""
    return {
        "by_person": "Gao", "by_units": frozenset[str](), "enterprise_id": UNIT, "to_fill": 0, "to_review": 0, "advisers": [],
        "reviewers": [], "last_reviewers": [], "concluded_by": None, "assigned": [], "opened_by": None, "kind": "yearly", "sample": "",
        "open_from_review": 0, "state": "accepted", "corrects_id": None, "applying": behind(), **over,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("guard", "over", "code"),
    [
        pytest.param(all_filled, {}, None, id="everything is filled"),
        pytest.param(all_filled, {"to_fill": 3}, "items-open", id="three items are not"),
        pytest.param(all_reviewed, {"to_review": 1}, "items-open", id="one item is not reviewed"),
        pytest.param(may_review, {}, None, id="a stranger reviews"),
        pytest.param(may_review, {"advisers": ["Hu"]}, None, id="4.2 (3) another one advised"),
        pytest.param(may_review, {"advisers": ["Gao"]}, "advised", id="4.2 (3) who advised"),
        pytest.param(
            may_review, {"by_units": frozenset({UNIT})}, "own-unit", id="4.2 (1) who belongs to the unit"
        ),
        pytest.param(may_review, {"assigned": ["Hu"]}, "not-assigned", id="others are assigned"),
        pytest.param(may_review, {"assigned": ["Gao", "Hu"]}, None, id="who is assigned"),
        pytest.param(may_review, {"assigned": ["Gao"], "advisers": ["Gao"]}, "advised", id="4.2 (3) also when assigned"),
        pytest.param(may_decide, {"assigned": ["Hu"]}, None, id="who decides need not be assigned"),
        pytest.param(may_decide, {"opened_by": "Gao"}, "own-correction", id="4.2 (4) who opened the correction"),
        pytest.param(review_hazards_closed, {"kind": "application"}, None, id="no hazard is open"),
        pytest.param(review_hazards_closed, {"kind": "application", "open_from_review": 2}, "open-from-review", id="83号 第七条: they are closed first"),
        pytest.param(review_hazards_closed, {"open_from_review": 2}, None, id="a yearly one does not wait"),
        pytest.param(not_drawn, {"sample": "own"}, None, id="left out of the sample"),
        pytest.param(not_drawn, {"sample": "review"}, "to-be-reviewed", id="drawn"),
        pytest.param(not_drawn, {}, "to-be-reviewed", id="nobody drew yet"),
        pytest.param(may_review, {"by_person": ""}, "nobody-known", id="4.2 (9) nobody"),
        pytest.param(
            not_twice_alone, {"reviewers": ["Gao"], "last_reviewers": ["Gao"]}, "twice-alone", id="4.2 (3) twice running alone"
        ),
        pytest.param(not_twice_alone, {"reviewers": [], "last_reviewers": ["Gao"]}, "twice-alone", id="4.2 (3) no mark of another"),
        pytest.param(not_twice_alone, {"reviewers": ["Gao", "Hu"], "last_reviewers": ["Gao"]}, None, id="4.2 (3) with another now"),
        pytest.param(not_twice_alone, {"reviewers": ["Gao"], "last_reviewers": ["Gao", "Hu"]}, None, id="4.2 (3) with another then"),
        pytest.param(not_twice_alone, {"reviewers": ["Gao"]}, None, id="4.2 (3) for the first time"),
        pytest.param(may_decide, {"reviewers": ["Hu"], "concluded_by": "Hu"}, None, id="4.2 (4) a second person"),
        pytest.param(may_decide, {"reviewers": ["Hu", "Gao"]}, "own-review", id="4.2 (4) a reviewer"),
        pytest.param(may_decide, {"concluded_by": "Gao"}, "own-review", id="4.2 (4) who concluded"),
        pytest.param(may_decide, {"by_units": frozenset({UNIT})}, "own-unit", id="4.2 (1) of the unit"),
        pytest.param(may_decide, {"advisers": ["Gao"]}, "advised", id="4.2 (3) who advised decides nothing"),
        pytest.param(may_decide, {"by_person": ""}, "nobody-known", id="4.2 (9) nobody decides"),
        pytest.param(may_become_an_application, {}, None, id="a yearly one"),
        pytest.param(may_become_an_application, {"kind": "application"}, "applies-already", id="an application"),
        pytest.param(may_become_an_application, {"corrects_id": "x"}, "correction-stays", id="a correction"),
        pytest.param(waiting_is_over, {}, None, id="never refused"),
        pytest.param(waiting_is_over, {"applying": None}, None, id="nobody asks"),
        pytest.param(waiting_is_over, {"applying": behind(refused_on="2025-11-24")}, "waits-refused", id="83号 第八条: a day too early"),
        pytest.param(waiting_is_over, {"applying": behind(refused_on="2025-11-23")}, None, id="83号 第八条: after twelve months"),
        pytest.param(
            waiting_is_over, {"applying": behind(revoked_on="2026-01-05", false_pledge_on="2026-01-05")}, "waits-false-pledge", id="the longest is told"
        ),
        pytest.param(renewal_is_near, {"applying": behind(holds_until="2027-02-23")}, None, id="83号 第十条: three months before"),
        pytest.param(renewal_is_near, {"applying": behind(holds_until="2027-02-24")}, "renews-later", id="83号 第十条: a day before that"),
        pytest.param(year_without_harm, {"applying": behind(dead=1)}, "year-deadly", id="83号 第八条: a death"),
        pytest.param(year_without_harm, {"applying": behind(injured=2)}, None, id="83号 第八条: two injured"),
    ],
)  # fmt: skip
def test_each_guard(guard: Any, over: dict[str, Any], code: str | None) -> None:
    found = guard(facts(**over), TODAY)
    assert (found.code if found else None) == code


@pytest.mark.parametrize("guard", [all_filled, all_reviewed, may_review, not_twice_alone, may_decide, not_drawn, review_hazards_closed, may_become_an_application, waiting_is_over, renewal_is_near, year_without_harm])  # fmt: skip
def test_a_missing_fact_is_never_a_permission(guard: Any) -> None:
    with pytest.raises(KeyError):
        guard({"by_person": "Gao"} if guard is not not_twice_alone else {}, TODAY)


@pytest.mark.parametrize(
    ("over", "codes"),
    [
        pytest.param({}, set(), id="a decided one"),
        pytest.param({"state": "review"}, {"not-decided"}, id="not before"),
        pytest.param({"state": "corrected", "by_person": ""}, {"not-decided", "nobody-known"}, id="only the newest, by a person"),
        pytest.param({"advisers": ["Gao"]}, {"advised"}, id="not by who advised"),
    ],
)  # fmt: skip
def test_what_is_corrected_and_by_whom(over: dict[str, Any], codes: set[str]) -> None:
    assert {each.code for each in may_correct(facts(**over))} == codes


WHO = {
    "Ai": frozenset({UNIT}), "Gao": frozenset[str](), "Hu": frozenset[str](), "Pan": frozenset[str](), "Su": frozenset({UNIT}),
    "Tang": frozenset[str](), "": frozenset[str](),
}  # fmt: skip


@given(st.integers(0, 2**32))
def test_whatever_way_it_goes_the_result_is_decided_by_somebody_who_took_no_part(seed: int) -> None:
    random, state, done = Random(seed), ASSESSMENT.initial, []
    row = facts(advisers=["Tang"], to_fill=1, to_review=1, last_reviewers=random.choice([[], ["Gao"]]))
    for _ in range(40):
        who = random.choice(list(WHO))
        row.update(
            by_person=who,
            by_units=WHO[who],
            to_fill=random.choice([0, 1]),
            to_review=random.choice([0, 1]),
        )
        if state == "review" and who and not may_review(row, TODAY):
            row["reviewers"] = sorted({*row["reviewers"], who})  # type: ignore[misc]
        step = random.choice(ASSESSMENT.steps)
        if ASSESSMENT.refusals(step, state=state, facts=row, today=TODAY):
            continue
        if step.name == "conclude":
            row["concluded_by"] = who
        if step.name == "accept":
            assert who in {"Gao", "Hu", "Pan"}
            assert who not in row["reviewers"] and who != row["concluded_by"]  # type: ignore[operator]
            done.append(who)
        state = step.target
    assert len(done) <= 1


@pytest.mark.parametrize(
    ("due", "warned", "near"),
    [
        pytest.param(None, None, "", id="应急〔2021〕83号 7: nobody waits"),
        pytest.param(
            date(2026, 11, 22), date(2026, 11, 18), "late", id="应急〔2021〕83号 7: the last day has passed"
        ),
        pytest.param(date(2026, 11, 23), date(2026, 11, 18), "soon", id="local rule: the last day itself"),
        pytest.param(
            date(2026, 11, 26), date(2026, 11, 23), "soon", id="local rule: the first day of the warning"
        ),
        pytest.param(date(2026, 11, 27), date(2026, 11, 24), "", id="local rule: the day before the warning"),
        pytest.param(date(2026, 11, 23), None, "", id="a limit that was set before there were warnings"),
    ],
)
def test_a_limit_is_near_from_the_day_of_its_warning(
    due: date | None, warned: date | None, near: str
) -> None:
    assert nearness(due=due, warned=warned, today=TODAY) == near
