"""The weekly plan of a made district, or of a city district by district, or of a file; beside the plan by due date and the lower bound."""

from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import Any

from anbiao.portal.bench.measuring import Figure
from anbiao.programme.planning import plan, plan_text, read_instance
from anbiao.programme.planning.made import made
from anbiao.rules.schedule import Instance, Plan
from anbiao.rules.schedule.constraints import refusals
from anbiao.rules.schedule.due_date import edd_plan
from anbiao.rules.schedule.objective import Score, score
from anbiao.rules.schedule.trip_bounds import Bound, bounds_of

DISTRICT = 4_000  # units; more are planned by districts of about so many, two at a time
ALONE = 10_000  # units that one plan still holds
SECONDS, CITY_SECONDS, CORES = 18.0, 140.0, 2
DEMAND = "20 s for 5,000 units, 4 min for 52,000; no colour later than by due date, 5 % fewer trips"
Told = dict[str, Any]


def measure(size: int) -> list[Figure]:
    """The bench among the others."""
    told = of_size(size)
    return [Figure("schedule", size, told.pop("seconds"), None, DEMAND, told)]


def of_size(size: int) -> Told:
    """So many units: one district, or a city's."""
    if size <= ALONE:
        return _told([_measured(made(size), SECONDS)])
    number = max(2, round(size / DISTRICT))
    sizes = [size // number + (place < size % number) for place in range(number)]
    each = CITY_SECONDS * CORES / number
    began = perf_counter()
    with ProcessPoolExecutor(CORES, mp_context=get_context("spawn")) as pool:
        found = list(pool.map(_district, sizes, range(1, number + 1), [each] * number))
    return {**_told(found), "seconds": round(perf_counter() - began, 2)}


def of_replanning(size: int, seconds: float = SECONDS) -> Told:
    """What re-planning makes of a plan when a person falls ill for two weeks and every twentieth visit slips from its week: beside the
    plan before, and beside what had to move.
    """
    instance = made(size)
    before = plan(instance, seconds=seconds)
    changed, must, locked = _disturbed(instance, before)
    began = perf_counter()
    after = plan(changed, seconds=seconds, previous=before)
    took = perf_counter() - began
    moved = {name for name, at in before.placements.items() if after.placements.get(name) != at}
    return {
        **_told([_beside(changed, score(changed, after), took)]),
        "before": _levels(*(getattr(score(instance, before), name) for name in ("lateness", "unplaced", "trips"))),
        "had_to_move": len(must), "moved_beside": len(moved - must), "dropped": len(set(before.placements) - set(after.placements)),
        "locked": len(locked), "locked_moved": len(locked & moved), "flaws": len(refusals(changed, after)),
    }  # fmt: skip


def _disturbed(instance: Instance, before: Plan) -> tuple[Instance, set[str], set[str]]:
    """The problem with one person away in weeks 6 and 7, every twentieth visit not before a week after its own, every fiftieth of the others
    locked where it is; which visits have to move, and which may not.
    """
    weeks = [week.week for week in instance.weeks]
    person = instance.people[0]
    ill = dict.fromkeys(weeks[5:7], 5)
    away = {name for name, at in before.placements.items() if at.person == person.id and at.week in ill}
    slipped = {name for name in sorted(before.placements)[::20] if before.placements[name].week < weeks[-3]}
    locked = {name for name in sorted(before.placements)[7::50]} - away - slipped
    # What stands before a locked visit in its unit may not slip past it: such a slip would contradict the lock.
    units = {visit.unit for visit in instance.visits if visit.id in locked}
    held = {visit.id for visit in instance.visits if visit.unit in units}
    slipped -= held
    visits = tuple(
        replace(visit, release=before.placements[visit.id].week.next) if visit.id in slipped
        else replace(visit, locked=before.placements[visit.id]) if visit.id in locked
        else visit
        for visit in instance.visits
    )  # fmt: skip
    people = (replace(person, absences={**person.absences, **ill}), *instance.people[1:])
    return replace(instance, people=people, visits=visits), away | slipped, locked


def of_file(path: Path, out: Path | None = None, seconds: float = SECONDS) -> Told:
    """The problem of a file; its plan is written where it is asked for. Raises Refused for a file that is no problem."""
    instance = read_instance(path.read_bytes())
    began = perf_counter()
    found = plan(instance, seconds=seconds)
    took = perf_counter() - began
    if out is not None:
        out.write_text(plan_text(instance, found))
    return _told([_beside(instance, score(instance, found), took)])


def _district(size: int, seed: int, seconds: float) -> Told:
    """One district, in a process of its own."""
    return _measured(made(size, seed=seed), seconds)


def _measured(instance: Instance, seconds: float) -> Told:
    began = perf_counter()
    found = plan(instance, seconds=seconds)
    took = perf_counter() - began
    return _beside(instance, score(instance, found), took)


def _beside(instance: Instance, found: Score, took: float) -> Told:
    began = perf_counter()
    by_due_date = edd_plan(instance)
    edd_took = perf_counter() - began
    edd = score(instance, by_due_date)
    bound, edd_bound = bounds_of(instance, [found, edd])
    return {**_one(found, bound, took), "edd": _one(edd, edd_bound, edd_took)}


def _one(found: Score, bound: Bound, took: float) -> Told:
    return {
        "seconds": round(took, 2),
        **_levels(found.lateness, found.unplaced, found.trips),
        "bound": _levels(bound.lateness, bound.unplaced, bound.trips),
    }


def _levels(lateness: Any, unplaced: int, trips: int) -> Told:
    return {"lateness": dict(lateness), "unplaced": unplaced, "trips": trips}


def _told(found: list[Told]) -> Told:
    """Districts added up, and the gaps: what a plan has above its bound, as a part of what it has."""
    total = _sum(found)
    for one in (total, total["edd"]):
        one["gap"] = _gap(one, one["bound"])
    return {key: total[key] for key in ("seconds", "lateness", "unplaced", "trips", "bound", "gap", "edd")}


def _sum(found: Iterable[Told]) -> Told:
    first, *more = found
    total = dict(first)
    for one in more:
        for key, value in one.items():
            total[key] = (
                _sum([total[key], value]) if isinstance(value, dict) else round(total[key] + value, 2)
            )
    return total


def _gap(plan_levels: Told, bound: Told) -> Told:
    return {
        key: _gap(plan_levels[key], value) if isinstance(value, dict) else _part(plan_levels[key], value)
        for key, value in bound.items()
    }


def _part(value: int, bound: int) -> float:
    return round((value - bound) / value, 4) if value else 0.0
