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
    places = answer["placements"]
    found: list[str] = []
    if Counter([*places, *answer["unplaced"]]) != Counter(visits.keys()):
        found.append("visits: not every visit is there exactly once, as placed or as left")
    known = {
        name: place
        for name, place in places.items()
        if name in visits and place["week"] in weeks and place["person"] in people
    }
    found += [f"unknown: {name}" for name in places if name not in known]
    for name, place in known.items():
        found += _single(visits[name], weeks[place["week"]], place)
        found += _ordered(visits[name], place, places)
    found += _loads(visits, people, weeks, known)
    return found + [
        f"lock: {name}"
        for name, visit in visits.items()
        if visit.get("locked") and places.get(name) != visit["locked"]
    ]


def _single(visit: dict[str, Any], week: dict[str, Any], place: dict[str, str]) -> list[str]:
    found = []
    if week.get("blocked"):
        found.append(f"blocked week: {visit['id']}")
    if monday(place["week"]) < monday(visit["release"]):
        found.append(f"before release: {visit['id']}")
    if place["person"] not in visit["candidates"]:
        found.append(f"person: {visit['id']}")
    return found


def _ordered(visit: dict[str, Any], place: dict[str, str], places: Answer) -> list[str]:
    found = []
    for after in visit.get("after", []):
        before = places.get(after["visit"])
        if before is None:
            found += [] if visit.get("locked") else [f"order: {visit['id']} without {after['visit']}"]
        elif (monday(place["week"]) - monday(before["week"])).days < 7 * after.get("lag", 0):
            found.append(f"lag: {visit['id']} after {after['visit']}")
    return found


def _loads(visits: Answer, people: Answer, weeks: Answer, places: Answer) -> list[str]:
    work: Counter[tuple[str, str]] = Counter()
    for name, place in places.items():
        work[place["person"], place["week"]] += visits[name].get("duration", 1)
    found = []
    for (person, name), used in work.items():
        there = max(0, weeks[name].get("days", 5) - people[person].get("absences", {}).get(name, 0))
        if used > people[person]["capacity"] * there // 5:
            found.append(f"capacity: {person} {name}")
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
