"""An independent checker of weekly plans: it reads the JSON of problem and plan and knows nothing of the program.

Every rule of docs/planning.md is written out here a second time, in plain words and plain dictionaries.
"""

from collections import Counter
from datetime import date
from typing import Any

Problem = dict[str, Any]
Answer = dict[str, Any]
ORDER = ("red", "orange", "yellow", "blue")


def monday(week: str) -> date:
    year, number = week.split("-W")
    return date.fromisocalendar(int(year), int(number), 1)


def offset(problem: Problem, week: str) -> int:
    """Weeks from the first planned one."""
    return (monday(week) - monday(problem["weeks"][0]["week"])).days // 7


def complaints(problem: Problem, answer: Answer) -> list[str]:
    """Everything that is wrong with a plan; empty for a good one."""
    visits = {visit["id"]: visit for visit in problem["visits"]}
    people = {person["id"]: person for person in problem["people"]}
    weeks = {week["week"]: week for week in problem["weeks"]}
    found: list[str] = []
    places = answer["placements"]
    accounted = Counter([*places, *answer["unplaced"]])
    if accounted != Counter(visits.keys()):
        found.append("visits: not every visit is there exactly once, as placed or as left")
    work: Counter[tuple[str, str]] = Counter()
    for name, place in places.items():
        visit, week = visits.get(name), weeks.get(place["week"])
        if visit is None or week is None or place["person"] not in people:
            found.append(f"unknown: {name} {place}")
            continue
        work[place["person"], place["week"]] += visit.get("duration", 1)
        if week.get("blocked"):
            found.append(f"blocked week: {name}")
        if monday(place["week"]) < monday(visit["release"]):
            found.append(f"before release: {name}")
        if place["person"] not in visit["candidates"]:
            found.append(f"person: {name}")
        for after in visit.get("after", []):
            before = places.get(after["visit"])
            if before is None:
                if not visit.get("locked"):
                    found.append(f"order: {name} without {after['visit']}")
            elif (monday(place["week"]) - monday(before["week"])).days < 7 * after.get("lag", 0):
                found.append(f"lag: {name} after {after['visit']}")
    for (person, name), used in work.items():
        week = weeks[name]
        there = max(0, week.get("days", 5) - people[person].get("absences", {}).get(name, 0))
        if used > people[person]["capacity"] * there // 5:
            found.append(f"capacity: {person} {name}")
    for name, visit in visits.items():
        lock = visit.get("locked")
        if lock and places.get(name) != lock:
            found.append(f"lock: {name}")
    return found


def measured(problem: Problem, answer: Answer) -> tuple[int, ...]:
    """Lateness of the four colours, visits without a week, trips, weeks waited; in the order of what matters."""
    units = {unit["id"]: unit for unit in problem["units"]}
    rank = {person["id"]: place for place, person in enumerate(problem["people"])}
    places = answer["placements"]
    late: Counter[str] = Counter()
    waited = 0
    for visit in problem["visits"]:
        place = places.get(visit["id"])
        week = offset(problem, place["week"]) if place else len(problem["weeks"])
        weeks_late = max(0, week - offset(problem, visit["due"]))
        late[units[visit["unit"]]["colour"]] += weeks_late * visit.get("weight", 1)
        if place:
            waited += week - max(0, offset(problem, visit["release"]))
    trips = set()
    for visit in problem["visits"]:
        place = places.get(visit["id"])
        if place and not _joins(problem, places, rank, visit):
            trips.add((place["person"], units[visit["unit"]]["village"], place["week"]))
    unplaced = sum(1 for visit in problem["visits"] if visit["id"] not in places)
    return (*(late[colour] for colour in ORDER), unplaced, len(trips), waited)


def _joins(problem: Problem, places: Answer, rank: dict[str, int], visit: dict[str, Any]) -> bool:
    """Somebody who stands earlier is at the same door in the same week for what can be done together."""
    if not visit.get("together"):
        return False
    mine = places[visit["id"]]
    for other in _of_unit(problem, visit["unit"]):
        theirs = places.get(other["id"])
        if other["id"] == visit["id"] or not theirs or other.get("together") != visit["together"]:
            continue
        if theirs["week"] == mine["week"] and rank[theirs["person"]] < rank[mine["person"]]:
            return True
    return False


def _of_unit(problem: Problem, unit: str) -> list[dict[str, Any]]:
    held = problem.setdefault("_by_unit", {})
    if not held:
        for visit in problem["visits"]:
            held.setdefault(visit["unit"], []).append(visit)
    return list(held[unit])
