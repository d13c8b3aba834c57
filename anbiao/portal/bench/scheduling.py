"""The weekly plan of a made district, or of a city district by district, or of a file; beside the plan by due date and the lower bound."""

from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import Any

from anbiao.portal.bench.measuring import Figure
from anbiao.programme.planning import plan, plan_text, read_instance
from anbiao.programme.planning.made import made
from anbiao.rules.schedule import Instance
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
