"""Made instances: a district of so many units as a campaign of eight steps would find it. Fictitious, the same for the same seed."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from math import ceil
from random import Random

from anbiao.rules.calendar import IsoWeek
from anbiao.rules.schedule import After, Instance, Person, Unit, Visit, Week

FIRST = IsoWeek(2026, 49)
WEEKS = 26
# Of 5,000 units: people of towns and streets, bureau officers shared between them, villages.
FOR, PEOPLE, OFFICERS, VILLAGES = 5000, 60, 12, 87
IN_A_STREET = 8  # villages
MEAN_LOAD = 0.87
BUREAUX = 4
# Of a hundred units so many; and how much of a stage's time they have: deadlines are pulled forward for who is watched more closely.
COLOURS = {"red": (2, 0.5), "orange": (8, 0.7), "yellow": (30, 0.9), "blue": (60, 1.0)}
# The steps: name, weeks after the one before it, the week in which its stage ends, who does it, and what it can be joined with.
STEPS = (
    ("survey", 0, 5, "street", ""), ("file", 0, 7, "street", ""), ("lists", 0, 13, "bureau", "lists"), ("three-lists", 0, 13, "street", "lists"),
    ("self-check", 2, 17, "street", ""), ("correction", 2, 21, "street", ""), ("review", 2, 25, "bureau", "review"),
    ("colour", 0, 25, "street", "review"),
)  # fmt: skip
NEW, LATEST, LEAST = (
    0.05,
    10,
    2,
)  # units that appear later, in which week at the latest; and the weeks that any step has at least
BLOCKED = {11: "春节", 12: "春节"}  # Spring Festival 2027: the weeks around 6 February
SHORT = {4: 4, 17: 4, 21: 3}  # weeks with fewer working days
ELSEWHERE = 0.15  # units that another person of the street answers for, by trade


def made(units: int, *, seed: int = 1) -> Instance:
    """A district of so many units."""
    random = Random(seed)  # noqa: S311 - a made instance, no secret
    weeks = tuple(_weeks())
    placed = list(_units(random, units))
    streets = sorted({unit.street for unit in placed})
    people = max(len(streets), round(PEOPLE * units / FOR))
    helpers = [f"p{number:03}" for number in range(people)]
    answering = _answering(random, placed, streets, helpers)
    officers = [f"officer{number:02}" for number in range(max(BUREAUX, round(OFFICERS * units / FOR)))]
    visits: list[Visit] = []
    for unit in placed:
        bureau = BUREAUX_NAMES.index(unit.sectors[0])
        visits += _visits(random, unit, answering[unit.id], officers[bureau::BUREAUX])
    return Instance(
        weeks, tuple(_people(random, weeks, [*helpers, *officers], visits)), tuple(placed), tuple(visits)
    )


BUREAUX_NAMES = tuple(f"sector{number}" for number in range(BUREAUX))


def _weeks() -> Iterator[Week]:
    week = FIRST
    for number in range(WEEKS):
        yield Week(week, SHORT.get(number, 5), BLOCKED.get(number, ""))
        week = week.next


def _units(random: Random, number: int) -> Iterator[Unit]:
    villages = max(2, round(VILLAGES * number / FOR))
    sizes = [random.lognormvariate(0, 0.5) for _ in range(villages)]
    colours = list(COLOURS)
    shares = [COLOURS[colour][0] for colour in colours]
    for place, village in enumerate(sorted(random.choices(range(villages), sizes, k=number))):
        colour = random.choices(colours, shares)[0]
        sector = random.choice(BUREAUX_NAMES)
        yield Unit(f"u{place:05}", f"v{village:03}", f"s{village // IN_A_STREET:02}", colour, (sector,))


def _answering(random: Random, units: list[Unit], streets: list[str], people: list[str]) -> dict[str, str]:
    """Who answers for each unit: the people of a street share its villages in order; some units go by trade to another of the street."""
    held: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        held[unit.street].append(unit)
    answering: dict[str, str] = {}
    done, cuts = 0, [0]
    for street in streets:
        done += len(held[street])
        cuts.append(max(cuts[-1] + 1, round(len(people) * done / len(units))))
    for street, (begin, end) in zip(streets, pairwise(cuts), strict=True):
        team = people[begin:end] or people[-1:]
        for place, unit in enumerate(held[street]):
            own = team[place * len(team) // len(held[street])]
            answering[unit.id] = random.choice(team) if random.random() < ELSEWHERE else own
    return answering


def _visits(random: Random, unit: Unit, person: str, officers: list[str]) -> Iterator[Visit]:
    _, share = COLOURS[unit.colour]
    start = random.randint(1, LATEST) if random.random() < NEW else 0
    pulled = random.randint(0, 1)
    earliest, before = start, ""
    for step, lag, stage, who, together in STEPS:
        earliest += lag
        name = f"{unit.id}-{step}"
        candidates = (person,) if who == "street" else tuple(officers)
        after = (After(before, lag),) if before else ()
        due = _week(min(WEEKS - 1, max(earliest + LEAST, round(stage * share) - pulled)))
        yield Visit(name, unit.id, step, candidates, _week(start), due, after=after, together=together)
        before = name


@cache
def _week(number: int) -> IsoWeek:
    week = FIRST
    for _ in range(number):
        week = week.next
    return week


def _people(
    random: Random, weeks: tuple[Week, ...], names: list[str], visits: list[Visit]
) -> Iterator[Person]:
    """Capacity such that the mean load is as it should be; half of the people are away for a week or two."""
    work: dict[str, float] = defaultdict(float)
    for visit in visits:
        for person in visit.candidates:
            work[person] += visit.duration / len(visit.candidates)
    days = sum(week.days for week in weeks if not week.blocked)
    for name in names:
        away = {}
        if random.random() < 0.5:
            begin = random.randrange(len(weeks) - 1)
            away = {week.week: week.days for week in weeks[begin : begin + random.randint(1, 2)]}
        lost = sum(week.days for week in weeks if week.week in away and not week.blocked)
        capacity = work[name] / MEAN_LOAD / ((days - lost) / 5)
        yield Person(name, max(1, ceil(capacity * random.uniform(0.95, 1.05))), away)
