"""The checker bites: each way to spoil a good plan is found."""

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from anbiao.programme.planning import instance_text, plan_text
from anbiao.programme.planning.made import made
from anbiao.rules.schedule import Placement
from anbiao.rules.schedule.due_date import edd_plan
from tests.planning.plan_checker import complaints

Problem = dict[str, Any]
Answer = dict[str, Any]


@pytest.fixture(scope="module")
def good() -> tuple[Problem, Answer]:
    """A district of 60 units with one visit locked, and its plan by due date."""
    instance = made(60)
    locked = Placement(instance.weeks[3].week, instance.visits[0].candidates[0])
    visits = (replace(instance.visits[0], locked=locked), *instance.visits[1:])
    instance = replace(instance, visits=visits)
    found = edd_plan(instance)
    return json.loads(instance_text(instance)), json.loads(plan_text(instance, found))


def first_with(problem: Problem, answer: Answer, fits: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    return next(v for v in problem["visits"] if v["id"] in answer["placements"] and fits(v))


def lost(problem: Problem, answer: Answer) -> None:
    answer["placements"].pop(problem["visits"][-1]["id"], None)
    answer["unplaced"] = [name for name in answer["unplaced"] if name != problem["visits"][-1]["id"]]


def twice(problem: Problem, answer: Answer) -> None:
    answer["unplaced"].append(next(iter(answer["placements"])))


def blocked(problem: Problem, answer: Answer) -> None:
    week = next(week["week"] for week in problem["weeks"] if week["blocked"])
    next(iter(answer["placements"].values()))["week"] = week


def early(problem: Problem, answer: Answer) -> None:
    visit = first_with(problem, answer, lambda v: v["release"] > problem["weeks"][0]["week"])
    answer["placements"][visit["id"]]["week"] = problem["weeks"][0]["week"]


def stranger(problem: Problem, answer: Answer) -> None:
    visit = problem["visits"][1]
    other = next(person["id"] for person in problem["people"] if person["id"] not in visit["candidates"])
    answer["placements"][visit["id"]]["person"] = other


def hasty(problem: Problem, answer: Answer) -> None:
    visit = first_with(problem, answer, lambda v: any(after["lag"] for after in v["after"]))
    before = answer["placements"][visit["after"][0]["visit"]]
    answer["placements"][visit["id"]]["week"] = before["week"]


def orphaned(problem: Problem, answer: Answer) -> None:
    visit = first_with(problem, answer, lambda v: bool(v["after"]))
    before = visit["after"][0]["visit"]
    del answer["placements"][before]
    answer["unplaced"].append(before)


def crowded(problem: Problem, answer: Answer) -> None:
    place = max(answer["placements"].values(), key=lambda at: at["week"])
    person = next(p for p in problem["people"] if p["id"] == place["person"])
    person["capacity"] = 0


def away(problem: Problem, answer: Answer) -> None:
    place = next(iter(answer["placements"].values()))
    person = next(p for p in problem["people"] if p["id"] == place["person"])
    person["absences"] = {place["week"]: 5}


def unlocked(problem: Problem, answer: Answer) -> None:
    answer["placements"][problem["visits"][0]["id"]]["week"] = problem["weeks"][4]["week"]


SPOILT = {
    lost: "visits", twice: "visits", blocked: "blocked", early: "before release", stranger: "person", hasty: "lag", orphaned: "order",
    crowded: "capacity", away: "capacity", unlocked: "lock",
}  # fmt: skip


@pytest.mark.parametrize("spoil", SPOILT, ids=lambda spoil: spoil.__name__)
def test_the_checker_bites(good: tuple[Problem, Answer], spoil: Callable[[Problem, Answer], None]) -> None:
    problem, answer = copy.deepcopy(good)
    assert not complaints(problem, answer)
    spoil(problem, answer)
    assert any(complaint.startswith(SPOILT[spoil]) for complaint in complaints(problem, answer))
